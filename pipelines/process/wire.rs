//! What passes between the server and a child: a length, a kind, a number, and a body.
//!
//! ```text
//! u32 length of the rest │ u8 kind │ u64 of whom │ body        all little endian
//! ```
//! Media are bytes behind a fixed head; everything rare is JSON. A child is not trusted to send
//! sense: every length is checked, and nonsense ends the connection.

use std::path::PathBuf;
use std::time::Duration;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{
    Frame, MediaKind, Outcome, RecorderConfig, RecorderEvent, RgbPicture, Sound, TapConfig,
    TapCounts,
};

/// A longer message is nonsense: a key frame of 1080p has some 300 kB, a picture for analysis
/// at most 6 MB.
pub(super) const LONGEST: usize = 16 << 20;
/// Kind and number.
const HEAD: usize = 1 + 8;

const FRAME: u8 = 1;
const ORDER: u8 = 2;
const WORD: u8 = 3;
const PICTURE: u8 = 4;
const SOUND: u8 = 5;

/// From the server to a child.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ToChild {
    Frame(Frame),
    Order(Order),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Order {
    /// `zero_us`: of the take whose next part this is.
    Record {
        config: RecorderConfig,
        zero_us: Option<i64>,
    },
    /// Ends the recorder; its outcome comes back.
    Stop,
    Tap(TapConfig),
    Interval(Duration),
    /// The recorder or tap is not wanted any more.
    Forget,
    Join {
        parts: Vec<Part>,
        into: RecorderConfig,
    },
}

/// A whole master that is a part of a take, and when it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) file: PathBuf,
    /// From the take's zero.
    pub(super) at_us: i64,
}

/// From a child to the server.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FromChild {
    Word(Word),
    Picture(RgbPicture),
    Sound(Sound),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Word {
    /// The child can do its work; of nobody.
    Ready,
    /// It cannot, for this reason.
    Unable(String),
    Event(RecorderEvent),
    Ended(Outcome),
    Counts(TapCounts),
    TapEnded,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Nonsense(String);

fn nonsense(what: impl ToString) -> Nonsense {
    Nonsense(what.to_string())
}

fn put(out: &mut BytesMut, kind: u8, id: u64, body: usize) {
    out.reserve(4 + HEAD + body);
    // Nothing of ours is longer than LONGEST, which fits.
    out.put_u32_le(u32::try_from(HEAD + body).unwrap_or(u32::MAX));
    out.put_u8(kind);
    out.put_u64_le(id);
}

fn put_json(out: &mut BytesMut, kind: u8, id: u64, what: &impl Serialize) {
    // Plain data with text keys: this cannot fail, and an empty body is refused by the reader.
    let body = serde_json::to_vec(what).unwrap_or_default();
    put(out, kind, id, body.len());
    out.put_slice(&body);
}

pub(super) fn put_frame(out: &mut BytesMut, id: u64, frame: &Frame) {
    put(out, FRAME, id, 9 + frame.bytes.len());
    out.put_i64_le(frame.media_time_us);
    let is_video = u8::from(frame.kind == MediaKind::Video);
    out.put_u8(is_video | u8::from(frame.key) << 1 | u8::from(frame.discardable) << 2);
    out.put_slice(&frame.bytes);
}

pub(super) fn put_order(out: &mut BytesMut, id: u64, order: &Order) {
    put_json(out, ORDER, id, order);
}

pub(super) fn put_word(out: &mut BytesMut, id: u64, word: &Word) {
    put_json(out, WORD, id, word);
}

pub(super) fn put_picture(out: &mut BytesMut, id: u64, picture: &RgbPicture) {
    put(out, PICTURE, id, 16 + picture.rgb.len());
    out.put_i64_le(picture.media_time_us);
    out.put_u32_le(picture.width);
    out.put_u32_le(picture.height);
    out.put_slice(&picture.rgb);
}

pub(super) fn put_sound(out: &mut BytesMut, id: u64, sound: &Sound) {
    put(out, SOUND, id, 12 + 4 * sound.samples.len());
    out.put_i64_le(sound.media_time_us);
    out.put_u32_le(sound.invented);
    for sample in &sound.samples {
        out.put_f32_le(*sample);
    }
}

/// Takes one whole message off the front: its kind, of whom, and its body.
fn take(buffer: &mut BytesMut) -> Result<Option<(u8, u64, Bytes)>, Nonsense> {
    let Some(head) = buffer.first_chunk::<4>() else {
        return Ok(None);
    };
    let length = u32::from_le_bytes(*head) as usize;
    if !(HEAD..=LONGEST).contains(&length) {
        return Err(nonsense(format!("a message of {length} bytes")));
    }
    if buffer.len() < 4 + length {
        buffer.reserve(4 + length - buffer.len());
        return Ok(None);
    }
    buffer.advance(4);
    let mut message = buffer.split_to(length).freeze();
    let (kind, id) = (message.get_u8(), message.get_u64_le());
    Ok(Some((kind, id, message)))
}

fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Nonsense> {
    serde_json::from_slice(body).map_err(nonsense)
}

/// The next whole message of the server, if there is one.
pub(super) fn take_for_child(buffer: &mut BytesMut) -> Result<Option<(u64, ToChild)>, Nonsense> {
    let Some((kind, id, mut body)) = take(buffer)? else {
        return Ok(None);
    };
    let message = match kind {
        FRAME => {
            let media_time_us = body.try_get_i64_le().map_err(nonsense)?;
            let flags = body.try_get_u8().map_err(nonsense)?;
            ToChild::Frame(Frame {
                kind: match flags & 1 {
                    0 => MediaKind::Audio,
                    _ => MediaKind::Video,
                },
                media_time_us,
                key: flags & 2 != 0,
                discardable: flags & 4 != 0,
                bytes: body,
            })
        }
        ORDER => ToChild::Order(json(&body)?),
        other => return Err(nonsense(format!("kind {other}"))),
    };
    Ok(Some((id, message)))
}

/// The next whole message of a child, if there is one.
pub(super) fn take_from_child(buffer: &mut BytesMut) -> Result<Option<(u64, FromChild)>, Nonsense> {
    let Some((kind, id, mut body)) = take(buffer)? else {
        return Ok(None);
    };
    let message = match kind {
        WORD => FromChild::Word(json(&body)?),
        PICTURE => {
            let media_time_us = body.try_get_i64_le().map_err(nonsense)?;
            let width = body.try_get_u32_le().map_err(nonsense)?;
            let height = body.try_get_u32_le().map_err(nonsense)?;
            let due = (u64::from(width) * u64::from(height)).saturating_mul(3);
            if body.len() as u64 != due {
                return Err(nonsense(format!(
                    "{} bytes of {width}×{height}",
                    body.len()
                )));
            }
            FromChild::Picture(RgbPicture {
                media_time_us,
                width,
                height,
                rgb: body,
            })
        }
        SOUND => {
            let media_time_us = body.try_get_i64_le().map_err(nonsense)?;
            let invented = body.try_get_u32_le().map_err(nonsense)?;
            let (samples, rest) = body.as_chunks::<4>();
            if !rest.is_empty() || invented as usize > samples.len() {
                return Err(nonsense("sound that does not add up"));
            }
            FromChild::Sound(Sound {
                media_time_us,
                samples: samples.iter().map(|s| f32::from_le_bytes(*s)).collect(),
                invented,
            })
        }
        other => return Err(nonsense(format!("kind {other}"))),
    };
    Ok(Some((id, message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame {
            kind: MediaKind::Video,
            media_time_us: -5,
            key: true,
            discardable: false,
            bytes: Bytes::from_static(b"picture"),
        }
    }

    #[test]
    fn what_is_put_in_comes_out_however_it_is_cut() {
        let mut sent = BytesMut::new();
        put_frame(&mut sent, 7, &frame());
        put_order(&mut sent, 8, &Order::Stop);
        let mut buffer = BytesMut::new();
        let mut got = vec![];
        for byte in sent {
            buffer.put_u8(byte);
            got.extend(take_for_child(&mut buffer).unwrap());
        }
        assert_eq!(
            got,
            [
                (7, ToChild::Frame(frame())),
                (8, ToChild::Order(Order::Stop))
            ]
        );

        let picture = RgbPicture {
            media_time_us: 1,
            width: 2,
            height: 1,
            rgb: vec![1, 2, 3, 4, 5, 6].into(),
        };
        let sound = Sound {
            media_time_us: 2,
            samples: vec![0.5, -1.0],
            invented: 1,
        };
        let mut sent = BytesMut::new();
        put_picture(&mut sent, 1, &picture);
        put_sound(&mut sent, 2, &sound);
        put_word(&mut sent, 3, &Word::TapEnded);
        let mut got = vec![];
        while let Some(message) = take_from_child(&mut sent).unwrap() {
            got.push(message);
        }
        assert_eq!(
            got,
            [
                (1, FromChild::Picture(picture)),
                (2, FromChild::Sound(sound)),
                (3, FromChild::Word(Word::TapEnded))
            ]
        );
    }
}
