//! An event of the outbox becomes news for the people it concerns. The payload's ids are
//! looked up: it could have been written by whoever can write to the outbox.

use coach::Language;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    store,
    tell::{News, Person},
    templates::Values,
    topic::Topic,
};
use crate::error::ApiError;

/// Recruiters told of one candidate at most: an open profile in a large installation is
/// found by searching, not by thousands of messages.
pub const MOST_RECRUITERS: i64 = 500;
/// Who has left so much unread of a kind is not told more of it.
pub const MOST_UNREAD: i64 = 100;

/// What an event comes to.
#[derive(Debug)]
pub enum Told {
    People(Vec<(Person, News)>),
    Letter(Letter),
}

/// A letter to an address.
#[derive(Debug)]
pub struct Letter {
    pub topic: Topic,
    pub key: String,
    pub to: String,
    pub language: Language,
    pub context: Value,
}

/// Why an event cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("nobody knows what the topic means")]
    UnknownTopic,
    #[error("the payload cannot be read: {0}")]
    Payload(#[from] serde_json::Error),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Inside(#[from] ApiError),
}

impl Failure {
    /// A word for the log of deliveries.
    pub fn class(&self) -> &'static str {
        match self {
            Failure::UnknownTopic => "unknown_topic",
            Failure::Payload(_) => "payload",
            Failure::Database(_) => "database",
            Failure::Inside(_) => "internal",
        }
    }
}

#[derive(Deserialize)]
struct OfATake {
    take_id: Uuid,
}

#[derive(Deserialize)]
struct OfAView {
    view_id: Uuid,
}

#[derive(Deserialize)]
struct OfAGrant {
    grant_id: Uuid,
}

#[derive(Deserialize)]
struct OfALetter {
    row: Uuid,
    to: String,
    language: String,
    #[serde(default)]
    name: String,
    company: Option<String>,
}

/// Who is told what.
pub async fn people_of(
    connection: &mut PgConnection,
    topic: &str,
    event_key: &str,
    payload: &Value,
) -> Result<Told, Failure> {
    Ok(Told::People(match topic {
        "take_sealed" => {
            let take: OfATake = serde_json::from_value(payload.clone())?;
            own_take(connection, take.take_id, Topic::TakeRecovered).await?
        }
        "video_kept" => {
            let take: OfATake = serde_json::from_value(payload.clone())?;
            own_take(connection, take.take_id, Topic::VideoKept)
                .await?
                .into_iter()
                // Keeping one take, then another, then the first again are three events.
                .map(|(person, mut news)| {
                    news.key = format!("video_kept:{event_key}");
                    (person, news)
                })
                .collect()
        }
        "quality_ready" => {
            let take: OfATake = serde_json::from_value(payload.clone())?;
            own_take(connection, take.take_id, Topic::QualityReady).await?
        }
        "video_completed" => {
            let take: OfATake = serde_json::from_value(payload.clone())?;
            let mut told = own_take(connection, take.take_id, Topic::VideoCompleted).await?;
            told.extend(recruiters(connection, Opened::Take(take.take_id)).await?);
            told
        }
        "profile_opened" => {
            let grant: OfAGrant = serde_json::from_value(payload.clone())?;
            recruiters(connection, Opened::Grant(grant.grant_id)).await?
        }
        "video_viewed" => {
            let view: OfAView = serde_json::from_value(payload.clone())?;
            viewed(connection, view.view_id).await?
        }
        // Seen in the page where they happen; nobody is told of them yet.
        "video_linked"
        | "sync_needed"
        | "video_approved"
        | "video_rejected"
        | "application_received"
        | "application_changed" => vec![],
        other => {
            let topic = Topic::parse(other)
                .filter(|topic| topic.letter().is_some())
                .ok_or(Failure::UnknownTopic)?;
            let letter: OfALetter = serde_json::from_value(payload.clone())?;
            let language = Language::from_tag(&letter.language).unwrap_or_default();
            let mut values = Values::new();
            if let Some(company) = letter.company {
                values.insert("company".into(), company);
            }
            return Ok(Told::Letter(Letter {
                topic,
                key: format!("{other}:{event_key}"),
                to: letter.to,
                language,
                context: json!({"values": values, "name": letter.name, "row": letter.row}),
            }));
        }
    }))
}

/// The candidate whose take it is, unless the thing is not so any more.
async fn own_take(
    connection: &mut PgConnection,
    take: Uuid,
    topic: Topic,
) -> sqlx::Result<Vec<(Person, News)>> {
    let Some(row) = store::take(connection, take).await? else {
        return Ok(Vec::new());
    };
    let still = match topic {
        Topic::TakeRecovered => row.state == "recovered",
        Topic::QualityReady => row.scored,
        Topic::VideoKept => true,
        // Another take may have been kept meanwhile, which tells of itself.
        _ => row.kept && row.shown,
    };
    if !still {
        return Ok(Vec::new());
    }
    let news = News::new(topic, take.to_string())
        .value("video", row.title)
        .at(format!("/videos/{}", row.video_id))
        .about(json!({"video_id": row.video_id, "take_id": take}))
        .priority(match topic {
            Topic::VideoKept => "low",
            _ => "normal",
        });
    Ok(vec![(row.owner, news)])
}

/// The owner, once a day and company however often its people watch: which of them did is
/// nobody's business, and that they did it again is no news.
async fn viewed(connection: &mut PgConnection, view: Uuid) -> sqlx::Result<Vec<(Person, News)>> {
    let Some(row) = store::view(connection, view).await? else {
        return Ok(Vec::new());
    };
    let key = format!(
        "{}:{}:{}",
        row.video_id,
        row.company_id,
        row.viewed_at.format("%Y-%m-%d")
    );
    let news = News::new(Topic::VideoViewed, key)
        .value("company", row.company)
        .value("video", row.title)
        .at(format!("/videos/{}", row.video_id))
        .about(json!({"video_id": row.video_id, "company_id": row.company_id}));
    Ok(vec![(row.owner, news)])
}

enum Opened {
    Take(Uuid),
    Grant(Uuid),
}

/// Those whom the candidate's grants reach now. Neither name nor anything else of the
/// candidate is told: the link shows what the grants still show when it is opened.
async fn recruiters(
    connection: &mut PgConnection,
    opened: Opened,
) -> sqlx::Result<Vec<(Person, News)>> {
    let (presented, company) = match opened {
        Opened::Take(take) => (store::presented_by_take(connection, take).await?, None),
        Opened::Grant(grant) => match store::presented_by_grant(connection, grant).await? {
            Some((presented, company)) => (Some(presented), company),
            None => (None, None),
        },
    };
    let Some(presented) = presented else {
        return Ok(Vec::new());
    };
    let people = store::recruiters(
        connection,
        &presented,
        company,
        MOST_UNREAD,
        MOST_RECRUITERS,
    )
    .await?;
    Ok(people
        .into_iter()
        .filter_map(|(person, knows)| {
            let topic = match (knows, &opened) {
                (false, _) => Topic::NewCandidate,
                (true, Opened::Take(_)) => Topic::VideoLinked,
                // Opened once more: no news.
                (true, Opened::Grant(_)) => return None,
            };
            let mut news = News::new(topic, String::new())
                .at(format!("/candidates?person={}", presented.profile))
                .about(json!({"profile_id": presented.profile, "video_id": presented.video}));
            // One video is told once, whether it was finished or opened last, and in whichever
            // order two servers tell of the two.
            news.key = format!("presented:{}", presented.take);
            Some((person, news))
        })
        .collect())
}
