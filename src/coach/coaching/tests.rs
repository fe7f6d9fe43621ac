use super::*;
use crate::hint::HintCode;
use crate::score::GOOD_ENOUGH;
use crate::testing::*;

/// Runs looks that are `every_ms` apart.
fn run(coach: &mut Coach, from_ms: i64, every_ms: i64, looks: &[Observation]) -> Vec<Guidance> {
    looks
        .iter()
        .zip(0..)
        .map(|(look, index)| {
            let media_ms = from_ms + index * every_ms;
            coach.observe(&Observation { media_ms, ..*look })
        })
        .collect()
}

fn code(guidance: &Guidance) -> Option<HintCode> {
    guidance.hint.map(|hint| hint.code)
}

/// A coach that has seen good seconds; the next look is at `20 * every_ms`.
fn settled(every_ms: i64) -> Coach {
    let mut coach = Coach::new();
    run(&mut coach, 0, every_ms, &[good(0); 20]);
    coach
}

#[test]
fn a_good_take_has_good_scores_and_no_hint() {
    for guidance in run(&mut Coach::new(), 0, 1_000, &[good(0); 90]) {
        for criterion in Criterion::ALL {
            assert!(
                guidance.scores.get(criterion).unwrap() >= 80.0,
                "{guidance:?}"
            );
        }
        assert!(guidance.overall.unwrap() >= 80.0);
        assert!(guidance.reason.is_some());
        assert_eq!(guidance.hint, None);
    }
}

#[test]
fn every_fault_shows_at_once_is_hinted_within_3_s_and_is_over_within_6_s() {
    for (expected, fault) in faults() {
        let mut coach = settled(1_000);
        let during = run(&mut coach, 20_000, 1_000, &[fault; 10]);
        let criterion = expected.criterion();
        // The first or second message has the fall.
        let fallen = during[1].scores.get(criterion).unwrap();
        assert!(fallen < 60.0, "{expected:?}: {fallen}");
        assert!(during[0].overall.unwrap() < GOOD_ENOUGH, "{expected:?}");
        // The fault begins up to a second before its first look: looks 0, 1, 2 are 1, 2, 3 s.
        assert_eq!(code(&during[1]), None, "{expected:?}");
        for guidance in &during[2..] {
            assert_eq!(code(guidance), Some(expected));
            assert_eq!(guidance.reason, Some(criterion), "{expected:?}");
        }
        // It ends just after a look: looks are 1, 2, … 6 s later.
        let after = run(&mut coach, 30_000, 1_000, &[good(0); 10]);
        for guidance in &after[5..] {
            assert_eq!(code(guidance), None, "{expected:?}");
            assert!(guidance.overall.unwrap() >= GOOD_ENOUGH, "{expected:?}");
        }
    }
}

#[test]
fn at_half_and_at_a_fifth_of_the_rate_a_fault_is_hinted_at_its_second_look() {
    for every_ms in [2_000, 5_000] {
        for (expected, fault) in faults() {
            let mut coach = settled(every_ms);
            let during = run(&mut coach, 20 * every_ms, every_ms, &[fault; 6]);
            assert_eq!(code(&during[0]), None);
            assert_eq!(code(&during[1]), Some(expected), "each {every_ms} ms");
            let after = run(&mut coach, 26 * every_ms, every_ms, &[good(0); 4]);
            assert_eq!(code(&after[1]), None, "{expected:?} each {every_ms} ms");
            assert!(
                after[2].overall.unwrap() >= GOOD_ENOUGH,
                "{expected:?} each {every_ms} ms"
            );
        }
    }
}

#[test]
fn steady_seconds_end_at_the_same_scores_at_every_rate() {
    for (_, fault) in faults() {
        let at = |every_ms| {
            let mut coach = settled(every_ms);
            run(&mut coach, 20 * every_ms, every_ms, &[fault; 12])
                .pop()
                .unwrap()
        };
        let each_second = at(1_000);
        for every_ms in [2_000, 5_000] {
            let slower = at(every_ms);
            assert_eq!(slower.hint, each_second.hint);
            let difference = slower.overall.unwrap() - each_second.overall.unwrap();
            assert!(difference.abs() < 1.0, "{difference}");
        }
    }
}

/// Speech of 4 s, then a pause; both windows as they would be measured.
fn speech_with_pauses(pause: usize) -> Vec<Observation> {
    let cycle = 4 + pause;
    (0..60)
        .map(|second| {
            let spoken = |at: usize| at % cycle < 4;
            let in_ten: usize = (0..10).filter(|back| spoken(second + 60 - back)).count();
            with_sound(|sound| {
                sound.speech_share_10s = in_ten as f32 / 10.0;
                if !spoken(second) {
                    sound.speech_share = 0.0;
                    sound.momentary_lufs = -62.0;
                    sound.short_term_lufs = -40.0;
                    sound.peak_dbfs = -50.0;
                }
            })
        })
        .collect()
}

#[test]
fn natural_pauses_cost_nothing() {
    for pause in [1, 2, 3] {
        for guidance in run(&mut Coach::new(), 0, 1_000, &speech_with_pauses(pause)) {
            assert!(
                guidance.scores.audio.unwrap() >= 80.0,
                "{pause} s: {guidance:?}"
            );
            assert_eq!(guidance.hint, None, "{pause} s");
        }
        // A look in 2 or 5 s that happens to fall into pauses again and again.
        for every in [2, 5] {
            let looks: Vec<_> = speech_with_pauses(pause)
                .into_iter()
                .step_by(every)
                .collect();
            for guidance in run(&mut Coach::new(), 0, every as i64 * 1_000, &looks) {
                assert_eq!(guidance.hint, None, "{pause} s, one look in {every} s");
            }
        }
    }
}

#[test]
fn silence_is_hinted_six_seconds_after_the_last_word() {
    for (level, expected) in [(-70.0, HintCode::CheckMicrophone), (-52.0, HintCode::Speak)] {
        let mut coach = settled(1_000);
        let silent: Vec<_> = (1..=12)
            .map(|second| {
                let mut look = without_voice(level);
                let sound = look.sound.as_mut().unwrap();
                sound.speech_share_10s = (0.8 - 0.08 * second as f32).max(0.0);
                sound.speech_lufs = (second < 10).then_some(-18.0);
                look
            })
            .collect();
        let during = run(&mut coach, 20_000, 1_000, &silent);
        assert!(during[2].scores.audio.unwrap() >= 80.0, "a pause of 3 s");
        assert!(during[4].scores.audio.unwrap() < 60.0, "5 s");
        assert_eq!(code(&during[4]), None);
        for guidance in &during[5..] {
            assert_eq!(code(guidance), Some(expected));
        }
        let after = run(&mut coach, 32_000, 1_000, &[good(0); 8]);
        assert_eq!(code(&after[5]), None);
        assert!(after[5].scores.audio.unwrap() >= GOOD_ENOUGH);
    }
}

#[test]
fn who_has_not_spoken_yet_is_left_in_peace_for_three_seconds() {
    let looks = run(&mut Coach::new(), 0, 1_000, &[without_voice(-70.0); 12]);
    for guidance in &looks[..=3] {
        assert_eq!((guidance.scores.audio, guidance.overall), (None, None));
        assert!(guidance.scores.face.is_some());
    }
    assert!(looks[5].scores.audio.unwrap() < GOOD_ENOUGH);
    assert_eq!(code(&looks[5]), None);
    assert_eq!(code(&looks[6]), Some(HintCode::CheckMicrophone));
}

#[test]
fn white_noise_is_never_a_clear_voice() {
    for level in [-35.0, -30.0, -20.0, -10.0] {
        for share in [0.0, 0.04, 0.12] {
            let mut noise = without_voice(level);
            let sound = noise.sound.as_mut().unwrap();
            (sound.speech_share, sound.speech_share_10s) = (share, share);
            // Its spectrum is even: what little is taken for speech is as loud as the rest.
            (sound.speech_lufs, sound.snr_db) = (Some(level), Some(0.5));
            let looks = run(&mut Coach::new(), 0, 1_000, &[noise; 15]);
            for guidance in looks {
                let audio = guidance.scores.audio.unwrap();
                assert!(audio < 60.0, "{level} LUFS, {share}: {audio}");
            }
        }
    }
}

/// The windows of ten seconds remember noise long after it is over.
#[test]
fn noise_that_is_over_is_forgiven_within_six_seconds() {
    let mut coach = settled(1_000);
    // The quieter half of what is not speech still stems from the pauses before the noise.
    let mut begins = without_voice(-20.0);
    let sound = begins.sound.as_mut().unwrap();
    (sound.noise_dbfs, sound.speech_share_10s) = (Some(-55.0), 0.6);
    (sound.speech_lufs, sound.snr_db) = (Some(-18.0), Some(35.0));
    let during = run(
        &mut coach,
        20_000,
        1_000,
        &[[begins; 3].as_slice(), &[without_voice(-20.0); 7]].concat(),
    );
    assert!(during[1].scores.audio.unwrap() < 60.0);
    assert_eq!(code(&during[3]), Some(HintCode::QuieterPlace));
    let remembered = with_sound(|sound| {
        (sound.snr_db, sound.noise_dbfs, sound.speech_share_10s) = (Some(0.0), Some(-20.0), 0.3);
    });
    let after = run(&mut coach, 30_000, 1_000, &[remembered; 8]);
    assert_eq!(code(&after[5]), None);
    assert!(after[5].scores.audio.unwrap() >= GOOD_ENOUGH);
    // If the ratio is still bad when the window holds only the voice, it is the room.
    let room = run(&mut coach, 38_000, 1_000, &[remembered; 8]);
    assert_eq!(code(&room[7]), Some(HintCode::QuieterPlace));
}

#[test]
fn the_first_syllables_after_a_pause_are_no_noise() {
    let mut pause = without_voice(-62.0);
    let mut onset = without_voice(-20.0);
    for look in [&mut pause, &mut onset] {
        let sound = look.sound.as_mut().unwrap();
        (sound.noise_dbfs, sound.speech_share_10s) = (Some(-58.0), 0.7);
        (sound.speech_lufs, sound.snr_db) = (Some(-18.0), Some(35.0));
    }
    let mut coach = settled(1_000);
    for looks in [[pause, onset, good(0)], [onset, good(0), good(0)]] {
        for guidance in run(&mut coach, 20_000, 1_000, &looks) {
            assert!(guidance.scores.audio.unwrap() >= 80.0);
        }
    }
}

#[test]
fn a_face_that_is_gone_is_no_matter_of_position_or_light() {
    let mut coach = settled(1_000);
    let gone = with_picture(|picture| (picture.face_count, picture.face) = (0, None));
    let during = run(&mut coach, 20_000, 1_000, &[gone; 10]);
    let last = during.last().unwrap();
    assert!(last.scores.face.unwrap() < 1.0);
    assert_eq!((last.scores.position, last.scores.lighting), (None, None));
    assert_eq!(code(last), Some(HintCode::ShowFace));
    assert_eq!(last.reason, Some(Criterion::Face));
}

/// A second person is seen a look later than the first one's new place, and less sure at first.
#[test]
fn of_two_people_none_is_asked_to_move() {
    let beside = |ratio| with_face(|face| (face.center_x, face.second_face_ratio) = (0.74, ratio));
    for first in [0.0, 0.2, 0.4, 0.96] {
        let mut coach = settled(1_000);
        let looks = [[beside(first), beside(0.4)].as_slice(), &[beside(0.96); 6]].concat();
        let during = run(&mut coach, 20_000, 1_000, &looks);
        let said: Vec<_> = during.iter().filter_map(code).collect();
        assert!(said.len() >= 4, "{first}: {said:?}");
        assert!(
            said.iter().all(|&code| code == HintCode::BeAlone),
            "{first}: {said:?}"
        );
        assert_eq!(during.last().unwrap().scores.position, None);
    }
}

#[test]
fn the_worse_of_two_faults_is_hinted_and_then_the_other() {
    let two = with_face(|face| (face.center_x, face.uniformity_overlap) = (0.9, 0.1));
    let one = with_face(|face| face.uniformity_overlap = 0.1);
    let mut coach = settled(1_000);
    let looks = [[two; 6], [one; 6]].concat();
    let codes: Vec<_> = run(&mut coach, 20_000, 1_000, &looks)
        .iter()
        .map(code)
        .collect();
    assert_eq!(codes[5], Some(HintCode::MoveRight));
    assert_eq!(codes[11], Some(HintCode::LightOneSide));
    let changes = codes.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert_eq!(changes, 2, "appears once, changes once: {codes:?}");
}

#[test]
fn a_score_that_wavers_around_the_limit_does_not_flicker() {
    let mut coach = settled(1_000);
    let looks: Vec<_> = (0..60)
        .map(|second| with_face(|face| face.center_x = if second % 2 == 0 { 0.29 } else { 0.305 }))
        .collect();
    let codes: Vec<_> = run(&mut coach, 20_000, 1_000, &looks)
        .iter()
        .map(code)
        .collect();
    let changes = codes.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(changes <= 1, "{codes:?}");
}

#[test]
fn one_change_of_seat_is_no_unrest_but_swaying_is() {
    let at = |center_x| with_face(|face| face.center_x = center_x);
    let mut coach = settled(1_000);
    for guidance in run(&mut coach, 20_000, 1_000, &[at(0.62); 6]) {
        assert!(guidance.scores.face.unwrap() >= 80.0);
    }
    let swaying: Vec<_> = (0..8)
        .map(|second| at([0.35, 0.50, 0.65][second % 3]))
        .collect();
    let last = *run(&mut coach, 26_000, 1_000, &swaying).last().unwrap();
    assert!(last.scores.face.unwrap() < 80.0, "{:?}", last.scores);
}

#[test]
fn a_blink_costs_nothing_and_closed_eyes_are_hinted_a_look_later_than_the_rest() {
    let blink = with_face(|face| face.eye_opening = 0.0);
    let mut coach = settled(1_000);
    for guidance in run(
        &mut coach,
        20_000,
        1_000,
        &[blink, good(0), good(0), blink, good(0)],
    ) {
        assert!(guidance.scores.face.unwrap() >= 80.0);
    }
    let closed = run(&mut coach, 25_000, 1_000, &[blink; 4]);
    assert!(closed[1].scores.face.unwrap() < 60.0);
    assert_eq!(code(&closed[3]), Some(HintCode::LookAtCamera));
    let after = run(&mut coach, 29_000, 1_000, &[good(0); 6]);
    assert_eq!(code(&after[5]), None);
    assert!(after[5].scores.face.unwrap() >= GOOD_ENOUGH);
}

#[test]
fn a_kind_that_stops_coming_is_absent_after_three_seconds() {
    let mut coach = settled(1_000);
    let deaf = Observation {
        sound: None,
        ..good(0)
    };
    let looks = run(&mut coach, 20_000, 1_000, &[deaf; 5]);
    assert!(looks[1].scores.audio.is_some());
    assert_eq!(looks[4].scores.audio, None);
    assert!(looks[4].overall.is_some());
}

#[test]
fn a_long_gap_begins_anew() {
    let mut coach = settled(1_000);
    let fault = with_face(|face| face.center_x = 0.9);
    run(&mut coach, 20_000, 1_000, &[fault; 5]);
    let again = run(&mut coach, 60_000, 1_000, &[good(0)]);
    assert_eq!(again[0].hint, None);
    assert!(again[0].overall.unwrap() >= 80.0);
}

#[test]
fn measures_that_are_no_numbers_are_not_passed_on() {
    let broken = with_face(|face| face.sharpness = f32::NAN);
    let guidance = Coach::new().observe(&broken);
    assert_eq!(guidance.picture, None);
    assert!(guidance.sound.is_some());
    let json = serde_json::to_string(&guidance).unwrap();
    assert_eq!(serde_json::from_str::<Guidance>(&json).unwrap(), guidance);
}

#[test]
fn one_picture_and_one_clip_are_judged_without_a_past() {
    let scores = judge_once(&good(0)).scores();
    assert!(
        Criterion::ALL
            .iter()
            .all(|&criterion| scores.get(criterion).unwrap() >= 80.0)
    );
    assert!(judge_once(&without_voice(-65.0)).scores().audio.unwrap() < 60.0);
    assert!(judge_once(&without_voice(-20.0)).scores().audio.unwrap() < 60.0);
}

mod properties;
