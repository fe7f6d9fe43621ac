//! The people and their objects, planted once and copied for whoever needs them fresh.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
};

use axum::{Router, http::Method};
use platform::{
    MailUse, StorageConfig,
    accounts::Place,
    ids::{AssetId, SessionId, TakeId},
};
use serde_json::json;
use tokio::sync::OnceCell;

use super::callers::{CALLERS, Caller};
use crate::{
    cluster::cluster,
    world::{PASSWORD, Person, World, noise},
};

/// What stays the same in every copy.
#[derive(Clone)]
struct Cast {
    people: HashMap<Caller, Person>,
    sessions: HashMap<Caller, SessionId>,
    named: HashMap<&'static str, String>,
    masters: HashMap<&'static str, AssetId>,
}

struct Template {
    database: String,
    objects: Vec<(PathBuf, Vec<u8>)>,
    cast: Cast,
}

static TEMPLATE: OnceCell<Template> = OnceCell::const_new();

/// A copy of everything, for one caller to do harm to.
pub struct Stage {
    pub world: World,
    cast: Cast,
}

impl Stage {
    pub async fn new() -> Stage {
        let template = TEMPLATE.get_or_init(plant).await;
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in &template.objects {
            let path = folder.path().join("objects").join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let storage = StorageConfig::Folder(folder.path().join("objects"));
        let url = cluster().await.copy_of(&template.database).await;
        let world = World::on_using(MailUse::Configured, url, storage, folder).await;
        let mut cast = template.cast.clone();
        for person in cast.people.values_mut() {
            person.router = world.router.clone();
        }
        cast.people.insert(Caller::Anonymous, world.anybody());
        Stage { world, cast }
    }

    /// Gives the database back and takes a new copy.
    pub async fn renewed(self) -> Stage {
        self.end().await;
        Stage::new().await
    }

    pub async fn end(self) {
        let World {
            platform,
            owner,
            url,
            ..
        } = self.world;
        platform.close().await;
        owner.close().await;
        cluster().await.forget(&url).await;
    }

    pub fn person(&self, caller: Caller) -> &Person {
        &self.cast.people[&caller]
    }

    /// None for somebody who is not logged in.
    pub fn session(&self, caller: Caller) -> Option<SessionId> {
        self.cast.sessions.get(&caller).copied()
    }

    /// The id of one of the owner's objects.
    pub fn named(&self, name: &str) -> &str {
        self.cast
            .named
            .get(name)
            .unwrap_or_else(|| panic!("nothing is called {name:?}"))
    }

    /// The file of one of the owner's takes.
    pub fn master(&self, take: &str) -> AssetId {
        self.cast.masters[take]
    }

    /// What every table and the storage hold, to see what a call has changed. Tries at a
    /// password or a code are counted whatever becomes of them.
    pub async fn contents(&self) -> BTreeMap<String, String> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT relname::text FROM pg_class
             WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
               AND relname <> 'login_throttles'",
        )
        .fetch_all(&self.world.owner)
        .await
        .unwrap();
        let each = tables.iter().map(|table| {
            format!(
                "SELECT '{table}', md5(coalesce(string_agg(t::text, ' ' ORDER BY t::text), ''))
                 FROM {table} t"
            )
        });
        let sql = each.collect::<Vec<_>>().join(" UNION ALL ");
        let rows: Vec<(String, String)> = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .fetch_all(&self.world.owner)
            .await
            .unwrap();
        let mut contents: BTreeMap<String, String> = rows.into_iter().collect();
        let files = files(&self.world.objects()).into_iter();
        let names: Vec<String> = files.map(|(path, _)| path.display().to_string()).collect();
        contents.insert("the storage".into(), names.join(" "));
        contents
    }
}

/// The names of what differs.
pub fn differences(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<String> {
    let changed = after
        .iter()
        .filter(|(name, now)| before.get(*name) != Some(now));
    changed.map(|(name, _)| name.clone()).collect()
}

fn files(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                found.push((path.strip_prefix(root).unwrap().to_owned(), bytes));
            }
        }
    }
    found.sort();
    found
}

async fn titled(person: &Person, title: &str, practice: bool) -> String {
    let body = json!({"title": title, "is_practice": practice});
    let video = person.ok(person.post("/api/videos/", body).await);
    video["id"].as_str().unwrap().to_owned()
}

/// A video with a kept take.
async fn kept(world: &World, person: &Person, title: &str) -> (String, TakeId) {
    let video = titled(person, title, false).await;
    let take = world.record(person, &video, &noise(2_000)).await;
    let keep = format!("/api/takes/{take}/keep/");
    person.ok(person.post(&keep, json!({})).await);
    (video, take)
}

async fn open_to(person: &Person, all: bool, companies: &[platform::ids::CompanyId]) {
    let body = json!({"all_companies": all, "company_ids": companies});
    person.ok(person.put("/api/candidate/visibility/", body).await);
}

async fn headline(person: &Person, text: &str) {
    let profile = person.user["profile_id"].as_str().unwrap();
    let path = format!("/api/candidate/profiles/{profile}/");
    person.ok(person.put(&path, json!({"headline": text})).await);
}

/// Watches and judges; returns the view.
async fn judge(person: &Person, video: &str, notes: &str) -> String {
    let views = format!("/api/videos/{video}/views/");
    let view = person.ok(person.post(&views, json!({})).await);
    let id = view["id"].as_str().unwrap().to_owned();
    let body = json!({"rating": 2, "notes": notes});
    person.ok(person.put(&format!("{views}{id}/"), body).await);
    id
}

async fn plant() -> Template {
    let world = World::new().await;
    let (atlas, rif) = (world.company("Atlas").await, world.company("Rif").await);
    world
        .sql(
            "INSERT INTO scripts (id, company_id, slug, title_fr, title_en, title_ar)
                SELECT gen_random_uuid(), id, lower(name) || '-script', 't', 't', 't' FROM companies;
             INSERT INTO script_steps SELECT id, 0, 'one', 10000, 't', 't', 't', 'p', 'p', 'p'
                FROM scripts WHERE company_id IS NOT NULL;",
        )
        .await;
    let amal = world.candidate("amal").await;
    let bilal = world.candidate("bilal").await;
    let dounia = world.candidate("dounia").await;
    let salma = world.recruiter("salma", atlas).await;
    let rachid = world.recruiter("rachid", rif).await;
    let aziz = world.person("aziz", Place::CompanyAdmin(atlas)).await;
    let nadia = world.person("nadia", Place::CompanyAdmin(rif)).await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;

    let mut named = HashMap::new();
    let mut take_of = HashMap::new();
    let (kept_video, kept_take) = kept(&world, &amal, "amal-kept").await;
    let spare = world.record(&amal, &kept_video, &noise(2_000)).await;
    for (name, title) in [
        ("approved video", "amal-approved"),
        ("processing video", "amal-processing"),
        ("rejected video", "amal-rejected"),
    ] {
        named.insert(name, kept(&world, &amal, title).await.0);
    }
    let practice_video = titled(&amal, "amal-practice", true).await;
    let practice_take = world.record(&amal, &practice_video, &noise(2_000)).await;
    named.insert("draft video", titled(&amal, "amal-draft", false).await);
    kept(&world, &bilal, "bilal-kept").await;
    kept(&world, &dounia, "dounia-kept").await;
    let cv = format!(
        "/api/candidate/profiles/{}/cv/",
        amal.user["profile_id"].as_str().unwrap()
    );
    let form: [(&str, &[u8]); 1] = [("file", crate::cv::CV)];
    amal.ok(amal.send_files(Method::PUT, &cv, &form).await);
    world.work_until_idle().await;
    world
        .sql(
            "UPDATE videos SET status = split_part(title, '-', 2)
             WHERE title IN ('amal-approved', 'amal-processing', 'amal-rejected')",
        )
        .await;
    let link = format!("/api/videos/{kept_video}/link_to_cv/");
    amal.ok(amal.post(&link, json!({})).await);
    let notes = json!({"private_notes": "amal-notes"});
    amal.ok(amal.put(&format!("/api/videos/{kept_video}/"), notes).await);

    open_to(&amal, false, &[atlas]).await;
    open_to(&bilal, false, &[rif]).await;
    open_to(&dounia, true, &[]).await;
    for (person, text) in [(&amal, "amal-headline"), (&bilal, "bilal-headline")] {
        headline(person, text).await;
        person.agree("analyse").await;
    }
    platform::audit::seal(&world.platform).await.unwrap();
    for (name, status) in [("draft offer", "draft"), ("open offer", "open")] {
        let body = json!({"title": "atlas-offer", "status": status});
        let offer = salma.ok(salma.post("/api/offers/", body).await);
        named.insert(name, offer["id"].as_str().unwrap().to_owned());
    }
    let apply = format!("/api/offers/{}/apply/", named["open offer"]);
    let message = json!({"message": "amal-applies"});
    let application = amal.ok(amal.post(&apply, message).await);
    let application = application["id"].as_str().unwrap().to_owned();
    named.insert("application", application);
    named.insert("company", atlas.to_string());
    let found = salma.get("/api/candidate/profiles/search/?q=amal").await;
    assert_eq!(salma.ok(found)["count"], 1);
    let view = judge(&salma, &kept_video, "salma-judges").await;
    let seen = rachid.get("/api/videos/").await.body;
    for video in seen["results"].as_array().unwrap() {
        judge(&rachid, video["id"].as_str().unwrap(), "rachid-judges").await;
    }
    world
        .sql(
            "INSERT INTO take_quality (take_id, user_id, status, overall, analysis_version)
                SELECT kept_take_id, user_id, 'ready',
                       CASE title WHEN 'amal-kept' THEN 61.25 ELSE 63.25 END, 'test'
                FROM videos WHERE title IN ('amal-kept', 'bilal-kept');
             INSERT INTO video_judgements (id, video_id, take_id, owner_id, verdict, reason)
                SELECT gen_random_uuid(), id, kept_take_id, user_id, 'rejected', 'amal-reason'
                FROM videos WHERE title = 'amal-rejected';
             INSERT INTO idempotency_keys (user_id, key_hash, request_hash, status, body)
                SELECT id, sha256('planted'), sha256('planted'), 201, to_jsonb('amal-answer'::text)
                FROM users WHERE first_name = 'amal';
             INSERT INTO imported_resumes (user_id, document)
                SELECT id, jsonb_build_object('basics', jsonb_build_object('phone', first_name || '-phone'))
                FROM users WHERE first_name IN ('amal', 'bilal');
             INSERT INTO quality_checks (id, user_id, kind, overall)
                SELECT gen_random_uuid(), id, 'setup',
                       CASE first_name WHEN 'amal' THEN 62.25 ELSE 64.25 END
                FROM users WHERE first_name IN ('amal', 'bilal');",
        )
        .await;

    let dead_job: uuid::Uuid = sqlx::query_scalar(
        "INSERT INTO jobs (id, kind, payload, state, attempts, last_error, finished_at)
         VALUES (gen_random_uuid(), 'erase_objects', '{\"keys\": []}', 'dead', 5, 'planted', now())
         RETURNING id",
    )
    .fetch_one(&world.owner)
    .await
    .unwrap();
    named.insert("dead job", dead_job.to_string());
    crate::notifications_delivery::deliver(&world).await;
    let dead_mail: uuid::Uuid = sqlx::query_scalar(
        "INSERT INTO mails (id, source_key, user_id, topic, language, context, state, attempts,
                            error_class, finished_at)
         SELECT gen_random_uuid(), 'planted', id, 'video_viewed', 'fr', '{}', 'dead', 5, 'refused', now()
         FROM users WHERE id = $1 RETURNING id",
    )
    .bind(amal.id().0)
    .fetch_one(&world.owner)
    .await
    .unwrap();
    named.insert("dead mail", dead_mail.to_string());
    let dead_event: i64 = sqlx::query_scalar(
        "INSERT INTO outbox (topic, event_key, payload, attempts, last_error, dead_at)
         VALUES ('video_viewed', 'planted', '{}', 13, 'payload', now()) RETURNING id",
    )
    .fetch_one(&world.owner)
    .await
    .unwrap();
    named.insert("dead event", dead_event.to_string());
    named.insert("owner's account", amal.id().to_string());
    let notification: uuid::Uuid = sqlx::query_scalar(
        "SELECT id FROM notifications WHERE type = 'video_viewed' AND user_id = $1",
    )
    .bind(amal.id().0)
    .fetch_one(&world.owner)
    .await
    .unwrap();
    named.insert("notification", notification.to_string());
    world
        .sql(
            "INSERT INTO notification_preferences (user_id, type, channel, enabled)
                SELECT id, 'new_candidate', 'email', true FROM users
                WHERE first_name IN ('amal', 'bilal', 'salma')",
        )
        .await;

    take_of.insert("kept take", kept_take);
    take_of.insert("spare take", spare);
    take_of.insert("practice take", practice_take);
    let mut masters = HashMap::new();
    for (name, take) in take_of {
        let asset =
            sqlx::query_scalar("SELECT id FROM assets WHERE take_id = $1 AND kind = 'master'")
                .bind(take.0)
                .fetch_one(&world.owner)
                .await
                .unwrap();
        masters.insert(name, AssetId(asset));
        named.insert(name, take.to_string());
    }
    // Being set up, and not confirmed: log-ins go on with one step.
    let totp = json!({"password": PASSWORD});
    hiba.ok(hiba.post("/api/auth/totp/", totp).await);
    world
        .sql(
            "INSERT INTO recovery_codes (user_id, code_hash)
                SELECT id, sha256(convert_to(first_name, 'UTF8')) FROM users;
             INSERT INTO login_challenges (token_hash, user_id, expires_at)
                SELECT sha256('planted'), id, now() + interval '1 minute' FROM users
                WHERE first_name = 'dounia';
             INSERT INTO account_letters (id, user_id, kind, expires_at)
                SELECT gen_random_uuid(), id, 'verify_email', now() + interval '1 hour' FROM users;
             INSERT INTO invitations (id, company_id, email, language)
                SELECT gen_random_uuid(), id, lower(name) || '-invited@example.com', 'fr'
                FROM companies;
             INSERT INTO login_throttles (key, kind) VALUES (sha256('planted'), 'address');",
        )
        .await;
    named.insert("kept video", kept_video);
    named.insert("practice video", practice_video);
    named.insert("view", view);
    let profile = amal.user["profile_id"].as_str().unwrap().to_owned();
    named.insert("profile", profile);

    let people = [amal, bilal, salma, rachid, aziz, nadia, hiba];
    let people: HashMap<Caller, Person> = CALLERS.into_iter().skip(1).zip(people).collect();
    let mut sessions = HashMap::new();
    for (caller, person) in &people {
        let session = sqlx::query_scalar("SELECT id FROM sessions WHERE user_id = $1")
            .bind(person.id().0)
            .fetch_one(&world.owner)
            .await
            .unwrap();
        sessions.insert(*caller, SessionId(session));
    }
    let invitation: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM invitations WHERE email LIKE 'atlas-%'")
            .fetch_one(&world.owner)
            .await
            .unwrap();
    named.insert("invitation", invitation.to_string());
    let colleague = people[&Caller::Recruiter].id().to_string();
    named.insert("colleague", colleague);
    named.insert("session", sessions[&Caller::Owner].to_string());
    let objects = files(&world.objects());
    world.platform.close().await;
    world.owner.close().await;
    let mut cast = Cast {
        people,
        sessions,
        named,
        masters,
    };
    // The routers hold connections of this database, which nobody may have while it is copied.
    for person in cast.people.values_mut() {
        person.router = Router::new();
    }
    Template {
        database: world.url,
        objects,
        cast,
    }
}
