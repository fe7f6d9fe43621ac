//! What the schema promises: roles without powers, row-level security everywhere.

use platform::Secret;
use sqlx::Row;

use crate::{cluster::cluster, world::World};

#[tokio::test]
async fn every_connection_gave_its_powers_up() {
    let world = World::new().await;
    let db = world.platform.db();
    for (pool, role) in [
        (db.request(), "jobgate_request"),
        (db.system(), "jobgate_system"),
    ] {
        // Also a second and a third connection of the pool, and one that was given back.
        let mut held = Vec::new();
        for _ in 0..3 {
            let mut connection = pool.acquire().await.unwrap();
            let row = sqlx::query(
                "SELECT current_user::text, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb
                 FROM pg_roles WHERE rolname = current_user",
            )
            .fetch_one(&mut *connection)
            .await
            .unwrap();
            assert_eq!(row.get::<String, _>(0), role);
            for power in 1..6 {
                assert!(!row.get::<bool, _>(power), "{role} has power {power}");
            }
            held.push(connection);
        }
    }
}

#[tokio::test]
async fn row_level_security_is_forced_on_every_table() {
    let world = World::new().await;
    let tables = sqlx::query(
        "SELECT relname::text, relrowsecurity, relforcerowsecurity FROM pg_class c
         JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')",
    )
    .fetch_all(&world.owner)
    .await
    .unwrap();
    assert!(tables.len() > 15);
    for table in tables {
        let name: String = table.get(0);
        // The migrations' own record, in which our roles have no business.
        if name == "_sqlx_migrations" {
            for role in ["jobgate_request", "jobgate_system"] {
                let open: bool = sqlx::query_scalar(
                    "SELECT has_table_privilege($1, '_sqlx_migrations', 'SELECT')",
                )
                .bind(role)
                .fetch_one(&world.owner)
                .await
                .unwrap();
                assert!(!open, "{role} reads {name}");
            }
            continue;
        }
        assert!(
            table.get::<bool, _>(1) && table.get::<bool, _>(2),
            "{name} is open"
        );
        let policies: i64 =
            sqlx::query_scalar("SELECT count(*) FROM pg_policies WHERE tablename = $1")
                .bind(&name)
                .fetch_one(&world.owner)
                .await
                .unwrap();
        assert!(policies > 0, "{name} has no policy");
    }
}

#[tokio::test]
async fn a_request_that_did_not_say_who_asks_sees_nothing() {
    let world = World::new().await;
    world.shown("amina").await;
    let mut connection = world.platform.db().request().acquire().await.unwrap();
    for (table, open) in [
        ("users", false),
        ("candidate_profiles", false),
        ("videos", false),
        ("takes", false),
        ("assets", false),
        ("grants", false),
        ("imported_resumes", false),
        ("cv_files", false),
        ("companies", false),
        ("consents", false),
        ("video_views", false),
        ("take_quality", false),
        ("quality_checks", false),
        ("jobs", false),
        ("mails", false),
        ("outbox", false),
        ("audit_entries", false),
        ("notification_preferences", false),
        // Public texts.
        ("consent_texts", true),
        ("scripts", true),
        ("platform_settings", true),
    ] {
        let sql = format!("SELECT count(*) FROM {table}");
        let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        assert_eq!(rows > 0, open, "{table}: {rows}");
    }
    for table in [
        "audit_waiting",
        "audit_seals",
        "refresh_tokens",
        "live_tickets",
        "login_throttles",
        "login_challenges",
        "mail_attempts",
    ] {
        let sql = format!("SELECT count(*) FROM {table}");
        let refused = sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_one(&mut *connection)
            .await;
        assert!(
            refused
                .unwrap_err()
                .to_string()
                .contains("permission denied"),
            "{table}"
        );
    }
    let hash = sqlx::query("SELECT password_hash FROM users")
        .fetch_all(&mut *connection)
        .await;
    assert!(hash.unwrap_err().to_string().contains("permission denied"));
    // Whether the second step is on may be asked; what it is made of may not.
    for (column, table) in [("secret", "totp"), ("code_hash", "recovery_codes")] {
        let sql = format!("SELECT {column} FROM {table}");
        let refused = sqlx::query(sqlx::AssertSqlSafe(sql))
            .fetch_all(&mut *connection)
            .await;
        assert!(
            refused
                .unwrap_err()
                .to_string()
                .contains("permission denied"),
            "{table}"
        );
    }
}

/// Roles belong to the cluster: the race for them is real whenever tests start.
#[tokio::test]
async fn several_databases_migrate_at_once_and_twice() {
    let cluster = cluster().await;
    let mut urls = Vec::new();
    for _ in 0..4 {
        urls.push(cluster.empty().await);
    }
    let runs = urls.iter().chain(&urls).map(|url| {
        let url = Secret::new(url.clone());
        tokio::spawn(async move { platform::migrate(&url).await })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_role_that_bypasses_the_policies_is_refused() {
    // On a cluster of the role's own: roles are shared by all databases of a cluster, so
    // this test may not touch them. The refusal is provoked with a view of pg_roles.
    let world = World::new().await;
    world
        .sql(
            "CREATE SCHEMA trick; GRANT USAGE ON SCHEMA trick TO PUBLIC;
             CREATE VIEW trick.pg_roles AS SELECT rolname, true AS rolsuper, true AS rolbypassrls
                FROM pg_catalog.pg_roles;
             GRANT SELECT ON trick.pg_roles TO PUBLIC;
             DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = trick, pg_catalog, public',
                current_database()); END $$;",
        )
        .await;
    let refused = platform::Database::connect(&Secret::new(world.url.clone()), 2).await;
    assert!(matches!(
        refused,
        Err(platform::DatabaseError::RoleTooStrong(_))
    ));
}
