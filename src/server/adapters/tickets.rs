//! Who may open a room: tickets are the platform's.

use async_trait::async_trait;
use coach::take::TakeManifest;
use platform::Platform;
use platform::live::RedeemError;

use super::keeper::take_unused;

pub enum Redeemed {
    Take(Box<TakeManifest>),
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
}

pub struct PlatformTickets {
    pub platform: Platform,
}

#[async_trait]
impl Tickets for PlatformTickets {
    async fn redeem(&self, ticket: &str) -> Redeemed {
        match platform::live::redeem(&self.platform, ticket).await {
            Ok(manifest) => Redeemed::Take(Box::new(manifest)),
            Err(RedeemError::Refused) => Redeemed::Refused,
            Err(RedeemError::ConsentRequired) => Redeemed::NoConsent,
            Err(RedeemError::Unavailable) => Redeemed::Failed,
        }
    }

    async fn unused(&self, take_id: &str) {
        take_unused(&self.platform, take_id).await;
    }
}
