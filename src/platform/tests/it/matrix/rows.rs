//! What the database shows each caller when nobody asks for less: each table's rule, by hand.

use std::collections::BTreeSet;

use sqlx::{Postgres, Transaction};

use super::{
    callers::{CALLERS, Caller},
    powers,
    stage::Stage,
    words,
};

/// Tables without row-level security, and why.
const WITHOUT_POLICIES: [(&str, &str); 1] = [(
    "_sqlx_migrations",
    "the migrations' own record; neither of our roles may touch it",
)];

/// Which rows (`r`) of a table are there for whom. `me` is the caller, `company` the
/// caller's; both are null for somebody who is not logged in. What is not said is refused.
struct Rule {
    table: &'static str,
    /// Columns that nobody reads.
    hidden: &'static [&'static str],
    /// What tells its rows from each other where the key itself is hidden.
    told_by: Option<&'static str>,
    seen: Option<&'static str>,
    changed: Option<Change>,
    deleted: Option<&'static str>,
}

struct Change {
    rows: &'static str,
    /// Those that may be written; `*` is all.
    columns: &'static str,
    /// An assignment that breaks no constraint.
    harmless: &'static str,
}

impl Rule {
    const fn of(table: &'static str) -> Rule {
        Rule {
            table,
            hidden: &[],
            told_by: None,
            seen: None,
            changed: None,
            deleted: None,
        }
    }

    const fn hides(mut self, columns: &'static [&'static str]) -> Rule {
        self.hidden = columns;
        self
    }

    const fn told_by(mut self, key: &'static str) -> Rule {
        self.told_by = Some(key);
        self
    }

    const fn seen(mut self, rows: &'static str) -> Rule {
        self.seen = Some(rows);
        self
    }

    const fn changed(
        mut self,
        rows: &'static str,
        columns: &'static str,
        harmless: &'static str,
    ) -> Rule {
        self.changed = Some(Change {
            rows,
            columns,
            harmless,
        });
        self
    }

    const fn deleted(mut self, rows: &'static str) -> Rule {
        self.deleted = Some(rows);
        self
    }
}

const OWN: &str = "r.user_id = me";

const RULES: &[Rule] = &[
    Rule::of("users")
        .seen(
            "r.id = me OR who.role = 'platform_admin'
             OR who.role = 'company_admin' AND r.company_id = company",
        )
        .hides(&["password_hash", "awaits_verification"])
        .changed("r.id = me", "first_name last_name language", "language = 'fr'"),
    // Out of an open session into an ended one, and never back.
    Rule::of("sessions").seen(OWN).changed(
        "r.user_id = me AND r.revoked_at IS NULL",
        "revoked_at revoked_reason",
        "revoked_at = now(), revoked_reason = 'ended'",
    ),
    // A candidate chooses by name.
    Rule::of("companies").seen("me IS NOT NULL"),
    Rule::of("consent_texts").seen("true"),
    Rule::of("consents")
        .seen(OWN)
        .changed(OWN, "withdrawn_at", "withdrawn_at = now()"),
    Rule::of("scripts").seen("r.company_id IS NULL OR r.company_id = company"),
    Rule::of("script_steps").seen(
        "r.script_id IN (SELECT id FROM scripts WHERE company_id IS NULL OR company_id = company)",
    ),
    Rule::of("candidate_profiles")
        .seen("r.user_id = me OR r.user_id IN (SELECT candidate FROM granted)")
        .changed(OWN, "*", "headline = 'new'"),
    Rule::of("offers")
        .seen(
            "r.company_id = company OR role = 'candidate' AND r.status = 'open'
             OR r.id IN (SELECT offer_id FROM applications WHERE user_id = me)",
        )
        .changed(
            "r.company_id = company",
            "title description required_skills location languages status updated_at",
            "title = 'new'",
        ),
    Rule::of("applications")
        .seen("r.user_id = me OR r.company_id = company")
        .changed(
            "r.user_id = me OR r.company_id = company AND r.status <> 'withdrawn'",
            "message status updated_at",
            "updated_at = now()",
        ),
    // A CV is open as its profile is.
    Rule::of("cv_files")
        .seen("r.user_id = me OR r.user_id IN (SELECT candidate FROM granted)")
        .deleted(OWN),
    // What no company reads in the profile.
    Rule::of("imported_resumes")
        .seen(OWN)
        .changed(OWN, "document updated_at", "updated_at = now()"),
    // What changed when is the candidate's alone.
    Rule::of("profile_changes").seen(OWN),
    // A company knows that it was named, not who else was.
    Rule::of("grants")
        .seen("r.user_id = me OR r.company_id = company OR r.company_id IS NULL AND company IS NOT NULL")
        .deleted(OWN),
    Rule::of("videos")
        .seen("r.user_id = me OR r.id IN (SELECT video FROM shown)")
        .changed(
            OWN,
            "title description status kept_take_id linked_to_cv cv_update_suggested \
             cv_update_reasons updated_at",
            "title = 'new'",
        )
        .deleted(OWN),
    // What is noted beside the camera is the candidate's alone.
    Rule::of("video_notes")
        .seen(OWN)
        .changed(OWN, "notes", "notes = 'new'"),
    Rule::of("takes")
        .seen("r.user_id = me OR r.id IN (SELECT take FROM shown)")
        .changed(OWN, "state renditions updated_at", "updated_at = now()"),
    Rule::of("assets")
        .seen("r.user_id = me OR r.take_id IN (SELECT take FROM shown)")
        .deleted(OWN),
    // Scores are the candidate's alone.
    Rule::of("take_quality").seen(OWN).deleted(OWN),
    Rule::of("quality_checks").seen(OWN).deleted(OWN),
    Rule::of("video_views")
        .seen("r.viewer_id = me")
        .changed(
            "r.viewer_id = me",
            "intervals watched_ms completed_viewing updated_at",
            "updated_at = now()",
        ),
    Rule::of("view_judgements")
        .seen(OWN)
        .changed(OWN, "rating notes", "notes = 'new'"),
    // Written by triggers; sealed by the worker.
    Rule::of("audit_entries").seen("who.role = 'platform_admin'"),
    Rule::of("audit_waiting"),
    Rule::of("audit_seals"),
    // Its candidate reads why, and nobody but the platform who.
    Rule::of("video_judgements")
        .seen("r.owner_id = me OR who.role = 'platform_admin'")
        .hides(&["judge_id"]),
    Rule::of("idempotency_keys").seen(OWN).deleted(OWN),
    // Who wrote it is counted, not shown.
    Rule::of("notifications")
        .seen(OWN)
        .hides(&["source_key", "sender_id"])
        .changed(OWN, "is_read read_at is_archived", "is_archived = true"),
    Rule::of("notification_preferences")
        .seen(OWN)
        .changed(OWN, "enabled updated_at", "enabled = false"),
    // That it was not sent, and why; neither to whom nor of what. A dead letter goes back.
    Rule::of("mails")
        .seen("who.role = 'platform_admin'")
        .hides(&["source_key", "user_id", "address", "language", "context"])
        .changed(
            "who.role = 'platform_admin' AND r.state = 'dead'
             AND r.finished_at > now() - interval '7 days'",
            "state forgiven next_at finished_at",
            "state = 'waiting', forgiven = attempts, finished_at = NULL",
        ),
    // Of the delivery alone.
    Rule::of("mail_attempts"),
    // Written to and never read.
    Rule::of("live_tickets"),
    // What went wrong, never what it is about; a dead letter goes back into the queue.
    Rule::of("jobs")
        .seen("who.role = 'platform_admin'")
        .hides(&["payload", "unique_key", "lease_until"])
        .changed(
            "who.role = 'platform_admin' AND r.state = 'dead'",
            "state attempts run_at finished_at",
            "state = 'queued', attempts = 0, finished_at = NULL",
        ),
    Rule::of("search_rankings"),
    // That it could not be told, and not what it is about.
    Rule::of("outbox")
        .seen("who.role = 'platform_admin'")
        .hides(&["event_key", "payload"])
        .changed(
            "who.role = 'platform_admin' AND r.dead_at IS NOT NULL",
            "attempts next_at dead_at",
            "dead_at = NULL, attempts = 0",
        ),
    Rule::of("platform_settings").seen("true").changed(
        "who.role = 'platform_admin'",
        "sign_up_open videos_need_approval default_language updated_at",
        "updated_at = now()",
    ),
    // Of the log-in alone, which does not run as a request.
    Rule::of("refresh_tokens"),
    Rule::of("login_throttles"),
    Rule::of("login_challenges"),
    Rule::of("account_letters"),
    // Once it is withdrawn it stays so.
    Rule::of("invitations")
        .seen("role = 'company_admin' AND r.company_id = company")
        .changed(
            "role = 'company_admin' AND r.company_id = company",
            "withdrawn_at",
            "withdrawn_at = now()",
        ),
    // Whether it is on, and how many are left; never what one logs in with.
    Rule::of("totp")
        .seen(OWN)
        .hides(&["secret", "created_at", "last_step"]),
    Rule::of("recovery_codes").seen(OWN).hides(&["code_hash"]).told_by("r.user_id::text"),
];

/// Said before each rule: who was granted to the company, and which kept videos are open.
const WHO: &str = "WITH who AS (SELECT $1::uuid AS me, $2::uuid AS company, $3::text AS role),
    granted AS (SELECT g.user_id AS candidate FROM grants g, who
        WHERE g.company_id = who.company OR g.company_id IS NULL AND who.company IS NOT NULL),
    shown AS (SELECT v.id AS video, v.kept_take_id AS take FROM videos v, who
        WHERE v.kept_take_id IS NOT NULL AND NOT v.is_practice
          AND (v.user_id = who.me OR who.role = 'platform_admin'
            OR v.status IN ('completed', 'approved')
                AND v.user_id IN (SELECT candidate FROM granted)))";

type Keys = BTreeSet<String>;

/// As the caller, with the powers and settings of a request.
pub async fn enter(stage: &Stage, caller: Caller) -> Transaction<'static, Postgres> {
    let mut tx = stage.world.platform.db().request().begin().await.unwrap();
    if let Some(session) = stage.session(caller) {
        let entered = sqlx::query("SELECT 1 FROM app_enter($1, $2)")
            .bind(stage.person(caller).id().0)
            .bind(session.0)
            .fetch_all(&mut *tx)
            .await
            .unwrap();
        assert_eq!(entered.len(), 1);
    }
    tx
}

/// What the rule says, read as the owner of the schema.
async fn expected(stage: &Stage, caller: Caller, table: &str, key: &str, rows: &str) -> Keys {
    let facts: Option<(uuid::Uuid, Option<uuid::Uuid>, String)> = match stage.session(caller) {
        None => None,
        Some(_) => sqlx::query_as("SELECT id, company_id, role FROM users WHERE id = $1")
            .bind(stage.person(caller).id().0)
            .fetch_optional(&stage.world.owner)
            .await
            .unwrap(),
    };
    let sql = format!("{WHO} SELECT {key} FROM {table} r, who WHERE {rows}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(facts.as_ref().map(|facts| facts.0))
        .bind(facts.as_ref().and_then(|facts| facts.1))
        .bind(facts.map(|facts| facts.2))
        .fetch_all(&stage.world.owner)
        .await
        .unwrap()
        .into_iter()
        .collect()
}

async fn keys(stage: &Stage, caller: Caller, sql: String) -> Result<Keys, String> {
    let mut tx = enter(stage, caller).await;
    let rows: Result<Vec<String>, _> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .fetch_all(&mut *tx)
        .await;
    rows.map(|rows| rows.into_iter().collect())
        .map_err(|error| error.to_string())
}

async fn affected(stage: &Stage, caller: Caller, sql: String) -> Result<u64, String> {
    let mut tx = enter(stage, caller).await;
    let done = sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(&mut *tx)
        .await;
    done.map(|done| done.rows_affected())
        .map_err(|error| error.to_string())
}

fn denied<T: std::fmt::Debug>(answer: Result<T, String>, what: &str) {
    let error = answer.expect_err(what);
    assert!(error.contains("permission denied"), "{what}: {error}");
}

/// The columns for which the request role has a privilege.
async fn columns(stage: &Stage, table: &str, privilege: &str) -> BTreeSet<String> {
    sqlx::query_scalar::<_, String>(
        "SELECT attname::text FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
           AND has_column_privilege('jobgate_request', attrelid, attnum, $2)",
    )
    .bind(table)
    .bind(privilege)
    .fetch_all(&stage.world.owner)
    .await
    .unwrap()
    .into_iter()
    .collect()
}

async fn all_columns(stage: &Stage, table: &str) -> BTreeSet<String> {
    sqlx::query_scalar::<_, String>(
        "SELECT attname::text FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped",
    )
    .bind(table)
    .fetch_all(&stage.world.owner)
    .await
    .unwrap()
    .into_iter()
    .collect()
}

/// An expression that tells one row from another.
async fn key_of(stage: &Stage, rule: &Rule) -> String {
    let table = rule.table;
    if let Some(key) = rule.told_by {
        return key.to_owned();
    }
    let columns: Vec<String> = sqlx::query_scalar(
        "SELECT 'r.' || attname || '::text' FROM pg_constraint c
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
         WHERE c.contype = 'p' AND c.conrelid = $1::regclass ORDER BY a.attnum",
    )
    .bind(table)
    .fetch_all(&stage.world.owner)
    .await
    .unwrap();
    assert!(!columns.is_empty(), "{table} has no primary key");
    format!("concat_ws(' ', {})", columns.join(", "))
}

#[tokio::test]
async fn every_table_has_a_rule_or_a_reason() {
    let stage = Stage::new().await;
    let tables: Vec<(String, bool, bool)> = sqlx::query_as(
        "SELECT c.relname::text, relrowsecurity, relforcerowsecurity FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND n.nspname NOT IN ('pg_catalog', 'information_schema')",
    )
    .fetch_all(&stage.world.owner)
    .await
    .unwrap();
    let mut undecided = Vec::new();
    for (table, secured, forced) in &tables {
        let open = WITHOUT_POLICIES.iter().any(|(name, _)| name == table);
        let ruled = RULES.iter().any(|rule| rule.table == table);
        match (open, ruled) {
            (false, true) => assert!(
                secured & forced,
                "{table}: row-level security is not forced"
            ),
            (true, false) => {
                for privilege in ["SELECT", "INSERT", "UPDATE"] {
                    let allowed = columns(&stage, table, privilege).await;
                    assert!(allowed.is_empty(), "{table}: {privilege} of {allowed:?}");
                }
            }
            _ => undecided.push(table),
        }
    }
    assert!(
        undecided.is_empty(),
        "who may see the rows of {undecided:?}?"
    );
    assert_eq!(
        tables.len(),
        RULES.len() + WITHOUT_POLICIES.len(),
        "a rule for no table"
    );
    stage.end().await;
}

#[tokio::test]
async fn the_database_shows_each_caller_the_rows_of_the_rule() {
    let stage = Stage::new().await;
    powers::bound(&stage.world).await;
    let words = words::planted(&stage);
    for rule in RULES {
        let table = rule.table;
        let key = key_of(&stage, rule).await;
        let readable = columns(&stage, table, "SELECT").await;
        let everything = keys(&stage, Caller::Owner, format!("SELECT * FROM {table}")).await;
        let Some(seen) = rule.seen else {
            assert!(readable.is_empty(), "{table}: {readable:?} can be read");
            denied(everything, table);
            let sql = format!("SELECT count(*) FROM {table}");
            let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .fetch_one(&stage.world.owner)
                .await
                .unwrap();
            assert!(rows > 0, "{table} is empty: nothing is proven");
            continue;
        };
        let mut open = all_columns(&stage, table).await;
        open.retain(|column| !rule.hidden.contains(&column.as_str()));
        assert_eq!(readable, open, "{table}: the columns that can be read");
        if !rule.hidden.is_empty() {
            denied(everything, table);
        }
        let columns: Vec<&str> = readable.iter().map(String::as_str).collect();
        let columns = columns.join(", ");
        let mut somebodys = Keys::new();
        for caller in CALLERS {
            let what = format!("{table} as {}", caller.heading());
            let right = expected(&stage, caller, table, &key, seen).await;
            let found = keys(&stage, caller, format!("SELECT {key} FROM {table} r")).await;
            assert_eq!(found.as_ref(), Ok(&right), "{what}");
            let whole = format!("SELECT to_jsonb(r)::text FROM (SELECT {columns} FROM {table}) r");
            for row in keys(&stage, caller, whole).await.unwrap() {
                let told = words::leaked(&words, caller, &row);
                assert!(told.is_empty(), "{what}: tells {told:?}");
            }
            somebodys.extend(right);
        }
        assert!(
            !somebodys.is_empty(),
            "{table}: nobody sees anything, nothing is proven"
        );
    }
    stage.end().await;
}

#[tokio::test]
async fn the_database_lets_each_caller_touch_the_rows_of_the_rule() {
    let stage = Stage::new().await;
    powers::bound(&stage.world).await;
    for rule in RULES {
        let table = rule.table;
        let key = key_of(&stage, rule).await;
        let writable = columns(&stage, table, "UPDATE").await;
        let deletable: bool =
            sqlx::query_scalar("SELECT has_table_privilege('jobgate_request', $1, 'DELETE')")
                .bind(table)
                .fetch_one(&stage.world.owner)
                .await
                .unwrap();
        assert_eq!(deletable, rule.deleted.is_some(), "{table}: DELETE");
        let said = match &rule.changed {
            None => BTreeSet::new(),
            Some(change) if change.columns == "*" => all_columns(&stage, table).await,
            Some(change) => change.columns.split(' ').map(str::to_owned).collect(),
        };
        assert_eq!(writable, said, "{table}: the columns that can be written");
        for caller in CALLERS {
            let what = format!("{table} as {}", caller.heading());
            if let Some(change) = &rule.changed {
                let right = expected(&stage, caller, table, &key, change.rows).await;
                let blind = format!("UPDATE {table} r SET {}", change.harmless);
                let named = keys(&stage, caller, format!("{blind} RETURNING {key}")).await;
                assert_eq!(named.as_ref(), Ok(&right), "{what}: UPDATE");
                // Without a word about the row, the policies of reading do not apply.
                let changed = affected(&stage, caller, blind).await;
                assert_eq!(changed, Ok(right.len() as u64), "{what}: a blind UPDATE");
            }
            let blind = format!("DELETE FROM {table}");
            match rule.deleted {
                None => denied(affected(&stage, caller, blind).await, &what),
                Some(rows) => {
                    let right = expected(&stage, caller, table, &key, rows).await;
                    let named = format!("DELETE FROM {table} r RETURNING {key}");
                    assert_eq!(
                        keys(&stage, caller, named).await,
                        Ok(right.clone()),
                        "{what}: DELETE"
                    );
                    let gone = affected(&stage, caller, blind).await;
                    assert_eq!(gone, Ok(right.len() as u64), "{what}: a blind DELETE");
                }
            }
        }
    }
    stage.end().await;
}
