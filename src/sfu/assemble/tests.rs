//! The assembler as a whole, on made-up streams whose every frame is known.

use super::*;
use crate::frame::MediaTime;
use proptest::prelude::*;

/// Frame `n` was captured at `n` × 33 ms; every `key_every`th is a key frame.
struct Stream {
    packets: Vec<(usize, Packet)>,
    frames: Vec<(Bytes, bool)>,
}

const FRAME_US: i64 = 33_333;

impl Stream {
    /// `sizes`: how many packets each frame has. Both counters start so that they wrap
    /// around on the way.
    fn new(codec: VideoCodec, sizes: &[usize], key_every: usize, epoch: Instant) -> Stream {
        let mut stream = Stream {
            packets: Vec::new(),
            frames: Vec::new(),
        };
        let (mut sequence, mut timestamp) = (65_500u16, u32::MAX - 30_000);
        for (number, size) in sizes.iter().enumerate() {
            let key = number % key_every == 0;
            let arrival = epoch + Duration::from_micros(number as u64 * FRAME_US as u64);
            let (payloads, bytes) = match codec {
                VideoCodec::Vp8 => vp8(number as u32, *size, key),
                VideoCodec::H264 => h264(number as u32, *size, key),
            };
            let last = payloads.len() - 1;
            for (index, payload) in payloads.into_iter().enumerate() {
                stream.packets.push((
                    number,
                    Packet {
                        ssrc: 1,
                        sequence,
                        timestamp,
                        marker: index == last,
                        payload: payload.into(),
                        arrival,
                    },
                ));
                sequence = sequence.wrapping_add(1);
            }
            timestamp = timestamp.wrapping_add(3000);
            stream.frames.push((bytes.into(), key));
        }
        stream
    }
}

fn vp8(number: u32, size: usize, key: bool) -> (Vec<Vec<u8>>, Vec<u8>) {
    let mut bytes = match key {
        true => vec![0x10, 2, 0, 0x9D, 1, 0x2A, 0x40, 1, 0xB4, 0],
        false => vec![0x11, 2, 0],
    };
    bytes.extend(number.to_be_bytes());
    bytes.resize(bytes.len() + size * 10, number as u8);
    let piece = bytes.len().div_ceil(size);
    let payloads = bytes.chunks(piece).enumerate().map(|(index, data)| {
        let descriptor = if index == 0 { 0x10 } else { 0x00 };
        [&[descriptor][..], data].concat()
    });
    (payloads.collect(), bytes)
}

fn h264(number: u32, size: usize, key: bool) -> (Vec<Vec<u8>>, Vec<u8>) {
    let mut nal = vec![if key { 0x65 } else { 0x41 }];
    nal.extend(number.to_be_bytes());
    nal.resize(nal.len() + size * 10, number as u8);
    let mut payloads = Vec::new();
    let mut bytes = Vec::new();
    if key {
        let (sps, pps) = ([0x67, 0x42, 0xE0, 0x1F], [0x68, 0xCE, 0x3C]);
        payloads.push([&[0x78, 0, 4][..], &sps, &[0, 3], &pps].concat());
        for set in [&sps[..], &pps] {
            bytes.extend((set.len() as u32).to_be_bytes());
            bytes.extend_from_slice(set);
        }
    }
    bytes.extend((nal.len() as u32).to_be_bytes());
    bytes.extend_from_slice(&nal);
    if size == 1 {
        payloads.push(nal);
    } else {
        let piece = (nal.len() - 1).div_ceil(size);
        let pieces: Vec<&[u8]> = nal[1..].chunks(piece).collect();
        for (index, data) in pieces.iter().enumerate() {
            let start = if index == 0 { 0x80 } else { 0 };
            let end = if index + 1 == pieces.len() { 0x40 } else { 0 };
            let header = start | end | (nal[0] & 0x1F);
            payloads.push([&[(nal[0] & 0x60) | 28, header][..], data].concat());
        }
    }
    (payloads, bytes)
}

struct Line {
    assembler: Assembler,
    epoch: Instant,
    out: VecDeque<Frame>,
}

impl Line {
    fn new(codec: VideoCodec, depth: Depth) -> Line {
        let epoch = Instant::now();
        Line {
            assembler: Assembler::pictures(depth, epoch, codec),
            epoch,
            out: VecDeque::new(),
        }
    }

    fn push(&mut self, packet: &Packet) {
        self.assembler.push(packet.clone(), &mut self.out);
    }

    fn poll(&mut self, ms: u64) {
        let now = self.epoch + Duration::from_millis(ms);
        self.assembler.poll(now, &mut self.out);
    }

    fn numbers(&mut self, stream: &Stream) -> Vec<usize> {
        let place = |frame: &Frame| {
            let is_it = |(bytes, key): &(Bytes, bool)| *bytes == frame.bytes && *key == frame.key;
            stream
                .frames
                .iter()
                .position(is_it)
                .expect("a frame that was sent")
        };
        self.out.drain(..).map(|frame| place(&frame)).collect()
    }
}

fn clean(codec: VideoCodec, sizes: &[usize]) -> (Line, Stream) {
    let line = Line::new(codec, Depth::Recording);
    let stream = Stream::new(codec, sizes, 10, line.epoch);
    (line, stream)
}

#[test]
fn a_clean_stream_comes_out_whole_and_evenly_timed() {
    for codec in [VideoCodec::H264, VideoCodec::Vp8] {
        let (mut line, stream) = clean(codec, &[3, 1, 2, 4, 1, 1]);
        for (_, packet) in &stream.packets {
            line.push(packet);
        }
        for (number, frame) in line.out.iter().enumerate() {
            assert_eq!(frame.bytes, stream.frames[number].0);
            assert_eq!(frame.key, number == 0);
            let time = frame.media_time.0 - number as i64 * FRAME_US;
            assert!((0..=2).contains(&time), "{codec:?} {number}: {frame:?}");
        }
        assert_eq!(line.out.len(), 6);
        let counts = line.assembler.counts();
        assert_eq!((counts.frames, counts.frames_dropped), (6, 0));
    }
}

#[test]
fn a_take_that_begins_in_the_middle_waits_for_the_next_key_frame() {
    for codec in [VideoCodec::H264, VideoCodec::Vp8] {
        let (mut line, stream) = clean(codec, &[2; 14]);
        let now = line.epoch;
        assert!(line.assembler.wants_key(now));
        for (number, packet) in &stream.packets {
            if *number >= 3 {
                line.push(packet);
            }
        }
        assert_eq!(line.numbers(&stream), [10, 11, 12, 13]);
        assert!(!line.assembler.wants_key(now));
        assert_eq!(line.assembler.counts().frames_dropped, 7);
    }
}

#[test]
fn after_a_loss_everything_up_to_the_next_key_frame_is_dropped_and_one_is_asked_for() {
    for codec in [VideoCodec::H264, VideoCodec::Vp8] {
        let (mut line, stream) = clean(codec, &[2; 23]);
        let lost = stream
            .packets
            .iter()
            .position(|(number, _)| *number == 5)
            .unwrap();
        for (index, (_, packet)) in stream.packets.iter().enumerate() {
            if index != lost {
                line.push(packet);
            }
        }
        assert_eq!(line.numbers(&stream), [0, 1, 2, 3, 4]);
        // The gap showed with the packet behind it, at 5 × 33 ms.
        line.poll(1_166);
        assert_eq!(line.numbers(&stream), []);
        let at = |ms| line.epoch + Duration::from_millis(ms);
        let (soon, before_again, again) = (at(1_167), at(2_166), at(2_167));
        line.poll(1_167);
        // The stream came to its end meanwhile; what was held is passed on from the key
        // frame on.
        assert_eq!(line.numbers(&stream), (10..23).collect::<Vec<_>>());
        assert_eq!(line.assembler.counts().frames_dropped, 5);

        // The same without a key frame behind the gap.
        let mut line = Line::new(codec, Depth::Recording);
        for (index, (number, packet)) in stream.packets.iter().enumerate() {
            if index != lost && *number < 10 {
                line.push(packet);
            }
        }
        line.assembler.poll(soon, &mut line.out);
        assert!(line.assembler.wants_key(soon));
        assert!(!line.assembler.wants_key(before_again));
        assert!(line.assembler.wants_key(again));
    }
}

#[test]
fn a_late_retransmission_saves_the_recording_but_not_the_tap() {
    for (depth, expected) in [(Depth::Recording, 9), (Depth::Tap, 3)] {
        let mut line = Line::new(VideoCodec::Vp8, depth);
        let stream = Stream::new(VideoCodec::Vp8, &[1; 9], 100, line.epoch);
        let mut late = stream.packets[3].1.clone();
        for (number, packet) in &stream.packets {
            if *number != 3 {
                line.push(packet);
            }
        }
        line.poll(800);
        late.arrival = line.epoch + Duration::from_millis(800);
        line.push(&late);
        assert_eq!(line.numbers(&stream).len(), expected, "{depth:?}");
    }
}

#[test]
fn padding_takes_a_number_and_nothing_else() {
    let (mut line, stream) = clean(VideoCodec::H264, &[2, 2]);
    for (shift, (_, packet)) in (0u16..).zip(&stream.packets) {
        let mut packet = packet.clone();
        packet.sequence = packet.sequence.wrapping_add(shift);
        line.push(&packet);
        let mut padding = packet.clone();
        padding.sequence = padding.sequence.wrapping_add(1);
        padding.payload = Bytes::new();
        line.push(&padding);
    }
    assert_eq!(line.numbers(&stream), [0, 1]);
}

#[test]
fn a_frame_without_a_marker_ends_where_the_next_one_begins() {
    let (mut line, stream) = clean(VideoCodec::H264, &[1, 2, 1, 1]);
    for (_, packet) in &stream.packets {
        let mut packet = packet.clone();
        packet.marker = false;
        line.push(&packet);
    }
    assert_eq!(line.numbers(&stream), [0, 1, 2]);
}

#[test]
fn another_source_goes_on_with_its_own_numbers() {
    let (mut line, stream) = clean(VideoCodec::Vp8, &[2; 4]);
    for (_, packet) in &stream.packets {
        line.push(packet);
    }
    let last = line.out.back().unwrap().media_time;
    assert_eq!(line.numbers(&stream), [0, 1, 2, 3]);
    for (_, packet) in &stream.packets {
        let mut packet = packet.clone();
        packet.ssrc = 2;
        packet.sequence = packet.sequence.wrapping_add(9_000);
        packet.timestamp = packet.timestamp.wrapping_add(1 << 31);
        packet.arrival += Duration::from_millis(200);
        line.push(&packet);
    }
    assert!(line.out[0].media_time > last);
    assert_eq!(line.numbers(&stream), [0, 1, 2, 3]);
}

#[test]
fn sound_goes_on_after_a_loss_and_its_time_shows_the_hole() {
    let epoch = Instant::now();
    let mut sound = Assembler::sound(Depth::Tap, epoch);
    let mut out = VecDeque::new();
    for n in (0..20u16).filter(|n| *n != 10) {
        let arrival = epoch + Duration::from_millis(u64::from(n) * 20);
        sound.push(Packet::fake(n, u32::from(n) * 960, arrival), &mut out);
    }
    sound.poll(epoch + Duration::from_secs(2), &mut out);
    let times: Vec<i64> = out.iter().map(|frame| frame.media_time.0).collect();
    let expected: Vec<i64> = (0..20).filter(|n| *n != 10).map(|n| n * 20_000).collect();
    assert_eq!(times, expected);
    assert!(!sound.wants_key(epoch));
    assert_eq!(sound.counts().order.lost, 1);
}

#[test]
fn the_report_places_the_first_picture_already() {
    let (mut line, stream) = clean(VideoCodec::Vp8, &[1; 5]);
    line.assembler.switch_to(1, &mut line.out);
    line.assembler.report(Report {
        at_us: -250_000,
        timestamp: stream.packets[0].1.timestamp,
    });
    for (_, packet) in &stream.packets {
        line.push(packet);
    }
    assert_eq!(line.out[0].media_time, MediaTime(-250_000));
}

/// What may happen to a packet on its way.
#[derive(Debug, Clone)]
struct Fate {
    lost: bool,
    copies: u8,
    delay_ms: u64,
}

fn fate() -> impl Strategy<Value = Fate> {
    let lost = prop_oneof![9 => Just(false), 1 => Just(true)];
    let copies = prop_oneof![8 => Just(1u8), 1 => Just(2), 1 => Just(3)];
    // Some beyond the tap's patience of 200 ms.
    let delay_ms = prop_oneof![6 => Just(0u64), 3 => 0u64..190, 1 => 190u64..600];
    (lost, copies, delay_ms).prop_map(|(lost, copies, delay_ms)| Fate {
        lost,
        copies,
        delay_ms,
    })
}

proptest! {
    /// Whatever the network does: frames come in order, each once, exactly as sent, and
    /// none refers to one that did not come out.
    #[test]
    fn only_whole_and_decodable_pictures_come_out(
        h264: bool,
        recording: bool,
        sizes in proptest::collection::vec(1usize..5, 10..60),
        key_every in 3usize..20,
        fates in proptest::collection::vec(fate(), 250),
    ) {
        let codec = if h264 { VideoCodec::H264 } else { VideoCodec::Vp8 };
        let depth = if recording { Depth::Recording } else { Depth::Tap };
        let mut line = Line::new(codec, depth);
        let stream = Stream::new(codec, &sizes, key_every, line.epoch);
        let mut arrivals: Vec<Packet> = Vec::new();
        let mut nothing_lost = true;
        for ((_, packet), fate) in stream.packets.iter().zip(&fates) {
            nothing_lost &= !fate.lost && fate.delay_ms < 190;
            for copy in 0..if fate.lost { 0 } else { fate.copies } {
                let delay = fate.delay_ms + u64::from(copy) * 3;
                let mut packet = packet.clone();
                packet.arrival += Duration::from_millis(delay);
                arrivals.push(packet);
            }
        }
        arrivals.sort_by_key(|packet| packet.arrival);
        // The beginning is held for 40 ms only; what comes earlier still is late.
        nothing_lost &= fates[..12].iter().all(|fate| fate.delay_ms == 0);
        for packet in &arrivals {
            line.assembler.poll(packet.arrival, &mut line.out);
            line.push(packet);
        }
        line.assembler.finish(&mut line.out);

        let times: Vec<MediaTime> = line.out.iter().map(|frame| frame.media_time).collect();
        prop_assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
        let numbers = line.numbers(&stream);
        for (index, number) in numbers.iter().enumerate() {
            let decodable = stream.frames[*number].1 || (index > 0 && numbers[index - 1] + 1 == *number);
            prop_assert!(decodable, "{number} after {:?}", index.checked_sub(1).map(|i| numbers[i]));
            prop_assert!(index == 0 || numbers[index - 1] < *number);
        }
        if nothing_lost {
            prop_assert_eq!(numbers.len(), sizes.len());
        }
    }
}
