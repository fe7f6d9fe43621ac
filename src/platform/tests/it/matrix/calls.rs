//! How each operation is called: a body that is right, ids that exist.

use axum::http::Method;
use chrono::Utc;
use platform::{
    Secret,
    links::LinkSigner,
    notifications::{Kind, UnsubscribeKeys},
};
use serde_json::{Value, json};

use super::{callers::Caller, stage::Stage, table::Line};
use crate::world::{Answer, PASSWORD, Person, SECRET_KEY};

enum Sent {
    Nothing,
    Json(Value),
    /// A form with a picture.
    Picture,
    /// A form with a CV.
    Cv,
    /// A form with a film for a video.
    Film(String),
}

pub async fn send(stage: &Stage, line: &Line, caller: Caller) -> Answer {
    send_as(stage, line, caller, stage.person(caller)).await
}

/// Sends what `caller` would send, with the credentials of `person`.
pub async fn send_as(stage: &Stage, line: &Line, caller: Caller, person: &Person) -> Answer {
    let path = path(stage, line, caller);
    let method: Method = line.verb.parse().unwrap();
    match body(stage, line) {
        Sent::Nothing => person.send(method, &path, None, &[]).await,
        Sent::Json(body) => person.send(method, &path, Some(body), &[]).await,
        Sent::Picture => {
            let jpeg: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 1, 2, 3];
            person.post_files(&path, &[("image", jpeg)]).await
        }
        Sent::Cv => {
            let files: [(&str, &[u8]); 1] = [("file", crate::cv::CV)];
            person.send_files(method, &path, &files).await
        }
        Sent::Film(video) => {
            let film: &[u8] = b"film 12000";
            let fields: [(&str, &[u8]); 2] = [("video_id", video.as_bytes()), ("file", film)];
            person.post_files(&path, &fields).await
        }
    }
}

fn path(stage: &Stage, line: &Line, caller: Caller) -> String {
    if line.path.starts_with("/media/") {
        return media(stage, line, caller);
    }
    let mut path = line.path.to_owned();
    if path.contains("{id}") {
        path = path.replace("{id}", stage.named(line.of));
    }
    if path == "/api/admin/audit/" {
        // All entries would be as many as the planting has steps.
        path += "?action=video.viewed";
    }
    if [
        "/api/admin/jobs/",
        "/api/admin/mails/",
        "/api/admin/events/",
    ]
    .contains(&path.as_str())
    {
        path += "?state=dead";
    }
    path.replace("{view_id}", stage.named("view"))
        .replace("{user_id}", &stage.person(Caller::Owner).id().to_string())
        .replace("{token}", &unsubscribe_token(stage))
        .replace("{kind}", "record")
}

/// From a mail to the owner.
fn unsubscribe_token(stage: &Stage) -> String {
    UnsubscribeKeys::new(&Secret::new(SECRET_KEY))
        .token(stage.person(Caller::Owner).id(), Kind::VideoViewed)
}

/// Genuine links, also for those who would never be given one.
fn media(stage: &Stage, line: &Line, caller: Caller) -> String {
    let (take, whose) = line.of.split_once(", ").unwrap();
    let holder = match whose {
        "one's own link" if caller != Caller::Anonymous => caller,
        "one's own link" | "the owner's link" => Caller::Owner,
        other => panic!("{other:?} is no link"),
    };
    let link = LinkSigner::new(&Secret::new(SECRET_KEY)).link(
        stage.master(take),
        "master.mp4",
        stage.person(holder).id(),
        stage.session(holder).unwrap(),
        Utc::now() + platform::links::LINK_LIFE,
    );
    format!("/media/{link}")
}

fn body(stage: &Stage, line: &Line) -> Sent {
    Sent::Json(match (line.verb, line.path) {
        ("GET" | "HEAD" | "DELETE", _) => return Sent::Nothing,
        (_, "/api/quality-analysis/") => return Sent::Picture,
        (_, "/api/candidate/profiles/{id}/cv/") => return Sent::Cv,
        (_, "/api/upload/") => return Sent::Film(stage.named(line.of).to_owned()),
        (_, "/api/auth/refresh/" | "/api/auth/logout/" | "/api/auth/sessions/end_others/") => {
            return Sent::Nothing;
        }
        (_, "/api/auth/login/code/") => json!({"challenge": "x", "code": "123456"}),
        (_, "/api/auth/totp/") => json!({"password": PASSWORD}),
        (_, "/api/auth/totp/confirm/") => json!({"code": "123456"}),
        (_, "/api/auth/totp/recovery_codes/" | "/api/auth/totp/off/") => {
            json!({"password": PASSWORD, "code": "123456"})
        }
        (_, "/api/auth/signup/") => json!({
            "email": "new@example.org", "password": PASSWORD, "first_name": "new", "last_name": "Test",
        }),
        (_, "/api/auth/login/") => json!({"email": "dounia@example.org", "password": PASSWORD}),
        // Another one each time: letters to one address are slowed down.
        (_, "/api/auth/reset/" | "/api/auth/verification/") => {
            json!({"email": format!("{}@example.org", uuid::Uuid::new_v4().simple())})
        }
        (_, "/api/auth/verification/confirm/" | "/api/auth/invitation/") => json!({"token": "x"}),
        (_, "/api/auth/reset/confirm/") => json!({"token": "x", "password": PASSWORD}),
        (_, "/api/auth/invitation/accept/") => json!({
            "token": "x", "password": PASSWORD, "first_name": "new", "last_name": "Test",
        }),
        (_, "/api/companies/invitations/") => json!({"email": "y@example.com"}),
        (_, "/api/companies/invitations/{id}/resend/") => return Sent::Nothing,
        (_, "/api/companies/members/{id}/") => json!({"role": "recruiter"}),
        (_, "/api/auth/me/") => json!({"last_name": "Else"}),
        (_, "/api/consents/") => {
            json!({"kind": "quality_filter", "version": "2026-11", "language": "en"})
        }
        (_, "/api/consents/withdraw/") => json!({"kind": "analyse"}),
        (_, "/api/candidate/visibility/") => json!({"all_companies": true, "company_ids": []}),
        (_, "/api/candidate/profiles/" | "/api/candidate/profiles/{id}/") => {
            json!({"first_name": "New", "last_name": "Name", "headline": "new"})
        }
        (_, "/api/candidate/quick-video-link/") => json!({"video_id": stage.named(line.of)}),
        (_, "/api/candidate/profiles/{id}/resume/") => json!({"basics": {"label": "new"}}),
        (_, "/api/offers/" | "/api/offers/{id}/") => json!({"title": "new"}),
        (_, "/api/offers/{id}/apply/") => json!({"message": "new"}),
        (_, "/api/applications/{id}/") => json!({"status": "shortlisted"}),
        (_, "/api/applications/{id}/withdraw/") => return Sent::Nothing,
        (_, "/api/videos/" | "/api/videos/{id}/") => json!({"title": "new"}),
        ("PUT", "/api/videos/{id}/views/{view_id}/") => json!({"intervals": [[0, 4]], "rating": 5}),
        (
            "POST",
            "/api/videos/{id}/views/"
            | "/api/videos/{id}/link_to_cv/"
            | "/api/videos/{id}/approve/"
            | "/api/takes/{id}/keep/",
        ) => json!({}),
        (_, "/api/admin/companies/") => json!({"name": "New"}),
        (
            _,
            "/api/admin/jobs/{id}/retry/"
            | "/api/admin/mails/{id}/retry/"
            | "/api/admin/events/{id}/retry/"
            | "/api/admin/users/{id}/disable/"
            | "/api/admin/users/{id}/restore/",
        ) => return Sent::Nothing,
        (_, "/api/admin/settings/") => json!({"default_language": "en"}),
        (_, "/api/videos/{id}/reject/") => json!({"reason": "The picture is black."}),
        (_, "/api/live/tickets/") => json!({"video_id": stage.named(line.of)}),
        (_, "/api/quality-checks/batch_update/") => json!({"checks": [{
            "kind": "setup", "overall": 80, "reason": "lighting",
            "scores": {"face": 90, "lighting": 80, "audio": null, "position": null},
        }]}),
        (_, "/api/notifications/create/") => {
            json!({"user_ids": [stage.person(Caller::Owner).id()], "template": "get_in_touch"})
        }
        ("PUT", "/api/notifications/preferences/") => {
            json!({"preferences": [{"type": "message", "email": false}]})
        }
        ("POST", path) if path.starts_with("/api/notifications/") => return Sent::Nothing,
        // Whoever adds an operation says here how it is called.
        _ => panic!("no body for {line}"),
    })
}
