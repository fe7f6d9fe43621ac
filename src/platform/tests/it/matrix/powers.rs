//! What the pooled connections are, without which nothing here would prove anything.

use sqlx::PgPool;

use crate::world::World;

/// Every connection of the pool at once: the request's role, and no power to get around
/// row-level security.
pub async fn bound(world: &World) {
    let pool: &PgPool = world.platform.db().request();
    let mut held = Vec::new();
    for _ in 0..pool.options().get_max_connections() {
        let mut connection = pool.acquire().await.unwrap();
        let (role, superuser, bypasses): (String, bool, bool) = sqlx::query_as(
            "SELECT current_user::text, rolsuper, rolbypassrls FROM pg_roles
             WHERE rolname = current_user",
        )
        .fetch_one(&mut *connection)
        .await
        .unwrap();
        assert_eq!(role, "jobgate_request");
        assert!(!superuser && !bypasses);
        // Also not by being a member of a role that could.
        let others: Vec<String> = sqlx::query_scalar(
            "SELECT rolname::text FROM pg_roles
             WHERE pg_has_role(current_user, oid, 'MEMBER') AND rolname <> current_user",
        )
        .fetch_all(&mut *connection)
        .await
        .unwrap();
        assert!(others.is_empty(), "{others:?}");
        held.push(connection);
    }
}

#[tokio::test]
async fn nothing_lends_a_request_more_power() {
    let world = World::new().await;
    bound(&world).await;
    // A function with its owner's powers, and a view, would step around the policies.
    let lent: Vec<String> = sqlx::query_scalar(
        "SELECT p.oid::regprocedure::text FROM pg_proc p
         WHERE p.prosecdef AND has_function_privilege('jobgate_request', p.oid, 'EXECUTE')
         ORDER BY 1",
    )
    .fetch_all(&world.owner)
    .await
    .unwrap();
    // Each asks for itself who may have what it lets out: how long a list is (`it/pages.rs`), the
    // ids of what a search found (`it/search.rs`), whether one may apply, one number
    // (`it/shown_quality.rs`), sums (`it/dashboard.rs`), which companies watched (`it/views.rs`).
    let reasoned = [
        "count_shown_profiles(integer)",
        "count_shown_videos(text,integer)",
        "count_watched_by(uuid,bigint)",
        "matching_profiles(tsquery,text[])",
        "open_offer(uuid,uuid)",
        "shown_quality(uuid)",
        "viewing_of(uuid)",
        "watched_by(uuid,boolean,timestamp with time zone,uuid,bigint)",
    ];
    assert_eq!(lent, reasoned);
    let views: Vec<String> = sqlx::query_scalar(
        "SELECT oid::regclass::text FROM pg_class
         WHERE relkind IN ('v', 'm', 'f') AND relnamespace = 'public'::regnamespace",
    )
    .fetch_all(&world.owner)
    .await
    .unwrap();
    assert!(views.is_empty(), "{views:?}");
    // Neither emptied nor watched over by triggers of its own.
    let wide: Vec<String> = sqlx::query_scalar(
        "SELECT c.oid::regclass::text FROM pg_class c
         WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
           AND (has_table_privilege('jobgate_request', c.oid, 'TRUNCATE')
             OR has_table_privilege('jobgate_request', c.oid, 'REFERENCES')
             OR has_table_privilege('jobgate_request', c.oid, 'TRIGGER'))",
    )
    .fetch_all(&world.owner)
    .await
    .unwrap();
    assert!(wide.is_empty(), "{wide:?}");
}
