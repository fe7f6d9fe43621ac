//! The one number that companies get to see, and only of those who agreed to it.

use axum::http::StatusCode;
use platform::{accounts::Place, ids::TakeId};
use serde_json::{Value, json};

use crate::{
    isolation::{enter, seen},
    quality::scored,
    world::{Person, World, noise},
};

/// A candidate with a kept video that all companies may see.
struct Candidate {
    person: Person,
    video: String,
    take: TakeId,
}

impl Candidate {
    /// Scored with `overall`, or not analysed.
    async fn new(world: &World, name: &str, overall: Option<f32>) -> Candidate {
        let person = world.candidate(name).await;
        let visible = json!({"all_companies": true, "company_ids": []});
        person.ok(person.put("/api/candidate/visibility/", visible).await);
        let (video, take) = keep(world, &person, overall).await;
        Candidate {
            person,
            video,
            take,
        }
    }

    fn profile(&self) -> String {
        let id = self.person.user["profile_id"].as_str().unwrap();
        format!("/api/candidate/profiles/{id}/")
    }

    /// What a viewer is told, by profile and video, alone and in the lists.
    async fn told(&self, viewer: &Person) -> Value {
        let profile = viewer.get(&self.profile()).await.body;
        let video = viewer
            .get(&format!("/api/videos/{}/", self.video))
            .await
            .body;
        for (list, one, field) in [
            ("/api/candidate/profiles/", &profile, "quality_score"),
            ("/api/videos/", &video, "overall_score"),
        ] {
            let all = viewer.get(list).await.body;
            let results = all["results"].as_array().unwrap();
            let listed = results.iter().find(|row| row["id"] == one["id"]).unwrap();
            assert_eq!(listed[field], one[field], "{list}");
            // The four are nobody's business, ever.
            assert_eq!(video["scores"], Value::Null);
        }
        assert_eq!(profile["quality_score"], video["overall_score"]);
        profile["quality_score"].clone()
    }

    async fn withdraw(&self, kind: &str) {
        let body = json!({ "kind": kind });
        let answer = self.person.post("/api/consents/withdraw/", body).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }
}

/// Records, scores and keeps a take of a new video, which becomes the presentation.
async fn keep(world: &World, person: &Person, overall: Option<f32>) -> (String, TakeId) {
    let video = person.draft(false).await;
    let take = match overall {
        Some(overall) => {
            person.agree("analyse").await;
            scored(world, person, &video, overall).await
        }
        None => world.record(person, &video, &noise(4_000)).await,
    };
    let path = format!("/api/takes/{take}/keep/");
    person.ok(person.post(&path, json!({})).await);
    world.work_until_idle().await;
    (video, take)
}

#[tokio::test]
async fn a_company_sees_one_number_exactly_where_the_candidate_agrees() {
    let world = World::new().await;
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let director = world.person("nadia", Place::CompanyAdmin(company)).await;
    let admin = world.person("admin", Place::PlatformAdmin).await;
    let amal = Candidate::new(&world, "amal", Some(80.0)).await;
    let badr = Candidate::new(&world, "badr", None).await;
    badr.person.agree("quality_filter").await;

    assert_eq!(amal.told(&salma).await, Value::Null, "nobody agreed yet");
    amal.person.agree("quality_filter").await;
    for viewer in [&salma, &director] {
        assert_eq!(amal.told(viewer).await, 80.0);
        assert_eq!(badr.told(viewer).await, Value::Null, "nothing to show");
        let path = format!("/api/takes/{}/quality/", amal.take);
        assert_eq!(viewer.get(&path).await.status, StatusCode::NOT_FOUND);
    }
    let video = format!("/api/videos/{}/", amal.video);
    let for_admin = admin.get(&video).await.body;
    assert_eq!(for_admin["status"], "completed");
    assert_eq!(for_admin["overall_score"], Value::Null);

    // Each of both consents carries it, and each withdrawal acts at once.
    for kind in ["quality_filter", "analyse"] {
        amal.withdraw(kind).await;
        assert_eq!(amal.told(&salma).await, Value::Null, "without {kind}");
        let own = amal.person.get(&video).await.body;
        assert_eq!(own["overall_score"], 80.0, "the candidate's own stays");
        amal.person.agree(kind).await;
        assert_eq!(amal.told(&salma).await, 80.0);
    }
    // A new text asks anew.
    world
        .sql("INSERT INTO consent_texts SELECT kind, '2099-01', language, title, body FROM consent_texts")
        .await;
    assert_eq!(amal.told(&salma).await, Value::Null);
    amal.person.agree("quality_filter").await;
    assert_eq!(amal.told(&salma).await, 80.0);
    // Scores that were removed are gone.
    let path = format!("/api/takes/{}/quality/", amal.take);
    amal.person.delete(&path).await;
    assert_eq!(amal.told(&salma).await, Value::Null);
}

#[tokio::test]
async fn it_is_the_presentation_s_number_and_no_other_s() {
    let world = World::new().await;
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let amal = Candidate::new(&world, "amal", Some(80.0)).await;
    amal.person.agree("quality_filter").await;
    let (second, _) = keep(&world, &amal.person, Some(60.0)).await;
    let overall = async |video: &str| {
        let body = salma.get(&format!("/api/videos/{video}/")).await.body;
        assert_eq!(body["status"], "completed", "{body}");
        body["overall_score"].clone()
    };
    assert_eq!(overall(&amal.video).await, Value::Null);
    assert_eq!(overall(&second).await, 60.0);
    let path = format!("/api/videos/{}/link_to_cv/", amal.video);
    amal.person.ok(amal.person.post(&path, json!({})).await);
    assert_eq!(overall(&amal.video).await, 80.0);
    assert_eq!(overall(&second).await, Value::Null);
}

#[tokio::test]
async fn candidates_without_a_number_are_listed_where_they_were() {
    let world = World::new().await;
    let company = world.company("Atlas").await;
    let salma = world.recruiter("salma", company).await;
    let mut all = Vec::new();
    for (name, overall) in [
        ("amal", Some(95.0)),
        ("badr", None),
        ("chama", Some(40.0)),
        ("driss", None),
    ] {
        all.push(Candidate::new(&world, name, overall).await);
    }
    let lists = async || {
        let mut order = Vec::new();
        for list in ["/api/candidate/profiles/", "/api/videos/"] {
            let body = salma.get(list).await.body;
            assert_eq!(body["count"], 4, "{list}");
            let results = body["results"].as_array().unwrap().iter();
            order.push(results.map(|row| row["id"].clone()).collect::<Vec<_>>());
        }
        order
    };
    let before = lists().await;
    for candidate in &all {
        candidate.person.agree("quality_filter").await;
    }
    assert_eq!(all[0].told(&salma).await, 95.0);
    assert_eq!(lists().await, before);
}

/// With our own conditions taken away.
#[tokio::test]
async fn the_schema_itself_lets_one_number_out_and_only_to_whom_it_may() {
    let world = World::new().await;
    let (atlas, rif) = (world.company("Atlas").await, world.company("Rif").await);
    let salma = world.recruiter("salma", atlas).await;
    let rachid = world.recruiter("rachid", rif).await;
    let stranger = world.candidate("bilal").await;
    let amal = Candidate::new(&world, "amal", Some(80.0)).await;
    amal.person.agree("quality_filter").await;
    let only_atlas = json!({"all_companies": false, "company_ids": [atlas]});
    let path = "/api/candidate/visibility/";
    amal.person.ok(amal.person.put(path, only_atlas).await);
    for (viewer, expected) in [(&salma, Some(80.0)), (&rachid, None), (&stranger, None)] {
        assert_eq!(seen(&world, viewer, "SELECT 1 FROM take_quality").await, 0);
        let mut tx = enter(&world, viewer).await;
        let shown: Option<f32> = sqlx::query_scalar("SELECT shown_quality($1::uuid)")
            .bind(amal.video.parse::<uuid::Uuid>().unwrap())
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        assert_eq!(shown, expected, "{}", viewer.user["email"]);
    }
    // Nobody in particular, and no role that could be somebody else's.
    let mut connection = world.platform.db().request().acquire().await.unwrap();
    let shown: Option<f32> =
        sqlx::query_scalar("SELECT shown_quality(id) FROM (SELECT gen_random_uuid() AS id) AS x")
            .fetch_one(&mut *connection)
            .await
            .unwrap();
    assert_eq!(shown, None);
    let open: bool = sqlx::query_scalar(
        "SELECT has_function_privilege('public', 'shown_quality(uuid)', 'EXECUTE')",
    )
    .fetch_one(&world.owner)
    .await
    .unwrap();
    assert!(!open);
    let owner: String = sqlx::query_scalar(
        "SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'shown_quality'",
    )
    .fetch_one(&world.owner)
    .await
    .unwrap();
    assert_eq!(owner, "jobgate_system");
}
