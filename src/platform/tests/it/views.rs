//! Who watched what.

use axum::http::StatusCode;
use platform::ids::SessionId;
use serde_json::json;

use crate::world::{Person, World};

#[tokio::test]
async fn seconds_are_the_union_of_what_was_watched() {
    let world = World::new().await;
    let shown = world.shown("amal").await;
    let company = world.company("Atlas").await;
    let recruiter = world.recruiter("salma", company).await;
    let views = format!("/api/videos/{}/views/", shown.video);
    let begun = recruiter.post(&views, json!({})).await;
    assert_eq!(begun.status, StatusCode::CREATED);
    assert_eq!(begun.body["duration"], 0.0);
    assert_eq!(begun.body["viewer"], json!(recruiter.id()));
    let view = format!("{views}{}/", begun.body["id"].as_str().unwrap());
    let report = async |body| recruiter.ok(recruiter.put(&view, body).await);

    let body = report(json!({"intervals": [[0, 2.5], [2.0, 3.0]]})).await;
    assert_eq!(
        (&body["duration"], &body["intervals"]),
        (&json!(3.0), &json!([[0.0, 3.0]]))
    );
    // The same again, a seek, and a player that counts past the end of the ten seconds.
    let body =
        report(json!({"intervals": [[0, 3], [6, 7], [9, 99]], "rating": 4, "notes": "à revoir"}))
            .await;
    assert_eq!(body["duration"], 5.0);
    assert_eq!(
        body["intervals"],
        json!([[0.0, 3.0], [6.0, 7.0], [9.0, 10.0]])
    );
    assert_eq!(
        (&body["rating"], &body["notes"], &body["completed_viewing"]),
        (&json!(4), &json!("à revoir"), &json!(false))
    );
    let body = report(json!({"intervals": [[3, 9]]})).await;
    assert_eq!(
        (&body["duration"], &body["completed_viewing"]),
        (&json!(10.0), &json!(true))
    );
    assert_eq!(
        (&body["rating"], &body["notes"]),
        (&json!(4), &json!("à revoir"))
    );

    let video = shown
        .candidate
        .get(&format!("/api/videos/{}/", shown.video))
        .await
        .body;
    assert_eq!(
        (&video["view_count"], &video["unique_viewers"]),
        (&json!(1), &json!(1))
    );
    recruiter.post(&views, json!({})).await;
    let colleague = world.recruiter("omar", company).await;
    colleague.post(&views, json!({})).await;
    let video = recruiter
        .get(&format!("/api/videos/{}/", shown.video))
        .await
        .body;
    assert_eq!(
        (&video["view_count"], &video["unique_viewers"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM outbox WHERE topic = 'video_viewed'")
            .await,
        3
    );

    // The candidate learns that a company watched, and no judgement.
    let seen = shown.candidate.get(&views).await.body;
    assert_eq!(seen["count"], 3);
    let first = &seen["results"][2];
    assert_eq!(first["company"]["name"], "Atlas");
    assert_eq!(first["completed_viewing"], true);
    let mut names: Vec<&String> = first.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(names, ["company", "completed_viewing", "viewed_at"]);
    // A recruiter sees one's own rows, not the colleague's.
    let own = recruiter.get(&views).await.body;
    assert_eq!(own["count"], 2);
    assert_eq!(own["results"][1]["rating"], 4);
    assert_eq!(
        colleague.put(&view, json!({"intervals": []})).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        shown
            .candidate
            .put(&view, json!({"intervals": []}))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn nonsense_is_refused_and_only_companies_are_counted() {
    let world = World::new().await;
    let shown = world.shown("basma").await;
    let company = world.company("Atlas").await;
    let recruiter = world.recruiter("salma", company).await;
    let views = format!("/api/videos/{}/views/", shown.video);
    let begun = recruiter.post(&views, json!({})).await.body;
    let view = format!("{views}{}/", begun["id"].as_str().unwrap());
    for bad in [
        json!({"intervals": [[3, 1]]}),
        json!({"intervals": [[-1, 1]]}),
        json!({"rating": 0}),
        json!({"rating": 6}),
        json!({"intervals": [[1]]}),
        json!({"notes": "x".repeat(10_001)}),
    ] {
        let answer = recruiter.put(&view, bad.clone()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
    // The owner watching is not a view.
    assert_eq!(
        shown.candidate.post(&views, json!({})).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        world.count("SELECT view_count::bigint FROM videos").await,
        1
    );
}

#[tokio::test]
async fn two_reports_at_once_are_both_added() {
    let world = World::new().await;
    let shown = world.shown("chama").await;
    let company = world.company("Atlas").await;
    let recruiter = world.recruiter("salma", company).await;
    let views = format!("/api/videos/{}/views/", shown.video);
    let begun = recruiter.post(&views, json!({})).await.body;
    let view = format!("{views}{}/", begun["id"].as_str().unwrap());
    let reports: Vec<_> = (0..10)
        .map(|second| {
            let (recruiter, view) = (recruiter.clone(), view.clone());
            tokio::spawn(async move {
                recruiter
                    .put(&view, json!({"intervals": [[second, second + 1]]}))
                    .await
                    .status
            })
        })
        .collect();
    for report in reports {
        assert_eq!(report.await.unwrap(), StatusCode::OK);
    }
    assert_eq!(
        recruiter.get(&views).await.body["results"][0]["duration"],
        10.0
    );
}

/// The rows themselves are the viewer's, so the candidate's list comes from a function that
/// looks past the policies: it is read in both directions, and by nobody else.
#[tokio::test]
async fn the_candidate_reads_which_company_watched_and_the_database_names_no_viewer() {
    let world = World::new().await;
    let shown = world.shown("amal").await;
    let stranger = world.candidate("bilal").await;
    let views = format!("/api/videos/{}/views/", shown.video);
    let mut watched = Vec::new();
    let mut viewers = Vec::new();
    for (name, company) in [("salma", "Atlas"), ("rachid", "Rif"), ("omar", "Souss")] {
        let viewer = world.recruiter(name, world.company(company).await).await;
        viewer.ok(viewer.post(&views, json!({})).await);
        watched.insert(0, company);
        viewers.push(viewer);
    }
    let mut path = format!("{views}?limit=1");
    let mut names = Vec::new();
    let last = loop {
        let page = shown.candidate.ok(shown.candidate.get(&path).await);
        assert_eq!(page["count"], 3);
        names.push(page["results"][0]["company"]["name"].clone());
        match page["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break page,
        }
    };
    assert_eq!(names, watched);
    let back = last["previous"].as_str().unwrap();
    let page = shown.candidate.ok(shown.candidate.get(back).await);
    assert_eq!(page["results"][0]["company"]["name"], "Rif");

    let told = async |person: &Person| -> (Vec<String>, i64, i64) {
        let session: String =
            sqlx::query_scalar("SELECT id::text FROM sessions WHERE user_id = $1")
                .bind(person.id().0)
                .fetch_one(&world.owner)
                .await
                .unwrap();
        let session: SessionId = session.parse().unwrap();
        let db = world.platform.db();
        let mut tx = db.enter(person.id(), session).await.unwrap();
        let video: uuid::Uuid = shown.video.parse().unwrap();
        let rows = sqlx::query_scalar(
            "SELECT to_jsonb(w)::text FROM watched_by($1, true, 'infinity', $1, 100) w",
        )
        .bind(video)
        .fetch_all(&mut *tx)
        .await
        .unwrap();
        let count = sqlx::query_scalar("SELECT count_watched_by($1, 100)")
            .bind(video)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        let own = sqlx::query_scalar("SELECT count(*) FROM video_views")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        (rows, count, own)
    };
    let (rows, count, own) = told(&shown.candidate).await;
    assert_eq!((rows.len(), count, own), (3, 3, 0));
    for viewer in &viewers {
        let id = viewer.id().to_string();
        assert!(rows.iter().all(|row| !row.contains(&id)), "{rows:?}");
        assert_eq!(told(viewer).await, (vec![], 0, 1));
    }
    assert_eq!(told(&stranger).await, (vec![], 0, 0));
}
