//! Films with something wrong inside, as ffprobe is given them. A process each, so that there
//! are few of them.

use std::time::Duration;

use hostile::{LONGEST_CASE, damaged, replay};
use pipelines::{InspectError, PipelineError, inspect, probe, probe_packets};

use crate::clips::{Look, SMALL, encode, pictures};
use crate::support::{CODECS, record};

#[test]
fn films_are_described_or_refused() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut whole = Vec::new();
    for codec in CODECS {
        let look = Look {
            seconds: 1,
            ..SMALL
        };
        let take = runtime.block_on(record(codec, pictures(&encode(codec, look), 0).collect()));
        whole.push(std::fs::read(take.file()).unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("film");
    let cases = (damaged(whole), 0u8..3);
    replay(
        env!("CARGO_MANIFEST_DIR"),
        "films",
        90,
        cases,
        |(bytes, how)| {
            std::fs::write(&file, &bytes).unwrap();
            let reading = async {
                match how {
                    0 => probe(&file).await.map(drop),
                    1 => probe_packets(&file).await.map(drop),
                    _ => match inspect(&file, Duration::from_secs(600)).await {
                        Ok(_) | Err(InspectError::Refused(_)) => Ok(()),
                        Err(InspectError::Failed(error)) => Err(error),
                    },
                }
            };
            match runtime.block_on(async { tokio::time::timeout(LONGEST_CASE, reading).await }) {
                // The reader may break off; nobody waits, and nothing else goes wrong.
                Ok(Ok(())) => {}
                Ok(Err(PipelineError::Unreadable { .. } | PipelineError::Tool { .. })) => {}
                Ok(Err(other)) => panic!("{other}"),
                Err(_) => panic!("it is read for too long"),
            }
        },
    );
    // Nothing was left beside it.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
