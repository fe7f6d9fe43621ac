//! The little of SDP (RFC 8866) that has to be known before and after the library reads
//! it: what is offered, and which candidates the answer names.

use std::fmt::Write;
use std::net::IpAddr;

use crate::error::SfuError;
use crate::frame::VideoCodec;

/// Offers of real browsers have 4 to 12 KiB.
const LONGEST_OFFER: usize = 32 * 1024;

/// The rid of [`crate::Layer::Full`].
pub(crate) const RID_FULL: &str = "f";
/// The rid of [`crate::Layer::Small`].
pub(crate) const RID_SMALL: &str = "q";

/// A description, as far as a studio is concerned.
#[derive(Debug, Default)]
pub(crate) struct Description {
    sections: Vec<Section>,
    /// Somewhere `a=setup:active`: it wants to begin the handshake, as we do.
    begins: bool,
}

#[derive(Debug, Default)]
struct Section {
    kind: String,
    port: u16,
    codecs: Vec<Codec>,
    send_rids: Vec<String>,
    sends: bool,
}

/// One payload type of a section.
#[derive(Debug, Default)]
struct Codec {
    payload_type: u8,
    name: String,
    format: String,
}

impl Codec {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn parameter(&self, key: &str) -> Option<&str> {
        self.format.split(';').find_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            name.trim().eq_ignore_ascii_case(key).then(|| value.trim())
        })
    }

    fn video(&self) -> Option<VideoCodec> {
        if self.is("VP8") {
            return Some(VideoCodec::Vp8);
        }
        let profile = self.parameter("profile-level-id")?;
        let usable = self.is("H264")
            && self.parameter("packetization-mode") == Some("1")
            && is_constrained_baseline(profile);
        usable.then_some(VideoCodec::H264)
    }
}

/// profile_idc 66 with constraint_set1_flag (RFC 6184, section 8.1, table 5).
fn is_constrained_baseline(profile_level_id: &str) -> bool {
    u32::from_str_radix(profile_level_id, 16)
        .is_ok_and(|value| value >> 16 == 0x42 && value & 0x4000 != 0)
}

/// What an offer asks for, once it is known that a studio can answer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) video: VideoCodec,
    /// The small layer comes as a stream of its own.
    pub(crate) simulcast: bool,
}

/// What an answer settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settled {
    pub(crate) video: VideoCodec,
    /// Payload types that carry the picture (retransmission not counted).
    pub(crate) video_types: Vec<u8>,
    /// Payload types that carry sound.
    pub(crate) audio_types: Vec<u8>,
    /// The one that carries earlier packets along (RFC 2198).
    pub(crate) red_type: Option<u8>,
}

impl Description {
    pub(crate) fn parse(text: &str) -> Result<Description, SfuError> {
        if text.len() > LONGEST_OFFER {
            return Err(SfuError::bad_offer("longer than 32 KiB"));
        }
        if !text.starts_with("v=0") {
            return Err(SfuError::bad_offer("not a session description"));
        }
        let mut description = Description::default();
        let mut session_sends = true;
        for line in text.lines().map(str::trim_end) {
            if let Some(media) = line.strip_prefix("m=") {
                let section = Section::open(media, session_sends)
                    .ok_or_else(|| SfuError::BadOffer(format!("malformed line m={media}")))?;
                description.sections.push(section);
            } else if let Some(attribute) = line.strip_prefix("a=") {
                description.begins |= attribute == "setup:active";
                match description.sections.last_mut() {
                    Some(section) => section.attribute(attribute),
                    None => session_sends = direction(attribute).unwrap_or(session_sends),
                }
            }
        }
        Ok(description)
    }

    /// Checks that this offer brings one sound and one picture that can be recorded.
    ///
    /// The client's own order decides between H.264 and VP8: it knows what its machine
    /// encodes well (`setCodecPreferences`).
    pub(crate) fn choose(&self) -> Result<Choice, SfuError> {
        if self.begins {
            return Err(SfuError::bad_offer(
                "this server begins the DTLS handshake: offer a=setup:actpass (RFC 8842, 5.2)",
            ));
        }
        let audio = self.the_one("audio")?;
        let video = self.the_one("video")?;
        if self.sections.len() != 2 {
            return Err(SfuError::bad_offer(
                "a studio takes one sound and one picture, nothing else",
            ));
        }
        let codec = video.codecs.iter().find_map(Codec::video);
        let (Some(codec), true) = (codec, audio.codecs.iter().any(|codec| codec.is("opus"))) else {
            return Err(SfuError::UnsupportedCodec {
                offered: self.offered(),
            });
        };
        if !audio.sends || !video.sends {
            return Err(SfuError::bad_offer(
                "sound and picture must both be offered as sendonly or sendrecv",
            ));
        }
        let has = |rid: &str| video.send_rids.iter().any(|own| own == rid);
        if !video.send_rids.is_empty() && !has(RID_FULL) {
            return Err(SfuError::BadOffer(format!(
                "simulcast without a rid {RID_FULL}"
            )));
        }
        Ok(Choice {
            video: codec,
            simulcast: has(RID_SMALL),
        })
    }

    /// What was settled before is offered again, under the same payload types.
    pub(crate) fn offers_still(&self, settled: &Settled) -> bool {
        let (Some(audio), Some(video)) = (self.section("audio"), self.section("video")) else {
            return false;
        };
        let holds =
            |offered: Vec<u8>, settled: &[u8]| settled.iter().all(|own| offered.contains(own));
        holds(
            video.types(|codec| codec.video() == Some(settled.video)),
            &settled.video_types,
        ) && holds(audio.types(|codec| codec.is("opus")), &settled.audio_types)
            && holds(
                audio.types(|codec| codec.is("red")),
                settled.red_type.as_slice(),
            )
    }

    /// Reads an answer of our own.
    pub(crate) fn settled(&self) -> Option<Settled> {
        let (audio, video) = (self.section("audio")?, self.section("video")?);
        if audio.port == 0 || video.port == 0 {
            return None;
        }
        let codec = video.codecs.iter().find_map(Codec::video)?;
        let audio_types = audio.types(|codec| codec.is("opus"));
        (!audio_types.is_empty()).then(|| Settled {
            video: codec,
            video_types: video.types(|own| own.video() == Some(codec)),
            audio_types,
            red_type: audio.types(|codec| codec.is("red")).first().copied(),
        })
    }

    fn section(&self, kind: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.kind == kind)
    }

    fn the_one(&self, kind: &str) -> Result<&Section, SfuError> {
        let mut of_kind = self
            .sections
            .iter()
            .filter(|section| section.kind.eq_ignore_ascii_case(kind));
        match (of_kind.next(), of_kind.next()) {
            (Some(section), None) => Ok(section),
            (None, _) => Err(SfuError::BadOffer(format!("no {kind} is offered"))),
            (Some(_), Some(_)) => Err(SfuError::BadOffer(format!(
                "more than one {kind} is offered"
            ))),
        }
    }

    fn offered(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for section in &self.sections {
            for codec in &section.codecs {
                let name = format!("{}/{}", section.kind, codec.name);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names
    }
}

impl Section {
    /// The payload types of such codecs.
    fn types(&self, wanted: impl Fn(&Codec) -> bool) -> Vec<u8> {
        let codecs = self.codecs.iter().filter(|codec| wanted(codec));
        codecs.map(|codec| codec.payload_type).collect()
    }

    /// `video 9 UDP/TLS/RTP/SAVPF 96 97`
    fn open(media: &str, sends: bool) -> Option<Section> {
        let mut words = media.split_ascii_whitespace();
        let kind = words.next()?.to_owned();
        let port = words.next()?.split('/').next()?.parse().ok()?;
        words.next()?;
        // Formats that are not numbers belong to data channels.
        let codecs = words
            .filter_map(|word| word.parse().ok())
            .map(|payload_type| Codec {
                payload_type,
                ..Codec::default()
            })
            .collect();
        Some(Section {
            kind,
            port,
            codecs,
            sends,
            ..Section::default()
        })
    }

    fn attribute(&mut self, attribute: &str) {
        if let Some(sends) = direction(attribute) {
            self.sends = sends;
        } else if let Some((codec, encoding)) = self.of_codec(attribute, "rtpmap:") {
            let name = encoding.split('/').next().unwrap_or_default();
            codec.name = name.to_owned();
        } else if let Some((codec, format)) = self.of_codec(attribute, "fmtp:") {
            codec.format = format.to_owned();
        } else if let Some(rid) = attribute.strip_prefix("rid:") {
            let mut words = rid.split_ascii_whitespace();
            if let (Some(id), Some("send")) = (words.next(), words.next()) {
                self.send_rids.push(id.to_owned());
            }
        }
    }

    fn of_codec<'a>(&mut self, attribute: &'a str, prefix: &str) -> Option<(&mut Codec, &'a str)> {
        let (payload_type, value) = attribute.strip_prefix(prefix)?.split_once(' ')?;
        let payload_type: u8 = payload_type.parse().ok()?;
        let codec = self
            .codecs
            .iter_mut()
            .find(|codec| codec.payload_type == payload_type)?;
        Some((codec, value))
    }
}

fn direction(attribute: &str) -> Option<bool> {
    match attribute {
        "sendrecv" | "sendonly" => Some(true),
        "recvonly" | "inactive" => Some(false),
        _ => None,
    }
}

fn is_candidate(line: &str) -> bool {
    line.starts_with("a=candidate:") || line == "a=end-of-candidates"
}

/// A trickled candidate is not used; one that is none is the client's error all the same.
/// An empty one says that there are no more (RFC 8838, section 8.2).
pub(crate) fn check_candidate(candidate: &str) -> Result<(), SfuError> {
    let text = candidate.strip_prefix("candidate:").unwrap_or(candidate);
    if text.len() > 1024 || (!text.is_empty() && text.split_ascii_whitespace().count() < 8) {
        return Err(SfuError::bad_offer("not an ICE candidate"));
    }
    Ok(())
}

/// The description without its candidates. An ICE-lite agent sends no checks, so that it
/// has no use for the other side's candidates; what the library never sees, it cannot be
/// made to resolve or to connect to.
pub(crate) fn without_candidates(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_end) {
        if !is_candidate(line) {
            kept.push_str(line);
            kept.push_str("\r\n");
        }
    }
    kept
}

/// What Chromium's estimate of the path begins with, in kbit/s: both layers and the sound
/// (1,500 + 150 + 40) and room for repeats. From its own 300 it takes seconds to reach the
/// full layer, and those seconds are part of the take.
const START_KBIT_S: u32 = 1_800;
/// What it never falls below. Under some 820 kbit/s Chromium switches the full layer off
/// (600 for 1280×720, after 150 for the small one and 70 for the sound and its copies), and
/// what it sends again counts as well: with 30 % lost that is a third more. A recording
/// without the full layer is a hole. On a busy machine late reports alone look like a crowded
/// path; on a path that is really slower, frames are lost one by one, which costs less than
/// all of them.
const LEAST_KBIT_S: u32 = 1_200;

/// The answer with these bounds on the picture's formats. Browsers other than Chromium
/// and Safari pass over parameters that they do not know (RFC 8866, section 6.15).
pub(crate) fn with_bitrates(answer: &str, settled: &Settled) -> String {
    let bounds =
        format!("x-google-start-bitrate={START_KBIT_S};x-google-min-bitrate={LEAST_KBIT_S}");
    let formats: Vec<String> = settled
        .video_types
        .iter()
        .map(|payload_type| format!("a=fmtp:{payload_type} "))
        .collect();
    let mut text = String::with_capacity(answer.len() + 80 * formats.len());
    let mut kind_is_video = false;
    for line in answer.lines().map(str::trim_end) {
        if let Some(media) = line.strip_prefix("m=") {
            kind_is_video = media.starts_with("video");
        }
        text.push_str(line);
        if kind_is_video && formats.iter().any(|prefix| line.starts_with(prefix)) {
            text.push(';');
            text.push_str(&bounds);
        }
        text.push_str("\r\n");
        // VP8 has no parameters of its own.
        if let Some(payload_type) = line
            .strip_prefix("a=rtpmap:")
            .and_then(|rest| rest.split(' ').next())
            && kind_is_video
            && let Some(prefix) = formats
                .iter()
                .find(|own| **own == format!("a=fmtp:{payload_type} "))
            && !answer.lines().any(|line| line.starts_with(prefix))
        {
            text.push_str(prefix);
            text.push_str(&bounds);
            text.push_str("\r\n");
        }
    }
    text
}

/// The answer with redundant sound before plain sound: a browser sends the first that it finds.
pub(crate) fn with_red_first(answer: &str, settled: &Settled) -> String {
    let Some(red) = settled.red_type.map(|red| red.to_string()) else {
        return answer.to_owned();
    };
    let mut text = String::with_capacity(answer.len());
    for line in answer.lines().map(str::trim_end) {
        if line.starts_with("m=audio ") {
            let mut words: Vec<&str> = line.split(' ').filter(|word| **word != red).collect();
            words.insert(3.min(words.len()), &red);
            text.push_str(&words.join(" "));
        } else {
            text.push_str(line);
        }
        text.push_str("\r\n");
    }
    text
}

/// The library's answer with our own candidates (each advertised address at the one
/// port) in its first section, which the others are bundled with.
pub(crate) fn with_own_candidates(answer: &str, advertise: &[IpAddr], port: u16) -> String {
    let mut text = String::with_capacity(answer.len() + 96 * advertise.len());
    let mut sections = 0;
    for line in without_candidates(answer).lines() {
        if line.starts_with("m=") {
            sections += 1;
            if sections == 1 && !text.contains("a=ice-lite\r\n") {
                text.push_str("a=ice-lite\r\n");
            }
            if sections == 2 {
                push_candidates(&mut text, advertise, port);
            }
        }
        text.push_str(line);
        text.push_str("\r\n");
    }
    if sections == 1 {
        push_candidates(&mut text, advertise, port);
    }
    text
}

fn push_candidates(text: &mut String, advertise: &[IpAddr], port: u16) {
    for (index, address) in advertise.iter().enumerate() {
        // RFC 8445, section 5.1.2.1: host type 126, then local preference, component 1.
        let local_preference = 65_535 - index.min(65_535) as u32;
        let priority = (126 << 24) | (local_preference << 8) | 255;
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "a=candidate:{} 1 udp {priority} {address} {port} typ host\r\n",
            index + 1
        );
    }
    for (index, address) in advertise.iter().enumerate() {
        // RFC 6544, section 4.2: below every UDP pair; direction 4 is "passive", that we wait.
        let local_preference = (4 << 13) + 8_191 - index.min(8_191) as u32;
        let priority = (90 << 24) | (local_preference << 8) | 255;
        let _ = write!(
            text,
            "a=candidate:{} 1 tcp {priority} {address} {port} typ host tcptype passive\r\n",
            advertise.len() + index + 1
        );
    }
    text.push_str("a=end-of-candidates\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CHROMIUM_H264: &str =
        include_str!("../../tests/fixtures/sdp/chromium-156-h264-simulcast.offer.sdp");
    const CHROMIUM_VP8: &str =
        include_str!("../../tests/fixtures/sdp/chromium-156-vp8-simulcast.offer.sdp");
    const FIREFOX_VP8: &str =
        include_str!("../../tests/fixtures/sdp/firefox-esr-153-vp8-simulcast.offer.sdp");

    fn choose(text: &str) -> Result<Choice, SfuError> {
        Description::parse(text)?.choose()
    }

    #[test]
    fn the_browsers_own_order_decides_the_codec() {
        let h264 = Choice {
            video: VideoCodec::H264,
            simulcast: true,
        };
        let vp8 = Choice {
            video: VideoCodec::Vp8,
            simulcast: true,
        };
        assert_eq!(choose(CHROMIUM_H264).unwrap(), h264);
        assert_eq!(choose(CHROMIUM_VP8).unwrap(), vp8);
        assert_eq!(choose(FIREFOX_VP8).unwrap(), vp8);
    }

    #[test]
    fn an_offer_without_a_usable_codec_names_what_it_had() {
        let without_vp8 = FIREFOX_VP8.replace("VP8/90000", "VP7/90000");
        match choose(&without_vp8) {
            Err(SfuError::UnsupportedCodec { offered }) => {
                assert!(offered.contains(&"video/VP7".to_owned()), "{offered:?}");
                assert!(offered.contains(&"audio/opus".to_owned()), "{offered:?}");
            }
            other => panic!("{other:?}"),
        }
        let without_opus = FIREFOX_VP8.replace("opus/48000", "sopu/48000");
        assert!(matches!(
            choose(&without_opus),
            Err(SfuError::UnsupportedCodec { .. })
        ));
        let high_only = CHROMIUM_H264
            .replace("VP8/90000", "VP7/90000")
            .replace("42e01f", "640032");
        assert!(matches!(
            choose(&high_only),
            Err(SfuError::UnsupportedCodec { .. })
        ));
    }

    #[test]
    fn an_offer_that_is_no_studio_is_refused_with_the_reason() {
        for (text, reason) in [
            (String::new(), "not a session description"),
            ("v=0\r\nm=audio\r\n".into(), "malformed line"),
            ("v=0\r\n".into(), "no audio"),
            (FIREFOX_VP8.replace("m=audio", "m=video"), "no audio"),
            (
                FIREFOX_VP8.to_owned() + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
                "nothing else",
            ),
            (FIREFOX_VP8.replace("a=sendonly", "a=recvonly"), "sendonly"),
            (
                FIREFOX_VP8.replace("a=setup:actpass", "a=setup:active"),
                "a=setup:actpass",
            ),
            (FIREFOX_VP8.replace("a=rid:f send", ""), "rid f"),
            (format!("v=0\r\n{}", "a=x\r\n".repeat(20_000)), "32 KiB"),
        ] {
            let error = choose(&text).unwrap_err().to_string();
            assert!(error.contains(reason), "{error} does not say {reason}");
        }
    }

    #[test]
    fn constrained_baseline_is_told_by_profile_and_flag() {
        for usable in ["42e01f", "42c01e", "42E034", "4240ff"] {
            assert!(is_constrained_baseline(usable), "{usable}");
        }
        for other in ["42001f", "4d001f", "640c1f", "", "zz", "142e01f"] {
            assert!(!is_constrained_baseline(other), "{other}");
        }
    }

    #[test]
    fn candidates_are_replaced_by_the_advertised_addresses() {
        let answer =
            include_str!("../../tests/fixtures/sdp/chromium-156-h264-simulcast.answer.sdp");
        let addresses = ["192.0.2.7".parse().unwrap(), "2001:db8::7".parse().unwrap()];
        let text = with_own_candidates(answer, &addresses, 4000);
        let candidates: Vec<&str> = text.lines().filter(|line| is_candidate(line)).collect();
        assert_eq!(
            candidates,
            [
                "a=candidate:1 1 udp 2130706431 192.0.2.7 4000 typ host",
                "a=candidate:2 1 udp 2130706175 2001:db8::7 4000 typ host",
                "a=candidate:3 1 tcp 1520435199 192.0.2.7 4000 typ host tcptype passive",
                "a=candidate:4 1 tcp 1520434943 2001:db8::7 4000 typ host tcptype passive",
                "a=end-of-candidates",
            ]
        );
        let (first_section, second_section) = text.split_once("m=video").unwrap();
        assert!(first_section.contains("a=candidate"));
        assert!(!second_section.contains("a=candidate"));
        assert_eq!(text.matches("a=ice-lite").count(), 1);
    }

    #[test]
    fn the_pictures_formats_get_bounds_and_nothing_else_does() {
        let bounds = "x-google-start-bitrate=1800;x-google-min-bitrate=1200";
        for (answer, expected) in [
            (
                include_str!("../../tests/fixtures/sdp/chromium-156-h264-simulcast.answer.sdp"),
                "packetization-mode=1;profile-level-id=42e01f;",
            ),
            (
                include_str!("../../tests/fixtures/sdp/chromium-156-vp8-simulcast.answer.sdp"),
                "a=fmtp:96 ",
            ),
        ] {
            let settled = Description::parse(answer).unwrap().settled().unwrap();
            let text = with_bitrates(answer, &settled);
            let changed: Vec<&str> = text.lines().filter(|line| line.contains(bounds)).collect();
            assert_eq!(changed.len(), settled.video_types.len(), "{text}");
            assert!(changed[0].contains(expected), "{changed:?}");
            // It still settles to the same, and loses no line.
            assert_eq!(
                Description::parse(&text).unwrap().settled().unwrap(),
                settled
            );
            assert!(text.lines().count() >= answer.lines().count());
        }
    }

    #[test]
    fn redundant_sound_is_named_before_plain_sound() {
        let answer = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=rtpmap:111 opus/48000/2\r\n\
                      a=rtpmap:63 red/48000/2\r\nm=video 9 UDP/TLS/RTP/SAVPF 102\r\n\
                      a=rtpmap:102 VP8/90000\r\n";
        let settled = Description::parse(answer).unwrap().settled().unwrap();
        assert_eq!(
            (&settled.audio_types[..], settled.red_type),
            (&[111][..], Some(63))
        );
        let text = with_red_first(answer, &settled);
        assert_eq!(text, answer.replace("SAVPF 111 63", "SAVPF 63 111"));
        let plain = answer
            .replace("a=rtpmap:63 red/48000/2\r\n", "")
            .replace(" 63", "");
        let settled = Description::parse(&plain).unwrap().settled().unwrap();
        assert_eq!(with_red_first(&plain, &settled), plain);
    }

    proptest! {
        #[test]
        fn no_damaged_offer_panics(at in 0usize..20_000, length in 0usize..40, put in "\\PC{0,20}") {
            let mut text: Vec<char> = CHROMIUM_H264.chars().collect();
            let start = at % text.len();
            let end = (start + length).min(text.len());
            text.splice(start..end, put.chars());
            let text: String = text.into_iter().collect();
            if let Ok(description) = Description::parse(&text) {
                let _ = description.choose();
                let _ = description.settled();
            }
            with_own_candidates(&text, &[], 1);
        }
    }
}
