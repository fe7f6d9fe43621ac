//! SQL of the audit log.

use futures_util::{Stream, TryStreamExt};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::chain::Entry;
use crate::{
    db::RequestTx,
    error::ApiResult,
    page::{Counted, EXACT_COUNT, Key, Window, counted},
};

pub struct Seal {
    pub number: i64,
    pub digest: Vec<u8>,
}

/// The newest seal. Whoever asks after us waits until our transaction is over.
pub async fn lock_last_seal(connection: &mut PgConnection) -> ApiResult<Option<Seal>> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('audit_seals'))")
        .execute(&mut *connection)
        .await?;
    Ok(sqlx::query_as!(
        Seal,
        "SELECT number, digest FROM audit_seals ORDER BY number DESC LIMIT 1"
    )
    .fetch_optional(connection)
    .await?)
}

/// Takes the oldest entries that wait, by their ids.
pub async fn take_waiting(connection: &mut PgConnection, most: i64) -> ApiResult<Vec<Entry>> {
    let ids = sqlx::query_scalar!(
        "DELETE FROM audit_waiting WHERE entry_id IN
             (SELECT entry_id FROM audit_waiting ORDER BY entry_id LIMIT $1)
         RETURNING entry_id",
        most
    )
    .fetch_all(&mut *connection)
    .await?;
    entries(connection, &ids).await
}

/// The entries of these ids that there are, by their ids.
pub async fn entries(connection: &mut PgConnection, ids: &[i64]) -> ApiResult<Vec<Entry>> {
    Ok(sqlx::query_as!(
        Entry,
        r#"SELECT id, at, actor_id, company_id, action, object, object_id, details::text AS "details!"
           FROM audit_entries WHERE id = ANY($1) ORDER BY id"#,
        ids
    )
    .fetch_all(connection)
    .await?)
}

pub async fn insert_seal(
    connection: &mut PgConnection,
    number: i64,
    entries: &[Entry],
    digest: &[u8],
    fingerprint: &[u8],
) -> ApiResult<()> {
    let ids: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
    sqlx::query!(
        "INSERT INTO audit_seals (number, entry_ids, digest, key_fingerprint) VALUES ($1, $2, $3, $4)",
        number,
        &ids,
        digest,
        fingerprint
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A whole row of `audit_seals`.
pub struct WholeSeal {
    pub number: i64,
    pub entry_ids: Vec<i64>,
    pub digest: Vec<u8>,
    pub key_fingerprint: Vec<u8>,
}

/// All seals, oldest first.
pub fn seals(pool: &PgPool) -> impl Stream<Item = ApiResult<WholeSeal>> + '_ {
    sqlx::query_as!(
        WholeSeal,
        "SELECT number, entry_ids, digest, key_fingerprint FROM audit_seals ORDER BY number"
    )
    .fetch(pool)
    .map_err(Into::into)
}

/// Entries that are in no seal and wait for none: nobody but the triggers adds any, and
/// these do both.
pub async fn strays(pool: &PgPool) -> ApiResult<Vec<i64>> {
    Ok(sqlx::query_scalar!(
        "SELECT e.id FROM audit_entries e
         WHERE NOT EXISTS (SELECT 1 FROM audit_waiting w WHERE w.entry_id = e.id)
           AND e.id NOT IN (SELECT unnest(entry_ids) FROM audit_seals)
         ORDER BY e.id"
    )
    .fetch_all(pool)
    .await?)
}

pub async fn waiting(pool: &PgPool) -> ApiResult<i64> {
    Ok(
        sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM audit_waiting"#)
            .fetch_one(pool)
            .await?,
    )
}

/// What a reader asks for; `None` asks for nothing.
pub struct Wanted<'a> {
    pub action: Option<&'a str>,
    pub actor: Option<Uuid>,
    pub object_id: Option<Uuid>,
}

macro_rules! entries {
    ($tail:tt, $($argument:expr),*) => {
        sqlx::query_as!(
            Entry,
            r#"SELECT id, at, actor_id, company_id, action, object, object_id,
                      details::text AS "details!"
               FROM audit_entries
               WHERE ($1::text IS NULL OR action = $1) AND ($2::uuid IS NULL OR actor_id = $2)
                 AND ($3::uuid IS NULL OR object_id = $3)
               "# + $tail,
            $($argument),*
        )
    };
}

pub async fn list(
    tx: &mut RequestTx,
    wanted: &Wanted<'_>,
    window: &Window,
) -> ApiResult<Vec<Entry>> {
    let Key { at, id } = window.after;
    // Cursors carry a UUID; what comes before or after all ids is none of them.
    let id = i64::try_from(id.as_u128()).unwrap_or(i64::MAX);
    let rows = if window.descending {
        entries!(
            " AND (at, id) < ($4::timestamptz, $5::bigint) ORDER BY at DESC, id DESC LIMIT $6",
            wanted.action,
            wanted.actor,
            wanted.object_id,
            at,
            id,
            window.fetch
        )
        .fetch_all(&mut **tx)
        .await?
    } else {
        entries!(
            " AND (at, id) > ($4::timestamptz, $5::bigint) ORDER BY at, id LIMIT $6",
            wanted.action,
            wanted.actor,
            wanted.object_id,
            at,
            id,
            window.fetch
        )
        .fetch_all(&mut **tx)
        .await?
    };
    Ok(rows)
}

pub async fn count(tx: &mut RequestTx, wanted: &Wanted<'_>) -> ApiResult<Counted> {
    let bounded = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM (SELECT 1 FROM audit_entries
           WHERE ($1::text IS NULL OR action = $1) AND ($2::uuid IS NULL OR actor_id = $2)
             AND ($3::uuid IS NULL OR object_id = $3) LIMIT $4) AS bounded"#,
        wanted.action,
        wanted.actor,
        wanted.object_id,
        EXACT_COUNT + 1
    )
    .fetch_one(&mut **tx)
    .await?;
    counted(tx, bounded, "audit_entries").await
}
