//! A take's folder and the two records in it.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use coach::take::{MANIFEST_FILE, OUTCOME_FILE, TakeManifest, TakeOutcome};
use serde::{Serialize, de::DeserializeOwned};

/// `takes/<id>/`: `take.json`, the master, and `sealed.json` once its media are closed.
#[derive(Debug, Clone)]
pub struct TakeFolder(PathBuf);

#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{path}: {source}")]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{path} is not a valid record: {source}")]
    Record {
        path: PathBuf,
        source: serde_json::Error,
    },
}

impl TakeFolder {
    /// Makes the folder of an armed take and writes its manifest. The folder must be new:
    /// a ticket is good once.
    pub fn make(takes_dir: &Path, manifest: &TakeManifest) -> Result<TakeFolder, FolderError> {
        let path = takes_dir.join(&manifest.take_id);
        std::fs::create_dir(&path).map_err(io(&path))?;
        let folder = TakeFolder(path);
        folder.write(MANIFEST_FILE, manifest)?;
        sync_folder(takes_dir)?;
        Ok(folder)
    }

    pub fn at(path: impl Into<PathBuf>) -> TakeFolder {
        TakeFolder(path.into())
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn manifest(&self) -> Result<TakeManifest, FolderError> {
        self.read(MANIFEST_FILE)
    }

    pub fn write_outcome(&self, outcome: &TakeOutcome) -> Result<(), FolderError> {
        self.write(OUTCOME_FILE, outcome)
    }

    pub fn is_closed(&self) -> bool {
        self.0.join(OUTCOME_FILE).is_file()
    }

    pub fn remove(&self) -> Result<(), FolderError> {
        std::fs::remove_dir_all(&self.0).map_err(io(&self.0))
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T, FolderError> {
        let path = self.0.join(name);
        let bytes = std::fs::read(&path).map_err(io(&path))?;
        serde_json::from_slice(&bytes).map_err(|source| FolderError::Record { path, source })
    }

    /// Whole or not at all, and on disk before this returns: written beside, synced, renamed.
    fn write<T: Serialize>(&self, name: &str, record: &T) -> Result<(), FolderError> {
        let path = self.0.join(name);
        let beside = self.0.join(format!("{name}.new"));
        let bytes = serde_json::to_vec_pretty(record).map_err(|source| FolderError::Record {
            path: path.clone(),
            source,
        })?;
        let mut file = File::create(&beside).map_err(io(&beside))?;
        file.write_all(&bytes).map_err(io(&beside))?;
        file.sync_all().map_err(io(&beside))?;
        std::fs::rename(&beside, &path).map_err(io(&path))?;
        sync_folder(&self.0)
    }
}

fn sync_folder(path: &Path) -> Result<(), FolderError> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(io(path))
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> FolderError {
    let path = path.to_owned();
    move |source| FolderError::Io { path, source }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use coach::script::{Script, Step};
    use coach::take::{Closing, TakeOrigin};
    use coach::{Language, LocalisedText};

    pub(crate) fn manifest() -> TakeManifest {
        let text = LocalisedText {
            fr: "a".into(),
            en: "a".into(),
            ar: "a".into(),
        };
        let step = Step {
            key: "a".into(),
            duration_ms: 2000,
            title: text.clone(),
            prompt: text,
        };
        TakeManifest {
            take_id: "t1".into(),
            video_id: "v1".into(),
            user_id: "u1".into(),
            origin: TakeOrigin::Live,
            consent_version: "1".into(),
            analyse: false,
            language: Language::Fr,
            script: Script::new("s", vec![step]).unwrap(),
            created_at_ms: 1,
            server_version: "0".into(),
        }
    }

    #[test]
    fn a_folder_is_made_once_and_keeps_its_records() {
        let takes = tempfile::tempdir().unwrap();
        let folder = TakeFolder::make(takes.path(), &manifest()).unwrap();
        assert_eq!(folder.manifest().unwrap(), manifest());
        assert!(TakeFolder::make(takes.path(), &manifest()).is_err());
        assert!(!folder.is_closed());
        let outcome = TakeOutcome {
            closing: Closing::Damaged,
            media: None,
            reason: Some("no picture arrived".into()),
            started_at_ms: None,
            stopped_at_ms: Some(2),
            reception: None,
        };
        folder.write_outcome(&outcome).unwrap();
        assert!(folder.is_closed());
        assert!(!folder.path().join("sealed.json.new").exists());
    }

    #[test]
    fn a_torn_record_is_named() {
        let takes = tempfile::tempdir().unwrap();
        let folder = TakeFolder::make(takes.path(), &manifest()).unwrap();
        std::fs::write(folder.path().join(MANIFEST_FILE), "{\"take_").unwrap();
        let error = folder.manifest().unwrap_err().to_string();
        assert!(error.contains("take.json"), "{error}");
    }
}
