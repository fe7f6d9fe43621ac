//! Lists at depth, and what a list refuses.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use platform::{accounts::Place, ids::SessionId};
use serde_json::Value;
use sqlx::Row;

use crate::world::{Person, World};

/// Enough for the planner to prefer an index to reading everything.
const ROWS: i64 = 20_000;

/// Candidates with a profile, a grant to all companies and a kept video each.
async fn crowded(world: &World) {
    world.shown("amal").await;
    sqlx::raw_sql(
        "SET session_replication_role = replica;
         CREATE TEMP TABLE crowd AS SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS profile,
                gen_random_uuid() AS video FROM generate_series(1, 20000) n;
         INSERT INTO users (id, email, password_hash, first_name, last_name, role)
             SELECT person, 'crowd' || n || '@example.org', '$argon2id$none', 'n', 'n', 'candidate' FROM crowd;
         INSERT INTO grants (id, user_id, kind) SELECT gen_random_uuid(), person, 'visibility' FROM crowd;
         INSERT INTO candidate_profiles (id, user_id, first_name, last_name, presentation_video_id, created_at, last_updated)
             SELECT profile, person, 'n', 'n', video, now() - n * interval '1 minute', now() - n * interval '1 second'
             FROM crowd;
         INSERT INTO videos (id, user_id, profile_id, script_id, title, status, kept_take_id, linked_to_cv, created_at)
             SELECT c.video, c.person, c.profile, v.script_id, 'x', 'completed', v.kept_take_id, true, now() - c.n * interval '1 second'
             FROM crowd c, (SELECT * FROM videos LIMIT 1) v;
         INSERT INTO take_quality (take_id, user_id, status) SELECT gen_random_uuid(), person, 'pending' FROM crowd;
         DROP TABLE crowd;
         SET session_replication_role = origin;
         ANALYZE;",
    )
    .execute(&world.owner)
    .await
    .unwrap();
}

/// Every node of a plan.
fn nodes(plan: &Value) -> Vec<&Value> {
    let mut all = vec![plan];
    for below in plan["Plans"].as_array().into_iter().flatten() {
        all.extend(nodes(below));
    }
    all
}

/// The statements the lists send, by their text, as the server has prepared them.
async fn prepared(connection: &mut sqlx::PgConnection, words: &[&str]) -> Vec<(String, String)> {
    let rows = sqlx::query("SELECT name, statement FROM pg_prepared_statements")
        .fetch_all(connection)
        .await
        .unwrap();
    rows.iter()
        .map(|row| (row.get::<String, _>(0), row.get::<String, _>(1)))
        .filter(|(_, text)| words.iter().all(|word| text.contains(word)))
        .collect()
}

#[tokio::test]
async fn every_order_uses_its_index_at_any_depth() {
    let world = World::new().await;
    crowded(&world).await;
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    // The pool has few connections; a list is asked for until each has prepared it.
    let videos = ["/api/videos/", "/api/videos/?ordering=created_at"];
    let profiles = [
        "/api/candidate/profiles/",
        "/api/candidate/profiles/?ordering=last_updated",
        "/api/candidate/profiles/?ordering=-created_at",
        "/api/candidate/profiles/?ordering=created_at",
    ];
    for path in videos.iter().chain(&profiles) {
        let first = salma.get(path).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.body);
        assert_eq!(first.body["count_is_estimate"], true, "{path}");
        assert!(first.body["count"].as_i64().unwrap() > 10_000);
        let second = salma.get(first.body["next"].as_str().unwrap()).await.body;
        let back = salma.get(second["previous"].as_str().unwrap()).await.body;
        assert_eq!(
            back["results"][0]["id"], first.body["results"][0]["id"],
            "{path}"
        );
    }

    let mut proven = 0;
    for (person, words, index) in [
        (
            &salma,
            ["FROM videos v", "ORDER BY v.created_at DESC"],
            "videos_by_time",
        ),
        (
            &salma,
            ["FROM videos v", "ORDER BY v.created_at,"],
            "videos_by_time",
        ),
        (
            &hiba,
            ["FROM videos v", "ORDER BY v.created_at DESC"],
            "videos_by_time",
        ),
        (
            &salma,
            ["FROM candidate_profiles p", "ORDER BY p.last_updated DESC"],
            "candidate_profiles_by_time",
        ),
        (
            &salma,
            ["FROM candidate_profiles p", "ORDER BY p.last_updated,"],
            "candidate_profiles_by_time",
        ),
        (
            &salma,
            ["FROM candidate_profiles p", "ORDER BY p.created_at DESC"],
            "candidate_profiles_by_age",
        ),
        (
            &salma,
            ["FROM candidate_profiles p", "ORDER BY p.created_at,"],
            "candidate_profiles_by_age",
        ),
    ] {
        // All of the pool, to meet the one that has prepared it.
        let pool = world.platform.db().request();
        let mut held = Vec::new();
        for _ in 0..pool.options().get_max_connections() {
            held.push(pool.acquire().await.unwrap());
        }
        for connection in &mut held {
            for (name, text) in prepared(connection, &words).await {
                if text.contains("v.user_id = $5") {
                    continue;
                }
                // One plan for all parameters, the worse of the two kinds.
                sqlx::raw_sql("SET plan_cache_mode = force_generic_plan")
                    .execute(&mut **connection)
                    .await
                    .unwrap();
                let mut tx = sqlx::Connection::begin(&mut **connection).await.unwrap();
                let session: uuid::Uuid =
                    sqlx::query_scalar("SELECT id FROM sessions WHERE user_id = $1 LIMIT 1")
                        .bind(person.id().0)
                        .fetch_one(&world.owner)
                        .await
                        .unwrap();
                sqlx::query("SELECT 1 FROM app_enter($1, $2)")
                    .bind(person.id().0)
                    .bind(session)
                    .fetch_all(&mut *tx)
                    .await
                    .unwrap();
                // The middle of the list.
                let at = "now() - interval '10000 seconds'";
                let id = "'00000000-0000-0000-0000-000000000000'";
                let first = match words[0] {
                    "FROM videos v" => "NULL".to_owned(),
                    _ => format!("'{}'", person.id()),
                };
                let sql = format!(
                    "EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE \"{name}\" ({first}, {at}, {id}, 21)"
                );
                let row = sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
                    .fetch_one(&mut *tx)
                    .await
                    .unwrap();
                let plan: Value = row.get(0);
                let plan = &plan[0]["Plan"];
                let walk = nodes(plan)
                    .into_iter()
                    .find(|node| node["Index Name"] == index)
                    .unwrap_or_else(|| panic!("{words:?} as {}: {plan:#}", person.id()));
                let condition = walk["Index Cond"].as_str().unwrap_or_default();
                assert!(condition.contains("ROW("), "{words:?}: {walk:#}");
                let read = walk["Actual Rows"].as_f64().unwrap()
                    + walk["Rows Removed by Filter"].as_f64().unwrap_or(0.0);
                assert!(read <= 60.0, "{words:?}: {read} of {ROWS} rows read");
                // No part of the plan, sub-plans of the policies included, reads the table.
                for node in nodes(plan) {
                    let loops = node["Actual Loops"].as_f64().unwrap();
                    let rows = node["Actual Rows"].as_f64().unwrap()
                        + node["Rows Removed by Filter"].as_f64().unwrap_or(0.0);
                    assert!(rows * loops <= 500.0, "{words:?}: {node:#}");
                }
                drop(tx);
                proven += 1;
            }
        }
        for connection in &mut held {
            sqlx::raw_sql("RESET plan_cache_mode")
                .execute(&mut **connection)
                .await
                .unwrap();
        }
    }
    assert!(proven >= 7, "{proven}");
}

/// How many rows a list has when it is read to its end.
async fn walked(person: &Person, path: &str) -> usize {
    let separator = if path.contains('?') { '&' } else { '?' };
    let (mut next, mut rows) = (Some(format!("{path}{separator}limit=100")), 0);
    while let Some(path) = next {
        let page = person.get(&path).await.body;
        rows += page["results"].as_array().unwrap().len();
        next = page["next"].as_str().map(str::to_owned);
    }
    rows
}

#[tokio::test]
async fn a_count_is_the_length_of_the_list() {
    let world = World::new().await;
    let template = world.shown("amal").await;
    let company = world.company("Atlas").await;
    let other = world.company("Rif").await;
    let salma = world.recruiter("salma", company).await;
    let omar = world.person("omar", Place::CompanyAdmin(other)).await;
    // 300 candidates with up to four videos: open to all, to either company by name, to one
    // of them and all, by an application, to nobody; videos in every state, some presented.
    let crowd = "SET session_replication_role = replica;
        CREATE TEMP TABLE crowd AS SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS profile
            FROM generate_series(1, 300) n;
        CREATE TEMP TABLE films AS SELECT c.*, k, gen_random_uuid() AS video,
                (ARRAY['draft', 'completed', 'approved', 'rejected', 'failed'])[1 + (n + k) % 5] AS status
            FROM crowd c, generate_series(1, c.n % 5) k;
        INSERT INTO users (id, email, password_hash, first_name, last_name, role)
            SELECT person, 'crowd' || n || '@example.org', '$argon2id$none', 'n', 'n', 'candidate' FROM crowd;
        INSERT INTO grants (id, user_id, company_id, kind)
            SELECT gen_random_uuid(), person, company::uuid, kind
            FROM crowd, (VALUES (1, NULL, 'visibility'), (2, $atlas, 'visibility'),
                                (4, $rif, 'visibility'), (8, $atlas, 'application')) AS g (bit, company, kind)
            WHERE ((n / 5) & bit) <> 0;
        INSERT INTO candidate_profiles (id, user_id, first_name, last_name, applied, presentation_video_id)
            SELECT profile, person, 'n', 'n', ((n / 5) & 8) <> 0,
                   (SELECT f.video FROM films f WHERE f.n = c.n AND f.k = 1 + c.n % 2 AND f.status <> 'draft')
            FROM crowd c;
        INSERT INTO videos (id, user_id, profile_id, script_id, title, status, is_practice, kept_take_id, linked_to_cv)
            SELECT f.video, f.person, f.profile, v.script_id, 'x', f.status, f.status = 'draft' AND k = 2,
                   CASE WHEN f.status <> 'draft' THEN v.kept_take_id END, f.status <> 'draft' AND k = 1 + n % 2
            FROM films f, (SELECT * FROM videos WHERE kept_take_id IS NOT NULL LIMIT 1) v;
        DROP TABLE crowd, films;
        SET session_replication_role = origin; ANALYZE;"
        .replace("$atlas", &format!("'{}'", company.0))
        .replace("$rif", &format!("'{}'", other.0));
    sqlx::raw_sql(sqlx::AssertSqlSafe(crowd))
        .execute(&world.owner)
        .await
        .unwrap();
    let hiba = world.person("hiba", Place::PlatformAdmin).await;
    let mut lengths = Vec::new();
    for person in [&salma, &omar, &hiba, &template.candidate] {
        for path in [
            "/api/videos/",
            "/api/videos/?status=approved",
            "/api/videos/?status=draft",
            "/api/candidate/profiles/",
        ] {
            let page = person.get(path).await.body;
            let length = walked(person, path).await;
            assert_eq!(page["count"], length, "{path} of {}", person.id());
            assert!(page.get("count_is_estimate").is_none(), "{path}");
            lengths.push(length);
        }
    }
    // Whoever is of no company is told no number.
    let amal = template.candidate.id();
    let session: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM sessions WHERE user_id = $1 LIMIT 1")
            .bind(amal.0)
            .fetch_one(&world.owner)
            .await
            .unwrap();
    let mut tx = world
        .platform
        .db()
        .enter(amal, SessionId(session))
        .await
        .unwrap();
    let told: (i64, i64) =
        sqlx::query_as("SELECT count_shown_videos(NULL, 100), count_shown_profiles(100)")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    assert_eq!(told, (0, 0));
    // Two companies that see much, and not the same.
    let [atlas, atlas_approved, atlas_drafts, atlas_profiles] = lengths[..4] else {
        panic!("{lengths:?}")
    };
    assert!(
        atlas > 100 && atlas_approved > 50 && atlas_profiles > 50,
        "{lengths:?}"
    );
    assert_eq!(atlas_drafts, 0);
    assert_ne!(lengths[..4], lengths[4..8]);
}

#[tokio::test]
async fn an_unknown_parameter_is_refused_by_name() {
    let world = World::new().await;
    let person = world.candidate("badia").await;
    let described: Value = serde_json::from_str(&platform::openapi()).unwrap();
    let mut asked = 0;
    for (path, item) in described["paths"].as_object().unwrap() {
        if item.get("get").is_none() || path.contains('{') || !path.starts_with("/api/") {
            continue;
        }
        let answer = person.get(&format!("{path}?colour=blue&limit_=3")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert_eq!(answer.problem(), "invalid", "{path}");
        let errors = answer.body["errors"].as_object().unwrap();
        assert_eq!(
            errors.keys().collect::<Vec<_>>(),
            ["colour", "limit_"],
            "{path}"
        );
        asked += 1;
    }
    assert!(asked >= 10, "{asked}");
    let videos = person.get("/api/videos/?statut=draft").await.body;
    assert_eq!(
        videos["errors"]["statut"][0],
        "Unknown parameter. Allowed: status, ordering, cursor, limit."
    );
    let companies = person.get("/api/companies/?q=a").await.body;
    assert_eq!(
        companies["errors"]["q"][0],
        "Unknown parameter: this address takes none."
    );
    // A known one of the wrong type is named, too.
    let limit = person.get("/api/videos/?limit=many").await.body;
    assert!(limit["errors"]["limit"].is_array(), "{limit}");
}

/// Whatever is paged stands in the table of `docs/api.md`, with its filters.
#[test]
fn the_documentation_names_every_list_and_its_filters() {
    let described: Value = serde_json::from_str(&platform::openapi()).unwrap();
    let mut described: BTreeMap<String, BTreeSet<String>> = described["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter_map(|(path, item)| {
            let parameters = item["get"]["parameters"].as_array()?.iter();
            let names = parameters.filter(|one| one["in"] == "query");
            let mut names: BTreeSet<_> = names
                .map(|one| one["name"].as_str().unwrap().to_owned())
                .collect();
            (names.remove("cursor") && names.remove("limit")).then(|| {
                names.remove("ordering");
                (path.clone(), names)
            })
        })
        .collect();
    let words = |cell: &str| -> BTreeSet<String> {
        let odd = cell.split('`').skip(1).step_by(2);
        odd.map(str::to_owned).collect()
    };
    let page = include_str!("../../../../docs/api.md");
    let table = page.split_once("| list | filters |").unwrap().1;
    for row in table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
    {
        let cells: Vec<&str> = row.split('|').collect();
        for list in words(cells[1]) {
            assert_eq!(described.remove(&list), Some(words(cells[2])), "{list}");
        }
    }
    assert!(described.is_empty(), "not in docs/api.md: {described:?}");
}
