//! Calls every line of the table as every caller.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::{
    callers::{CALLERS, Caller},
    calls, powers,
    stage::{Stage, differences},
    table::{self, Outcome},
    words,
};

#[test]
fn the_table_and_the_document_have_the_same_operations() {
    let document: serde_json::Value = serde_json::from_str(&platform::openapi()).unwrap();
    let mut described = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for verb in item.as_object().unwrap().keys() {
            if [
                "get", "head", "post", "put", "patch", "delete", "options", "trace",
            ]
            .contains(&verb.as_str())
            {
                described.insert(format!("{} {path}", verb.to_uppercase()));
            }
        }
    }
    let table: BTreeSet<String> = table::read()
        .iter()
        .map(|line| format!("{} {}", line.verb, line.path))
        .collect();
    let missing: Vec<_> = described.difference(&table).collect();
    let gone: Vec<_> = table.difference(&described).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "nobody has said who may do {missing:?}; who_may.md still has {gone:?}"
    );
}

/// Besides the answer's kind: a call that is refused, or that only reads, changes nothing,
/// and no answer holds a word that is not for the caller.
#[tokio::test]
async fn every_operation_answers_each_caller_as_the_table_says() {
    let mut stage = Stage::new().await;
    powers::bound(&stage.world).await;
    let words = words::planted(&stage);
    let untouched = stage.contents().await;
    let mut wrong = Vec::new();
    for line in table::read() {
        for (caller, expected) in CALLERS.into_iter().zip(line.outcomes) {
            let answer = calls::send(&stage, &line, caller).await;
            let got = Outcome::of(&answer);
            let who = caller.heading();
            if got != expected {
                let body = String::from_utf8_lossy(&answer.bytes);
                let body: String = body.chars().take(200).collect();
                wrong.push(format!("{line} as {who}: {got}, not {expected}: {body}"));
            }
            let text = String::from_utf8_lossy(&answer.bytes);
            for word in words::leaked(&words, caller, &text) {
                wrong.push(format!("{line} as {who}: tells {word:?}"));
            }
            let changed = differences(&untouched, &stage.contents().await);
            if changed.is_empty() {
                continue;
            }
            if !got.is_ok() || !line.changes_something() {
                wrong.push(format!(
                    "{line} as {who}: {got}, and has changed {changed:?}"
                ));
            }
            stage = stage.renewed().await;
        }
    }
    stage.end().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Wherever one has to be logged in, a session that was ended is none, nor is a token that
/// somebody else has signed.
#[tokio::test]
async fn a_session_that_has_ended_opens_nothing() {
    let stage = Stage::new().await;
    stage
        .world
        .sql("UPDATE sessions SET revoked_at = now(), revoked_reason = 'logout'")
        .await;
    let untouched = stage.contents().await;
    let mut refused = 0;
    for line in table::read() {
        // A challenge stands for itself, whoever is logged in.
        if line.outcomes[0] != Outcome::Unauthorized || line.path == "/api/auth/login/code/" {
            continue;
        }
        refused += 1;
        for caller in CALLERS.into_iter().skip(1) {
            let answer = calls::send(&stage, &line, caller).await;
            let who = caller.heading();
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{line} as {who}");
        }
        let mut forger = stage.person(Caller::PlatformAdmin).clone();
        let token = forger.token.take().unwrap();
        let (signed, _) = token.rsplit_once('.').unwrap();
        forger.token = Some(format!("{signed}.{}", "A".repeat(43)));
        forger.cookies.clear();
        let answer = calls::send_as(&stage, &line, Caller::PlatformAdmin, &forger).await;
        assert_eq!(answer.problem(), "not-authenticated", "{line}");
    }
    assert!(refused > 40, "{refused}");
    assert_eq!(differences(&untouched, &stage.contents().await), [""; 0]);
    stage.end().await;
}
