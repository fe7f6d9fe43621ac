//! Where rows end up.

use std::path::Path;

use anyhow::Context;
use serde::Serialize;

/// Writes what there is by now: a run that is cut short has still shown something.
pub fn write<R: Serialize>(path: &Path, rows: &[R]) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut text = serde_json::to_string_pretty(rows)?;
    text.push('\n');
    std::fs::write(path, text).with_context(|| path.display().to_string())
}
