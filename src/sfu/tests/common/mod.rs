//! A sender whose packets are made up: they have the shape of the codec and say which
//! frame they are, nothing more.
#![allow(dead_code)]

// The publisher of the traffic generator, as files: the edges of the house allow no
// dependency on that crate.
#[path = "../../../../tests/load/clip.rs"]
pub mod clip;
#[path = "../../../../tests/load/encode.rs"]
pub mod encode;
#[path = "../../../../tests/load/publisher.rs"]
pub mod publisher;
#[path = "../../../../tests/load/wire.rs"]
pub mod wire;

pub mod relay;

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use bytes::Bytes;
use relay::Relay;
use sfu::{Connected, Frame, FrameReceiver, PeerEvent, Sfu, SfuConfig};
use tokio::sync::mpsc;
use tokio::time::timeout;
use wire::{Codec, Stream, Wire, WireOptions};

pub const PATIENCE: Duration = Duration::from_secs(10);

pub async fn bind() -> Sfu {
    Sfu::bind(SfuConfig {
        listen: (Ipv4Addr::LOCALHOST, 0).into(),
        advertise: vec![IpAddr::V4(Ipv4Addr::LOCALHOST)],
        receive_buffer_bytes: 1 << 20,
    })
    .await
    .unwrap()
}

/// Connects a sender to the port, both sides.
pub async fn connect(sfu: &Sfu, options: WireOptions) -> (Wire, Connected) {
    let mut connected = None;
    let place = &mut connected;
    let wire = Wire::connect(options, |offer| async move {
        let mut answered = sfu.connect(&offer).await?;
        let answer = std::mem::take(&mut answered.answer);
        *place = Some(answered);
        Ok(answer)
    })
    .await
    .unwrap();
    (wire, connected.unwrap())
}

/// The same through a relay. `offer` may be changed on its way.
pub async fn connect_through(
    relay: &Relay,
    sfu: &Sfu,
    options: WireOptions,
    change: impl Fn(String) -> String,
) -> anyhow::Result<(Wire, Connected)> {
    let mut connected = None;
    let place = &mut connected;
    let wire = Wire::connect(options, |offer| async move {
        let mut answered = sfu.connect(&change(offer)).await?;
        let answer = relay.instead(&std::mem::take(&mut answered.answer));
        *place = Some(answered);
        Ok(answer)
    })
    .await;
    match (wire, connected) {
        (Ok(wire), Some(connected)) => Ok((wire, connected)),
        (Err(error), _) => Err(error),
        (Ok(_), None) => anyhow::bail!("there was no exchange"),
    }
}

/// The first event that `wanted` accepts.
pub async fn event(events: &mut mpsc::Receiver<PeerEvent>, wanted: PeerEvent) {
    timeout(PATIENCE, async {
        while let Some(event) = events.recv().await {
            if event == wanted {
                return;
            }
        }
        panic!("the events ended before {wanted:?}");
    })
    .await
    .unwrap_or_else(|_| panic!("no {wanted:?}"));
}

pub async fn frame(frames: &mut FrameReceiver) -> Frame {
    timeout(PATIENCE, frames.recv())
        .await
        .expect("no frame in time")
        .expect("the take ended")
}

/// A made-up stream of one layer or of the sound.
pub struct Source {
    stream: Stream,
    codec: Codec,
    sequence: u16,
    timestamp: u32,
    number: u32,
    mark: u8,
}

impl Source {
    /// `mark` is repeated in each frame, to tell senders apart. Starts just before both
    /// counters wrap around.
    pub fn new(stream: Stream, codec: Codec, mark: u8) -> Source {
        Source {
            stream,
            codec,
            sequence: u16::MAX - 7,
            timestamp: u32::MAX - 20_000,
            number: 0,
            mark,
        }
    }

    /// Goes on after packets that were sent without it.
    pub fn starting_at(mut self, sequence: u16, timestamp: u32) -> Source {
        (self.sequence, self.timestamp) = (sequence, timestamp);
        self
    }

    /// How many were sent; the next has this number.
    pub fn sent(&self) -> u32 {
        self.number
    }

    /// Sends the next picture or packet of sound.
    pub async fn send(&mut self, wire: &Wire, key: bool) {
        let tail = [&self.number.to_be_bytes()[..], &[self.mark]].concat();
        let (payloads, step) = match (self.stream, self.codec) {
            (Stream::Audio, _) => (vec![tail], 960),
            (_, Codec::Vp8) => (vp8(key, &tail), 3000),
            (_, Codec::H264) => (h264(key, &tail), 3000),
        };
        let last = payloads.len() - 1;
        for (index, payload) in payloads.into_iter().enumerate() {
            let marker = index == last && self.stream != Stream::Audio;
            let payload = Bytes::from(payload);
            wire.send(self.stream, self.sequence, self.timestamp, marker, payload)
                .await
                .unwrap();
            self.sequence = self.sequence.wrapping_add(1);
        }
        self.timestamp = self.timestamp.wrapping_add(step);
        self.number += 1;
    }

    /// The timestamp of the next frame.
    pub fn timestamp(&self) -> u32 {
        self.timestamp
    }
}

/// Number and mark of a made-up frame.
pub fn read(frame: &Frame) -> (u32, u8) {
    let (rest, mark) = frame.bytes.split_at(frame.bytes.len() - 1);
    let number = &rest[rest.len() - 4..];
    (u32::from_be_bytes(number.try_into().unwrap()), mark[0])
}

fn vp8(key: bool, tail: &[u8]) -> Vec<Vec<u8>> {
    let head: &[u8] = match key {
        true => &[0x10, 2, 0, 0x9D, 1, 0x2A, 0x40, 1, 0xB4, 0],
        false => &[0x11, 2, 0],
    };
    vec![
        [&[0x10][..], head].concat(),
        [&[0x00][..], &[7; 500]].concat(),
        [&[0x00][..], tail].concat(),
    ]
}

fn h264(key: bool, tail: &[u8]) -> Vec<Vec<u8>> {
    let nal = if key { 5 } else { 1 };
    let fragment = |flags: u8, data: &[u8]| [&[0x7C, flags | nal][..], data].concat();
    let mut payloads = vec![fragment(0x80, &[7; 500]), fragment(0x40, tail)];
    if key {
        let (sps, pps) = ([0x67, 0x42, 0xE0, 0x1F, 1], [0x68, 0xCE, 2]);
        let stap = [&[0x78, 0, 5][..], &sps, &[0, 3], &pps].concat();
        payloads.insert(0, stap);
    }
    payloads
}

/// A binding request for `ufrag` without integrity: what a stranger can make who saw another.
pub fn binding_request(ufrag: &str) -> Vec<u8> {
    let username = format!("{ufrag}:stranger");
    let mut attribute = 6u16.to_be_bytes().to_vec();
    attribute.extend((username.len() as u16).to_be_bytes());
    attribute.extend(username.as_bytes());
    attribute.resize(attribute.len().next_multiple_of(4), 0);
    let mut datagram = vec![0, 1];
    datagram.extend((attribute.len() as u16).to_be_bytes());
    datagram.extend([0x21, 0x12, 0xA4, 0x42]);
    datagram.extend([9; 12]);
    datagram.extend(attribute);
    datagram
}
