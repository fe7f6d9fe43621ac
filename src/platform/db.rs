//! Connections that have given the owner's powers up, and the transaction of a request.
//!
//! `DATABASE_URL` belongs to the owner of the tables (often a superuser, as in a private
//! cluster), and row-level security does not bind a superuser even where it is forced.
//! So every pooled connection does `SET ROLE` before anything else, and
//! [`Database::connect`] refuses to start when the role could bypass the policies.

use std::{
    ops::{Deref, DerefMut},
    str::FromStr,
    time::Duration,
};

use coach::Language;
use sqlx::{
    Executor, PgConnection, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::{
    accounts::Role,
    config::Secret,
    error::{ApiError, Problem},
    ids::{CompanyId, SessionId, UserId},
};

/// Forward-only; see `migrations/`.
static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// A request waits this long for a connection, then answers `busy`.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error("DATABASE_URL is not a PostgreSQL URL: {0}")]
    Url(sqlx::Error),
    #[error("the database does not answer: {0}")]
    Unreachable(#[from] sqlx::Error),
    #[error("the schema could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("the schema is missing: run `jobgate migrate`")]
    NotMigrated,
    #[error(
        "the role {0} is a superuser or bypasses row-level security; \
         nobody's data would be safe from anybody: ALTER ROLE {0} NOSUPERUSER NOBYPASSRLS"
    )]
    RoleTooStrong(&'static str),
}

/// Brings the schema up to date, as the owner. Safe to run from several processes at once.
pub async fn migrate(database_url: &Secret) -> Result<(), DatabaseError> {
    let options = PgConnectOptions::from_str(database_url.expose()).map_err(DatabaseError::Url)?;
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await?;
    let outcome = MIGRATOR.run(&pool).await;
    pool.close().await;
    Ok(outcome?)
}

#[derive(Debug, Clone)]
pub struct Database {
    request: PgPool,
    system: PgPool,
}

/// The two roles of the first migration.
const REQUEST_ROLE: &str = "jobgate_request";
const SYSTEM_ROLE: &str = "jobgate_system";

impl Database {
    pub async fn connect(
        database_url: &Secret,
        request_connections: u32,
    ) -> Result<Database, DatabaseError> {
        let options = PgConnectOptions::from_str(database_url.expose())
            .map_err(DatabaseError::Url)?
            .application_name("jobgate");
        let request = pool(
            &options,
            // A request that holds a connection longer than this is broken; 15 s leaves
            // room for a slow disk without letting the pool silt up.
            // One plan a statement, kept: with the policies in it, planning a page of a list took
            // longer than reading it, and PostgreSQL does so each time where it hopes for better
            // (`it/pages.rs` looks at the plans). Such a plan looks dear, for it is made for any
            // LIMIT, and would be compiled each time: 690 ms at a million rows, for a page of 5.
            "SET ROLE jobgate_request; SET statement_timeout = '15s'; \
             SET idle_in_transaction_session_timeout = '30s'; \
             SET plan_cache_mode = force_generic_plan; SET jit = off",
            request_connections.max(1),
        )
        .await?;
        let system = pool(
            &options,
            "SET ROLE jobgate_system; SET statement_timeout = '60s'; \
             SET idle_in_transaction_session_timeout = '60s'",
            // More than half: four for LISTEN (jobs, endings, the outbox, news), one for heartbeats,
            // one for an event that is being told and two for mails.
            (request_connections / 2).max(2) + 8,
        )
        .await?;
        for role in [REQUEST_ROLE, SYSTEM_ROLE] {
            let bound = sqlx::query_scalar!(
                r#"SELECT NOT (rolsuper OR rolbypassrls) AS "bound!" FROM pg_roles WHERE rolname = $1"#,
                role
            )
            .fetch_one(&system)
            .await?;
            if !bound {
                return Err(DatabaseError::RoleTooStrong(role));
            }
        }
        Ok(Database { request, system })
    }

    /// The worker's, registration's and the sweeps' side: sees every row.
    pub fn system(&self) -> &PgPool {
        &self.system
    }

    /// Connections that can do nothing until [`Database::enter`]; public pages and tests.
    pub fn request(&self) -> &PgPool {
        &self.request
    }

    /// Begins the transaction of a request. Everything inside sees only what `user` may see.
    ///
    /// Errors: `session-ended` when the session was revoked or the person is gone.
    pub async fn enter(&self, user: UserId, session: SessionId) -> Result<RequestTx, ApiError> {
        let mut tx = self.request.begin().await?;
        let entered = sqlx::query!(
            r#"SELECT role AS "role!", company_id AS "company_id: CompanyId", language AS "language!"
               FROM app_enter($1, $2)"#,
            user.0,
            session.0
        )
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Problem::SessionEnded)?;
        Ok(RequestTx {
            tx,
            user,
            session,
            role: Role::from_row(&entered.role, "users", user)?,
            company: entered.company_id,
            language: Language::from_tag(&entered.language).unwrap_or_default(),
        })
    }

    /// A transaction with the system's powers, for what no request may write itself; the audit
    /// log names the person who asked for it. What the person may is asked before.
    pub async fn system_for(
        &self,
        user: UserId,
    ) -> Result<Transaction<'static, Postgres>, ApiError> {
        let mut tx = self.system.begin().await?;
        sqlx::query!(
            "SELECT set_config('app.user_id', $1, true)",
            user.0.to_string()
        )
        .fetch_one(&mut *tx)
        .await?;
        Ok(tx)
    }

    /// Whether both sides answer.
    pub async fn ready(&self) -> Result<(), DatabaseError> {
        sqlx::query("SELECT 1").execute(&self.request).await?;
        sqlx::query("SELECT 1").execute(&self.system).await?;
        Ok(())
    }

    pub async fn close(&self) {
        self.request.close().await;
        self.system.close().await;
    }
}

async fn pool(
    options: &PgConnectOptions,
    greeting: &'static str,
    connections: u32,
) -> Result<PgPool, DatabaseError> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection.execute(greeting).await?;
                Ok(())
            })
        })
        .connect_with(options.clone())
        .await
        .map_err(|error| match &error {
            // SET ROLE to a role that no migration has made (invalid_parameter_value).
            sqlx::Error::Database(cause) if cause.code().as_deref() == Some("22023") => {
                DatabaseError::NotMigrated
            }
            _ => DatabaseError::Unreachable(error),
        })?;
    Ok(pool)
}

/// A transaction in which PostgreSQL itself knows who asks. Dropped without
/// [`RequestTx::commit`], it leaves nothing behind.
pub struct RequestTx {
    tx: Transaction<'static, Postgres>,
    pub user: UserId,
    pub session: SessionId,
    pub role: Role,
    pub company: Option<CompanyId>,
    pub language: Language,
}

impl RequestTx {
    pub async fn commit(self) -> Result<(), ApiError> {
        Ok(self.tx.commit().await?)
    }

    /// 403 for anybody else.
    pub fn only(&self, roles: &[Role]) -> Result<(), ApiError> {
        if roles.contains(&self.role) {
            Ok(())
        } else {
            Err(Problem::Forbidden.into())
        }
    }
}

impl Deref for RequestTx {
    type Target = PgConnection;
    fn deref(&self) -> &PgConnection {
        &self.tx
    }
}

impl DerefMut for RequestTx {
    fn deref_mut(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}

/// A row that no code of ours can have written: names table, column and row.
pub fn unreadable(
    table: &str,
    column: &str,
    row: impl std::fmt::Display,
    value: impl std::fmt::Display,
) -> ApiError {
    ApiError::internal(format_args!(
        "{table}.{column} of {row} holds {value}, which means nothing here"
    ))
}
