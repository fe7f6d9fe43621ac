//! An event of the outbox becomes news for the people it concerns. The payload's ids are
//! looked up: it could have been written by whoever can write to the outbox.

use coach::Language;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Kind, store,
    tell::{News, Person},
    templates::Values,
    topic::{SYNC_CAUSES, Topic},
};
use crate::{error::ApiError, offers::OUTCOMES};

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
struct OfAVideo {
    video_id: Uuid,
}

#[derive(Deserialize)]
struct OfAJudgement {
    judgement_id: Uuid,
}

#[derive(Deserialize)]
struct OfASync {
    video_id: Uuid,
    reasons: Vec<String>,
}

#[derive(Deserialize)]
struct OfAnApplication {
    application_id: Uuid,
    /// What was said of it; not of one that was just received.
    status: Option<String>,
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
        "video_linked" => {
            let video: OfAVideo = serde_json::from_value(payload.clone())?;
            recruiters(connection, Opened::Video(video.video_id)).await?
        }
        "video_approved" | "video_rejected" => {
            let judgement: OfAJudgement = serde_json::from_value(payload.clone())?;
            judged(connection, judgement.judgement_id).await?
        }
        "sync_needed" => {
            let sync: OfASync = serde_json::from_value(payload.clone())?;
            disagrees(connection, &sync, event_key).await?
        }
        "application_received" => {
            let application: OfAnApplication = serde_json::from_value(payload.clone())?;
            applied(connection, application.application_id).await?
        }
        "application_changed" => {
            let application: OfAnApplication = serde_json::from_value(payload.clone())?;
            answered(connection, &application).await?
        }
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

/// The candidate learns what the platform said, unless it has said something else since; and
/// of what was approved those whom it is open to, who may not have seen it before.
async fn judged(
    connection: &mut PgConnection,
    judgement: Uuid,
) -> sqlx::Result<Vec<(Person, News)>> {
    let Some(row) = store::judgement(connection, judgement).await? else {
        return Ok(Vec::new());
    };
    let topic = match row.reason {
        None => Topic::VideoApproved,
        Some(_) => Topic::VideoRejected,
    };
    let mut news = News::new(topic, judgement.to_string())
        .value("video", row.title)
        .at(format!("/videos/{}", row.video_id))
        .about(json!({"video_id": row.video_id, "take_id": row.take_id}));
    if let Some(reason) = row.reason {
        news = news.value("reason", reason).priority("high");
    }
    let mut told = vec![(row.owner, news)];
    if topic == Topic::VideoApproved {
        told.extend(recruiters(connection, Opened::Take(row.take_id)).await?);
    }
    Ok(told)
}

/// The candidate, of the reasons that stand now: those of an event that a later one has
/// added to, and those that are settled, are told no more.
async fn disagrees(
    connection: &mut PgConnection,
    sync: &OfASync,
    event_key: &str,
) -> sqlx::Result<Vec<(Person, News)>> {
    let Some(row) = store::presentation(connection, sync.video_id).await? else {
        return Ok(Vec::new());
    };
    if row.reasons.is_empty() || row.reasons != sync.reasons {
        return Ok(Vec::new());
    }
    let [changed, old] = SYNC_CAUSES;
    let cause = match row
        .reasons
        .iter()
        .any(|reason| reason.ends_with("_changed"))
    {
        true => changed,
        false => old,
    };
    let news = News::new(Topic::SyncNeeded, event_key.to_owned())
        .value("video", row.title)
        .value("cause", cause)
        .at(format!("/videos/{}", sync.video_id))
        .about(json!({"video_id": sync.video_id, "reasons": row.reasons}))
        .priority("low");
    Ok(vec![(row.owner, news)])
}

/// The company's people, of what was not withdrawn or answered meanwhile. It names the offer
/// and, like all that recruiters are told, not the candidate.
async fn applied(
    connection: &mut PgConnection,
    application: Uuid,
) -> sqlx::Result<Vec<(Person, News)>> {
    let Some(row) = store::application(connection, application).await? else {
        return Ok(Vec::new());
    };
    if row.status != "received" {
        return Ok(Vec::new());
    }
    // Withdrawn and sent again it is another application.
    let news = News::new(
        Topic::ApplicationReceived,
        format!("{application}:{}", row.said_at.timestamp_micros()),
    )
    .value("offer", row.offer)
    .at(format!("/candidates?person={}", row.profile_id))
    .about(
        json!({"application_id": application, "offer_id": row.offer_id,
                  "profile_id": row.profile_id}),
    );
    let people = store::members(
        connection,
        row.company_id,
        Kind::ApplicationReceived,
        MOST_UNREAD,
        MOST_RECRUITERS,
    )
    .await?;
    Ok(people
        .into_iter()
        .map(|person| (person, news.clone()))
        .collect())
}

/// The candidate, of the company's newest word alone.
async fn answered(
    connection: &mut PgConnection,
    said: &OfAnApplication,
) -> sqlx::Result<Vec<(Person, News)>> {
    let application = said.application_id;
    let Some(row) = store::application(connection, application).await? else {
        return Ok(Vec::new());
    };
    if said.status.as_ref() != Some(&row.status) || !OUTCOMES.contains(&row.status.as_str()) {
        return Ok(Vec::new());
    }
    let news = News::new(
        Topic::ApplicationChanged,
        format!("{application}:{}", row.said_at.timestamp_micros()),
    )
    .value("company", row.company)
    .value("offer", row.offer)
    .value("status", row.status.as_str())
    .at("/profile")
    .about(
        json!({"application_id": application, "offer_id": row.offer_id,
                  "company_id": row.company_id, "status": row.status}),
    )
    .priority("high");
    Ok(vec![(row.candidate, news)])
}

enum Opened {
    Take(Uuid),
    Video(Uuid),
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
        Opened::Video(video) => (store::presented_by_video(connection, video).await?, None),
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
                (true, Opened::Take(_) | Opened::Video(_)) => Topic::VideoLinked,
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
