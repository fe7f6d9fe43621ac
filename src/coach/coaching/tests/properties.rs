//! Whatever is observed.

use proptest::prelude::*;

use super::*;

/// Good seconds that vary as seconds do.
fn good_observation() -> impl Strategy<Value = Observation> {
    (
        0.44..0.54_f32,
        0.34..0.42_f32,
        0.2..0.9_f32,
        -22.0..-16.0_f32,
        0.1..1.0_f32,
        -8.0..8.0_f32,
    )
        .prop_map(|(x, y, overlap, lufs, share, roll)| {
            let mut look = with_face(|face| {
                (face.center_x, face.center_y, face.roll_deg) = (x, y, roll);
                face.uniformity_overlap = overlap.max(0.5);
            });
            let sound = look.sound.as_mut().unwrap();
            (sound.speech_lufs, sound.speech_share) = (Some(lufs), share);
            look
        })
}

fn rate() -> impl Strategy<Value = i64> {
    prop_oneof![Just(1_000), 950..1_050_i64, Just(2_000), Just(5_000)]
}

fn all_scores(guidance: &Guidance) -> impl Iterator<Item = f32> {
    let scores = guidance.scores;
    Criterion::ALL
        .into_iter()
        .filter_map(move |criterion| scores.get(criterion))
        .chain(guidance.overall)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn scores_stay_between_0_and_100(
        looks in proptest::collection::vec((any_observation(), any::<i64>(), 0..12_000_i64), 1..40),
        jumps in any::<bool>(),
    ) {
        let mut coach = Coach::new();
        let mut now_ms = 0_i64;
        for (look, anywhere_ms, step_ms) in looks {
            now_ms = if jumps { anywhere_ms } else { now_ms + step_ms };
            let guidance = coach.observe(&Observation { media_ms: now_ms, ..look });
            for score in all_scores(&guidance) {
                prop_assert!((0.0..=100.0).contains(&score), "{score}");
            }
            prop_assert_eq!(guidance.overall.is_some(), guidance.reason.is_some());
            for parts in Criterion::ALL.map(|c| Judgement::of(&look, &Context::default()).parts(c).to_vec()) {
                prop_assert!(parts.iter().all(|part| (0.0..=100.0).contains(&part.score)), "{parts:?}");
            }
            let json = serde_json::to_string(&guidance).unwrap();
            prop_assert_eq!(serde_json::from_str::<Guidance>(&json).unwrap(), guidance);
        }
    }

    #[test]
    fn one_noisy_second_in_a_good_take_brings_no_hint(
        before in proptest::collection::vec(good_observation(), 1..15),
        noise in any_observation(),
        after in proptest::collection::vec(good_observation(), 1..15),
        every_ms in rate(),
    ) {
        let looks = [before, vec![noise], after].concat();
        for guidance in run(&mut Coach::new(), 0, every_ms, &looks) {
            prop_assert_eq!(guidance.hint, None);
        }
    }

    #[test]
    fn one_noisy_second_in_a_steady_fault_leaves_its_hint(
        fault in prop::sample::select(
            [faults(), vec![
                (HintCode::CheckMicrophone, without_voice(-70.0)),
                (HintCode::Speak, without_voice(-52.0)),
            ]].concat(),
        ),
        noise in any_observation(),
        every_ms in rate(),
        noisy_at in 8..20_usize,
    ) {
        let (expected, look) = fault;
        let mut looks = [look; 24];
        looks[noisy_at] = noise;
        for guidance in &run(&mut Coach::new(), 0, every_ms, &looks)[7..] {
            prop_assert_eq!(code(guidance), Some(expected));
        }
    }

    #[test]
    fn a_hint_stands_for_three_seconds_whatever_comes(
        looks in proptest::collection::vec(any_observation(), 10..60),
        repeat in 1..4_usize,
    ) {
        let looks: Vec<_> = looks.into_iter().flat_map(|look| vec![look; repeat]).collect();
        let mut shown: Option<(HintCode, i64)> = None;
        for guidance in run(&mut Coach::new(), 0, 1_000, &looks) {
            if code(&guidance) != shown.map(|(code, _)| code) {
                if let Some((_, since_ms)) = shown.filter(|_| guidance.picture.is_some() && guidance.sound.is_some()) {
                    prop_assert!(guidance.media_ms - since_ms >= 2_800);
                }
                shown = code(&guidance).map(|code| (code, guidance.media_ms));
            }
        }
    }
}
