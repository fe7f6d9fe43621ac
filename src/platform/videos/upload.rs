//! What becomes of a file that somebody sent: looked at by its bytes, kept in the storage
//! until a master is made of it, and a take from the first moment on.
//!
//! How the bytes came is not this file's business: whoever received them in whichever way
//! calls [`UploadDesk::accept`].

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use coach::take::TakeOrigin;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    MAX_WAITING_UPLOADS,
    api::uploaded,
    conversion, erase,
    store::{self, NewAsset},
};
use crate::{
    Platform,
    accounts::{Caller, Role},
    candidates,
    db::RequestTx,
    error::{ApiError, ApiResult, Fault, Problem},
    http::Once,
    i18n::Text,
    ids::{TakeId, UserId, VideoId},
    ports::{ReadUploads, UploadError, UploadFault},
    privacy, scripts,
    storage::Digested,
};

/// Files on their way at once; one more is told to come back.
const PLACES: usize = 8;
/// Of one person: one, and one that was cancelled a moment ago.
const PLACES_A_PERSON: u32 = 2;
/// Files looked at at once: each costs a reader on some core for a moment.
const LOOKS: usize = 2;

/// A video made for an upload is called so, unless its owner says otherwise.
const TITLE: Text = Text {
    fr: "Vidéo importée",
    en: "Uploaded video",
    ar: "فيديو مرفوع",
};

/// Who looks at uploads, and how many at once.
#[derive(Clone)]
pub struct UploadDesk {
    reader: Arc<dyn ReadUploads>,
    places: Arc<Semaphore>,
    senders: Arc<Mutex<HashMap<UserId, u32>>>,
    looks: Arc<Semaphore>,
}

/// The right to send a file, as long as this value lives.
pub struct Place {
    user: UserId,
    senders: Arc<Mutex<HashMap<UserId, u32>>>,
    _place: OwnedSemaphorePermit,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        match senders.get_mut(&self.user) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                senders.remove(&self.user);
            }
        }
    }
}

/// A file that has wholly arrived, and what was said about it.
pub struct Received {
    /// Holds the file; it goes with this value.
    pub folder: tempfile::TempDir,
    pub title: Option<String>,
    /// An own video that the take belongs to; a new one is made when absent.
    pub video: Option<VideoId>,
}

impl Received {
    /// Where the file lies in its folder. No ending: nothing may guess by it.
    pub fn file_in(folder: &Path) -> PathBuf {
        folder.join("file")
    }

    fn file(&self) -> PathBuf {
        Received::file_in(self.folder.path())
    }
}

impl UploadDesk {
    pub fn new(reader: Arc<dyn ReadUploads>) -> UploadDesk {
        UploadDesk {
            reader,
            places: Arc::new(Semaphore::new(PLACES)),
            senders: Arc::default(),
            looks: Arc::new(Semaphore::new(LOOKS)),
        }
    }

    /// Errors: `busy` when all places are taken, or all of this person.
    pub fn place(&self, user: UserId) -> ApiResult<Place> {
        let place = self.places.clone().try_acquire_owned();
        let place = place.map_err(|_| Problem::Busy)?;
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        let count = senders.entry(user).or_default();
        if *count >= PLACES_A_PERSON {
            return Err(Problem::Busy.into());
        }
        *count += 1;
        Ok(Place {
            user,
            senders: self.senders.clone(),
            _place: place,
        })
    }

    /// Makes an armed take of a file, and the job that will give it its master. A file that
    /// came before under the same key is answered as it was.
    ///
    /// Errors: those of [`permitted`], `not-found` for a foreign video, a fault of `file`.
    pub async fn accept(
        &self,
        platform: &Platform,
        caller: &Caller,
        received: Received,
        once: Once,
    ) -> ApiResult<Response> {
        self.inspect(platform, &received).await?;
        // From here on it is carried through, also when the sender hangs up: no object of the
        // storage may be left without its row.
        let (platform, caller) = (platform.clone(), caller.clone());
        tokio::spawn(async move { store_and_arm(&platform, &caller, received, once).await })
            .await
            .map_err(|error| ApiError::internal(format_args!("an upload broke off: {error}")))?
    }

    async fn inspect(&self, platform: &Platform, received: &Received) -> ApiResult<()> {
        let limits = platform.upload_limits();
        let _look = self.looks.acquire().await.map_err(ApiError::internal)?;
        let duration = self
            .reader
            .inspect(&received.file(), limits.longest)
            .await
            .map_err(|error| match error {
                UploadError::Refused(fault) => ApiError::field("file", told(fault, platform)),
                UploadError::Passing(why) => {
                    tracing::warn!(%why, "an upload could not be looked at");
                    Problem::Busy.into()
                }
            })?;
        if duration < limits.shortest {
            let min_seconds = limits.shortest.as_secs();
            return Err(ApiError::field(
                "file",
                Fault::VideoTooShort { min_seconds },
            ));
        }
        if duration > limits.longest {
            return Err(ApiError::field(
                "file",
                told(UploadFault::TooLong, platform),
            ));
        }
        Ok(())
    }
}

fn told(fault: UploadFault, platform: &Platform) -> Fault {
    match fault {
        UploadFault::NotAFilm => Fault::NotAVideo,
        UploadFault::NoPicture => Fault::NoPicture,
        UploadFault::NoSound => Fault::NoSound,
        UploadFault::Damaged => Fault::CutOff,
        UploadFault::Unsupported => Fault::UnsupportedVideo,
        UploadFault::TooLong => Fault::VideoTooLong {
            max_seconds: platform.upload_limits().longest.as_secs(),
        },
    }
}

/// Whether the caller may upload now, by the rule of a live ticket: a candidate with a
/// standing consent to be recorded. Errors: `forbidden`, `consent-required`,
/// `uploads-waiting`.
pub async fn permitted(tx: &mut RequestTx) -> ApiResult<privacy::Standing> {
    tx.only(&[Role::Candidate])?;
    let me = tx.user;
    let consent = privacy::standing(tx, me, privacy::ConsentKind::Record)
        .await?
        .ok_or(Problem::ConsentRequired)?;
    if store::waiting_uploads(tx).await? >= MAX_WAITING_UPLOADS {
        return Err(Problem::UploadsWaiting.into());
    }
    Ok(consent)
}

async fn store_and_arm(
    platform: &Platform,
    caller: &Caller,
    received: Received,
    once: Once,
) -> ApiResult<Response> {
    let take = TakeId::new();
    let key = format!("takes/{take}/upload");
    let stored = platform.storage().put_file(&key, &received.file()).await;
    let armed = match &stored {
        Ok(stored) => arm(platform, caller, &received, once, take, &key, stored).await,
        Err(error) => Err(ApiError::internal(error)),
    };
    if !matches!(armed, Ok(Armed::Now(_))) {
        // A failed commit may have succeeded all the same, so the rows are asked.
        match store::unnamed(platform.db().system(), &[key]).await {
            Ok(unnamed) => erase::now(platform, &unnamed).await,
            Err(error) => tracing::warn!(%error, %take, "an upload without a row may be left"),
        }
    }
    armed.map(|(Armed::Now(answer) | Armed::Before(answer))| answer)
}

/// What came of a file, and what is said of it.
enum Armed {
    Now(Response),
    /// It came before, under the same key.
    Before(Response),
}

/// One transaction: video, take, file, job and the answer that is kept.
async fn arm(
    platform: &Platform,
    caller: &Caller,
    received: &Received,
    once: Once,
    take: TakeId,
    key: &str,
    stored: &Digested,
) -> ApiResult<Armed> {
    let mut tx = caller.enter(platform).await?;
    let said = format!(
        "{:?} {:?} {}",
        received.title, received.video, stored.sha256
    );
    let once = once.with(said.as_bytes());
    if let Some(answer) = once.before(&mut tx, caller.user).await? {
        return Ok(Armed::Before(answer));
    }
    // Again: the file was long on its way.
    let consent = permitted(&mut tx).await?;
    let video = match received.video {
        Some(video) => video,
        None => new_video(&mut tx, received.title.as_deref()).await?,
    };
    let video = store::lock_own(&mut tx, video).await?;
    let script = scripts::recordable(&mut tx, video.script).await?;
    let origin = TakeOrigin::Upload;
    store::arm_as(&mut tx, take, origin, video.id, consent.id, &script).await?;
    let asset = NewAsset {
        take,
        user: caller.user,
        kind: "upload",
        key,
        // What it is, nobody but its bytes says.
        content_type: "application/octet-stream",
        stored,
        grid: None,
    };
    store::add_asset(&mut tx, &asset).await?;
    conversion::order(&mut tx, take).await?;
    let body = uploaded(platform, &mut tx, take).await?;
    let status = StatusCode::CREATED;
    once.keep(&mut tx, caller.user, status, None, &body).await?;
    tx.commit().await?;
    Ok(Armed::Now((status, Json(body)).into_response()))
}

async fn new_video(tx: &mut RequestTx, title: Option<&str>) -> ApiResult<VideoId> {
    let me = tx.user;
    let profile = candidates::own_profile(tx, me)
        .await?
        .ok_or(Problem::Forbidden)?;
    let script = scripts::default_id(tx).await?;
    let title = title.unwrap_or(TITLE.get(tx.language));
    store::insert(tx, profile, script, title, "", false).await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use coach::take::TakeMedia;

    use super::*;

    struct Nobody;

    #[async_trait::async_trait]
    impl ReadUploads for Nobody {
        async fn inspect(&self, _: &Path, _: Duration) -> Result<Duration, UploadError> {
            Err(UploadError::Refused(UploadFault::NotAFilm))
        }

        async fn convert(&self, _: &Path, _: &Path) -> Result<TakeMedia, UploadError> {
            Err(UploadError::Refused(UploadFault::NotAFilm))
        }
    }

    #[test]
    fn nobody_takes_all_the_places() {
        let desk = UploadDesk::new(Arc::new(Nobody));
        let greedy = UserId::new();
        let own = [desk.place(greedy).unwrap(), desk.place(greedy).unwrap()];
        assert!(desk.place(greedy).is_err());
        let others: Vec<Place> = (2..PLACES)
            .map(|_| desk.place(UserId::new()).unwrap())
            .collect();
        assert!(desk.place(UserId::new()).is_err(), "all are taken");
        drop(others);
        // A refused place is given back, too.
        assert!(desk.place(greedy).is_err());
        drop(own);
        let again = desk.place(greedy).unwrap();
        drop(again);
        assert!(
            desk.senders.lock().unwrap().is_empty(),
            "nobody is remembered"
        );
    }
}
