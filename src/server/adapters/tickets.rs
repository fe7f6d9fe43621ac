//! Who may open a room: tickets are the platform's.

use std::sync::Arc;

use async_trait::async_trait;
use coach::take::TakeManifest;
use platform::Platform;
use platform::endings::{self, Concerned};
use platform::live::RedeemError;

use super::keeper::take_unused;

pub enum Redeemed {
    Take {
        manifest: Box<TakeManifest>,
        session_id: String,
    },
    /// Unknown, used or expired: no difference is told.
    Refused,
    NoConsent,
    Failed,
}

#[async_trait]
pub trait Tickets: Send + Sync + 'static {
    async fn redeem(&self, ticket: &str) -> Redeemed;
    /// The ticket was redeemed but no room could be opened.
    async fn unused(&self, take_id: &str);
    /// A room is open on the word of consents that were read when its ticket was redeemed:
    /// it is told when one was withdrawn since, or its session is over.
    async fn recheck(&self, user_id: &str);
}

pub struct PlatformTickets {
    pub platform: Platform,
    pub concerned: Arc<dyn Concerned>,
}

#[async_trait]
impl Tickets for PlatformTickets {
    async fn redeem(&self, ticket: &str) -> Redeemed {
        match platform::live::redeem_in_session(&self.platform, ticket).await {
            Ok((manifest, session)) => Redeemed::Take {
                manifest: Box::new(manifest),
                session_id: session.to_string(),
            },
            Err(RedeemError::Refused) => Redeemed::Refused,
            Err(RedeemError::ConsentRequired) => Redeemed::NoConsent,
            Err(RedeemError::Unavailable) => Redeemed::Failed,
        }
    }

    async fn unused(&self, take_id: &str) {
        take_unused(&self.platform, take_id).await;
    }

    async fn recheck(&self, user_id: &str) {
        let Ok(user) = user_id.parse() else { return };
        if let Err(error) = endings::recheck(&self.platform, &*self.concerned, &[user]).await {
            tracing::warn!(%error, "consents are asked again when the database is back");
        }
    }
}
