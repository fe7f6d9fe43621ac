//! The way into the live socket: tickets, good once, for half a minute, for one session
//! and one take. No ticket without a standing consent to be recorded.

mod api;
mod store;

pub use api::{Ticket, router};

use std::time::Duration;

use coach::{
    Language,
    take::{TakeManifest, TakeOrigin},
};

pub use crate::videos::{take_started, take_unused};
use crate::{
    Platform, accounts,
    error::ApiError,
    ids::SessionId,
    privacy::{self, ConsentKind},
};

/// Life of a ticket; the schema allows no longer one.
pub const TICKET_LIFE: Duration = Duration::from_secs(30);
/// Where the ticket is good.
pub const LIVE_PATH: &str = "/api/live/";

/// Why a ticket opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedeemError {
    /// Unknown, used, too old, its session over or its take gone: ask for a new one.
    #[error("the ticket is not good (any more)")]
    Refused,
    /// The consent was taken back since.
    #[error("there is no standing consent to record")]
    ConsentRequired,
    /// The database does not answer; the ticket may be good again in a moment.
    #[error("the database does not answer")]
    Unavailable,
}

impl From<ApiError> for RedeemError {
    fn from(_: ApiError) -> RedeemError {
        RedeemError::Unavailable
    }
}

impl From<sqlx::Error> for RedeemError {
    fn from(error: sqlx::Error) -> RedeemError {
        tracing::error!(%error, "a ticket could not be looked up");
        RedeemError::Unavailable
    }
}

/// Uses a ticket up and says what may be recorded, for whom and under which consent, and
/// whether it may be analysed.
pub async fn redeem(platform: &Platform, ticket: &str) -> Result<TakeManifest, RedeemError> {
    let (manifest, _) = redeem_in_session(platform, ticket).await?;
    Ok(manifest)
}

/// [`redeem`], and in which session the ticket was asked for: with it the take ends.
pub async fn redeem_in_session(
    platform: &Platform,
    ticket: &str,
) -> Result<(TakeManifest, SessionId), RedeemError> {
    let mut tx = platform.db().system().begin().await?;
    let found = store::redeem(&mut tx, &accounts::hash_of(ticket))
        .await?
        .ok_or(RedeemError::Refused)?;
    let standing = privacy::standing(&mut tx, found.user, ConsentKind::Record).await?;
    let analyse = privacy::standing(&mut tx, found.user, ConsentKind::Analyse).await?;
    // The ticket is used up also when the consent is gone.
    tx.commit().await?;
    let standing = standing.ok_or(RedeemError::ConsentRequired)?;
    let script = serde_json::from_value(found.script).map_err(|error| {
        tracing::error!(%error, take = %found.take, "takes.script cannot be read");
        RedeemError::Unavailable
    })?;
    let manifest = TakeManifest {
        take_id: found.take.to_string(),
        video_id: found.video.to_string(),
        user_id: found.user.to_string(),
        origin: TakeOrigin::Live,
        consent_version: standing.version,
        analyse: analyse.is_some(),
        language: Language::from_tag(&found.language).unwrap_or_default(),
        script,
        created_at_ms: chrono::Utc::now().timestamp_millis(),
        server_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    Ok((manifest, found.session))
}
