//! SQL of tickets.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use crate::{
    db::RequestTx,
    error::ApiResult,
    ids::{SessionId, TakeId, UserId, VideoId},
};

pub async fn insert(
    tx: &mut RequestTx,
    hash: &[u8; 32],
    take: TakeId,
    expires_at: DateTime<Utc>,
) -> ApiResult<()> {
    let (user, session) = (tx.user, tx.session);
    sqlx::query!(
        "INSERT INTO live_tickets (ticket_hash, take_id, user_id, session_id, expires_at)
         VALUES ($1, $2, $3, $4, least($5, now() + interval '30 seconds'))",
        &hash[..],
        take.0,
        user.0,
        session.0,
        expires_at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub struct Redeemed {
    pub take: TakeId,
    pub video: VideoId,
    pub user: UserId,
    pub session: SessionId,
    pub script: Value,
    pub language: String,
}

/// One statement: of two that come at once, one finds the ticket used.
pub async fn redeem(
    connection: &mut PgConnection,
    hash: &[u8; 32],
) -> sqlx::Result<Option<Redeemed>> {
    sqlx::query_as!(
        Redeemed,
        r#"UPDATE live_tickets k SET redeemed_at = now()
           FROM takes t, sessions s, users u
           WHERE k.ticket_hash = $1 AND k.redeemed_at IS NULL AND k.expires_at > now()
             AND t.id = k.take_id AND t.state = 'armed'
             AND s.id = k.session_id AND s.revoked_at IS NULL AND u.id = k.user_id
           RETURNING t.id AS "take: TakeId", t.video_id AS "video: VideoId", u.id AS "user: UserId",
                     s.id AS "session: SessionId",
                     t.script, u.language"#,
        &hash[..]
    )
    .fetch_optional(connection)
    .await
}
