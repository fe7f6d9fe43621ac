//! SQL of consents.

use sqlx::{PgConnection, PgPool};

use super::{ConsentKind, ConsentRecord, ConsentText};
use crate::{
    db::RequestTx,
    error::ApiResult,
    ids::{ConsentId, UserId},
};

/// The current text of a kind: the one with the highest version.
pub async fn current_text(
    connection: &mut PgConnection,
    kind: &str,
    language: &str,
) -> ApiResult<Option<ConsentText>> {
    Ok(sqlx::query_as!(
        ConsentText,
        "SELECT kind, version, language, title, body FROM consent_texts
         WHERE kind = $1 AND language = $2 ORDER BY version DESC LIMIT 1",
        kind,
        language
    )
    .fetch_optional(connection)
    .await?)
}

/// A consent that stands.
#[derive(Debug, Clone)]
pub struct Standing {
    pub id: ConsentId,
    pub version: String,
}

/// The person's consent to the current text of a kind, if it stands.
pub async fn standing(
    connection: &mut PgConnection,
    user: UserId,
    kind: ConsentKind,
) -> ApiResult<Option<Standing>> {
    Ok(sqlx::query_as!(
        Standing,
        r#"SELECT id AS "id: ConsentId", version FROM consents
           WHERE user_id = $1 AND kind = $2 AND withdrawn_at IS NULL
             AND version = (SELECT max(version) FROM consent_texts WHERE kind = $2)"#,
        user.0,
        kind.as_str()
    )
    .fetch_optional(connection)
    .await?)
}

/// Whether what the person agreed to when it began may go on: a newer text asks again
/// before the next take, it does not stop the one under way.
pub async fn not_withdrawn(
    connection: &mut PgConnection,
    user: UserId,
    kind: ConsentKind,
) -> ApiResult<bool> {
    Ok(sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM consents
               WHERE user_id = $1 AND kind = $2 AND withdrawn_at IS NULL) AS "yes!""#,
        user.0,
        kind.as_str()
    )
    .fetch_one(connection)
    .await?)
}

/// Which kinds nothing stands of, for each of these people: [`not_withdrawn`], of many.
pub async fn not_standing(
    pool: &PgPool,
    people: &[UserId],
) -> sqlx::Result<Vec<(UserId, ConsentKind)>> {
    let people: Vec<_> = people.iter().map(|user| user.0).collect();
    let kinds = ConsentKind::ALL.map(|kind| kind.as_str().to_owned());
    let rows = sqlx::query!(
        r#"SELECT person.id AS "user!: UserId", asked.kind AS "kind!"
           FROM unnest($1::uuid[]) AS person (id) CROSS JOIN unnest($2::text[]) AS asked (kind)
           WHERE NOT EXISTS (SELECT 1 FROM consents c
               WHERE c.user_id = person.id AND c.kind = asked.kind AND c.withdrawn_at IS NULL)"#,
        &people,
        &kinds[..]
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let named = |kind: &ConsentKind| kind.as_str() == row.kind;
            Some((row.user, ConsentKind::ALL.into_iter().find(named)?))
        })
        .collect())
}

pub async fn records(tx: &mut RequestTx) -> ApiResult<Vec<ConsentRecord>> {
    let user = tx.user;
    Ok(sqlx::query_as!(
        ConsentRecord,
        r#"SELECT c.kind, c.version, c.language, c.given_at, c.withdrawn_at,
                  c.withdrawn_at IS NULL AND c.version =
                      (SELECT max(t.version) FROM consent_texts t WHERE t.kind = c.kind) AS "current!"
           FROM consents c WHERE c.user_id = $1 ORDER BY c.given_at DESC, c.id DESC"#,
        user.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Agreeing twice to the same text is agreeing once.
pub async fn give(tx: &mut RequestTx, kind: &str, version: &str, language: &str) -> ApiResult<()> {
    let user = tx.user;
    sqlx::query!(
        "INSERT INTO consents (id, user_id, kind, version, language) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING",
        ConsentId::new().0,
        user.0,
        kind,
        version,
        language
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn withdraw(tx: &mut RequestTx, kind: &str) -> ApiResult<()> {
    let user = tx.user;
    sqlx::query!(
        "UPDATE consents SET withdrawn_at = now()
         WHERE user_id = $1 AND kind = $2 AND withdrawn_at IS NULL",
        user.0,
        kind
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
