//! What people read when they start it wrong.

use std::collections::BTreeMap;

use system::{Database, Server, server::run};

fn settings(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

#[tokio::test]
async fn help_names_every_command() {
    let ran = run(&settings(&[]), &["--help"]).await.unwrap();
    assert!(ran.success);
    for word in [
        "serve",
        "migrate",
        "demo",
        "check",
        "user",
        "settings",
        "JOBGATE_DATA_DIR",
    ] {
        assert!(ran.output.contains(word), "{word}: {}", ran.output);
    }
}

#[tokio::test]
async fn wrong_values_name_themselves_and_what_is_allowed_all_at_once() {
    let wrong = settings(&[
        ("PORT", "eighty"),
        ("JOBGATE_MEDIA_PORT", "-1"),
        ("SECRET_KEY", "changeme"),
        ("JOBGATE_MEDIA_ADRESSES", "1.2.3.4"),
    ]);
    let ran = run(&wrong, &["serve"]).await.unwrap();
    assert!(!ran.success);
    for text in [
        "PORT is \"eighty\"; allowed: a TCP port",
        "JOBGATE_MEDIA_PORT is \"-1\"",
        "SECRET_KEY is too short or a placeholder",
        "JOBGATE_MEDIA_ADRESSES is no setting",
    ] {
        assert!(ran.output.contains(text), "{text}: {}", ran.output);
    }
    assert!(!ran.output.contains("changeme"), "a secret is repeated");
}

#[tokio::test]
async fn a_toml_file_is_read_below_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("c.toml");
    std::fs::write(&file, "PORT = \"none\"\n").unwrap();
    let file = file.to_str().unwrap();
    let ran = run(&settings(&[]), &["--config", file, "migrate"])
        .await
        .unwrap();
    assert!(ran.output.contains("PORT is \"none\""), "{}", ran.output);
    let absent = run(&settings(&[]), &["--config", "/nowhere.toml", "migrate"])
        .await
        .unwrap();
    assert!(absent.output.contains("/nowhere.toml"), "{}", absent.output);
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_said_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = settings(&[
        ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing"),
        ("JOBGATE_DATA_DIR", folder.path().to_str().unwrap()),
    ]);
    let ran = run(&wrong, &["migrate"]).await.unwrap();
    assert!(!ran.success);
    assert!(
        ran.output.contains("database does not answer"),
        "{}",
        ran.output
    );
}

#[tokio::test]
async fn the_audit_log_is_proven_to_be_whole_or_says_what_was_touched() {
    let database = Database::fresh().await.unwrap();
    let data = tempfile::tempdir().unwrap();
    let settings = Server::settings(&database.url, data.path());
    // The demo's accounts are entered; what is not sealed yet is sealed when the server stops.
    let server = Server::start(settings.clone()).await.unwrap();
    server.stop().await.unwrap();
    let whole = run(&settings, &["check", "--audit"]).await.unwrap();
    assert_eq!(whole.code, Some(0), "{}", whole.output);
    for words in ["newest seal: 1 ", " in 1 seals, 0 not sealed yet: intact"] {
        assert!(whole.stdout.contains(words), "{words}: {}", whole.output);
    }

    let mut owner = database.connect().await.unwrap();
    sqlx::raw_sql(
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL;
         UPDATE audit_entries SET actor_id = gen_random_uuid()
         WHERE id = (SELECT min(id) FROM audit_entries)",
    )
    .execute(&mut owner)
    .await
    .unwrap();
    let touched = run(&settings, &["check", "--audit"]).await.unwrap();
    assert_eq!(touched.code, Some(1), "{}", touched.output);
    for words in [
        "seal 1 does not fit its entries or the seal before it: something was changed",
        "not sealed yet: 1 finding",
    ] {
        assert!(
            touched.stdout.contains(words),
            "{words}: {}",
            touched.output
        );
    }
}
