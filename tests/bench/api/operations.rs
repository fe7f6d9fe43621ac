//! What both servers are asked for.

use system::people::Person;

use super::ranks::{self, Order};
use super::stage::Who;
use super::{PAGE, psql};

/// One operation: the same pages, each in the words of either server.
pub struct Operation {
    pub name: &'static str,
    pub who: Who,
    pub ours: Vec<String>,
    pub peers: Vec<String>,
}

const DEEP: u64 = 100_000;
/// Different pages or videos of an operation: what everybody reads is kept at hand anyway.
const MANY: u64 = 100;
const NEWEST: Order = Order {
    list: "videos",
    oldest_first: false,
};

pub async fn all(database: &str, candidate: &Person) -> anyhow::Result<Vec<Operation>> {
    let length = ranks::length(database, NEWEST.list).await?;
    // A small run has no row so deep.
    let deep = DEEP.min(length / 2);
    let many = MANY.min((length - deep) / (2 * PAGE)).max(1);
    let places = ranks::places(database, NEWEST, deep, PAGE, many).await?;
    let each = (length / MANY).max(1);
    let sql = format!(
        "SELECT id FROM bench_ranks WHERE list = '{}' AND rank % {each} = 0 LIMIT {MANY}",
        NEWEST.list
    );
    let visible = psql::rows(database, &sql).await?;
    let own = candidate.get("/api/videos/?limit=100").await?;
    let own = own["results"].as_array().into_iter().flatten();
    let own: Vec<String> = own
        .filter_map(|video| video["id"].as_str())
        .map(detail)
        .collect();
    let same = |name, who, paths: Vec<String>| Operation {
        name,
        who,
        ours: paths.clone(),
        peers: paths,
    };
    Ok(vec![
        same(
            "list_newest",
            Who::Recruiter,
            vec!["/api/videos/".to_owned()],
        ),
        Operation {
            name: "list_newest_deep",
            who: Who::Recruiter,
            ours: places.iter().map(|place| at(&place.cursor())).collect(),
            peers: places
                .iter()
                .map(|place| at(&place.peer_cursor()))
                .collect(),
        },
        same("list_own", Who::Candidate, vec!["/api/videos/".to_owned()]),
        same(
            "detail",
            Who::Recruiter,
            visible.iter().flatten().map(|id| detail(id)).collect(),
        ),
        same("detail_own", Who::Candidate, own),
        same("me", Who::Recruiter, vec!["/api/auth/me/".to_owned()]),
    ])
}

fn at(cursor: &str) -> String {
    format!("/api/videos/?cursor={cursor}")
}

fn detail(id: &str) -> String {
    format!("/api/videos/{id}/")
}
