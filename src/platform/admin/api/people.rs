//! `/api/admin/users/{id}/`: ending and restoring an account.

use axum::{Json, extract::State};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{super::store, AdminUser};
use crate::{
    Platform,
    accounts::{self, Caller, Role},
    error::{Problem, ProblemBody},
    http::{Answer, Route},
    ids::UserId,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(disable))
        .routes(routes!(restore))
}

/// Ends an account: its sessions end with what is open in them, and its log-in is refused with
/// 403 `account-disabled`. Nothing is erased. 409 `own-account`.
#[utoipa::path(post, path = "/api/admin/users/{id}/disable/", tag = "administration", security(("bearer" = [])),
    params(("id" = UserId, Path)), responses((status = 200, body = AdminUser), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn disable(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<UserId>,
) -> Answer<AdminUser> {
    let tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    tx.commit().await?;
    if id == caller.user {
        return Err(Problem::OwnAccount.into());
    }
    // A request may not end an account, whatever its SQL; what it may was asked above.
    let mut tx = platform.db().system_for(caller.user).await?;
    accounts::disable(&mut tx, caller.user, id).await?;
    tx.commit().await?;
    shown(&platform, &caller, id).await
}

/// Lets the person log in again.
#[utoipa::path(post, path = "/api/admin/users/{id}/restore/", tag = "administration", security(("bearer" = [])),
    params(("id" = UserId, Path)), responses((status = 200, body = AdminUser), (status = 401, body = ProblemBody),
    (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
async fn restore(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<UserId>,
) -> Answer<AdminUser> {
    let tx = caller.enter(&platform).await?;
    tx.only(&[Role::PlatformAdmin])?;
    tx.commit().await?;
    let mut tx = platform.db().system_for(caller.user).await?;
    accounts::restore(&mut tx, caller.user, id).await?;
    tx.commit().await?;
    shown(&platform, &caller, id).await
}

async fn shown(platform: &Platform, caller: &Caller, id: UserId) -> Answer<AdminUser> {
    let mut tx = caller.enter(platform).await?;
    let user = store::user(&mut tx, id).await?.body()?;
    tx.commit().await?;
    Ok(Json(user))
}
