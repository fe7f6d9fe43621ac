//! Offers of real browsers, and what no browser would send.
#![allow(clippy::unwrap_used)]

mod common;

use common::bind;
use sfu::{Sfu, SfuError, VideoCodec};

fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/sdp");
    std::fs::read_to_string(format!("{folder}/{name}.offer.sdp")).unwrap()
}

async fn answered(sfu: &Sfu, browser: &str, codec: VideoCodec, lines: &[&str]) {
    let connected = sfu.connect(&fixture(browser)).await.unwrap();
    assert_eq!(connected.peer.video_codec(), codec);
    let answer = connected.answer.as_str();
    let (_, video) = answer.split_once("m=video").unwrap();
    let rtpmaps: Vec<&str> = video
        .lines()
        .filter_map(|line| line.strip_prefix("a=rtpmap:"))
        .collect();
    let repeats = rtpmaps.iter().filter(|own| own.ends_with(" rtx/90000"));
    assert_eq!(
        (rtpmaps.len(), repeats.count()),
        (2, 1),
        "one codec: {rtpmaps:?}"
    );
    for line in [
        "a=ice-lite",
        "a=setup:active",
        "a=rid:q recv",
        "a=rid:f recv",
        "a=simulcast:recv q;f",
        "a=recvonly",
        "a=end-of-candidates",
    ]
    .iter()
    .chain(lines)
    {
        assert!(
            answer.lines().any(|own| own == *line),
            "{browser}: no {line} in\n{answer}"
        );
    }
    let own = format!("127.0.0.1 {} typ host", sfu.port());
    let over_tcp = format!("{own} tcptype passive");
    let candidates: Vec<&str> = answer
        .lines()
        .filter(|line| line.starts_with("a=candidate:"))
        .collect();
    assert_eq!(candidates.len(), 2);
    assert!(candidates[0].contains(" udp ") && candidates[0].ends_with(&own));
    assert!(candidates[1].contains(" tcp ") && candidates[1].ends_with(&over_tcp));
    connected.peer.close().await;
    assert_eq!(sfu.load().peers, 0);
}

#[tokio::test]
async fn real_browsers_get_the_codec_they_prefer() {
    let sfu = bind().await;
    answered(
        &sfu,
        "chromium-156-h264-simulcast",
        VideoCodec::H264,
        &["a=rtpmap:108 H264/90000", "a=rtpmap:111 opus/48000/2"],
    )
    .await;
    answered(
        &sfu,
        "chromium-156-vp8-simulcast",
        VideoCodec::Vp8,
        &["a=rtpmap:96 VP8/90000"],
    )
    .await;
    answered(
        &sfu,
        "firefox-esr-153-vp8-simulcast",
        VideoCodec::Vp8,
        &["a=rtpmap:120 VP8/90000", "a=rtpmap:109 opus/48000/2"],
    )
    .await;
}

#[tokio::test]
async fn retransmission_of_sound_is_taken_up_where_it_is_offered() {
    let sfu = bind().await;
    let offer = fixture("chromium-156-h264-simulcast").replace(
        "a=rtcp-fb:111 transport-cc",
        "a=rtcp-fb:111 transport-cc\r\na=rtcp-fb:111 nack",
    );
    let connected = sfu.connect(&offer).await.unwrap();
    assert!(connected.answer.contains("a=rtcp-fb:111 nack\r\n"));
}

#[tokio::test]
async fn what_cannot_be_answered_leaves_nothing_behind() {
    let sfu = bind().await;
    let firefox = fixture("firefox-esr-153-vp8-simulcast");
    for offer in [
        String::new(),
        "v=0\r\n".to_owned(),
        firefox.replace("a=ice-ufrag", "a=ice-ugarf"),
        firefox.replace("a=fingerprint", "a=tnirpregnif"),
        firefox.replace("sha-256 75:33", "sha-256 zz:33"),
        firefox.replace("a=mid:1", "a=mid:0"),
        firefox.replace("a=extmap:7 ", "a=extmap:70000 "),
        firefox.replace("m=video 0 UDP/TLS/RTP/SAVPF", "m=video 0 RTP/AVP"),
    ] {
        // Refused, or answered and gone with its handle.
        drop(sfu.connect(&offer).await);
    }
    assert!(matches!(
        sfu.connect(&firefox.replace("VP8/90000", "VP7/90000"))
            .await,
        Err(SfuError::UnsupportedCodec { .. })
    ));
    let gone = async {
        while sfu.load().peers > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(common::PATIENCE, gone).await.unwrap();
}

/// Lines of a real offer missing, doubled or cut: the library may refuse, the port lives.
#[tokio::test]
async fn no_damaged_offer_harms_the_port() {
    let sfu = bind().await;
    let offer = fixture("chromium-156-h264-simulcast");
    let lines: Vec<&str> = offer.lines().collect();
    // Every third line: an answer to a still good offer costs a certificate.
    for (index, line) in lines.iter().enumerate().step_by(3) {
        let mut damaged = lines.clone();
        match index / 3 % 3 {
            0 => {
                damaged.remove(index);
            }
            1 => damaged.insert(index, line),
            _ => damaged[index] = &line[..line.len() / 2],
        }
        drop(sfu.connect(&(damaged.join("\r\n") + "\r\n")).await);
    }
    let connected = sfu.connect(&offer).await.unwrap();
    assert_eq!(connected.peer.video_codec(), VideoCodec::H264);
}

#[tokio::test]
async fn candidates_are_checked_and_need_not_be_used() {
    let sfu = bind().await;
    let connected = sfu
        .connect(&fixture("firefox-esr-153-vp8-simulcast"))
        .await
        .unwrap();
    let candidate = |text: &str| sfu::Candidate {
        candidate: text.to_owned(),
        sdp_mid: Some("0".to_owned()),
        sdp_m_line_index: Some(0),
    };
    let peer = connected.peer;
    for good in [
        "",
        "candidate:1 1 udp 2122260223 8f0c3bbe-1f2a-4c11-a3cb-0c6f0b2e7d5a.local 54321 typ host",
    ] {
        peer.add_candidate(candidate(good)).await.unwrap();
    }
    for bad in ["candidate:1", &"x ".repeat(1000)] {
        assert!(matches!(
            peer.add_candidate(candidate(bad)).await,
            Err(SfuError::BadOffer(_))
        ));
    }
    peer.close().await;
    assert!(matches!(
        peer.add_candidate(candidate("")).await,
        Err(SfuError::Closed)
    ));
    assert!(matches!(
        peer.restart_ice("v=0").await,
        Err(SfuError::Closed)
    ));
}
