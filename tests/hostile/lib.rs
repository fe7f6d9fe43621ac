//! What nobody should send: real messages, damaged, and bytes that never were one. The
//! crates that read what strangers send replay it in their tests.
//!
//! The same cases each time, so that a red run is red again. Two variables of the
//! environment change that: `HOSTILE_SEED` takes other cases, `HOSTILE_TIMES` so many times
//! as many (`make fuzz-media`). A case that fails is made smaller, printed, and kept in
//! `proptest-regressions/` of the crate, which is committed: it comes first from then on.

mod damage;

pub use damage::{damaged, damaged_text};

use std::cell::Cell;
use std::time::{Duration, Instant};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, FileFailurePersistence, RngSeed, TestRunner};

/// Nothing that is sent to the server keeps it for longer; three times of that here, where
/// machines are busy with other tests.
pub const LONGEST_CASE: Duration = Duration::from_secs(3);

/// The seed of a run that asks for no other.
const SEED: u64 = 1;

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    match text.parse() {
        Ok(number) => Some(number),
        Err(_) => panic!("{variable} has to be a number and is {text:?}"),
    }
}

/// Runs `case` on so many values of `strategy`. `crate_folder` is the caller's
/// `CARGO_MANIFEST_DIR`, `name` that of the file where failures are kept.
///
/// # Panics
/// When a case panics or takes longer than [`LONGEST_CASE`].
pub fn replay<S: Strategy>(
    crate_folder: &str,
    name: &str,
    cases: u32,
    strategy: S,
    case: impl Fn(S::Value),
) {
    let kept = format!("{crate_folder}/proptest-regressions/{name}.txt");
    let times = u32::try_from(number("HOSTILE_TIMES").unwrap_or(1)).unwrap_or(u32::MAX);
    let config = Config {
        cases: cases.saturating_mul(times),
        // The library wants a name that lives for ever; there are a dozen of them.
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(Box::leak(
            kept.into_boxed_str(),
        )))),
        rng_seed: RngSeed::Fixed(number("HOSTILE_SEED").unwrap_or(SEED)),
        max_shrink_time: 20_000,
        ..Config::default()
    };
    let cases = config.cases;
    let begun = Instant::now();
    let slowest = Cell::new(Duration::ZERO);
    let result = TestRunner::new(config).run(&strategy, |value| {
        let begun = Instant::now();
        case(value);
        let took = begun.elapsed();
        slowest.set(slowest.get().max(took));
        assert!(took < LONGEST_CASE, "it took {took:?}");
        Ok(())
    });
    if let Err(error) = result {
        panic!("{name}: {error}");
    }
    println!(
        "{name}: {cases} cases in {:.1?}, the slowest {:.1?}",
        begun.elapsed(),
        slowest.get()
    );
}
