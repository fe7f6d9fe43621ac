use super::*;
use crate::coaching::Coach;
use crate::observation::Observation;
use crate::testing::{good, with_face};

fn second(media_ms: i64, score: f32, hint: Option<HintCode>) -> Guidance {
    Guidance {
        media_ms,
        scores: Scores {
            face: Some(95.0),
            lighting: Some(score),
            audio: Some(90.0),
            position: Some(92.0),
        },
        overall: Some(score),
        reason: Some(Criterion::Lighting),
        hint: hint.map(Into::into),
        picture: None,
        sound: None,
    }
}

fn take(seconds: i64, score: impl Fn(i64) -> f32) -> Vec<Guidance> {
    (0..seconds)
        .map(|at| second(at * 1_000, score(at), None))
        .collect()
}

#[test]
fn an_even_take_is_worth_what_each_second_is() {
    let quality = summarise(&take(90, |_| 80.0), 90_000).unwrap();
    assert!((quality.overall - 80.0).abs() < 0.01);
    assert_eq!(quality.reason, Criterion::Lighting);
    assert_eq!(quality.scored_ms, 90_000);
    assert_eq!((quality.hints, quality.tips), (vec![], vec![]));
}

#[test]
fn one_bad_second_is_forgiven_and_nine_are_remembered() {
    let one = summarise(&take(90, |at| if at == 40 { 0.0 } else { 90.0 }), 90_000).unwrap();
    assert!(one.overall >= 85.0, "{}", one.overall);
    let nine = summarise(&take(90, |at| if at < 9 { 0.0 } else { 90.0 }), 90_000).unwrap();
    // 0.7 × 81 + 0.3 × 0
    assert!((nine.overall - 56.7).abs() < 0.1, "{}", nine.overall);
}

#[test]
fn the_rate_of_looks_does_not_matter() {
    let slow: Vec<_> = (0..18).map(|at| second(at * 5_000, 75.0, None)).collect();
    let quality = summarise(&slow, 90_000).unwrap();
    assert!((quality.overall - 75.0).abs() < 0.01);
    assert_eq!(quality.scored_ms, 90_000);
}

#[test]
fn too_little_is_not_scored() {
    assert_eq!(summarise(&[], 90_000), None);
    assert_eq!(summarise(&take(4, |_| 80.0), 4_000), None);
    assert_eq!(summarise(&take(44, |_| 80.0), 90_000), None);
    assert!(summarise(&take(45, |_| 80.0), 90_000).is_some());
    assert!(summarise(&take(5, |_| 80.0), 5_000).is_some());
}

#[test]
fn a_criterion_judged_for_less_than_half_has_no_score() {
    let mut samples = take(20, |_| 80.0);
    for sample in &mut samples[..11] {
        sample.scores.audio = None;
    }
    for sample in &mut samples[..10] {
        sample.scores.position = None;
    }
    let quality = summarise(&samples, 20_000).unwrap();
    assert_eq!(quality.scores.audio, None);
    assert!(quality.scores.position.is_some());
}

#[test]
fn hints_become_spans_and_the_weightiest_tips() {
    let hint = |at| match at {
        10..14 => Some(HintCode::LightOneSide),
        14..24 => Some(HintCode::MoveLeft),
        30..32 => Some(HintCode::SpeakLouder),
        40..45 => Some(HintCode::ShowFace),
        50..60 => Some(HintCode::HeadStraight),
        70..80 => Some(HintCode::MoveLeft),
        _ => None,
    };
    let samples: Vec<_> = (0..90)
        .map(|at| second(at * 1_000, 80.0, hint(at)))
        .collect();
    let quality = summarise(&samples, 90_000).unwrap();
    let spans: Vec<_> = quality
        .hints
        .iter()
        .map(|s| (s.code, s.from_ms, s.to_ms))
        .collect();
    assert_eq!(
        spans,
        [
            (HintCode::LightOneSide, 10_000, 14_000),
            (HintCode::MoveLeft, 14_000, 24_000),
            (HintCode::SpeakLouder, 30_000, 32_000),
            (HintCode::ShowFace, 40_000, 45_000),
            (HintCode::HeadStraight, 50_000, 60_000),
            (HintCode::MoveLeft, 70_000, 80_000),
        ]
    );
    // 20 s × 2, 5 s × 3, 10 s × 1; the two seconds of SpeakLouder are too few.
    assert_eq!(
        quality.tips,
        [
            HintCode::MoveLeft,
            HintCode::ShowFace,
            HintCode::HeadStraight
        ]
    );
}

#[test]
fn a_coached_take_is_summed_up() {
    let mut coach = Coach::new();
    let samples: Vec<_> = (0..90)
        .map(|at| {
            let look = if (30..45).contains(&at) {
                with_face(|f| f.center_x = 0.9)
            } else {
                good(0)
            };
            coach.observe(&Observation {
                media_ms: at * 1_000,
                ..look
            })
        })
        .collect();
    let quality = summarise(&samples, 90_000).unwrap();
    assert_eq!(quality.reason, Criterion::Position);
    assert_eq!(quality.tips, [HintCode::MoveRight]);
    assert_eq!(quality.hints.len(), 1);
    let json = serde_json::to_string(&quality).unwrap();
    assert_eq!(serde_json::from_str::<TakeQuality>(&json).unwrap(), quality);
}

#[test]
fn the_best_take_is_proposed_and_on_what_grounds() {
    use ProposalBasis::*;
    let proposed = |overalls: &[Option<f32>]| propose_best(overalls).map(|p| (p.index, p.basis));
    assert_eq!(proposed(&[]), None);
    assert_eq!(
        proposed(&[Some(70.0), Some(90.0), Some(80.0)]),
        Some((1, BestScore))
    );
    assert_eq!(
        proposed(&[Some(90.2), Some(89.8)]),
        Some((1, BestScore)),
        "equal: the later"
    );
    assert_eq!(proposed(&[Some(60.0), None]), Some((0, BestOfScored)));
    assert_eq!(proposed(&[None, None]), Some((1, Newest)));
    assert_eq!(proposed(&[Some(f32::NAN)]), Some((0, Newest)));
}
