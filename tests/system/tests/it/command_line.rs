//! What people read when they start it wrong.

use std::collections::BTreeMap;

use system::server::run;

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
