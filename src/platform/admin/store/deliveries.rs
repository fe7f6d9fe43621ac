//! SQL of what was to be told and sent.

use uuid::Uuid;

use super::super::api::{AdminEvent, AdminMail, EventState, MailState};
use crate::{
    db::RequestTx,
    error::ApiResult,
    page::{Counted, EXACT_COUNT, Key, Window, counted},
};

macro_rules! mails {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            AdminMail,
            r#"SELECT id, topic, state AS "state: MailState", attempts - forgiven AS "attempts!", next_at,
                      error_class AS error, created_at, finished_at,
                      (state = 'dead' AND finished_at > now() - interval '7 days') AS "can_retry!"
               FROM mails WHERE "# + $tail,
            $($argument),*
        )
    };
}

pub async fn mails(
    tx: &mut RequestTx,
    state: Option<&str>,
    window: &Window,
) -> ApiResult<Vec<AdminMail>> {
    let Key { at, id } = window.after;
    let rows = if window.descending {
        mails!(
            "($1::text IS NULL OR state = $1)
             AND (created_at, id) < ($2::timestamptz, $3::uuid)
             ORDER BY created_at DESC, id DESC LIMIT $4",
            state,
            at,
            id,
            window.fetch
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        mails!(
            "($1::text IS NULL OR state = $1)
             AND (created_at, id) > ($2::timestamptz, $3::uuid)
             ORDER BY created_at, id LIMIT $4",
            state,
            at,
            id,
            window.fetch
        )
        .fetch_all(&mut **tx)
        .await?
    };
    Ok(rows)
}

pub async fn count_mails(tx: &mut RequestTx, state: Option<&str>) -> ApiResult<Counted> {
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM
           (SELECT 1 FROM mails WHERE ($1::text IS NULL OR state = $1) LIMIT $2) AS bounded"#,
        state,
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "mails").await
}

/// 404 for who may not see it.
pub async fn mail(tx: &mut RequestTx, id: Uuid) -> ApiResult<AdminMail> {
    Ok(mails!("id = $1", id).fetch_one(&mut **tx).await?)
}

/// Puts a dead letter back; false when it is none, or older than what it said is kept.
pub async fn retry_mail(tx: &mut RequestTx, id: Uuid) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE mails SET state = 'waiting', forgiven = attempts, next_at = now(), finished_at = NULL
         WHERE id = $1 AND state = 'dead' AND finished_at > now() - interval '7 days'",
        id
    )
    .execute(&mut **tx)
    .await?;
    wake(tx).await?;
    Ok(done.rows_affected() == 1)
}

macro_rules! events {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            AdminEvent,
            r#"SELECT id, topic, state AS "state!: EventState", attempts, next_at, last_error AS error,
                      created_at, coalesce(delivered_at, dead_at) AS finished_at,
                      (dead_at IS NOT NULL) AS "can_retry!"
               FROM (SELECT *, CASE WHEN dead_at IS NOT NULL THEN 'dead'
                                    WHEN delivered_at IS NOT NULL THEN 'delivered'
                                    ELSE 'waiting' END AS state
                     FROM (SELECT id, topic, attempts, next_at, last_error, created_at, delivered_at,
                                  dead_at FROM outbox) AS open_columns) AS told
               WHERE "# + $tail,
            $($argument),*
        )
    };
}

pub async fn events(
    tx: &mut RequestTx,
    state: Option<&str>,
    window: &Window,
) -> ApiResult<Vec<AdminEvent>> {
    let Key { at, id } = window.after;
    // Cursors carry a UUID; what comes before or after all ids is none of them.
    let id = i64::try_from(id.as_u128()).unwrap_or(i64::MAX);
    let rows = if window.descending {
        events!(
            "($1::text IS NULL OR state = $1)
             AND (created_at, id) < ($2::timestamptz, $3::bigint)
             ORDER BY created_at DESC, id DESC LIMIT $4",
            state,
            at,
            id,
            window.fetch
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        events!(
            "($1::text IS NULL OR state = $1)
             AND (created_at, id) > ($2::timestamptz, $3::bigint)
             ORDER BY created_at, id LIMIT $4",
            state,
            at,
            id,
            window.fetch
        )
        .fetch_all(&mut **tx)
        .await?
    };
    Ok(rows)
}

pub async fn count_events(tx: &mut RequestTx, state: Option<&str>) -> ApiResult<Counted> {
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM
           (SELECT 1 FROM outbox WHERE $1::text IS NULL
              OR $1 = 'dead' AND dead_at IS NOT NULL
              OR $1 = 'delivered' AND delivered_at IS NOT NULL
              OR $1 = 'waiting' AND dead_at IS NULL AND delivered_at IS NULL
            LIMIT $2) AS bounded"#,
        state,
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "outbox").await
}

/// 404 for who may not see it.
pub async fn event(tx: &mut RequestTx, id: i64) -> ApiResult<AdminEvent> {
    Ok(events!("id = $1", id).fetch_one(&mut **tx).await?)
}

/// False when it is no dead letter.
pub async fn retry_event(tx: &mut RequestTx, id: i64) -> ApiResult<bool> {
    let done = sqlx::query!(
        "UPDATE outbox SET dead_at = NULL, attempts = 0, next_at = now()
         WHERE id = $1 AND dead_at IS NOT NULL",
        id
    )
    .execute(&mut **tx)
    .await?;
    wake(tx).await?;
    Ok(done.rows_affected() == 1)
}

/// Whoever delivers looks at once.
async fn wake(tx: &mut RequestTx) -> ApiResult<()> {
    sqlx::query!("SELECT pg_notify('jobgate_outbox', '')")
        .execute(&mut **tx)
        .await?;
    Ok(())
}
