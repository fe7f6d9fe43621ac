//! Mails leave one by one, each under a lease.
//!
//! At-least-once, and what that means: a mail is marked sent right after the server said
//! 250. A process that dies between the two has sent the mail and does not know it; when the
//! lease is over the mail leaves again, with the same `Message-ID`, by which many mail
//! programs show it once. No protocol between two machines can do better.

use coach::Language;
use rand::RngExt;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use std::time::Duration;
use uuid::Uuid;

use super::{
    Channel, MailConfig, Step, Steps, Timing, UnsubscribeKeys,
    mail::{Envelope, Mailer, Refusal},
    store::{self, MailRow, Outcome},
    templates::{self, Bodies, Links, Values},
    topic::Topic,
    unsubscribe,
};
use crate::{Platform, accounts::LetterKeys, config::Secret, error::ApiError, ids::UserId};

/// What the platform sends mail with.
pub struct Post {
    mailer: Mailer,
    letters: LetterKeys,
    unsubscribe: UnsubscribeKeys,
    public_url: String,
    notifications: bool,
}

impl Post {
    /// # Errors
    /// The sender's address or the server's name cannot be used.
    pub fn new(config: &MailConfig, secret: &Secret) -> Result<Post, String> {
        Ok(Post {
            mailer: Mailer::new(config)?,
            letters: LetterKeys::new(secret),
            unsubscribe: UnsubscribeKeys::new(secret),
            public_url: config.public_url.trim_end_matches('/').to_owned(),
            notifications: config.notifications,
        })
    }

    pub fn unsubscribe(&self) -> &UnsubscribeKeys {
        &self.unsubscribe
    }

    /// Whether notifications are mailed, too.
    pub fn mails_notifications(&self) -> bool {
        self.notifications
    }
}

/// What stands in `mails.context`.
#[derive(Debug, Default, Deserialize)]
struct Context {
    #[serde(default)]
    values: Values,
    #[serde(default)]
    action_url: Option<String>,
    #[serde(default)]
    name: String,
    row: Option<Uuid>,
}

/// Sends one mail that is due; false when none is.
pub async fn send_one(platform: &Platform, timing: Timing, steps: &Steps) -> sqlx::Result<bool> {
    let pool = platform.db().system();
    let Some(mail) = store::take_mail(pool, timing.lease).await? else {
        return Ok(false);
    };
    steps.reached(Step::MailTaken).await;
    // What was tried before somebody put the dead letter back counts no more.
    let tries = mail.attempts - mail.forgiven;
    let outcome = match tries > timing.most_tries {
        // Each of its senders died, perhaps of this very mail.
        true => Outcome::Dead { class: "gave_up" },
        false => match attempt(platform, &mail, steps).await {
            Ok(outcome) => outcome,
            Err(Refusal::Later(class)) if tries < timing.most_tries => Outcome::Retry {
                class,
                pause: pause(timing, tries),
            },
            Err(Refusal::Later(class) | Refusal::Never(class)) => Outcome::Dead { class },
        },
    };
    if let Outcome::Dead { class } = outcome {
        tracing::error!(mail = %mail.id, topic = %mail.topic, class, "mail given up");
    }
    if !store::finish_mail(pool, &mail, outcome).await? {
        tracing::warn!(mail = %mail.id, "lost the lease; somebody else has the mail");
    }
    steps.reached(Step::MailMarked).await;
    Ok(true)
}

/// Doubles with each failure; spread, so that a thousand mails do not come back at once.
pub fn pause(timing: Timing, attempt: i32) -> Duration {
    let doubled = timing
        .first_pause
        .saturating_mul(1 << (attempt - 1).clamp(0, 20))
        .min(timing.longest_pause);
    doubled.mul_f64(rand::rng().random_range(0.5..1.5))
}

async fn attempt(platform: &Platform, mail: &MailRow, steps: &Steps) -> Result<Outcome, Refusal> {
    let post = platform.post();
    let topic = Topic::parse(&mail.topic).ok_or(Refusal::Later("unknown_topic"))?;
    let mut connection = platform
        .db()
        .system()
        .acquire()
        .await
        .map_err(|_| Refusal::Later("database"))?;
    let Some(written) = write(&mut connection, post, mail, topic).await? else {
        return Ok(Outcome::Suppressed);
    };
    drop(connection);
    steps.reached(Step::MailWritten).await;
    let message_id = format!("<{}@{}>", stable_id(mail), post.mailer.domain());
    let envelope = Envelope {
        to: &written.to,
        message_id: &message_id,
        unsubscribe: written.unsubscribe.as_deref(),
        file: &format!(
            "{}-{}-{}",
            mail.created_at.format("%Y%m%d-%H%M%S"),
            mail.topic,
            mail.id.simple()
        ),
    };
    post.mailer.send(&envelope, written.bodies).await?;
    steps.reached(Step::MailAccepted).await;
    Ok(Outcome::Sent)
}

/// Of what was told and to whom, so that each try says the same.
fn stable_id(mail: &MailRow) -> String {
    let mut hash = Sha256::new();
    hash.update(mail.source_key.as_bytes());
    hash.update([0]);
    match mail.user_id {
        Some(user) => hash.update(user.0.as_bytes()),
        None => hash.update(mail.id.as_bytes()),
    }
    hex::encode(&hash.finalize()[..16])
}

struct Written {
    to: String,
    bodies: Bodies,
    unsubscribe: Option<String>,
}

/// None when the person does not want it, or has no way in any more.
async fn write(
    connection: &mut PgConnection,
    post: &Post,
    mail: &MailRow,
    topic: Topic,
) -> Result<Option<Written>, Refusal> {
    let context: Context = serde_json::from_value(mail.context.clone()).map_err(|error| {
        tracing::error!(%error, mail = %mail.id, "a mail's context cannot be read");
        Refusal::Later("context")
    })?;
    let whole = |path: &str| format!("{}{path}", post.public_url);
    let stored = Language::from_tag(&mail.language).unwrap_or_default();
    let (to, name, language, links) = match (topic.letter(), mail.user_id, &mail.address) {
        (Some(letter), _, Some(address)) => {
            let row = context.row.ok_or(Refusal::Never("context"))?;
            let links = Links {
                action: Some(whole(&post.letters.link(letter, row))),
                ..Links::default()
            };
            (address.clone(), context.name, stored, links)
        }
        (None, Some(user), _) => {
            let kind = topic.kind().ok_or(Refusal::Never("context"))?;
            if !wants(connection, user, kind).await? {
                return Ok(None);
            }
            let person = store::addressee(connection, user)
                .await
                .map_err(|_| Refusal::Later("database"))?
                .ok_or(Refusal::Never("gone"))?;
            if person.disabled {
                return Ok(None);
            }
            let token = post.unsubscribe.token(user, kind);
            let links = Links {
                action: context.action_url.as_deref().map(whole),
                unsubscribe: Some(whole(&unsubscribe::path(&token))),
                preferences: Some(whole("/notifications?show=preferences")),
            };
            let language = Language::from_tag(&person.language).unwrap_or(stored);
            (person.email, person.first_name, language, links)
        }
        _ => return Err(Refusal::Never("context")),
    };
    let bodies =
        templates::mail(topic, language, &context.values, &name, &links).map_err(|error| {
            tracing::error!(%error, "a mail cannot be written");
            Refusal::Later("template")
        })?;
    Ok(Some(Written {
        to,
        bodies,
        unsubscribe: links.unsubscribe,
    }))
}

async fn wants(
    connection: &mut PgConnection,
    user: UserId,
    kind: super::Kind,
) -> Result<bool, Refusal> {
    store::wants(connection, user, kind, Channel::Email)
        .await
        .map_err(|_: ApiError| Refusal::Later("database"))
}
