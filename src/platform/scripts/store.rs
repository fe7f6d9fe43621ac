//! SQL of scripts.

use coach::{
    LocalisedText,
    script::{Script as Recordable, Step},
};
use sqlx::PgConnection;

use super::{LocalText, Script, ScriptStep};
use crate::{
    error::{ApiError, ApiResult},
    ids::ScriptId,
};

struct Row {
    id: ScriptId,
    slug: String,
    title_fr: String,
    title_en: String,
    title_ar: String,
    is_default: bool,
}

struct StepRow {
    script_id: ScriptId,
    key: String,
    duration_ms: i32,
    title_fr: String,
    title_en: String,
    title_ar: String,
    prompt_fr: String,
    prompt_en: String,
    prompt_ar: String,
}

/// A company's scripts are few; more than this many want paging, which comes with an editor.
const MOST: i64 = 200;

/// Those open to the caller, the default first.
pub async fn all(connection: &mut PgConnection) -> ApiResult<Vec<Script>> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id AS "id: ScriptId", slug, title_fr, title_en, title_ar, is_default
           FROM scripts ORDER BY is_default DESC, created_at, id LIMIT $1"#,
        MOST
    )
    .fetch_all(&mut *connection)
    .await?;
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id.0).collect();
    let mut steps = steps(connection, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let own: Vec<ScriptStep> = steps
                .extract_if(.., |step| step.script_id == row.id)
                .map(ScriptStep::from)
                .collect();
            Script {
                id: row.id,
                slug: row.slug,
                title: LocalText {
                    fr: row.title_fr,
                    en: row.title_en,
                    ar: row.title_ar,
                },
                is_default: row.is_default,
                duration_ms: own.iter().map(|step| u64::from(step.duration_ms)).sum(),
                steps: own,
            }
        })
        .collect())
}

async fn steps(connection: &mut PgConnection, scripts: &[uuid::Uuid]) -> ApiResult<Vec<StepRow>> {
    Ok(sqlx::query_as!(
        StepRow,
        r#"SELECT script_id AS "script_id: ScriptId", key, duration_ms, title_fr, title_en, title_ar,
                  prompt_fr, prompt_en, prompt_ar
           FROM script_steps WHERE script_id = ANY($1) ORDER BY script_id, position"#,
        scripts
    )
    .fetch_all(connection)
    .await?)
}

impl From<StepRow> for ScriptStep {
    fn from(row: StepRow) -> ScriptStep {
        ScriptStep {
            key: row.key,
            // The schema keeps it between 1,000 and 600,000.
            duration_ms: row.duration_ms.unsigned_abs(),
            title: LocalText {
                fr: row.title_fr,
                en: row.title_en,
                ar: row.title_ar,
            },
            prompt: LocalText {
                fr: row.prompt_fr,
                en: row.prompt_en,
                ar: row.prompt_ar,
            },
        }
    }
}

/// The script as a take runs it. `RowNotFound` when it is not open to the caller.
pub async fn recordable(connection: &mut PgConnection, id: ScriptId) -> ApiResult<Recordable> {
    let slug = sqlx::query_scalar!("SELECT slug FROM scripts WHERE id = $1", id.0)
        .fetch_one(&mut *connection)
        .await?;
    let text = |text: LocalText| LocalisedText {
        fr: text.fr,
        en: text.en,
        ar: text.ar,
    };
    let steps = steps(connection, &[id.0]).await?;
    let steps = steps.into_iter().map(ScriptStep::from).map(|step| Step {
        key: step.key,
        duration_ms: step.duration_ms,
        title: text(step.title),
        prompt: text(step.prompt),
    });
    Recordable::new(slug, steps.collect())
        .map_err(|error| ApiError::internal(format_args!("script {id}: {error}")))
}

pub async fn default_id(connection: &mut PgConnection) -> ApiResult<ScriptId> {
    Ok(
        sqlx::query_scalar!(r#"SELECT id AS "id: ScriptId" FROM scripts WHERE is_default"#)
            .fetch_one(connection)
            .await?,
    )
}
