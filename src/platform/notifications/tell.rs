//! One person is told one thing: a row in the page and a mail, as the person chose.

use coach::Language;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::{
    Channel, store,
    templates::{self, Values},
    topic::Topic,
};
use crate::{
    db::unreadable,
    error::{ApiError, ApiResult},
    ids::{NotificationId, UserId},
};

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct Person {
    pub user: UserId,
    pub language: String,
}

impl Person {
    pub fn language(&self) -> ApiResult<Language> {
        Language::from_tag(&self.language)
            .ok_or_else(|| unreadable("users", "language", self.user, &self.language))
    }
}

/// What somebody is told.
#[derive(Debug, Clone)]
pub struct News {
    pub topic: Topic,
    /// Names the thing: the same news has the same key, whoever tells it and how often.
    pub key: String,
    pub values: Values,
    /// Path of this site.
    pub action_url: Option<String>,
    pub priority: &'static str,
    pub extra_data: Value,
    pub sender: Option<UserId>,
}

impl News {
    pub fn new(topic: Topic, key: String) -> News {
        News {
            topic,
            key: format!("{}:{key}", topic.as_str()),
            values: Values::new(),
            action_url: None,
            priority: "normal",
            extra_data: json!({}),
            sender: None,
        }
    }

    pub fn value(mut self, name: &str, value: impl Into<String>) -> News {
        self.values.insert(name.to_owned(), value.into());
        self
    }

    pub fn at(mut self, path: impl Into<String>) -> News {
        self.action_url = Some(path.into());
        self
    }

    pub fn about(mut self, extra_data: Value) -> News {
        self.extra_data = extra_data;
        self
    }

    pub fn priority(mut self, priority: &'static str) -> News {
        self.priority = priority;
        self
    }
}

/// Writes what the person wants to have; the id of a new row in the page. Told before, it
/// changes nothing. `mails`: whether notifications are mailed at all here.
pub async fn tell(
    connection: &mut PgConnection,
    person: &Person,
    news: &News,
    mails: bool,
) -> ApiResult<Option<NotificationId>> {
    let language = person.language()?;
    let kind = news
        .topic
        .kind()
        .ok_or_else(|| ApiError::internal("a letter is no news"))?;
    let filled = templates::fill(news.topic, language, &news.values).map_err(ApiError::internal)?;
    let mut told = None;
    if store::wants(connection, person.user, kind, Channel::InApp).await? {
        told = store::insert(connection, person.user, kind, news, &filled).await?;
    }
    if mails && store::wants(connection, person.user, kind, Channel::Email).await? {
        let context = json!({"values": news.values, "action_url": news.action_url});
        store::insert_mail(
            connection,
            &store::NewMail {
                source_key: &news.key,
                user: Some(person.user),
                topic: news.topic,
                language,
                address: None,
                context,
            },
        )
        .await?;
    }
    Ok(told)
}
