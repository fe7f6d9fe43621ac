//! Sealing what came since the last seal.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{chain, store};
use crate::{Platform, error::ApiResult};

pub const SEAL_EVERY: Duration = Duration::from_secs(60);
/// Of one seal; a busier minute makes several.
const MOST_ENTRIES: i64 = 1000;

/// Seals once a minute until `stop`, and once more then. Several servers may do so: each
/// entry is in one seal, whoever made it.
pub async fn run(platform: Platform, stop: CancellationToken) {
    run_with(platform, stop, SEAL_EVERY).await;
}

/// The same with another pause than a minute.
pub async fn run_with(platform: Platform, stop: CancellationToken, every: Duration) {
    loop {
        let stopped = stop
            .run_until_cancelled(tokio::time::sleep(every))
            .await
            .is_none();
        if let Err(error) = seal(&platform).await {
            tracing::warn!(%error, "the audit log was not sealed; trying again after the pause");
        }
        if stopped {
            return;
        }
    }
}

/// Seals all that waits, and says how many entries that were.
pub async fn seal(platform: &Platform) -> ApiResult<usize> {
    let chain = platform.audit_chain();
    let mut sealed = 0;
    loop {
        let mut tx = platform.db().system().begin().await?;
        let last = store::lock_last_seal(&mut tx).await?;
        let (number, previous) = match &last {
            Some(seal) => (seal.number + 1, seal.digest.as_slice()),
            None => (1, &chain::START[..]),
        };
        let entries = store::take_waiting(&mut tx, MOST_ENTRIES).await?;
        if entries.is_empty() {
            return Ok(sealed);
        }
        let digest = chain.digest(previous, number, &entries);
        store::insert_seal(&mut tx, number, &entries, &digest, &chain.fingerprint()).await?;
        tx.commit().await?;
        sealed += entries.len();
        // A copy outside the database: the end of the chain cannot be cut off unnoticed.
        tracing::info!(
            number,
            entries = entries.len(),
            digest = hex::encode(digest),
            "audit log sealed"
        );
    }
}
