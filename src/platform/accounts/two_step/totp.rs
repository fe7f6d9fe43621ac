//! Codes that change every half a minute, as authenticator apps make them (RFC 6238, with
//! SHA-1, six digits and thirty seconds: what every app understands).

use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use qrcodegen::{QrCode, QrCodeEcc};
use sha1::Sha1;
use subtle::ConstantTimeEq;
use url::form_urlencoded::byte_serialize;

/// 160 bits, as RFC 4226 §4 recommends.
const SECRET_BYTES: usize = 20;
const STEP_S: i64 = 30;
/// A code is taken one step early or late: clocks differ, and people type slowly
/// (RFC 6238 §5.2 allows one step at most).
const DRIFT_STEPS: i64 = 1;
/// HMAC-SHA-1 pads its key to a block with zeros.
const BLOCK_BYTES: usize = 64;
const ISSUER: &str = "JOBGATE";

pub struct TotpSecret([u8; SECRET_BYTES]);

impl TotpSecret {
    pub fn new() -> TotpSecret {
        let mut bytes = [0u8; SECRET_BYTES];
        rand::fill(&mut bytes);
        TotpSecret(bytes)
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<TotpSecret> {
        bytes.try_into().ok().map(TotpSecret)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// For typing into an app that sees no QR code.
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// What a QR code tells an app.
    pub fn uri(&self, email: &str) -> String {
        let account: String = byte_serialize(email.as_bytes()).collect();
        format!(
            "otpauth://totp/{ISSUER}:{account}?secret={}&issuer={ISSUER}&algorithm=SHA1&digits=6&period={STEP_S}",
            self.base32()
        )
    }

    /// The time step whose code this is; `None` for a wrong code.
    pub fn step_of(&self, code: &str, now: DateTime<Utc>) -> Option<i64> {
        let current = now.timestamp().div_euclid(STEP_S);
        (current - DRIFT_STEPS..=current + DRIFT_STEPS)
            .find(|step| self.code(*step).as_bytes().ct_eq(code.as_bytes()).into())
    }

    fn code(&self, step: i64) -> String {
        let mut key = [0u8; BLOCK_BYTES];
        key[..SECRET_BYTES].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha1>::new(&key.into());
        mac.update(&step.to_be_bytes());
        let digest: [u8; 20] = mac.finalize().into_bytes().into();
        // RFC 4226 §5.3: the last four bits say where to read.
        let at = usize::from(digest[19] & 0x0f);
        let number = u32::from_be_bytes([
            digest[at] & 0x7f,
            digest[at + 1],
            digest[at + 2],
            digest[at + 3],
        ]);
        format!("{:06}", number % 1_000_000)
    }
}

/// A QR code as the outline of its dark squares, for an SVG `path` in a box of
/// `size` × `size`, the quiet zone of four squares around it included.
pub struct QrOutline {
    pub size: u32,
    pub path: String,
}

/// `None` when the text is too long for a QR code, which no `otpauth` link of ours is.
pub fn qr_outline(text: &str) -> Option<QrOutline> {
    /// ISO/IEC 18004 asks for four.
    const QUIET: i32 = 4;
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size())
                .take_while(|&x| code.get_module(x, y))
                .count() as i32;
            if run > 0 {
                path += &format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run + 1;
        }
    }
    Some(QrOutline {
        size: (code.size() + 2 * QUIET).unsigned_abs(),
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, the rows of SHA-1; their last six digits.
        let secret = TotpSecret::from_bytes(b"12345678901234567890").unwrap();
        for (time, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code(time / STEP_S), code, "{time}");
        }
        // RFC 4226, appendix D.
        for (count, code) in ["755224", "287082", "359152", "969429", "338314"]
            .iter()
            .enumerate()
        {
            assert_eq!(secret.code(count as i64), *code);
        }
    }

    #[test]
    fn a_code_is_good_in_its_step_and_the_two_beside_it() {
        let secret = TotpSecret::new();
        let at = |seconds: i64| DateTime::from_timestamp(1_790_000_010 + seconds, 0).unwrap();
        let step = at(0).timestamp() / STEP_S;
        let code = secret.code(step);
        for (seconds, good) in [
            (-31, false),
            (-30, true),
            (0, true),
            (59, true),
            (60, false),
        ] {
            let found = secret.step_of(&code, at(seconds));
            assert_eq!(found, good.then_some(step), "{seconds}");
        }
        assert_eq!(secret.step_of("", at(0)), None);
        assert_eq!(secret.step_of(&format!("{code}0"), at(0)), None);
    }

    #[test]
    fn an_app_is_told_everything_it_needs() {
        let secret = TotpSecret::from_bytes(b"12345678901234567890").unwrap();
        assert_eq!(
            secret.uri("a+b@example.org"),
            "otpauth://totp/JOBGATE:a%2Bb%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=JOBGATE&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn the_picture_has_its_three_corners_and_a_quiet_edge() {
        let uri = TotpSecret::new().uri("a@example.org");
        let QrOutline { size, path } = qr_outline(&uri).unwrap();
        let far = size - 4 - 7;
        for corner in [
            "M4 4h7v1h-7z",
            &format!("M{far} 4h7v1h-7z"),
            &format!("M4 {far}h7v1h-7z"),
        ] {
            assert!(path.contains(corner), "{corner}");
        }
        assert!(!path.contains("M0 ") && !path.contains("M3 "));
    }
}
