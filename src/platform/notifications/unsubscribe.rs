//! One click in the mail program ends a kind of mail (RFC 8058): a signed address that takes
//! a POST from anybody who has it and asks for no log-in. Opening it does nothing; it shows a
//! button, because programs open every address of a mail to look for harm.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use coach::Language;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{Channel, Kind, api::preferences};
use crate::{
    Platform,
    config::Secret,
    error::{ApiError, ApiResult, Problem, ProblemBody},
    http::Route,
    i18n::{self, Text},
    ids::UserId,
    keys::Key,
};

/// Makes and reads the tokens. They do not expire: a mail may be opened after years, and the
/// one thing a token can do is to stop a kind of mail, which the page can start again.
#[derive(Clone)]
pub struct UnsubscribeKeys(Key);

impl UnsubscribeKeys {
    pub fn new(secret: &Secret) -> UnsubscribeKeys {
        UnsubscribeKeys(Key::derive(secret, "unsubscribe"))
    }

    pub fn token(&self, user: UserId, kind: Kind) -> String {
        let tag = URL_SAFE_NO_PAD.encode(self.tag(user, kind));
        format!("{}.{}.{tag}", user.0.simple(), kind.as_str())
    }

    pub fn read(&self, token: &str) -> Option<(UserId, Kind)> {
        let mut parts = token.splitn(3, '.');
        let user = UserId(Uuid::try_parse(parts.next()?).ok()?);
        let kind = Kind::parse(parts.next()?)?;
        let tag = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
        self.0
            .verify(&message(user, kind), &tag)
            .then_some((user, kind))
    }

    fn tag(&self, user: UserId, kind: Kind) -> [u8; 32] {
        self.0.sign(&message(user, kind))
    }
}

fn message(user: UserId, kind: Kind) -> Vec<u8> {
    [user.0.as_bytes().as_slice(), kind.as_str().as_bytes()].concat()
}

/// Path of the address in the mail.
pub fn path(token: &str) -> String {
    format!("/api/notifications/unsubscribe/{token}/")
}

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new().routes(routes!(show, stop))
}

/// A page with a button; changes nothing.
#[utoipa::path(get, path = "/api/notifications/unsubscribe/{token}/", tag = "notifications",
    params(("token" = String, Path)), responses((status = 200, content_type = "text/html", body = String),
    (status = 404, body = ProblemBody)))]
async fn show(
    State(platform): State<Platform>,
    headers: HeaderMap,
    Route(token): Route<String>,
) -> ApiResult<Response> {
    let (_, kind) = platform
        .post()
        .unsubscribe()
        .read(&token)
        .ok_or(Problem::NotFound)?;
    let language = i18n::accepted(&headers).unwrap_or_default();
    let kind = kind.title(language);
    Ok(page(
        language,
        QUESTION.get(language),
        &format!(
            "<p>{kind}</p><form method=\"post\"><button>{}</button></form>",
            BUTTON.get(language)
        ),
    ))
}

/// Ends this kind of mail. Whatever the body says: a mail program sends
/// `List-Unsubscribe=One-Click`, a browser the form of the page.
#[utoipa::path(post, path = "/api/notifications/unsubscribe/{token}/", tag = "notifications",
    params(("token" = String, Path)), responses((status = 200, content_type = "text/html", body = String),
    (status = 404, body = ProblemBody)))]
async fn stop(
    State(platform): State<Platform>,
    headers: HeaderMap,
    Route(token): Route<String>,
) -> ApiResult<Response> {
    let (user, kind) = platform
        .post()
        .unsubscribe()
        .read(&token)
        .ok_or(Problem::NotFound)?;
    let mut tx = platform.db().system().begin().await?;
    match preferences::set(&mut tx, user, kind, Channel::Email, false).await {
        // The account is gone, and its mails with it.
        Err(ApiError::Refused(Problem::NotFound)) => {}
        done => done?,
    }
    tx.commit().await?;
    let language = i18n::accepted(&headers).unwrap_or_default();
    let back = format!(
        "<p>{}</p><p><a href=\"/notifications\">{}</a></p>",
        kind.title(language),
        BACK.get(language)
    );
    Ok(page(language, DONE.get(language), &back))
}

const fn text(fr: &'static str, en: &'static str, ar: &'static str) -> Text {
    Text { fr, en, ar }
}

const QUESTION: Text = text(
    "Ne plus recevoir ces e-mails ?",
    "Stop these e-mails?",
    "هل تريد إيقاف هذه الرسائل؟",
);
const BUTTON: Text = text("Ne plus les recevoir", "Stop them", "إيقافها");
const DONE: Text = text(
    "Vous ne recevrez plus ces e-mails.",
    "You will not get these e-mails any more.",
    "لن تصلك هذه الرسائل بعد الآن.",
);
const BACK: Text = text(
    "Choisir ce qui m’est annoncé",
    "Choose what I am told",
    "اختيار ما أُبلَّغ به",
);

/// Of our own texts alone: nothing that somebody wrote.
fn page(language: Language, title: &str, body: &str) -> Response {
    let direction = match language {
        Language::Ar => "rtl",
        Language::Fr | Language::En => "ltr",
    };
    let html = format!(
        "<!doctype html><html lang=\"{}\" dir=\"{direction}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
         <title>JOBGATE</title></head><body><main><h1>{title}</h1>{body}</main></body></html>",
        language.tag()
    );
    ([(header::REFERRER_POLICY, "no-referrer")], Html(html)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stops_one_kind_for_one_person() {
        let keys = UnsubscribeKeys::new(&Secret::new("a secret of at least thirty-two bytes"));
        let others =
            UnsubscribeKeys::new(&Secret::new("another secret of thirty-two bytes and more"));
        let user = UserId::new();
        let token = keys.token(user, Kind::VideoViewed);
        assert_eq!(keys.read(&token), Some((user, Kind::VideoViewed)));
        assert_eq!(others.read(&token), None);
        let another_kind = token.replace("video_viewed", "message");
        assert_eq!(keys.read(&another_kind), None);
        let somebody = token.replace(
            &user.0.simple().to_string(),
            &Uuid::nil().simple().to_string(),
        );
        assert_eq!(keys.read(&somebody), None);
        for broken in ["", "..", "x.y.z", "a"] {
            assert_eq!(keys.read(broken), None, "{broken}");
        }
    }
}
