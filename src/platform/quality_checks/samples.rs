//! Reads a take's `samples.jsonl`. A take is never held up by it: what cannot be read is
//! left out, and a take without a readable sample is not scored.

use std::path::Path;

use coach::{guidance::Guidance, script, take::SAMPLES_FILE};
use tokio::io::AsyncReadExt;

/// A sample with every measure is about 1,200 bytes of JSON; 600 of them are 720 kB.
const MAX_BYTES: u64 = 2 * 1024 * 1024;
/// One a second, with room for an axis that was started again.
const MAX_LINES: usize = 1_000;
/// The schema allows no more: one a second of the longest script.
const MAX_SAMPLES: usize = 600;

/// The samples in the order of time, without those beyond the longest script. Empty when
/// there is no such file: the take was not analysed.
pub async fn read(folder: &Path) -> Vec<Guidance> {
    let path = folder.join(SAMPLES_FILE);
    let text = match bytes_of(&path).await {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            tracing::warn!(file = %path.display(), %error, "the samples of a take cannot be read; it is not scored");
            return Vec::new();
        }
    };
    let (samples, unreadable) = parse(&text);
    if unreadable > 0 {
        tracing::warn!(file = %path.display(), unreadable, kept = samples.len(), "some samples of a take were left out");
    }
    samples
}

async fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    // A link could lead anywhere; the studio makes a file.
    if !tokio::fs::symlink_metadata(path).await?.is_file() {
        return Err(std::io::Error::other("not a file"));
    }
    let mut text = Vec::new();
    let file = tokio::fs::File::open(path).await?;
    file.take(MAX_BYTES).read_to_end(&mut text).await?;
    Ok(text)
}

/// The samples, and how many lines were none. The last line of a killed process is torn.
fn parse(text: &[u8]) -> (Vec<Guidance>, usize) {
    let longest = i64::try_from(script::MAX_TOTAL.as_millis()).unwrap_or(i64::MAX);
    let (mut samples, mut unreadable) = (Vec::new(), 0);
    let mut last = -1;
    let lines = text.split(|&byte| byte == b'\n');
    for line in lines.filter(|line| !line.is_empty()).take(MAX_LINES) {
        match serde_json::from_slice::<Guidance>(line) {
            Err(_) => unreadable += 1,
            Ok(sample) if sample.media_ms > last && sample.media_ms < longest => {
                last = sample.media_ms;
                samples.push(sample);
            }
            // Before the take's zero, beyond the longest script, or told twice.
            Ok(_) => {}
        }
    }
    samples.truncate(MAX_SAMPLES);
    (samples, unreadable)
}

#[cfg(test)]
mod tests {
    use coach::score::Scores;

    use super::*;

    fn line(media_ms: i64) -> String {
        let sample = Guidance {
            media_ms,
            scores: Scores::default(),
            overall: Some(80.0),
            reason: None,
            hint: None,
            picture: None,
            sound: None,
        };
        serde_json::to_string(&sample).unwrap() + "\n"
    }

    fn times(text: &str) -> (Vec<i64>, usize) {
        let (samples, unreadable) = parse(text.as_bytes());
        (samples.iter().map(|s| s.media_ms).collect(), unreadable)
    }

    #[test]
    fn what_is_torn_repeated_or_out_of_the_take_is_left_out() {
        let whole = [-500, 0, 1_000, 1_000, 500, 2_000, 599_999, 600_000].map(line);
        let text = whole.concat();
        assert_eq!(times(&text), (vec![0, 1_000, 2_000, 599_999], 0));
        let torn = &text[..text.len() - 10];
        assert_eq!(times(torn), (vec![0, 1_000, 2_000, 599_999], 1));
        assert_eq!(times(&(line(1) + "\n\nnull\n" + &line(2))), (vec![1, 2], 1));
        assert_eq!(times(""), (vec![], 0));
    }

    #[test]
    fn no_more_than_the_schema_holds() {
        let many: String = (0..2_000).map(|at| line(at * 100)).collect();
        let (samples, _) = parse(many.as_bytes());
        assert_eq!(samples.len(), MAX_SAMPLES);
    }
}
