//! The end of a take on its way to the disk, which may be full.

use std::time::Duration;

use coach::take::{Closing, Reception, TakeOutcome};
use pipelines::Outcome;
use tokio::time::sleep;

use crate::folder::TakeFolder;
use crate::outcome::{Clock, take_outcome};
use crate::recover::RecoverError;
use crate::room::House;

/// An outcome that a full disk did not take is offered to it again this often.
const WRITE_AGAIN: Duration = Duration::from_secs(2);

/// What the recorder made of a take.
pub struct Ended {
    pub outcome: Outcome,
    pub reception: Option<Reception>,
    pub clock: Clock,
}

impl Ended {
    /// Makes what was written before a failure playable, and writes `sealed.json`.
    ///
    /// # Errors
    /// The disk did not take it, or a child process failed; the media are as they were.
    pub async fn write(&self, folder: &TakeFolder) -> Result<TakeOutcome, RecoverError> {
        let mut outcome = self.outcome.clone();
        if let Outcome::Damaged {
            kept_ms: 1..,
            kept: kept @ None,
            ..
        } = &mut outcome
            && let Outcome::Sealed(facts) = pipelines::recover(folder.path()).await?
        {
            *kept = Some(Box::new(facts));
        }
        let outcome = self.told(outcome);
        folder.write_outcome(&outcome)?;
        Ok(outcome)
    }

    /// As it is known without having been written.
    pub fn as_told(&self) -> TakeOutcome {
        self.told(self.outcome.clone())
    }

    fn told(&self, outcome: Outcome) -> TakeOutcome {
        TakeOutcome {
            reception: self.reception,
            ..take_outcome(outcome, Closing::Sealed, self.clock)
        }
    }
}

/// The media are on disk, and what became of them is known here alone. A server that ends before
/// there is space leaves the folder to the next start, which measures the media again.
pub async fn write_later(house: House, folder: TakeFolder, ended: Ended) {
    loop {
        tokio::select! {
            () = sleep(WRITE_AGAIN) => {}
            () = house.closing.cancelled() => return,
        }
        match ended.write(&folder).await {
            Ok(_) => return house.keeper.closed(folder.path()).await,
            Err(error) => tracing::debug!(%error, "still no sealed.json"),
        }
    }
}
