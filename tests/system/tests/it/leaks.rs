//! People come, stay and go, and the server holds no more than before. `make soak` does so a
//! thousand times and for an hour.

use std::time::Duration;

use system::kept;
use system::soak::{Slack, Soak, grown};

/// At once.
const PEOPLE: usize = 3;
const TAKE_MS: i32 = 1500;
/// Until pools and caches have what they will have.
const VISITS_BEFORE: usize = 15;
const VISITS: usize = 60;
/// Half a minute does not fill a heap's pools, and something may be under way; whatever is left
/// behind by each visit is more.
const SLACK: Slack = Slack {
    memory: 0.1,
    others: 5,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_gone_takes_up_nothing() {
    let soak = Soak::begin(PEOPLE, TAKE_MS, &kept("models")).await.unwrap();
    // Takes last both times: GStreamer keeps a thread or two of them.
    soak.come_and_go(VISITS_BEFORE).await.unwrap();
    soak.record(Duration::from_secs(30)).await.unwrap();
    let before = soak.at_rest().await.unwrap();
    soak.come_and_go(VISITS).await.unwrap();
    let takes = soak.record(Duration::from_secs(15)).await.unwrap();
    assert!(takes >= PEOPLE, "{takes} takes");
    let after = soak.at_rest().await.unwrap();
    println!("before: {before}\nafter:  {after}");
    assert_eq!(grown(&before, &after, &SLACK), [""; 0]);
    soak.end().await.unwrap();
}
