//! Two-step log-in: the second step at the door, and switching it on and off.

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header::CACHE_CONTROL},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    super::{
        Caller,
        client::Client,
        log_in,
        store::{self, two_step as rows},
        two_step::{self, CHALLENGE_LIFE},
    },
    SessionBody,
    answer::open,
};
use crate::{
    Platform,
    error::{ApiError, ProblemBody},
    http::{Answer, Body},
    ids::UserId,
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(code))
        .routes(routes!(state, set_up))
        .routes(routes!(confirm))
        .routes(routes!(new_codes))
        .routes(routes!(off))
}

/// The password was right; a code is still needed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = LoginChallenge)]
pub struct ChallengeBody {
    /// For `/api/auth/login/code/`; good once.
    pub challenge: String,
    /// Seconds.
    pub expires_in: u64,
}

#[derive(Debug, Deserialize, ToSchema)]
struct LoginCode {
    challenge: String,
    /// Six digits of the app, or a recovery code.
    code: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TotpState {
    /// Since when a code is asked for at log-in; null when it is not.
    pub on_since: Option<DateTime<Utc>>,
    /// Of the ten last made.
    pub recovery_codes_left: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
struct TotpStart {
    /// Again: a machine left open must not shut its owner out.
    password: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct TotpSetup {
    /// Base32, for typing.
    pub secret: String,
    /// `otpauth://…`, which an app on the same device opens.
    pub uri: String,
    /// The same as a QR code: the `d` of an SVG path in a box of `qr_size` squares a side.
    pub qr_path: String,
    pub qr_size: u32,
}

#[derive(Debug, Deserialize, ToSchema)]
struct TotpConfirm {
    /// Six digits of the app.
    code: String,
}

#[derive(Debug, Deserialize, ToSchema)]
struct TotpProof {
    password: String,
    /// Six digits of the app, or a recovery code.
    code: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each good once. They are not shown again.
    pub recovery_codes: Vec<String>,
}

/// What `/api/auth/login/` answers to somebody with a second step.
pub async fn ask(platform: &Platform, user: UserId) -> Result<Response, ApiError> {
    let challenge = two_step::challenge(platform, user).await?;
    let body = ChallengeBody {
        challenge: challenge.text,
        expires_in: CHALLENGE_LIFE.as_secs(),
    };
    Ok((
        StatusCode::ACCEPTED,
        [(CACHE_CONTROL, "no-store")],
        Json(body),
    )
        .into_response())
}

/// The second step. 401 `wrong-code`: try the next one; 401 `challenge-expired`: log in anew.
#[utoipa::path(post, path = "/api/auth/login/code/", tag = "auth", request_body = LoginCode, responses(
    (status = 200, body = SessionBody), (status = 401, body = ProblemBody), (status = 403, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn code(
    State(platform): State<Platform>,
    client: Client,
    Body(form): Body<LoginCode>,
) -> Result<Response, ApiError> {
    let user = two_step::answer(&platform, client, &form.challenge, &form.code).await?;
    open(&platform, user, client.device, StatusCode::OK).await
}

/// Whether the caller logs in with a second step.
#[utoipa::path(get, path = "/api/auth/totp/", tag = "auth", security(("bearer" = [])), responses(
    (status = 200, body = TotpState), (status = 401, body = ProblemBody)))]
async fn state(State(platform): State<Platform>, caller: Caller) -> Answer<TotpState> {
    let mut tx = caller.enter(&platform).await?;
    let state = rows::state(&mut tx).await?;
    tx.commit().await?;
    Ok(Json(TotpState {
        on_since: state.confirmed_at,
        recovery_codes_left: state.recovery_codes_left,
    }))
}

/// Begins to set a second step up: a new secret for an authenticator app. Nothing is asked
/// for at log-in until a code confirms it. 409 `totp-on` when it is on.
#[utoipa::path(post, path = "/api/auth/totp/", tag = "auth", security(("bearer" = [])),
    request_body = TotpStart, responses((status = 200, body = TotpSetup),
    (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody),
    (status = 503, body = ProblemBody)))]
async fn set_up(
    State(platform): State<Platform>,
    caller: Caller,
    client: Client,
    Body(form): Body<TotpStart>,
) -> Answer<TotpSetup> {
    let mut tx = caller.enter(&platform).await?;
    let user = store::user(&mut tx, caller.user, platform.mail()).await?;
    tx.commit().await?;
    log_in::again(&platform, client, user.id, form.password).await?;
    let secret = two_step::set_up(&platform, user.id).await?;
    let uri = secret.uri(&user.email);
    let qr = two_step::qr_outline(&uri)
        .ok_or_else(|| ApiError::internal("a link to a TOTP secret fits into no QR code"))?;
    Ok(Json(TotpSetup {
        secret: secret.base32(),
        uri,
        qr_path: qr.path,
        qr_size: qr.size,
    }))
}

/// Switches it on with a code of the app, and answers ten recovery codes. 409 `totp-off`
/// when nothing is being set up.
#[utoipa::path(post, path = "/api/auth/totp/confirm/", tag = "auth", security(("bearer" = [])),
    request_body = TotpConfirm, responses((status = 200, body = RecoveryCodes),
    (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody)))]
async fn confirm(
    State(platform): State<Platform>,
    caller: Caller,
    client: Client,
    Body(form): Body<TotpConfirm>,
) -> Answer<RecoveryCodes> {
    caller.enter(&platform).await?.commit().await?;
    let recovery_codes = two_step::confirm(&platform, client, caller.user, &form.code).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Ten new recovery codes in place of the old ones.
#[utoipa::path(post, path = "/api/auth/totp/recovery_codes/", tag = "auth", security(("bearer" = [])),
    request_body = TotpProof, responses((status = 200, body = RecoveryCodes),
    (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody),
    (status = 503, body = ProblemBody)))]
async fn new_codes(
    State(platform): State<Platform>,
    caller: Caller,
    client: Client,
    Body(form): Body<TotpProof>,
) -> Answer<RecoveryCodes> {
    caller.enter(&platform).await?.commit().await?;
    log_in::again(&platform, client, caller.user, form.password).await?;
    let recovery_codes = two_step::new_codes(&platform, client, caller.user, &form.code).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Switches the second step off. The secret and the recovery codes are forgotten.
#[utoipa::path(post, path = "/api/auth/totp/off/", tag = "auth", security(("bearer" = [])),
    request_body = TotpProof, responses((status = 204),
    (status = 401, body = ProblemBody), (status = 409, body = ProblemBody),
    (status = 422, body = ProblemBody), (status = 429, body = ProblemBody),
    (status = 503, body = ProblemBody)))]
async fn off(
    State(platform): State<Platform>,
    caller: Caller,
    client: Client,
    Body(form): Body<TotpProof>,
) -> Result<StatusCode, ApiError> {
    caller.enter(&platform).await?.commit().await?;
    log_in::again(&platform, client, caller.user, form.password).await?;
    two_step::off(&platform, client, caller.user, &form.code).await?;
    Ok(StatusCode::NO_CONTENT)
}
