//! From an offer to an answering connection on the shared port.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::Registry;
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use tokio::sync::mpsc;
use webrtc::peer_connection::{
    CipherSuiteId, MediaEngine, PeerConnection, PeerConnectionBuilder, RTCConfigurationBuilder,
    RTCSdpType, RTCSessionDescription, SettingEngine, SettingEngineBuilder, SrtpProtectionProfile,
    configure_rtcp_reports, configure_simulcast_extension_headers, configure_twcc_receiver_only,
};

use crate::assemble::{OPUS_CLOCK, VIDEO_CLOCK};
use crate::driver::{Handler, Signal};
use crate::error::SfuError;
use crate::frame::VideoCodec;
use crate::port::Registration;
use crate::repair::Repair;
use crate::reports::{self, ReportTap, SenderClocks};
use crate::runtime::PeerRuntime;
use crate::sdp::{self, Choice, Description, Settled};

/// RFC 9143: which section a packet belongs to, for senders that do not name their SSRC.
const MID_EXTENSION: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";

/// Firefox proves its consent every 4 to 6 s (RFC 7675), Chromium every 2.5 s; two of
/// Firefox's may be lost before the path counts as disturbed. The peer's own watch on
/// silence is quicker (`peer.rs`).
const ICE_DISCONNECTED: Duration = Duration::from_secs(13);
/// After that: together half a minute without a sign of life is the end.
const ICE_FAILED: Duration = Duration::from_secs(17);
/// The library's default; an ICE-lite agent hardly uses it.
const ICE_KEEPALIVE: Duration = Duration::from_secs(2);

/// How often the library looks after a connection that is being made. It writes the beginning
/// of the DTLS handshake when the client has chosen a path, and sends it only at its next look:
/// with its own 200 ms that was most of a join. An ICE-lite agent sends no checks, so that a
/// look costs next to nothing, and there are none of these once the path is chosen.
const LOOK_WHILE_CONNECTING: Duration = Duration::from_millis(5);

/// How far behind the newest packet one of the same source may come (RFC 3711, section 3.3.2).
/// Sound that is sent again as it was keeps its number, and so do pictures where the browser has
/// no RTX; and packets may overtake each other by a tenth of a second. The library's 64 numbers
/// are a third of a second of pictures, or one key frame. As much as an assembler holds
/// (`assemble/order.rs`).
const REPLAY_WINDOW: usize = 1024;

/// RFC 9325's recommended suites for DTLS 1.2, without the CBC suites of the library's default.
/// Browsers make ECDSA certificates unless a page asks for RSA.
const CIPHER_SUITES: [CipherSuiteId; 4] = [
    CipherSuiteId::Tls_Ecdhe_Ecdsa_With_Aes_128_Gcm_Sha256,
    CipherSuiteId::Tls_Ecdhe_Ecdsa_With_ChaCha20_Poly1305_Sha256,
    CipherSuiteId::Tls_Ecdhe_Rsa_With_Aes_128_Gcm_Sha256,
    CipherSuiteId::Tls_Ecdhe_Rsa_With_ChaCha20_Poly1305_Sha256,
];

/// The library's default without tags of 32 bits; the last is what every browser has to have
/// (RFC 8827, section 6.5).
const PROTECTION_PROFILES: [SrtpProtectionProfile; 3] = [
    SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
    SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
    SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
];

/// The library's payload types until the offer's replace them. Redundant sound names the type
/// of what it carries, which in every browser that offers it is this one.
const OPUS_TYPE: u8 = 111;
const RED_TYPE: u8 = 63;
const VIDEO_TYPE: u8 = 96;
const REPEATS_TYPE: u8 = 97;

/// A fresh ICE identity (RFC 8445, section 5.3). The ufrag also routes datagrams, so it
/// is long enough not to be guessed: 96 bits, the password 192. Who has only the first is
/// not heard (`port.rs`).
pub(crate) struct Credentials {
    pub(crate) ufrag: String,
    pub(crate) pwd: String,
}

impl Credentials {
    pub(crate) fn random() -> Credentials {
        Credentials {
            ufrag: ice_chars(&rand::random::<[u8; 16]>()),
            pwd: ice_chars(&rand::random::<[u8; 32]>()),
        }
    }
}

/// Six bits of each byte as one of the 64 `ice-char`s (RFC 8839, section 5.4).
fn ice_chars(random: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    random
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte & 63)]))
        .collect()
}

fn feedback(kind: &str, parameter: &str) -> RTCPFeedback {
    RTCPFeedback {
        typ: kind.to_owned(),
        parameter: parameter.to_owned(),
    }
}

fn codec(
    mime_type: &str,
    payload_type: u8,
    clock_rate: u32,
    format: &str,
    rtcp_feedback: Vec<RTCPFeedback>,
) -> RTCRtpCodecParameters {
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: mime_type.to_owned(),
            clock_rate,
            channels: if clock_rate == OPUS_CLOCK { 2 } else { 0 },
            sdp_fmtp_line: format.to_owned(),
            rtcp_feedback,
        },
        payload_type,
    }
}

/// Only the chosen codec is registered: an answer with two would let the browser change
/// in the middle of a take.
fn media_engine(video: VideoCodec) -> Result<MediaEngine, SfuError> {
    let mut engine = MediaEngine::default();
    // Browsers offer retransmission of sound only when the page asks for it; then it is
    // taken up (10 % of loss on the way up is 10 % of the sound without it).
    let sound = codec(
        "audio/opus",
        OPUS_TYPE,
        OPUS_CLOCK,
        "minptime=10;useinbandfec=1",
        vec![feedback("transport-cc", ""), feedback("nack", "")],
    );
    let redundant = codec(
        "audio/red",
        RED_TYPE,
        OPUS_CLOCK,
        &format!("{OPUS_TYPE}/{OPUS_TYPE}"),
        vec![feedback("transport-cc", ""), feedback("nack", "")],
    );
    let (mime_type, format) = match video {
        VideoCodec::H264 => (
            "video/H264",
            "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
        ),
        VideoCodec::Vp8 => ("video/VP8", ""),
    };
    let picture = codec(
        mime_type,
        VIDEO_TYPE,
        VIDEO_CLOCK,
        format,
        vec![
            feedback("goog-remb", ""),
            feedback("ccm", "fir"),
            feedback("nack", ""),
            feedback("nack", "pli"),
            feedback("transport-cc", ""),
        ],
    );
    let repeats = codec(
        "video/rtx",
        REPEATS_TYPE,
        VIDEO_CLOCK,
        &format!("apt={VIDEO_TYPE}"),
        vec![],
    );
    for (codec, kind) in [
        (sound, RtpCodecKind::Audio),
        (redundant, RtpCodecKind::Audio),
        (picture, RtpCodecKind::Video),
        (repeats, RtpCodecKind::Video),
    ] {
        engine
            .register_codec(codec, kind)
            .map_err(SfuError::transport)?;
    }
    engine
        .register_header_extension(
            RTCRtpHeaderExtensionCapability {
                uri: MID_EXTENSION.to_owned(),
            },
            RtpCodecKind::Audio,
            None,
        )
        .map_err(SfuError::transport)?;
    Ok(engine)
}

fn settings(credentials: Credentials) -> SettingEngine {
    SettingEngineBuilder::default()
        .with_lite(true)
        .with_ice_credentials(credentials.ufrag, credentials.pwd)
        .with_ice_timeouts(
            Some(ICE_DISCONNECTED),
            Some(ICE_FAILED),
            Some(ICE_KEEPALIVE),
        )
        .with_ice_connection_attempts(Some(LOOK_WHILE_CONNECTING), None)
        .with_srtp_replay_protection_window(REPLAY_WINDOW)
        .with_dtls_cipher_suites(CIPHER_SUITES.to_vec())
        .with_srtp_protection_profiles(PROTECTION_PROFILES.to_vec())
        // It would open port 5353 for each peer.
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        // The placeholder sockets are on loopback; see `PeerRuntime::wrap_udp_socket`.
        .with_include_loopback_candidate(true)
        .build()
}

/// Builds the connection; no packet is read before [`answer`] has run.
pub(crate) async fn build(
    choice: Choice,
    credentials: Credentials,
    registration: &Registration,
    advertise: &[IpAddr],
    clocks: Arc<SenderClocks>,
    requested: Arc<AtomicU64>,
    signals: mpsc::Sender<Signal>,
) -> Result<Arc<dyn PeerConnection>, SfuError> {
    let mut engine = media_engine(choice.video)?;
    // The library's default set but for NACK: nothing is sent that could be asked for, and what
    // is asked for is decided here.
    configure_simulcast_extension_headers(&mut engine).map_err(SfuError::transport)?;
    let registry =
        configure_twcc_receiver_only(Registry::new(), &mut engine).map_err(SfuError::transport)?;
    let registry = configure_rtcp_reports(registry)
        .with(Repair::SLOT, Repair::new(requested))
        .with(reports::slot(), ReportTap::new(clocks));
    let mut placeholders = vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))];
    if advertise.iter().any(IpAddr::is_ipv6) {
        placeholders.push(SocketAddr::from((Ipv6Addr::LOCALHOST, 0)));
    }
    let runtime = PeerRuntime::new(registration.port().clone(), registration.inbox().clone());
    let connection = PeerConnectionBuilder::new()
        .with_configuration(RTCConfigurationBuilder::default().build())
        .with_media_engine(engine)
        .with_interceptor_registry(registry)
        .with_setting_engine(settings(credentials))
        .with_handler(Arc::new(Handler { signals }))
        .with_runtime(Arc::new(runtime))
        .with_udp_addrs(placeholders)
        .build()
        .await
        .map_err(SfuError::transport)?;
    Ok(Arc::new(connection))
}

async fn take_offer(connection: &dyn PeerConnection, offer: &str) -> Result<(), SfuError> {
    let offer = RTCSessionDescription::offer(sdp::without_candidates(offer))
        .map_err(SfuError::bad_offer)?;
    connection
        .set_remote_description(offer)
        .await
        .map_err(SfuError::bad_offer)
}

/// The library's answer to an offer, before candidates.
pub(crate) async fn answer(
    connection: &dyn PeerConnection,
    offer: &str,
) -> Result<(String, Settled), SfuError> {
    take_offer(connection, offer).await?;
    let answer = connection
        .create_answer(None)
        .await
        .map_err(SfuError::bad_offer)?;
    let text = answer.sdp.clone();
    connection
        .set_local_description(answer)
        .await
        .map_err(SfuError::bad_offer)?;
    let settled = Description::parse(&text)?
        .settled()
        .ok_or_else(|| SfuError::bad_offer("sound or picture could not be settled"))?;
    let text = sdp::with_red_first(&sdp::with_bitrates(&text, &settled), &settled);
    Ok((text, settled))
}

/// Gives the connection another offer's ICE credentials, which is what an ICE restart is to an
/// agent that keeps its own and sends no checks (RFC 8445, section 2.4). The answer is the old
/// one.
///
/// The offer is taken back at once. Answering it would make the library set up all tracks anew
/// and forget which sources are the layers of the picture; browsers say that (RFC 8852) only
/// until they know that they were heard, so that the picture would never come back.
pub(crate) async fn restart(connection: &dyn PeerConnection, offer: &str) -> Result<(), SfuError> {
    take_offer(connection, offer).await?;
    let mut back = RTCSessionDescription::default();
    back.sdp_type = RTCSdpType::Rollback;
    connection
        .set_remote_description(back)
        .await
        .map_err(SfuError::transport)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_long_enough_and_never_the_same() {
        let (a, b) = (Credentials::random(), Credentials::random());
        assert_eq!((a.ufrag.len(), a.pwd.len()), (16, 32));
        assert_ne!(a.ufrag, b.ufrag);
        let is_ice_char = |c: char| c.is_ascii_alphanumeric() || c == '+' || c == '/';
        assert!(a.pwd.chars().all(is_ice_char));
    }
}
