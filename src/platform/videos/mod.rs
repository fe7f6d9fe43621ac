//! Videos and their takes: what was recorded, what is kept, who watched it.
//!
//! A take is one attempt. A video is a draft until one of its takes is kept; it is
//! `processing` until that take can be played everywhere and `completed` from then on.

mod api;
mod conversion;
mod erase;
mod intervals;
mod register;
mod renditions;
mod state;
mod store;
mod upload;

pub use api::{
    ByCompany, Chapter, Gap, NewVideo, Playback, Source, Take, ThumbnailSheet, UploadRules,
    Uploaded, Video, View, ViewEntry, router,
};
pub(crate) use conversion::{give_up as give_up_conversion, run as run_conversion};
pub(crate) use erase::run_erase_job;
pub use intervals::Intervals;
pub use register::{RegisterError, Registered, register, take_of};
pub(crate) use renditions::{
    SCRATCH, fetch_master, give_up as give_up_renditions, run as run_renditions, take_in,
};
pub use state::{KeptStatus, RenditionState, Verdict, VideoState};
pub(crate) use store::{
    arm, assets_of_all, close_stale, lock_own, open_takes, state_of, visible_asset,
};

pub(crate) use upload::UploadDesk;

use crate::{Platform, error::ApiResult, ids::TakeId};

/// A video holds this many takes; a candidate who needs more starts a new video.
pub const MAX_TAKES: i32 = 50;

/// A person may have this many uploads that wait for the worker.
pub const MAX_WAITING_UPLOADS: i64 = 3;

/// The first frame of a take is on the disk.
///
/// Errors: `take-in-progress` when the take is not armed any more (thrown away, or begun
/// before), `not-found` when its video is gone: nothing may be recorded then.
pub async fn take_started(platform: &Platform, take: TakeId) -> ApiResult<()> {
    store::take_started(platform.db().system(), take).await
}

/// The room of an armed take has closed and nothing was recorded: the take is over. A take
/// in any other state stays as it is.
pub async fn take_unused(platform: &Platform, take: TakeId) -> ApiResult<()> {
    store::discard_armed(platform.db().system(), take)
        .await
        .map(drop)
}
