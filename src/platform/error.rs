//! The one place where errors become HTTP: `application/problem+json` (RFC 9457).
//!
//! A handler returns an [`ApiError`], split by what the caller can do about it. The
//! answer names the problem by a stable `type`, speaks the caller's language and never
//! shows a cause: causes are logged.

mod text;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Json,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use coach::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{i18n, storage::StorageError};

pub type ApiResult<T> = Result<T, ApiError>;

/// Why a request is refused.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ApiError {
    /// Some fields have to be changed.
    #[error("fields: {0:?}")]
    Invalid(FieldFaults),
    /// A file is larger than allowed; the field says how large it may be.
    #[error("too large: {0:?}")]
    TooLarge(FieldFaults),
    /// Anything else the caller can tell apart by its `type`.
    #[error("{0:?}")]
    Refused(Problem),
    /// Tried too often; not looked at before `wait` is over.
    #[error("too many tries, {wait:?} to wait")]
    Throttled { wait: Duration },
    /// More requests than one caller may send.
    #[error("too many requests, {wait:?} to wait")]
    Flooded { wait: Duration },
    /// Ours to repair; already logged.
    #[error("internal")]
    Internal,
}

/// The stable names of problems. The slug is the last part of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    MalformedRequest,
    NotAuthenticated,
    BadCredentials,
    TooManyTries,
    WrongCode,
    ChallengeExpired,
    SessionEnded,
    Forbidden,
    ConsentRequired,
    AnalysisConsentRequired,
    LinkExpired,
    NotFound,
    MethodNotAllowed,
    ProfileExists,
    EmailTaken,
    LetterExpired,
    MailOff,
    AlreadyMember,
    AccountElsewhere,
    LastAdmin,
    TotpOn,
    TotpOff,
    PracticeTake,
    TakeInProgress,
    TakeNotKeepable,
    TooManyTakes,
    UploadsWaiting,
    VideoNotKept,
    OutdatedConsent,
    AlreadyApplied,
    OfferNotOpen,
    ApplicationWithdrawn,
    BodyTooLarge,
    UnsupportedMediaType,
    RangeNotSatisfiable,
    Busy,
    AnalysisUnavailable,
    JobNotDead,
    Invalid,
    Internal,
    Changed,
    KeyReused,
    RequestUnderWay,
    TooManyRequests,
    VideoNotCompleted,
    SignUpClosed,
    AccountDisabled,
    OwnAccount,
    DeliveryNotDead,
}

impl Problem {
    pub const ALL: [Problem; 49] = [
        Problem::MalformedRequest,
        Problem::NotAuthenticated,
        Problem::BadCredentials,
        Problem::TooManyTries,
        Problem::WrongCode,
        Problem::ChallengeExpired,
        Problem::SessionEnded,
        Problem::Forbidden,
        Problem::ConsentRequired,
        Problem::AnalysisConsentRequired,
        Problem::LinkExpired,
        Problem::NotFound,
        Problem::MethodNotAllowed,
        Problem::ProfileExists,
        Problem::EmailTaken,
        Problem::LetterExpired,
        Problem::MailOff,
        Problem::AlreadyMember,
        Problem::AccountElsewhere,
        Problem::LastAdmin,
        Problem::TotpOn,
        Problem::TotpOff,
        Problem::PracticeTake,
        Problem::TakeInProgress,
        Problem::TakeNotKeepable,
        Problem::TooManyTakes,
        Problem::UploadsWaiting,
        Problem::VideoNotKept,
        Problem::OutdatedConsent,
        Problem::AlreadyApplied,
        Problem::OfferNotOpen,
        Problem::ApplicationWithdrawn,
        Problem::BodyTooLarge,
        Problem::UnsupportedMediaType,
        Problem::RangeNotSatisfiable,
        Problem::Busy,
        Problem::AnalysisUnavailable,
        Problem::JobNotDead,
        Problem::Invalid,
        Problem::Internal,
        Problem::Changed,
        Problem::KeyReused,
        Problem::RequestUnderWay,
        Problem::TooManyRequests,
        Problem::VideoNotCompleted,
        Problem::SignUpClosed,
        Problem::AccountDisabled,
        Problem::OwnAccount,
        Problem::DeliveryNotDead,
    ];

    pub fn slug(self) -> &'static str {
        match self {
            Problem::MalformedRequest => "malformed-request",
            Problem::NotAuthenticated => "not-authenticated",
            Problem::BadCredentials => "bad-credentials",
            Problem::TooManyTries => "too-many-tries",
            Problem::WrongCode => "wrong-code",
            Problem::ChallengeExpired => "challenge-expired",
            Problem::SessionEnded => "session-ended",
            Problem::Forbidden => "forbidden",
            Problem::ConsentRequired => "consent-required",
            Problem::AnalysisConsentRequired => "analysis-consent-required",
            Problem::LinkExpired => "link-expired",
            Problem::NotFound => "not-found",
            Problem::MethodNotAllowed => "method-not-allowed",
            Problem::ProfileExists => "profile-exists",
            Problem::EmailTaken => "email-taken",
            Problem::LetterExpired => "letter-expired",
            Problem::MailOff => "mail-off",
            Problem::AlreadyMember => "already-member",
            Problem::AccountElsewhere => "account-elsewhere",
            Problem::LastAdmin => "last-admin",
            Problem::TotpOn => "totp-on",
            Problem::TotpOff => "totp-off",
            Problem::PracticeTake => "practice-take",
            Problem::TakeInProgress => "take-in-progress",
            Problem::TakeNotKeepable => "take-not-keepable",
            Problem::TooManyTakes => "too-many-takes",
            Problem::UploadsWaiting => "uploads-waiting",
            Problem::VideoNotKept => "video-not-kept",
            Problem::OutdatedConsent => "outdated-consent",
            Problem::AlreadyApplied => "already-applied",
            Problem::OfferNotOpen => "offer-not-open",
            Problem::ApplicationWithdrawn => "application-withdrawn",
            Problem::BodyTooLarge => "body-too-large",
            Problem::UnsupportedMediaType => "unsupported-media-type",
            Problem::RangeNotSatisfiable => "range-not-satisfiable",
            Problem::Busy => "busy",
            Problem::AnalysisUnavailable => "analysis-unavailable",
            Problem::JobNotDead => "job-not-dead",
            Problem::Invalid => "invalid",
            Problem::Internal => "internal",
            Problem::Changed => "changed",
            Problem::KeyReused => "key-reused",
            Problem::RequestUnderWay => "request-under-way",
            Problem::TooManyRequests => "too-many-requests",
            Problem::VideoNotCompleted => "video-not-completed",
            Problem::SignUpClosed => "sign-up-closed",
            Problem::AccountDisabled => "account-disabled",
            Problem::OwnAccount => "own-account",
            Problem::DeliveryNotDead => "delivery-not-dead",
        }
    }

    pub fn status(self) -> StatusCode {
        match self {
            Problem::MalformedRequest => StatusCode::BAD_REQUEST,
            Problem::NotAuthenticated
            | Problem::BadCredentials
            | Problem::WrongCode
            | Problem::ChallengeExpired
            | Problem::SessionEnded => StatusCode::UNAUTHORIZED,
            Problem::TooManyTries | Problem::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Problem::Forbidden
            | Problem::ConsentRequired
            | Problem::AnalysisConsentRequired
            | Problem::LinkExpired
            | Problem::SignUpClosed
            | Problem::AccountDisabled => StatusCode::FORBIDDEN,
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Problem::ProfileExists
            | Problem::EmailTaken
            | Problem::LetterExpired
            | Problem::MailOff
            | Problem::AlreadyMember
            | Problem::AccountElsewhere
            | Problem::LastAdmin
            | Problem::TotpOn
            | Problem::TotpOff
            | Problem::PracticeTake
            | Problem::TakeInProgress
            | Problem::TakeNotKeepable
            | Problem::TooManyTakes
            | Problem::UploadsWaiting
            | Problem::VideoNotKept
            | Problem::OutdatedConsent
            | Problem::JobNotDead
            | Problem::OwnAccount
            | Problem::DeliveryNotDead
            | Problem::RequestUnderWay
            | Problem::VideoNotCompleted
            | Problem::AlreadyApplied
            | Problem::OfferNotOpen
            | Problem::ApplicationWithdrawn => StatusCode::CONFLICT,
            Problem::Changed => StatusCode::PRECONDITION_FAILED,
            Problem::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Problem::RangeNotSatisfiable => StatusCode::RANGE_NOT_SATISFIABLE,
            Problem::Invalid | Problem::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Busy | Problem::AnalysisUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Required,
    TooShort {
        min: usize,
    },
    TooLong {
        max: usize,
    },
    TooMany {
        max: usize,
    },
    OutOfRange {
        min: i64,
        max: i64,
    },
    NotAnEmail,
    /// No whole address, with its scheme.
    NotAUrl,
    /// No year, month or day as JSON Resume writes it.
    NotADate,
    EndsBeforeItBegins,
    NotOneOf(&'static [&'static str]),
    Unknown,
    /// Somebody else has it.
    Taken,
    /// A name in the query that means nothing here.
    UnknownParameter {
        allowed: &'static [String],
    },
    WrongType,
    WrongPassword,
    WrongCode,
    /// A file that is not what it should be, by its bytes.
    Unreadable,
    /// A file with more bytes, pixels or seconds than are looked at.
    TooLarge,
    FileTooLarge {
        max_megabytes: u64,
    },
    /// By its bytes no PDF.
    NotAPdf,
    /// By its bytes no video of a kind that is read here.
    NotAVideo,
    NoPicture,
    NoSound,
    /// A video whose end is missing.
    CutOff,
    UnsupportedVideo,
    VideoTooShort {
        min_seconds: u64,
    },
    VideoTooLong {
        max_seconds: u64,
    },
}

/// Faults by the path of the field, e.g. `languages.0.level`.
pub type FieldFaults = BTreeMap<String, Vec<Fault>>;

impl From<Problem> for ApiError {
    fn from(problem: Problem) -> ApiError {
        ApiError::Refused(problem)
    }
}

impl ApiError {
    pub fn field(path: impl Into<String>, fault: Fault) -> ApiError {
        ApiError::Invalid(BTreeMap::from([(path.into(), vec![fault])]))
    }

    /// Logs the cause and forgets it.
    pub fn internal(cause: impl std::fmt::Display) -> ApiError {
        tracing::error!(%cause, "request failed");
        ApiError::Internal
    }

    fn problem(&self) -> Problem {
        match self {
            ApiError::Invalid(_) => Problem::Invalid,
            ApiError::TooLarge(_) => Problem::BodyTooLarge,
            ApiError::Refused(problem) => *problem,
            ApiError::Throttled { .. } => Problem::TooManyTries,
            ApiError::Flooded { .. } => Problem::TooManyRequests,
            ApiError::Internal => Problem::Internal,
        }
    }

    /// Seconds after which the same request may do better, where that is known.
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            ApiError::Throttled { wait } => Some(whole_seconds(*wait)),
            ApiError::Refused(Problem::Busy | Problem::RequestUnderWay) => Some(BUSY_FOR_S),
            ApiError::Flooded { wait } => Some(whole_seconds(*wait).max(1)),
            _ => None,
        }
    }
}

/// What is busy is asked again after this: queues here are seconds long.
const BUSY_FOR_S: u64 = 2;

/// Rounded up: who comes back then is not too early.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> ApiError {
        match error {
            sqlx::Error::RowNotFound => Problem::NotFound.into(),
            sqlx::Error::PoolTimedOut => {
                tracing::warn!("no database connection became free in time");
                Problem::Busy.into()
            }
            // A text with a character that PostgreSQL does not keep, from where nobody looked.
            sqlx::Error::Database(cause)
                if matches!(cause.code().as_deref(), Some("22021" | "22P05")) =>
            {
                Problem::MalformedRequest.into()
            }
            other => ApiError::internal(other),
        }
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> ApiError {
        ApiError::internal(error)
    }
}

/// All problems as Markdown, for `jobgate problems` and `docs/api.md`.
pub fn markdown() -> String {
    let mut table =
        String::from("| `type` | status | what happened | what to do |\n|---|---|---|---|\n");
    let mut problems = Problem::ALL;
    problems.sort_by_key(|problem| (problem.status().as_u16(), problem.slug()));
    for problem in problems {
        let (title, detail) = text::of(problem);
        let slug = problem.slug();
        table.push_str(&format!(
            "| <span id=\"{slug}\">`/problems/{slug}`</span> | {} | {} | {} |\n",
            problem.status().as_u16(),
            title.en,
            detail.en
        ));
    }
    table
}

/// The body of every error answer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ProblemBody {
    /// `/problems/<slug>`: stable, for programs.
    #[serde(rename = "type")]
    pub kind: String,
    /// For people, in the caller's language.
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// Texts by the path of the field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: BTreeMap<String, Vec<String>>,
}

impl ProblemBody {
    pub fn new(error: &ApiError, language: Language) -> ProblemBody {
        let problem = error.problem();
        let (title, detail) = text::of(problem);
        let errors = match error {
            ApiError::Invalid(fields) | ApiError::TooLarge(fields) => fields
                .iter()
                .map(|(path, faults)| {
                    let texts = faults.iter().map(|fault| text::fault(*fault, language));
                    (path.clone(), texts.collect())
                })
                .collect(),
            _ => BTreeMap::new(),
        };
        ProblemBody {
            kind: format!("/problems/{}", problem.slug()),
            title: title.get(language).to_owned(),
            status: problem.status().as_u16(),
            detail: match error {
                ApiError::Throttled { wait } => text::wait(whole_seconds(*wait), language),
                _ => detail.get(language).to_owned(),
            },
            errors,
        }
    }
}

/// Carries the error to [`speak`], which knows the language.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.problem().status().into_response();
        if let Some(seconds) = self.retry_after_s() {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The language of the answer to the request under way: the request's own, else the
/// account's, which is known only deep inside the handler.
#[derive(Debug, Clone, Default)]
pub struct AnswerLanguage {
    accepted: Option<Language>,
    account: Arc<Mutex<Option<Language>>>,
}

impl AnswerLanguage {
    fn new(accepted: Option<Language>) -> AnswerLanguage {
        AnswerLanguage {
            accepted,
            account: Arc::default(),
        }
    }

    /// The account's language; the last word counts.
    pub fn account_speaks(&self, language: Language) {
        *self.account.lock().unwrap_or_else(PoisonError::into_inner) = Some(language);
    }

    pub fn get(&self) -> Language {
        let account = *self.account.lock().unwrap_or_else(PoisonError::into_inner);
        self.accepted.or(account).unwrap_or_default()
    }
}

/// Middleware: writes the body of every error in the caller's language. Answers are
/// personal: without a word of their own about caching they are not cached.
pub async fn speak(mut request: Request, next: Next) -> Response {
    let language = AnswerLanguage::new(i18n::accepted(request.headers()));
    request.extensions_mut().insert(language.clone());
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    let Some(error) = response.extensions().get::<ApiError>().cloned() else {
        return response;
    };
    let body = ProblemBody::new(&error, language.get());
    let (mut parts, _) = response.into_parts();
    parts.extensions.remove::<ApiError>();
    parts.headers.remove(header::CONTENT_LENGTH);
    let mut answer = (parts, Json(body)).into_response();
    let headers = answer.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(language.get().tag()),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_explains_every_problem() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept.contains(&markdown()),
            "docs/api.md differs from the problems: run `make generate`"
        );
    }

    #[test]
    fn what_passes_says_when_to_come_back() {
        let after = |error: ApiError| {
            let response = error.into_response();
            let seconds = response.headers().get(header::RETRY_AFTER).cloned();
            (response.status().as_u16(), seconds)
        };
        let wait = Duration::from_millis(29_001);
        assert_eq!(
            after(ApiError::Throttled { wait }),
            (429, Some(HeaderValue::from(30)))
        );
        assert_eq!(
            after(Problem::Busy.into()),
            (503, Some(HeaderValue::from(BUSY_FOR_S)))
        );
        assert_eq!(after(Problem::NotFound.into()), (404, None));
    }
}
