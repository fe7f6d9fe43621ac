//! A fresh database on the cluster of `JOBGATE_TEST_PG`.

use anyhow::Context;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use url::Url;

pub struct Database {
    pub url: String,
}

impl Database {
    /// Makes an empty database with a name of its own. The cluster goes away after the
    /// tests, and the database with it.
    pub async fn fresh() -> anyhow::Result<Database> {
        let cluster = std::env::var("JOBGATE_TEST_PG").context(
            "JOBGATE_TEST_PG is not set: run `make unit`, or `tests/with-postgres.sh cargo test`",
        )?;
        let name = format!("t_{}", uuid::Uuid::new_v4().simple());
        let mut connection = PgConnection::connect(&cluster).await?;
        connection
            .execute(sqlx::query(AssertSqlSafe(format!(
                "CREATE DATABASE {name}"
            ))))
            .await?;
        let mut url = Url::parse(&cluster)?;
        url.set_path(&name);
        Ok(Database { url: url.into() })
    }

    pub async fn connect(&self) -> anyhow::Result<PgConnection> {
        Ok(PgConnection::connect(&self.url).await?)
    }

    pub fn port(&self) -> anyhow::Result<u16> {
        Url::parse(&self.url)?.port().context("no port")
    }
}

impl Database {
    /// A script of one step of so many milliseconds, open to everybody; returns its id.
    pub async fn script(&self, duration_ms: i32) -> anyhow::Result<String> {
        let id = uuid::Uuid::now_v7();
        let statement = format!(
            "BEGIN; SET LOCAL ROLE jobgate_system; \
             INSERT INTO scripts (id, slug, title_fr, title_en, title_ar) \
             VALUES ('{id}', 'test-{duration_ms}', 't', 't', 't'); \
             INSERT INTO script_steps (script_id, position, key, duration_ms, \
               title_fr, title_en, title_ar, prompt_fr, prompt_en, prompt_ar) \
             VALUES ('{id}', 0, 'only', {duration_ms}, 't', 't', 't', 'p', 'p', 'p'); COMMIT"
        );
        self.connect()
            .await?
            .execute(sqlx::raw_sql(AssertSqlSafe(statement)))
            .await?;
        Ok(id.to_string())
    }
}
