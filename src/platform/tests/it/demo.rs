//! The demo, twice.

use axum::http::StatusCode;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn the_demo_can_be_made_again_and_its_people_log_in() {
    let world = World::new().await;
    let logins = platform::demo::demo(&world.platform).await.unwrap();
    assert_eq!(logins, platform::demo::demo(&world.platform).await.unwrap());
    assert_eq!(world.count("SELECT count(*) FROM users").await, 5);
    let mut roles = Vec::new();
    for login in logins {
        let body = json!({"email": login.email, "password": login.password});
        let answer = world.anybody().post("/api/auth/login/", body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", login.email);
        roles.push(answer.body["user"]["role"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        roles,
        [
            "candidate",
            "candidate",
            "recruiter",
            "company_admin",
            "platform_admin"
        ]
    );
    assert_eq!(world.count("SELECT count(*) FROM grants").await, 2);
    assert_eq!(
        world
            .count("SELECT count(*) FROM candidate_profiles WHERE summary <> ''")
            .await,
        2
    );
}
