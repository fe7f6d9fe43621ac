//! What becomes of takes: the studio's keeper is the platform.

use std::path::Path;

use async_trait::async_trait;
use platform::Platform;
use studio::Keeper;

pub struct PlatformKeeper {
    pub platform: Platform,
}

#[async_trait]
impl Keeper for PlatformKeeper {
    async fn started(&self, take_id: &str) {
        let Ok(take) = take_id.parse() else { return };
        if let Err(error) = platform::live::take_started(&self.platform, take).await {
            // Registering the take sets its state whatever came before.
            tracing::warn!(take = %take_id, %error, "the row still says armed");
        }
    }

    async fn closed(&self, folder: &Path) {
        if let Err(error) = platform::videos::register(&self.platform, folder).await {
            tracing::warn!(folder = %folder.display(), %error, "left to the sweep");
        }
    }

    async fn unused(&self, take_id: &str) {
        take_unused(&self.platform, take_id).await;
    }
}

/// Nothing was recorded: the take is over.
pub async fn take_unused(platform: &Platform, take_id: &str) {
    let Ok(take) = take_id.parse() else { return };
    if let Err(error) = platform::live::take_unused(platform, take).await {
        tracing::warn!(take = %take_id, %error, "the sweep discards this take later");
    }
}
