//! An SMTP server for one test: takes every mail and keeps it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::server::eventually;

/// The outbox is looked through every second or so.
const PATIENCE: Duration = Duration::from_secs(20);
const TOKEN: &str = "#token=";

pub struct Mailbox {
    port: u16,
    mails: Arc<Mutex<Vec<String>>>,
}

impl Mailbox {
    pub async fn open() -> anyhow::Result<Mailbox> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let mailbox = Mailbox {
            port: listener.local_addr()?.port(),
            mails: Arc::default(),
        };
        let mails = mailbox.mails.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, mails.clone()));
            }
        });
        Ok(mailbox)
    }

    /// Of a server that sends its mail here.
    pub fn settings(&self) -> [(String, String); 3] {
        [
            ("EMAIL_HOST", "127.0.0.1".to_owned()),
            ("EMAIL_PORT", self.port.to_string()),
            ("EMAIL_USE_TLS", "false".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
    }

    /// What the link of the newest letter carries, once one has come.
    pub async fn token(&self) -> anyhow::Result<String> {
        eventually(PATIENCE, "a letter with a link", || async {
            let mails = self.mails.lock().map(|mails| mails.clone());
            let mails = mails.unwrap_or_default();
            Ok(mails.iter().rev().find_map(|mail| token_in(mail)))
        })
        .await
    }
}

/// Of a mail in quoted-printable or plain ASCII.
fn token_in(mail: &str) -> Option<String> {
    let text = mail.replace("=\r\n", "").replace("=3D", "=");
    let (_, after) = text.split_once(TOKEN)?;
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    Some(
        after
            .chars()
            .take_while(|letter| is_part(*letter))
            .collect(),
    )
}

async fn converse(stream: TcpStream, mails: Arc<Mutex<Vec<String>>>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader);
    writer.write_all(b"220 mailbox\r\n").await?;
    let mut line = String::new();
    while lines.read_line(&mut line).await? > 0 {
        let verb = line.trim_end().to_uppercase();
        let answer = match verb.split(' ').next() {
            Some("DATA") => {
                writer.write_all(b"354 go on\r\n").await?;
                let mut mail = String::new();
                loop {
                    line.clear();
                    if lines.read_line(&mut line).await? == 0 {
                        return Ok(());
                    }
                    if line == ".\r\n" {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                if let Ok(mut mails) = mails.lock() {
                    mails.push(mail);
                }
                "250 taken\r\n"
            }
            Some("EHLO") => "250-mailbox\r\n250 8BITMIME\r\n",
            Some("QUIT") => return writer.write_all(b"221 bye\r\n").await,
            _ => "250 ok\r\n",
        };
        writer.write_all(answer.as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::token_in;

    #[test]
    fn a_token_is_read_over_soft_breaks_and_up_to_the_end_of_its_link() {
        let mail = "Open:\r\nhttp://x/reset#tok=\r\nen=3Dab-c.d_=\r\ne\r\n\r\nSoon";
        assert_eq!(token_in(mail).as_deref(), Some("ab-c.d_e"));
        assert_eq!(token_in("nothing"), None);
    }
}
