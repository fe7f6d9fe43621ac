//! Rows written in somebody else's name, or hung on somebody else's.

use std::collections::BTreeSet;

use super::{
    callers::{CALLERS, Caller},
    stage::Stage,
};

/// Tables that a request adds to without naming a person, and why that is no way out.
const NOBODYS: [(&str, &str); 1] = [(
    "outbox",
    "names what happened; whoever tells people looks the thing up",
)];

/// What nobody but these may insert. `{me}` is the caller, `{owner}` the owner; what else
/// stands in braces is one of the owner's objects.
const FORGED: &[(&str, &[Caller], &str)] = &[
    (
        "companies",
        &[Caller::PlatformAdmin],
        "(id, name) VALUES (gen_random_uuid(), 'x')",
    ),
    (
        "consents",
        &[Caller::Owner],
        "(id, user_id, kind, version, language)
         VALUES (gen_random_uuid(), '{owner}', 'quality_filter', '2026-11', 'fr')",
    ),
    (
        "grants",
        &[Caller::Owner],
        "(id, user_id, kind) VALUES (gen_random_uuid(), '{owner}', 'visibility')",
    ),
    (
        "candidate_profiles",
        &[Caller::Owner],
        "(id, user_id, first_name, last_name) VALUES (gen_random_uuid(), '{owner}', 'x', 'y')",
    ),
    // Another's CV, one's own on another's profile, and another's object under one's own name.
    (
        "cv_files",
        &[Caller::Owner],
        "(id, user_id, profile_id, storage_key, size_bytes, sha256)
         VALUES ('{draft video}', '{owner}', '{profile}', 'cvs/{owner}/{draft video}', 1, repeat('0', 64))",
    ),
    (
        "cv_files",
        &[Caller::Owner],
        "(id, user_id, profile_id, storage_key, size_bytes, sha256)
         VALUES ('{draft video}', '{me}', '{profile}', 'cvs/{me}/{draft video}', 1, repeat('0', 64))",
    ),
    (
        "jobs",
        &[Caller::Owner],
        "(id, kind, payload)
         SELECT gen_random_uuid(), 'read_cv', jsonb_build_object('cv_id', coalesce(
             (SELECT id FROM cv_files WHERE user_id = '{owner}'), '{draft video}'))",
    ),
    (
        "jobs",
        &[],
        "(id, kind, payload)
         VALUES (gen_random_uuid(), 'erase_objects', '{\"keys\": [\"cvs/{owner}/{draft video}\"]}')",
    ),
    (
        "imported_resumes",
        &[Caller::Owner],
        "(user_id, document) VALUES ('{owner}', '{}')",
    ),
    (
        "profile_changes",
        &[Caller::Owner],
        "(id, user_id, profile_id, kind)
         VALUES (gen_random_uuid(), '{owner}', '{profile}', 'video_linked')",
    ),
    (
        "profile_changes",
        &[Caller::Owner],
        "(id, user_id, profile_id, kind)
         VALUES (gen_random_uuid(), '{me}', '{profile}', 'video_linked')",
    ),
    (
        "offers",
        &[Caller::Recruiter, Caller::CompanyAdmin],
        "(id, company_id, title) VALUES (gen_random_uuid(), '{company}', 'x')",
    ),
    (
        "applications",
        &[Caller::Owner],
        "(id, offer_id, company_id, user_id, profile_id)
         VALUES (gen_random_uuid(), '{open offer}', '{company}', '{owner}', '{profile}')",
    ),
    // In one's own name, with another's profile; to what is not open.
    (
        "applications",
        &[Caller::Owner],
        "(id, offer_id, company_id, user_id, profile_id)
         VALUES (gen_random_uuid(), '{open offer}', '{company}', '{me}', '{profile}')",
    ),
    (
        "applications",
        &[],
        "(id, offer_id, company_id, user_id, profile_id)
         SELECT gen_random_uuid(), '{draft offer}', '{company}', '{me}', coalesce(
             (SELECT id FROM candidate_profiles WHERE user_id = '{me}'), '{profile}')",
    ),
    (
        "search_rankings",
        &[Caller::Recruiter],
        "(id, user_id, company_id, version, inputs, shown)
         VALUES (gen_random_uuid(), '{recruiter}', app_company_id(), 'x', '{}', '{}')",
    ),
    (
        "videos",
        &[Caller::Owner],
        "(id, user_id, profile_id, script_id, title)
         VALUES (gen_random_uuid(), '{owner}', '{profile}', gen_random_uuid(), 'x')",
    ),
    (
        "takes",
        &[Caller::Owner],
        "(id, video_id, user_id, number, consent_id, script)
         VALUES (gen_random_uuid(), '{draft video}', '{owner}', 1, gen_random_uuid(), '{}')",
    ),
    // One's own take on another's video, one's own video on another's profile.
    (
        "takes",
        &[Caller::Owner],
        "(id, video_id, user_id, number, consent_id, script)
         VALUES (gen_random_uuid(), '{draft video}', '{me}', 1, gen_random_uuid(), '{}')",
    ),
    (
        "videos",
        &[Caller::Owner],
        "(id, user_id, profile_id, script_id, title)
         VALUES (gen_random_uuid(), '{me}', '{profile}', gen_random_uuid(), 'x')",
    ),
    (
        "video_notes",
        &[Caller::Owner],
        "(video_id, user_id, notes) VALUES ('{draft video}', '{me}', 'x')",
    ),
    (
        "video_notes",
        &[Caller::Owner],
        "(video_id, user_id, notes) VALUES ('{draft video}', '{owner}', 'x')",
    ),
    // The worker makes and erases for whoever is allowed to ask.
    (
        "jobs",
        &[Caller::Owner],
        "(id, kind, payload) VALUES (gen_random_uuid(), 'renditions', '{\"take_id\": \"{kept take}\"}')",
    ),
    (
        "jobs",
        &[Caller::Owner],
        "(id, kind, payload)
         VALUES (gen_random_uuid(), 'erase_objects', '{\"keys\": [\"takes/{kept take}/master.mp4\"]}')",
    ),
    (
        "jobs",
        &[],
        "(id, kind, payload)
         VALUES (gen_random_uuid(), 'erase_objects', '{\"keys\": [\"/takes/{kept take}/master.mp4\"]}')",
    ),
    // A file of another's take, and a file of one's own that nobody uploaded.
    (
        "assets",
        &[],
        "(id, take_id, user_id, kind, storage_key, content_type, size_bytes, sha256)
         VALUES (gen_random_uuid(), '{spare take}', '{me}', 'upload', 'x', 'video/mp4', 1,
                 repeat('0', 64))",
    ),
    (
        "jobs",
        &[Caller::Owner],
        "(id, kind, payload)
         VALUES (gen_random_uuid(), 'convert_upload', '{\"take_id\": \"{spare take}\"}')",
    ),
    (
        "quality_checks",
        &[Caller::Owner],
        "(id, user_id, kind) VALUES (gen_random_uuid(), '{owner}', 'setup')",
    ),
    (
        "notification_preferences",
        &[Caller::Owner],
        "(user_id, type, channel, enabled) VALUES ('{owner}', 'message', 'in_app', false)",
    ),
    (
        "live_tickets",
        &[Caller::Owner],
        "(ticket_hash, take_id, user_id, session_id, expires_at)
         VALUES (sha256('x'), '{spare take}', '{me}', gen_random_uuid(), now())",
    ),
    // Into another's company, and in a colleague's name.
    (
        "invitations",
        &[Caller::CompanyAdmin],
        "(id, company_id, email, language, invited_by)
         VALUES (gen_random_uuid(), (SELECT id FROM companies WHERE name = 'Atlas'),
                 'x@example.com', 'fr', '{me}')",
    ),
    (
        "invitations",
        &[],
        "(id, company_id, email, language, invited_by)
         VALUES (gen_random_uuid(), coalesce(app_company_id(), gen_random_uuid()),
                 'x@example.com', 'fr', '{owner}')",
    ),
    (
        "video_views",
        &[],
        "(id, video_id, owner_id, viewer_id, company_id)
         VALUES (gen_random_uuid(), '{draft video}', '{owner}', '{me}', app_company_id())",
    ),
    (
        "video_views",
        &[Caller::Recruiter],
        "(id, video_id, owner_id, viewer_id, company_id)
         VALUES (gen_random_uuid(), '{kept video}', '{owner}', '{recruiter}', app_company_id())",
    ),
    (
        "idempotency_keys",
        &[Caller::Owner],
        "(user_id, key_hash, request_hash, status, body)
         VALUES ('{owner}', sha256('x'), sha256('x'), 201, '{}')",
    ),
    // Nobody approves but the platform, in whosever name.
    (
        "video_judgements",
        &[Caller::PlatformAdmin],
        "(id, video_id, take_id, owner_id, judge_id, verdict)
         VALUES (gen_random_uuid(), '{kept video}', '{kept take}', '{owner}', '{me}', 'approved')",
    ),
    (
        "video_judgements",
        &[],
        "(id, video_id, take_id, owner_id, judge_id, verdict)
         VALUES (gen_random_uuid(), '{kept video}', '{kept take}', '{owner}', '{recruiter}', 'approved')",
    ),
    (
        "view_judgements",
        &[Caller::Recruiter],
        "(view_id, user_id, rating) VALUES ('{view}', '{me}', 1)",
    ),
];

#[tokio::test]
async fn nobody_writes_in_the_name_of_another() {
    let stage = Stage::new().await;
    for (table, but, values) in FORGED {
        for caller in CALLERS.into_iter().filter(|caller| !but.contains(caller)) {
            let me = match caller {
                Caller::Anonymous => uuid::Uuid::nil(),
                caller => stage.person(caller).id().0,
            };
            let mut sql = format!("INSERT INTO {table} {values}")
                .replace("{me}", &me.to_string())
                .replace("{owner}", &stage.person(Caller::Owner).id().to_string())
                .replace(
                    "{recruiter}",
                    &stage.person(Caller::Recruiter).id().to_string(),
                );
            for name in [
                "draft video",
                "kept video",
                "kept take",
                "spare take",
                "profile",
                "view",
                "company",
                "open offer",
                "draft offer",
            ] {
                sql = sql.replace(&format!("{{{name}}}"), stage.named(name));
            }
            let mut tx = super::rows::enter(&stage, caller).await;
            let what = format!("{sql} as {}", caller.heading());
            let answer = sqlx::query(sqlx::AssertSqlSafe(sql))
                .execute(&mut *tx)
                .await;
            let error = answer.expect_err(&what).to_string();
            assert!(error.contains("row-level security"), "{what}: {error}");
        }
    }
    let insertable: Vec<String> = sqlx::query_scalar(
        "SELECT c.oid::regclass::text FROM pg_class c
         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
           AND has_any_column_privilege('jobgate_request', c.oid, 'INSERT')",
    )
    .fetch_all(&stage.world.owner)
    .await
    .unwrap();
    let tried: BTreeSet<&str> = FORGED.iter().map(|(table, ..)| *table).collect();
    let reasoned = NOBODYS.map(|(table, _)| table);
    for table in &insertable {
        let table = table.as_str();
        assert!(
            tried.contains(table) ^ reasoned.contains(&table),
            "{table}: forged by nobody"
        );
    }
    assert_eq!(insertable.len(), tried.len() + reasoned.len());
    stage.end().await;
}
