//! Mail, over a real SMTP conversation with a small server on loopback.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::http::{Method, StatusCode};
use platform::{
    MailConfig, MailTransport, SmtpConfig, SmtpSecurity, StorageConfig,
    accounts::{Letter, LetterKeys},
    notifications::{Steps, Timing, deliver_until_idle},
};
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::{
    notifications_delivery::{FAST, deliver, notifications},
    world::{SECRET_KEY, World},
};

/// A mail as it came over the wire.
#[derive(Debug, Clone)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    pub raw: String,
}

impl Mail {
    pub fn header(&self, name: &str) -> String {
        let head = self.raw.split("\r\n\r\n").next().unwrap();
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        unfolded
            .lines()
            .find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name)
                    .then(|| value.trim().to_owned())
            })
            .unwrap_or_else(|| panic!("no {name} in {head}"))
    }

    pub fn has(&self, name: &str) -> bool {
        let head = self.raw.split("\r\n\r\n").next().unwrap().to_lowercase();
        head.contains(&format!("\r\n{}:", name.to_lowercase()))
    }

    /// Both parts, as a reader sees them.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let boundary = self
            .header("Content-Type")
            .split("boundary=\"")
            .nth(1)
            .unwrap()
            .trim_end_matches('"')
            .to_owned();
        for part in self.raw.split(&format!("--{boundary}")).skip(1) {
            let Some((head, body)) = part.split_once("\r\n\r\n") else {
                continue;
            };
            let head = head.to_lowercase();
            if head.contains("base64") {
                let body: String = body.split_whitespace().collect();
                let bytes = base64_of(&body);
                text.push_str(&String::from_utf8(bytes).unwrap());
            } else if head.contains("quoted-printable") {
                text.push_str(&unquoted(body));
            } else {
                text.push_str(body);
            }
        }
        text
    }
}

fn base64_of(text: &str) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.decode(text).unwrap()
}

fn unquoted(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((&first, after)) = rest.split_first() {
        if first == b'=' && after.len() >= 2 {
            let code = std::str::from_utf8(&after[..2]).unwrap();
            bytes.push(u8::from_str_radix(code, 16).unwrap());
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// What the server says to the next mails instead of taking them.
type Refusals = Arc<Mutex<Vec<&'static str>>>;

/// Whether the catcher speaks TLS.
#[derive(Clone)]
pub enum Speech {
    Plain,
    /// Once the client asks for it; nothing but that is taken before.
    StartTls(TlsAcceptor),
    /// From the first byte.
    Tls(TlsAcceptor),
}

/// An SMTP server for one test.
pub struct Catcher {
    pub port: u16,
    desk: Desk,
    pub asked: Arc<AtomicUsize>,
}

/// What all conversations share.
#[derive(Clone, Default)]
struct Desk {
    mails: Arc<Mutex<Vec<Mail>>>,
    refusals: Refusals,
    asked: Arc<AtomicUsize>,
}

impl Catcher {
    pub async fn start() -> Catcher {
        Catcher::speaking(Speech::Plain).await
    }

    pub async fn speaking(speech: Speech) -> Catcher {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let desk = Desk::default();
        let catcher = Catcher {
            port: listener.local_addr().unwrap().port(),
            asked: desk.asked.clone(),
            desk: desk.clone(),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, speech.clone(), desk.clone()));
            }
        });
        catcher
    }

    pub fn mails(&self) -> Vec<Mail> {
        self.desk.mails.lock().unwrap().clone()
    }

    pub fn refuse(&self, answers: &[&'static str]) {
        *self.desk.refusals.lock().unwrap() = answers.iter().rev().copied().collect();
    }

    pub fn config(&self) -> MailConfig {
        MailConfig {
            transport: MailTransport::Smtp(SmtpConfig {
                host: "127.0.0.1".into(),
                port: self.port,
                security: SmtpSecurity::Plain,
                credentials: None,
                ca_file: None,
            }),
            from: "JOBGATE <no-reply@studio.example>".into(),
            public_url: "https://studio.example".into(),
            notifications: true,
        }
    }

    /// By a name, as certificates are made out to one.
    fn secure(&self, security: SmtpSecurity, ca_file: Option<PathBuf>) -> MailConfig {
        let mut config = self.config();
        if let MailTransport::Smtp(smtp) = &mut config.transport {
            smtp.host = "localhost".into();
            smtp.security = security;
            smtp.ca_file = ca_file;
        }
        config
    }
}

async fn answer(stream: TcpStream, speech: Speech, desk: Desk) -> Option<()> {
    match speech {
        Speech::Plain => {
            converse(stream, &desk, Offers::Mail).await;
        }
        Speech::Tls(acceptor) => {
            let stream = acceptor.accept(stream).await.ok()?;
            converse(stream, &desk, Offers::Mail).await;
        }
        Speech::StartTls(acceptor) => {
            let stream = converse(stream, &desk, Offers::StartTls).await?;
            let stream = acceptor.accept(stream).await.ok()?;
            converse(stream, &desk, Offers::MailToWhoGreeted).await;
        }
    }
    Some(())
}

/// What is there to be had at a stage of the conversation.
#[derive(PartialEq)]
enum Offers {
    Mail,
    /// And nothing else.
    StartTls,
    /// The greeting was said before the TLS began.
    MailToWhoGreeted,
}

/// The stream, when the client begins TLS on it.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    desk: &Desk,
    offers: Offers,
) -> Option<S> {
    let mut stream = BufReader::new(stream);
    if offers != Offers::MailToWhoGreeted {
        stream.write_all(b"220 catcher\r\n").await.ok()?;
        stream.flush().await.ok()?;
    }
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let verb = line.to_uppercase();
        let answer = if verb.starts_with("EHLO") && offers == Offers::StartTls {
            "250-catcher\r\n250 STARTTLS\r\n".to_owned()
        } else if verb.starts_with("EHLO") {
            "250-catcher\r\n250 8BITMIME\r\n".to_owned()
        } else if verb.starts_with("STARTTLS") && offers == Offers::StartTls {
            stream.write_all(b"220 go on\r\n").await.ok()?;
            stream.flush().await.ok()?;
            return Some(stream.into_inner());
        } else if verb.starts_with("MAIL FROM:") {
            desk.asked.fetch_add(1, Ordering::SeqCst);
            from = line["MAIL FROM:".len()..].trim().to_owned();
            to.clear();
            match offers {
                Offers::StartTls => "530 STARTTLS first\r\n".to_owned(),
                _ => "250 ok\r\n".to_owned(),
            }
        } else if verb.starts_with("RCPT TO:") {
            let refusal = desk.refusals.lock().unwrap().pop();
            match refusal {
                Some(refusal) => format!("{refusal}\r\n"),
                None => {
                    to.push(line["RCPT TO:".len()..].trim().to_owned());
                    "250 ok\r\n".to_owned()
                }
            }
        } else if verb.starts_with("DATA") {
            stream.write_all(b"354 go on\r\n").await.ok()?;
            stream.flush().await.ok()?;
            let mut raw = String::new();
            loop {
                let mut line = String::new();
                if stream.read_line(&mut line).await.ok()? == 0 {
                    return None;
                }
                if line == ".\r\n" {
                    break;
                }
                raw.push_str(line.strip_prefix('.').unwrap_or(&line));
            }
            let mail = Mail {
                from: from.clone(),
                to: to.clone(),
                raw,
            };
            desk.mails.lock().unwrap().push(mail);
            "250 taken\r\n".to_owned()
        } else if verb.starts_with("QUIT") {
            stream.write_all(b"221 bye\r\n").await.ok()?;
            stream.flush().await.ok()?;
            return None;
        } else {
            "250 ok\r\n".to_owned()
        };
        stream.write_all(answer.as_bytes()).await.ok()?;
        stream.flush().await.ok()?;
    }
}

/// A server's certificate made out to `name`, and a file of who vouches for it: itself.
fn certificate(name: &str, folder: &std::path::Path) -> (TlsAcceptor, PathBuf) {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let server = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    let file = folder.join(format!("{name}.pem"));
    std::fs::write(&file, made.cert.pem()).unwrap();
    (TlsAcceptor::from(Arc::new(server)), file)
}

/// A world whose mails go to the catcher.
pub async fn told_by(catcher: &Catcher) -> World {
    let folder = tempfile::tempdir().unwrap();
    let storage = StorageConfig::Folder(folder.path().join("objects"));
    World::with_mail(storage, folder, catcher.config()).await
}

/// A letter as the accounts write it.
pub async fn letters(world: &World, topic: &str, to: &str) -> uuid::Uuid {
    let row = uuid::Uuid::now_v7();
    let company = (topic == "recruiter_invited").then_some("Atlas");
    sqlx::query("INSERT INTO outbox (topic, event_key, payload) VALUES ($1, $2, $3)")
        .bind(topic)
        .bind(row.to_string())
        .bind(json!({"row": row, "to": to, "language": "ar", "name": "", "company": company}))
        .execute(&world.owner)
        .await
        .unwrap();
    row
}

#[tokio::test]
async fn a_notification_arrives_as_mail_with_one_click_to_stop_it() {
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    let shown = world.shown("amal").await;
    let company = world.company("Atlas & <Fils>").await;
    let recruiter = world.recruiter("salma", company).await;
    let views = format!("/api/videos/{}/views/", shown.video);
    deliver(&world).await;
    recruiter.ok(recruiter.post(&views, json!({})).await);
    deliver(&world).await;
    let mails = catcher.mails();
    assert_eq!(mails.len(), 2);
    let mail = &mails[1];
    assert_eq!(mail.to, ["<amal@example.org>"]);
    assert!(mail.from.contains("no-reply@studio.example"));
    assert_eq!(mail.header("From"), "JOBGATE <no-reply@studio.example>");
    assert!(mail.header("Subject").contains("watched your video"));
    assert!(
        mail.header("Content-Type")
            .starts_with("multipart/alternative")
    );
    assert!(mail.header("Message-ID").ends_with("@studio.example>"));
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    let text = mail.text();
    assert!(text.contains(&format!("https://studio.example/videos/{}", shown.video)));
    assert!(text.contains("Hello amal,"));
    assert!(text.contains("Atlas &amp; &lt;Fils&gt;") && text.contains("Atlas & <Fils>"));
    // A recruiter's name and address are nobody's business.
    assert!(!mail.raw.contains("salma") && !text.contains("salma"));

    assert_eq!(
        mail.header("List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    let link = mail.header("List-Unsubscribe");
    let path = link
        .trim_matches(['<', '>'])
        .strip_prefix("https://studio.example")
        .unwrap()
        .to_owned();
    assert!(text.contains(&path));

    // Opening it does nothing.
    let nobody = world.anybody();
    let page = nobody.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(String::from_utf8_lossy(&page.bytes).contains("<form method=\"post\">"));
    assert_eq!(
        world
            .count("SELECT count(*) FROM notification_preferences")
            .await,
        0
    );
    // A forged one is refused.
    let forged = path.replace("video_viewed", "message");
    assert_eq!(
        nobody.post(&forged, json!({})).await.status,
        StatusCode::NOT_FOUND
    );
    // Posted to, without log-in and without a body.
    let done = nobody.send(Method::POST, &path, None, &[]).await;
    assert_eq!(done.status, StatusCode::OK);
    let again = nobody.send(Method::POST, &path, None, &[]).await;
    assert_eq!(again.status, StatusCode::OK);

    // The next view is told in the page, and not by mail.
    let rif = world.company("Rif").await;
    let other = world.recruiter("rachid", rif).await;
    other.ok(other.post(&views, json!({})).await);
    deliver(&world).await;
    assert_eq!(catcher.mails().len(), 2);
    let told = notifications(&shown.candidate).await;
    assert_eq!(
        told.iter()
            .filter(|one| one["type"] == "video_viewed")
            .count(),
        2
    );
}

#[tokio::test]
async fn letters_about_accounts_are_always_sent_with_a_link_that_works() {
    let catcher = Catcher::start().await;
    let folder = tempfile::tempdir().unwrap();
    let storage = StorageConfig::Folder(folder.path().join("objects"));
    // Also where notifications are not mailed.
    let config = MailConfig {
        notifications: false,
        ..catcher.config()
    };
    let world = World::with_mail(storage, folder, config).await;
    let keys = LetterKeys::new(&platform::Secret::new(SECRET_KEY));
    for letter in [
        Letter::VerifyEmail,
        Letter::ResetPassword,
        Letter::RecruiterInvited,
        Letter::AddressTaken,
        Letter::PasswordChanged,
    ] {
        let row = letters(&world, letter.topic(), "new@example.org").await;
        deliver(&world).await;
        let mail = catcher.mails().pop().unwrap();
        assert_eq!(mail.to, ["<new@example.org>"]);
        let text = mail.text();
        let link = format!("https://studio.example{}", keys.link(letter, row));
        assert!(text.contains(&link), "{letter:?}: {text}");
        assert!(text.contains("dir=\"rtl\""));
        assert!(!mail.has("List-Unsubscribe"), "{letter:?}");
    }
    assert_eq!(catcher.mails().len(), 5);
    world.shown("amal").await;
    deliver(&world).await;
    assert_eq!(catcher.mails().len(), 5);
    // Nothing of them is left but that they were sent.
    assert_eq!(
        world
            .count("SELECT count(*) FROM mails WHERE address IS NOT NULL OR context <> '{}'")
            .await,
        0
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM mail_attempts WHERE status = 'sent'")
            .await,
        5
    );
}

async fn until_ended(world: &World) {
    for _ in 0..400 {
        deliver_until_idle(&world.platform, FAST, &Steps::default())
            .await
            .unwrap();
        if world
            .count("SELECT count(*) FROM mails WHERE state = 'waiting'")
            .await
            == 0
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("mails still wait");
}

async fn log(world: &World) -> Vec<(i32, String, Option<String>)> {
    sqlx::query_as("SELECT attempt, status, error_class FROM mail_attempts ORDER BY at, attempt")
        .fetch_all(&world.owner)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_server_that_says_later_is_asked_again_and_one_that_says_no_is_not() {
    let catcher = Catcher::start().await;
    let world = told_by(&catcher).await;
    catcher.refuse(&["451 later", "421 busy"]);
    letters(&world, "verify_email", "a@example.org").await;
    until_ended(&world).await;
    assert_eq!(catcher.mails().len(), 1);
    let later = |attempt| (attempt, "failed".to_owned(), Some("deferred".to_owned()));
    assert_eq!(
        log(&world).await,
        [later(1), later(2), (3, "sent".to_owned(), None)]
    );

    world.sql("DELETE FROM mails").await;
    catcher.refuse(&["550 no such user"]);
    letters(&world, "verify_email", "b@example.org").await;
    until_ended(&world).await;
    assert_eq!(catcher.mails().len(), 1);
    assert_eq!(
        log(&world).await,
        [(1, "dead".to_owned(), Some("refused".to_owned()))]
    );

    // Four times and no more; then it is a dead letter.
    world.sql("DELETE FROM mails").await;
    let asked = catcher.asked.load(Ordering::SeqCst);
    catcher.refuse(&["451 later"; 10]);
    letters(&world, "verify_email", "c@example.org").await;
    until_ended(&world).await;
    assert_eq!(catcher.asked.load(Ordering::SeqCst) - asked, 4);
    assert_eq!(
        log(&world).await.last().unwrap(),
        &(4, "dead".to_owned(), Some("deferred".to_owned()))
    );
    assert_eq!(
        world
            .count("SELECT count(*) FROM mails WHERE state = 'dead'")
            .await,
        1
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_no_reason_to_lose_a_mail() {
    let catcher = Catcher::start().await;
    let folder = tempfile::tempdir().unwrap();
    let storage = StorageConfig::Folder(folder.path().join("objects"));
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    drop(silent);
    let mut config = catcher.config();
    if let MailTransport::Smtp(smtp) = &mut config.transport {
        smtp.port = port;
    }
    let world = World::with_mail(storage, folder, config).await;
    letters(&world, "verify_email", "a@example.org").await;
    let patient = Timing {
        first_pause: Duration::from_secs(60),
        longest_pause: Duration::from_secs(60),
        ..FAST
    };
    deliver_until_idle(&world.platform, patient, &Steps::default())
        .await
        .unwrap();
    let (state, class): (String, String) =
        sqlx::query_as("SELECT state, error_class FROM mails WHERE address = 'a@example.org'")
            .fetch_one(&world.owner)
            .await
            .unwrap();
    assert_eq!((state.as_str(), class.as_str()), ("waiting", "connection"));
    // Spread, and in the future.
    assert_eq!(
        world
            .count("SELECT count(*) FROM mails WHERE next_at > now() + interval '20 seconds'")
            .await,
        1
    );
}

/// One try and no more.
const PATIENT: Timing = Timing {
    first_pause: Duration::from_secs(60),
    longest_pause: Duration::from_secs(60),
    lease: Duration::from_secs(60),
    ..FAST
};

/// A world that has one letter to send, after its first try.
async fn one_try(config: MailConfig) -> World {
    let folder = tempfile::tempdir().unwrap();
    let storage = StorageConfig::Folder(folder.path().join("objects"));
    let world = World::with_mail(storage, folder, config).await;
    letters(&world, "reset_password", "amal@example.org").await;
    deliver_until_idle(&world.platform, PATIENT, &Steps::default())
        .await
        .unwrap();
    world
}

#[tokio::test]
async fn mail_leaves_over_tls_from_the_first_byte_or_once_it_is_begun() {
    let folder = tempfile::tempdir().unwrap();
    let (acceptor, authority) = certificate("localhost", folder.path());
    for (speech, security) in [
        (Speech::Tls(acceptor.clone()), SmtpSecurity::Tls),
        (Speech::StartTls(acceptor.clone()), SmtpSecurity::StartTls),
    ] {
        let catcher = Catcher::speaking(speech).await;
        let world = one_try(catcher.secure(security, Some(authority.clone()))).await;
        assert_eq!(log(&world).await, [(1, "sent".to_owned(), None)]);
        let mails = catcher.mails();
        assert_eq!(mails.len(), 1, "{security:?}");
        assert_eq!(mails[0].to, ["<amal@example.org>"]);
        assert_eq!(catcher.asked.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_refused_and_the_log_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (nobodys, _) = certificate("localhost", folder.path());
    let (elsewhere, authority) = certificate("mail.example", folder.path());
    for (acceptor, ca_file) in [
        // Nobody vouches for it.
        (nobodys.clone(), None),
        // Somebody else is vouched for.
        (nobodys, Some(authority.clone())),
        // It is another server's.
        (elsewhere, Some(authority)),
    ] {
        for (speech, security) in [
            (Speech::Tls(acceptor.clone()), SmtpSecurity::Tls),
            (Speech::StartTls(acceptor.clone()), SmtpSecurity::StartTls),
        ] {
            let catcher = Catcher::speaking(speech).await;
            let world = one_try(catcher.secure(security, ca_file.clone())).await;
            let refused = (1, "failed".to_owned(), Some("certificate".to_owned()));
            assert_eq!(log(&world).await, [refused], "{security:?}");
            // Not a word of the mail was said, and it is not lost.
            assert!(catcher.mails().is_empty());
            assert_eq!(catcher.asked.load(Ordering::SeqCst), 0);
            let waits = "SELECT count(*) FROM mails WHERE state = 'waiting' AND error_class = 'certificate'";
            assert_eq!(world.count(waits).await, 1);
        }
    }
}

#[tokio::test]
async fn a_server_that_offers_no_tls_is_told_nothing() {
    let catcher = Catcher::start().await;
    let world = one_try(catcher.secure(SmtpSecurity::StartTls, None)).await;
    let refused = (1, "failed".to_owned(), Some("unsupported".to_owned()));
    assert_eq!(log(&world).await, [refused]);
    assert_eq!(catcher.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_file_of_authorities_that_cannot_be_read_is_found_at_the_start() {
    let catcher = Catcher::start().await;
    let missing = PathBuf::from("/nowhere/authority.pem");
    let folder = tempfile::tempdir().unwrap();
    let mut config = crate::world::config(
        &crate::cluster::cluster().await.migrated().await,
        StorageConfig::Folder(folder.path().join("objects")),
        folder.path().join("work"),
    );
    config.mail = catcher.secure(SmtpSecurity::Tls, Some(missing));
    let refused = platform::Platform::open(config).await.err().unwrap();
    assert!(
        refused.to_string().contains("/nowhere/authority.pem"),
        "{refused}"
    );
}

#[tokio::test]
async fn without_a_server_mails_are_files_for_ones_own_eyes() {
    let world = World::new().await;
    letters(&world, "reset_password", "dev@example.org").await;
    deliver(&world).await;
    let folder = world.folder.path().join("mail");
    let files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1);
    let name = files[0].file_name().unwrap().to_string_lossy().into_owned();
    assert!(
        name.contains("reset_password") && name.ends_with(".eml"),
        "{name}"
    );
    assert!(
        std::fs::read_to_string(&files[0])
            .unwrap()
            .contains("dev@example.org")
    );
    use std::os::unix::fs::PermissionsExt;
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&files[0])), (0o700, 0o600));
}
