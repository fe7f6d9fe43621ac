//! How a mail leaves: by SMTP, or as a file where a developer finds it.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::{
        PoolConfig,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};

use super::templates::Bodies;
use crate::config::Secret;

/// One command of the conversation may take this long.
const SMTP_PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone)]
pub struct MailConfig {
    pub transport: MailTransport,
    /// `Name <address>` or an address.
    pub from: String,
    /// Where links in mails lead: scheme and host, no slash at the end.
    pub public_url: String,
    /// Whether notifications are mailed, too. Letters about accounts always are.
    pub notifications: bool,
}

#[derive(Debug, Clone)]
pub enum MailTransport {
    /// One `.eml` file a mail.
    Folder(PathBuf),
    Smtp(SmtpConfig),
}

#[derive(Debug, Clone)]
pub struct SmtpConfig {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    /// User and password.
    pub credentials: Option<(String, Secret)>,
    /// Certificates (PEM) that are trusted beside the roots of the web: of a relay with an
    /// authority of one's own.
    pub ca_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// For a relay on this machine.
    Plain,
    /// STARTTLS, and nothing without it.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// Whether a text can stand in `From`.
pub fn is_mailbox(text: &str) -> bool {
    text.parse::<Mailbox>().is_ok()
}

/// Why a mail did not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// May do better later.
    Later(&'static str),
    /// Will not do better.
    Never(&'static str),
}

/// What a mail is made of besides its bodies.
#[derive(Debug)]
pub struct Envelope<'a> {
    pub to: &'a str,
    /// The same at each try: who receives a mail twice can tell.
    pub message_id: &'a str,
    /// Address that unsubscribes when it is posted to (RFC 8058).
    pub unsubscribe: Option<&'a str>,
    /// Begins the name of the file.
    pub file: &'a str,
}

pub struct Mailer {
    from: Mailbox,
    way: Way,
}

enum Way {
    Folder(PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Mailer {
    /// # Errors
    /// The sender's address or the server's name cannot be used.
    pub fn new(config: &MailConfig) -> Result<Mailer, String> {
        let from = config
            .from
            .parse()
            .map_err(|error| format!("{:?} is no sender: {error}", config.from))?;
        let way = match &config.transport {
            MailTransport::Folder(folder) => Way::Folder(folder.clone()),
            MailTransport::Smtp(smtp) => Way::Smtp(connect(smtp)?),
        };
        Ok(Mailer { from, way })
    }

    /// The domain of the sender, for Message-IDs.
    pub fn domain(&self) -> &str {
        self.from.email.domain()
    }

    pub async fn send(&self, envelope: &Envelope<'_>, bodies: Bodies) -> Result<(), Refusal> {
        let message = self.message(envelope, bodies)?;
        match &self.way {
            Way::Folder(folder) => write(folder, envelope.file, &message.formatted())
                .await
                .map_err(|error| {
                    tracing::warn!(%error, folder = %folder.display(), "a mail could not be written");
                    Refusal::Later("file")
                }),
            Way::Smtp(smtp) => match smtp.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => {
                    let refusal = judge(&error);
                    // The server's words may repeat the address.
                    tracing::warn!(?refusal, status = ?error.status(), "a mail did not leave");
                    Err(refusal)
                }
            },
        }
    }

    fn message(&self, envelope: &Envelope<'_>, bodies: Bodies) -> Result<Message, Refusal> {
        let to: Address = envelope.to.parse().map_err(|_| Refusal::Never("address"))?;
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(bodies.subject)
            .message_id(Some(envelope.message_id.to_owned()))
            // RFC 3834: no out-of-office notes, please.
            .raw_header(plain("Auto-Submitted", "auto-generated"));
        if let Some(unsubscribe) = envelope.unsubscribe {
            message = message
                .raw_header(plain("List-Unsubscribe", &format!("<{unsubscribe}>")))
                .raw_header(plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        message
            .multipart(MultiPart::alternative_plain_html(bodies.text, bodies.html))
            .map_err(|error| {
                tracing::error!(%error, "a mail could not be put together");
                Refusal::Never("message")
            })
    }
}

/// A header of ASCII that is neither encoded nor folded: an address must stay whole.
fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str(name),
        value.to_owned(),
        value.to_owned(),
    )
}

fn connect(config: &SmtpConfig) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let parameters = || -> Result<TlsParameters, String> {
        let mut builder = TlsParameters::builder(config.host.clone());
        if let Some(file) = &config.ca_file {
            let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
            let pem = std::fs::read(file).map_err(|error| wrong(&error))?;
            let authority = Certificate::from_pem(&pem).map_err(|error| wrong(&error))?;
            builder = builder.add_root_certificate(authority);
        }
        builder.build().map_err(|error| error.to_string())
    };
    let tls = match config.security {
        SmtpSecurity::Plain => Tls::None,
        SmtpSecurity::StartTls => Tls::Required(parameters()?),
        SmtpSecurity::Tls => Tls::Wrapper(parameters()?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host.as_str())
        .port(config.port)
        .tls(tls)
        .timeout(Some(SMTP_PATIENCE))
        .pool_config(
            PoolConfig::new()
                .max_size(2)
                .idle_timeout(Duration::from_secs(30)),
        );
    if let Some((user, password)) = &config.credentials {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose().to_owned()));
    }
    Ok(builder.build())
}

fn judge(error: &lettre::transport::smtp::Error) -> Refusal {
    // 530, 534, 535, 538: our log-in is refused, which is no fault of the mail's.
    let status = error.status().map(u16::from);
    match status {
        Some(530 | 534 | 535 | 538) => Refusal::Later("authentication"),
        _ if error.is_permanent() => Refusal::Never("refused"),
        _ if error.is_transient() => Refusal::Later("deferred"),
        _ if error.is_timeout() => Refusal::Later("timeout"),
        // It does not offer what we need, such as STARTTLS.
        _ if error.is_client() => Refusal::Later("unsupported"),
        _ => Refusal::Later(match handshake_fault(error) {
            Some(rustls::Error::InvalidCertificate(_)) => "certificate",
            Some(_) => "tls",
            None if error.is_tls() => "tls",
            None => "connection",
        }),
    }
}

/// What the TLS library said, which arrives wrapped as an error of the connection.
fn handshake_fault<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a rustls::Error> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let inside = error
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref)
            .map_or(error, |inside| inside as &(dyn std::error::Error + 'static));
        if let Some(fault) = inside.downcast_ref::<rustls::Error>() {
            return Some(fault);
        }
        cause = inside.source();
    }
    None
}

/// Whole under its name or not there; for this user's eyes alone, since letters hold keys.
async fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let mut made = tokio::fs::DirBuilder::new();
    made.recursive(true);
    #[cfg(unix)]
    made.mode(0o700);
    made.create(folder).await?;
    let half = folder.join(format!(".{name}.part"));
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(&half).await?;
    tokio::io::AsyncWriteExt::write_all(&mut file, bytes).await?;
    tokio::io::AsyncWriteExt::flush(&mut file).await?;
    file.sync_all().await?;
    tokio::fs::rename(half, folder.join(format!("{name}.eml"))).await
}
