//! Every setting of the program: the one table that code, `jobgate settings` and
//! `docs/configuration.md` share.

/// One setting, read from the environment or from the TOML file under the same name.
pub struct Setting {
    pub name: &'static str,
    /// As text; empty when the default is computed, and `about` says how.
    pub default: &'static str,
    /// What is allowed, in words that end an error message.
    pub allowed: &'static str,
    pub about: &'static str,
}

const fn setting(
    name: &'static str,
    default: &'static str,
    allowed: &'static str,
    about: &'static str,
) -> Setting {
    Setting {
        name,
        default,
        allowed,
        about,
    }
}

pub const SETTINGS: &[Setting] = &[
    setting(
        "HOST",
        "127.0.0.1",
        "an IP address to listen on",
        "Address of the web server. `0.0.0.0` makes it reachable from other machines; browsers then want TLS.",
    ),
    setting(
        "PORT",
        "8080",
        "a TCP port from 1 to 65535, or 0 for any free one",
        "Port of the web server.",
    ),
    setting(
        "JOBGATE_DATA_DIR",
        "./data",
        "a folder that this program may write",
        "Takes under way, the private database and generated keys.",
    ),
    setting(
        "JOBGATE_WEB_DIR",
        "./web/dist",
        "a folder",
        "The built page.",
    ),
    setting(
        "JOBGATE_MODELS_DIR",
        "./.cache/models",
        "a folder",
        "The models of the live analysis, as `make run` fetches them. Without them the studio records and does not coach.",
    ),
    setting(
        "JOBGATE_ANALYSIS_THREADS",
        "",
        "a number from 1 to 64, or 0 for no analysis",
        "Threads that look and listen for all rooms together; a room needs about a hundredth of one. By default half the processors, at least one.",
    ),
    setting(
        "JOBGATE_LEAST_FREE_MB",
        "500",
        "a number from 0 to 1000000",
        "What the disk of JOBGATE_DATA_DIR has left at least, in MiB: below it nobody begins to record, and `/readyz` says why. A take of 90 s needs about 20.",
    ),
    setting(
        "JOBGATE_UPLOAD_MAX_MB",
        "500",
        "a number from 1 to 10000",
        "Size of an uploaded video at most, in millions of bytes. A proxy in front has a limit of its own.",
    ),
    setting(
        "JOBGATE_UPLOAD_MIN_SECONDS",
        "5",
        "a number from 1 to 60",
        "Length of an uploaded video at least. Below 5 s nothing is scored.",
    ),
    setting(
        "JOBGATE_UPLOAD_MAX_SECONDS",
        "300",
        "a number from 1 to 600",
        "Length of an uploaded video at most.",
    ),
    setting(
        "JOBGATE_MEDIA_PORT",
        "50000",
        "a port from 1 to 65535, or 0 for one that is free",
        "The one port for all media: UDP, and TCP for networks that let no UDP through.",
    ),
    setting(
        "JOBGATE_MEDIA_PROCESSES",
        "2",
        "a number from 0 to 64",
        "Child processes that record and decode for live rooms. When one dies, its takes go on in another after a gap, and nobody else notices. With 0 the server does it itself, and an abort of a media library ends it.",
    ),
    setting(
        "JOBGATE_MEDIA_ADDRESSES",
        "",
        "IP addresses separated by commas",
        "Addresses that browsers send their media to. By default `127.0.0.1` when HOST is a loopback address, otherwise every address of this machine.",
    ),
    setting(
        "JOBGATE_STUN_URLS",
        "",
        "`stun:` URLs separated by commas",
        "STUN servers handed to browsers.",
    ),
    setting(
        "JOBGATE_TURN_URLS",
        "",
        "`turn:` or `turns:` URLs separated by commas",
        "TURN servers handed to browsers, with credentials that expire.",
    ),
    setting(
        "JOBGATE_TURN_SECRET",
        "",
        "the secret shared with the TURN server, at least 16 characters",
        "Signs the TURN credentials (HMAC, as coturn's `use-auth-secret`). Needed with JOBGATE_TURN_URLS.",
    ),
    setting(
        "JOBGATE_TLS_CERT",
        "",
        "a PEM file",
        "Certificate chain. With JOBGATE_TLS_KEY the web server speaks HTTPS.",
    ),
    setting(
        "JOBGATE_TLS_KEY",
        "",
        "a PEM file",
        "Private key of JOBGATE_TLS_CERT.",
    ),
    setting(
        "JOBGATE_BEHIND_TLS",
        "false",
        "`true` or `false`",
        "A proxy in front speaks HTTPS: cookies are marked Secure and browsers are told to stay on HTTPS.",
    ),
    setting(
        "JOBGATE_TRUSTED_PROXIES",
        "",
        "IP addresses or networks (`10.0.0.0/8`) separated by commas",
        "Proxies in front whose `X-Forwarded-For` is believed. Without them everybody behind a proxy has its address, and shares its tries at the log-in.",
    ),
    setting(
        "JOBGATE_LOG",
        "info",
        "a filter such as `info` or `warn,studio=debug`",
        "What is logged to standard error. A bare level is for this program; libraries then tell errors only.",
    ),
    setting(
        "JOBGATE_LOG_FORMAT",
        "text",
        "`text` or `json`",
        "Form of the log lines.",
    ),
    setting(
        "JOBGATE_METRICS_LISTEN",
        "",
        "an IP address with a TCP port such as `127.0.0.1:9464`",
        "Prometheus fetches `/metrics` there, without a log-in: keep it out of reach of browsers. By default nothing is counted.",
    ),
    setting(
        "JOBGATE_POSTGRES_BIN",
        "",
        "a folder with `initdb` and `pg_ctl`",
        "Programs of the private PostgreSQL. By default the newest under `/usr/lib/postgresql`.",
    ),
    setting(
        "DATABASE_URL",
        "",
        "a `postgres://` URL of the schema's owner",
        "Wins over DB_*. With neither, a private PostgreSQL is started in JOBGATE_DATA_DIR.",
    ),
    setting(
        "DB_NAME",
        "",
        "a database name",
        "Database; its presence switches the private PostgreSQL off.",
    ),
    setting("DB_USER", "jobgate", "a role name", "Owner of the schema."),
    setting("DB_PASSWORD", "", "any text", "Password of DB_USER."),
    setting(
        "DB_HOST",
        "localhost",
        "a host name or address",
        "Host of the database.",
    ),
    setting(
        "DB_PORT",
        "5432",
        "a TCP port from 1 to 65535",
        "Port of the database.",
    ),
    setting(
        "SECRET_KEY",
        "",
        "at least 32 characters that are no placeholder",
        "Signs access tokens and media links, and seals the secrets of two-step log-in, which are lost with it. By default one is made and kept in JOBGATE_DATA_DIR.",
    ),
    setting(
        "DEBUG",
        "false",
        "`true` or `false`",
        "Allows a placeholder SECRET_KEY. Never on a public server.",
    ),
    setting(
        "ALLOWED_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "host names separated by commas, `.example.com` for all below, `*` for any",
        "Requests for other hosts are refused.",
    ),
    setting(
        "JOBGATE_CORS_ORIGINS",
        "",
        "origins such as `https://www.example.org` separated by commas; no `*`",
        "Pages of other origins that may call the API with credentials and open live sessions. By default none may.",
    ),
    setting(
        "JOBGATE_REQUESTS_PER_MINUTE",
        "600",
        "a whole number; 0 for no bound",
        "Requests to `/api/` of one person, or of one address that is not logged in; so many may come at once. More are answered 429 with `Retry-After`.",
    ),
    setting(
        "MEDIA_URL",
        "/media/",
        "a path that begins and ends with `/`",
        "Path of signed media links.",
    ),
    setting(
        "MEDIA_ROOT",
        "",
        "a folder that this program may write",
        "Finished recordings, when AWS_S3_BUCKET is unset. By default `media` in JOBGATE_DATA_DIR.",
    ),
    setting(
        "AWS_S3_BUCKET",
        "",
        "a bucket name",
        "Keeps finished recordings in S3 or anything that speaks its protocol.",
    ),
    setting(
        "AWS_REGION",
        "us-east-1",
        "a region name",
        "Region of the bucket.",
    ),
    setting(
        "AWS_ENDPOINT_URL",
        "",
        "an `http://` or `https://` URL",
        "Another S3 server than Amazon's.",
    ),
    setting(
        "AWS_ACCESS_KEY_ID",
        "",
        "a key id",
        "Needed with AWS_S3_BUCKET.",
    ),
    setting(
        "AWS_SECRET_ACCESS_KEY",
        "",
        "a secret key",
        "Needed with AWS_S3_BUCKET.",
    ),
    setting(
        "JOBGATE_PUBLIC_URL",
        "",
        "an `http://` or `https://` URL without a path",
        "Where links in e-mails lead. By default `http://localhost` (or `https://`) with PORT: right for one's own machine alone.",
    ),
    setting(
        "NOTIFICATION_EMAIL_ENABLED",
        "true",
        "`true` or `false`",
        "Whether notifications are sent by e-mail, too. Letters about accounts (confirm an address, new password, invitation) always are.",
    ),
    setting(
        "EMAIL_HOST",
        "",
        "a host name or address",
        "SMTP server. Without one, mails are written as files into `mail` in JOBGATE_DATA_DIR, for development.",
    ),
    setting(
        "EMAIL_PORT",
        "587",
        "a TCP port from 1 to 65535",
        "Port of the SMTP server. On 465 TLS is spoken from the first byte.",
    ),
    setting(
        "EMAIL_HOST_USER",
        "",
        "any text",
        "User name at the SMTP server; without one there is no log-in.",
    ),
    setting(
        "EMAIL_HOST_PASSWORD",
        "",
        "any text",
        "Password of EMAIL_HOST_USER.",
    ),
    setting(
        "EMAIL_USE_TLS",
        "true",
        "`true` or `false`",
        "STARTTLS, and no mail without it. `false` is for a relay on this machine or network; not with EMAIL_HOST_USER.",
    ),
    setting(
        "EMAIL_CA_FILE",
        "",
        "a path of a PEM file",
        "Certificates that are trusted for the SMTP server beside the roots of the web: of a relay with an authority of one’s own.",
    ),
    setting(
        "EMAIL_FROM",
        "JOBGATE <no-reply@localhost>",
        "an e-mail address, with or without a name",
        "Sender of all mail.",
    ),
];

/// The table as Markdown, for `jobgate settings` and `docs/configuration.md`.
pub fn markdown() -> String {
    let mut text =
        String::from("| variable | default | allowed | what it does |\n|---|---|---|---|\n");
    for setting in SETTINGS {
        let default = match setting.default {
            "" => "–".to_owned(),
            value => format!("`{value}`"),
        };
        text.push_str(&format!(
            "| `{}` | {default} | {} | {} |\n",
            setting.name, setting.allowed, setting.about
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_has_this_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept.contains(&markdown()),
            "docs/configuration.md differs from the table: run `make generate`"
        );
    }

    #[test]
    fn names_stand_once() {
        for (index, setting) in SETTINGS.iter().enumerate() {
            assert!(
                SETTINGS[..index].iter().all(|s| s.name != setting.name),
                "{}",
                setting.name
            );
        }
    }
}
