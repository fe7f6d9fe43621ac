//! States that carry only their own data, read from rows in exhaustive matches.

use coach::take::{TakeOrigin, TakeState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    db::unreadable,
    error::{ApiError, ApiResult},
    ids::{TakeId, VideoId},
};

/// `draft → processing → completed → approved | rejected`; `failed` only from `processing`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VideoState {
    Draft,
    Kept { take: TakeId, status: KeptStatus },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptStatus {
    Processing,
    Completed,
    Approved,
    Rejected,
    Failed,
}

/// What the platform says of a completed video. It may say otherwise later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Approved,
    Rejected,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Approved => "approved",
            Verdict::Rejected => "rejected",
        }
    }
}

/// The state's name in JSON and in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum VideoStatus {
    Draft,
    Processing,
    Completed,
    Approved,
    Rejected,
    Failed,
}

impl VideoState {
    pub fn from_row(id: VideoId, status: &str, kept: Option<TakeId>) -> ApiResult<VideoState> {
        let status = match (status, kept) {
            ("draft", None) => return Ok(VideoState::Draft),
            ("processing", Some(_)) => KeptStatus::Processing,
            ("completed", Some(_)) => KeptStatus::Completed,
            ("approved", Some(_)) => KeptStatus::Approved,
            ("rejected", Some(_)) => KeptStatus::Rejected,
            ("failed", Some(_)) => KeptStatus::Failed,
            (other, kept) => {
                return Err(unreadable(
                    "videos",
                    "status",
                    id,
                    format_args!("{other} with take {kept:?}"),
                ));
            }
        };
        match kept {
            Some(take) => Ok(VideoState::Kept { take, status }),
            None => Err(unreadable("videos", "kept_take_id", id, "nothing")),
        }
    }

    pub fn status(self) -> VideoStatus {
        match self {
            VideoState::Draft => VideoStatus::Draft,
            VideoState::Kept { status, .. } => match status {
                KeptStatus::Processing => VideoStatus::Processing,
                KeptStatus::Completed => VideoStatus::Completed,
                KeptStatus::Approved => VideoStatus::Approved,
                KeptStatus::Rejected => VideoStatus::Rejected,
                KeptStatus::Failed => VideoStatus::Failed,
            },
        }
    }

    pub fn kept_take(self) -> Option<TakeId> {
        match self {
            VideoState::Draft => None,
            VideoState::Kept { take, .. } => Some(take),
        }
    }
}

impl VideoStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            VideoStatus::Draft => "draft",
            VideoStatus::Processing => "processing",
            VideoStatus::Completed => "completed",
            VideoStatus::Approved => "approved",
            VideoStatus::Rejected => "rejected",
            VideoStatus::Failed => "failed",
        }
    }
}

/// What a player needs besides the master.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RenditionState {
    /// There is nothing to make them of.
    None,
    Pending,
    Ready,
    Failed,
}

impl RenditionState {
    pub fn from_row(id: TakeId, name: &str) -> ApiResult<RenditionState> {
        match name {
            "none" => Ok(RenditionState::None),
            "pending" => Ok(RenditionState::Pending),
            "ready" => Ok(RenditionState::Ready),
            "failed" => Ok(RenditionState::Failed),
            other => Err(unreadable("takes", "renditions", id, other)),
        }
    }
}

pub fn take_state(id: TakeId, name: &str) -> Result<TakeState, ApiError> {
    TakeState::parse(name).ok_or_else(|| unreadable("takes", "state", id, name))
}

pub fn take_origin(id: TakeId, name: &str) -> Result<TakeOrigin, ApiError> {
    TakeOrigin::parse(name).ok_or_else(|| unreadable("takes", "origin", id, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_state_or_a_named_fault() {
        let (video, take) = (VideoId::new(), TakeId::new());
        for status in ["processing", "completed", "approved", "rejected", "failed"] {
            let state = VideoState::from_row(video, status, Some(take)).unwrap();
            assert_eq!(state.status().as_str(), status);
            assert_eq!(state.kept_take(), Some(take));
            assert!(VideoState::from_row(video, status, None).is_err());
        }
        assert_eq!(
            VideoState::from_row(video, "draft", None).unwrap(),
            VideoState::Draft
        );
        assert!(VideoState::from_row(video, "draft", Some(take)).is_err());
        assert!(VideoState::from_row(video, "lost", Some(take)).is_err());
    }
}
