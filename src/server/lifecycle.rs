//! Stopping: the first signal asks, the second insists.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Cancelled at the first SIGINT or SIGTERM; the process exits at the second.
pub fn stop_token() -> std::io::Result<CancellationToken> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        for round in 0.. {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if round == 0 {
                tracing::info!(
                    "stopping: takes under way are closed; a second signal stops at once"
                );
                cancelled.cancel();
            } else {
                tracing::warn!("stopped at once; takes under way are recovered at the next start");
                std::process::exit(130);
            }
        }
    });
    Ok(token)
}
