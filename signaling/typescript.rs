//! The same messages as TypeScript, for the page.

use coach::Language;
use coach::LocalisedText;
use coach::hint::{HintCode, Severity};
use coach::observation::{FaceMeasures, PictureMeasures, SoundMeasures};
use coach::score::{Criterion, Scores};
use coach::script::{Script, Step};
use coach::session::StopReason;
use coach::take::{Gap, GapKind};
use ts_rs::{Config, TS};

use crate::{
    AnalysisState, ClientMessage, ConnectionState, ErrorCode, HintText, IceServer,
    MAX_MESSAGE_BYTES, MediaState, PROTOCOL, Resolution, ServerMessage, VideoCodec,
};

/// Where the page keeps the generated file, from the project's root.
pub const TYPESCRIPT_FILE: &str = "web/src/live/protocol.gen.ts";

/// The whole generated file.
pub fn typescript() -> String {
    fn declaration<T: TS>(config: &Config) -> String {
        let docs = T::docs().unwrap_or_default();
        format!("{docs}export {}\n\n", T::decl(config))
    }
    let config = Config::default();
    let mut file = String::from(
        "// Generated from the crate `signaling` by `make generate`. Do not edit.\n\n",
    );
    file.push_str(&format!("export const PROTOCOL = {PROTOCOL};\n"));
    file.push_str(&format!(
        "export const MAX_MESSAGE_BYTES = {MAX_MESSAGE_BYTES};\n\n"
    ));
    for text in [
        declaration::<Language>(&config),
        declaration::<LocalisedText>(&config),
        declaration::<Step>(&config),
        declaration::<Script>(&config),
        declaration::<StopReason>(&config),
        declaration::<GapKind>(&config),
        declaration::<Gap>(&config),
        declaration::<Criterion>(&config),
        declaration::<Scores>(&config),
        declaration::<HintCode>(&config),
        declaration::<Severity>(&config),
        declaration::<HintText>(&config),
        declaration::<FaceMeasures>(&config),
        declaration::<PictureMeasures>(&config),
        declaration::<SoundMeasures>(&config),
        declaration::<AnalysisState>(&config),
        declaration::<IceServer>(&config),
        declaration::<Resolution>(&config),
        declaration::<VideoCodec>(&config),
        declaration::<MediaState>(&config),
        declaration::<ConnectionState>(&config),
        declaration::<ErrorCode>(&config),
        declaration::<ClientMessage>(&config),
        declaration::<ServerMessage>(&config),
    ] {
        file.push_str(&text);
    }
    // One trailing newline, as every text file.
    file.truncate(file.trim_end().len());
    file.push('\n');
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_same_messages() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../web/src/live/protocol.gen.ts"
        );
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == typescript(),
            "{TYPESCRIPT_FILE} differs from the crate's types: run `make generate`"
        );
    }
}
