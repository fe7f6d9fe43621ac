//! `jobgate check`: proves that rows and bytes say the same.
//!
//! * Every file named by a row is in the storage with that size and that hash.
//! * Every object in the storage is named by a row.
//! * Every closed take with media has its master, its event and, until its renditions are
//!   there, a job that will make them. Scores and masters of uploads that are waited for
//!   have such a job, too.
//! * Every folder among the takes is in progress, or is named here.

use std::{collections::HashSet, fmt, path::Path};

use futures_util::TryStreamExt;

use crate::{
    Platform, candidates,
    error::ApiError,
    storage::StorageError,
    sweep::{self, FolderState, SweepError, TakeFolder},
    videos,
};

#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error("the database does not answer")]
    Database(#[from] ApiError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Sweep(#[from] SweepError),
}

impl From<sqlx::Error> for CheckError {
    fn from(error: sqlx::Error) -> CheckError {
        CheckError::Database(error.into())
    }
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    MissingObject {
        key: String,
    },
    WrongSize {
        key: String,
        row: u64,
        found: u64,
    },
    WrongHash {
        key: String,
        row: String,
        found: String,
    },
    UnnamedObject {
        key: String,
        bytes: u64,
    },
    Folder(TakeFolder),
    /// A row without what belongs to it.
    Row {
        table: &'static str,
        id: String,
        problem: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::MissingObject { key } => {
                write!(f, "{key}: named by a row, not in the storage")
            }
            Finding::WrongSize { key, row, found } => {
                write!(f, "{key}: {found} bytes in the storage, {row} in its row")
            }
            Finding::WrongHash { key, row, found } => {
                write!(f, "{key}: SHA-256 {found} in the storage, {row} in its row")
            }
            Finding::UnnamedObject { key, bytes } => {
                write!(f, "{key}: {bytes} bytes in the storage, named by no row")
            }
            Finding::Folder(folder) => write!(f, "{}: {}", folder.path.display(), folder.state),
            Finding::Row { table, id, problem } => write!(f, "{table} {id}: {problem}"),
        }
    }
}

/// An upload that stands still for this long is not one any more.
const ABANDONED: std::time::Duration = std::time::Duration::from_secs(3600);

/// What was looked at and what was found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Files read and hashed.
    pub files: u64,
    pub bytes: u64,
    /// Takes being recorded while we looked.
    pub in_progress: u64,
    pub findings: Vec<Finding>,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        write!(
            f,
            "{} files, {} bytes, {} takes in progress: {}",
            self.files,
            self.bytes,
            self.in_progress,
            match self.findings.len() {
                0 => "clean".to_owned(),
                1 => "1 finding".to_owned(),
                many => format!("{many} findings"),
            }
        )
    }
}

/// Reads every file once. Nothing is changed but folders that were half removed.
pub async fn check(platform: &Platform, takes_dir: &Path) -> Result<Report, CheckError> {
    let mut report = Report::default();
    // The storage first: what is put while we look is then named by a row we still read.
    let objects: Vec<(String, u64)> = platform.storage().list().try_collect().await?;
    for folder in sweep::folders(platform, takes_dir).await? {
        match folder.state {
            FolderState::Unclosed(_) => report.in_progress += 1,
            _ => report.findings.push(Finding::Folder(folder)),
        }
    }
    let rows = named(platform).await?;
    for row in &rows {
        let key = row.key.clone();
        match platform.storage().digest(&key).await {
            Err(StorageError::Missing(_)) => report.findings.push(Finding::MissingObject { key }),
            Err(error) => return Err(error.into()),
            Ok(found) => {
                report.files += 1;
                report.bytes += found.bytes;
                if found.bytes != row.size {
                    report.findings.push(Finding::WrongSize {
                        key,
                        row: row.size,
                        found: found.bytes,
                    });
                } else if found.sha256 != row.sha256 {
                    report.findings.push(Finding::WrongHash {
                        key,
                        row: row.sha256.clone(),
                        found: found.sha256,
                    });
                }
            }
        }
    }
    for file in platform.storage().abandoned(ABANDONED).await? {
        let bytes = tokio::fs::metadata(&file)
            .await
            .map_or(0, |meta| meta.len());
        let key = file.display().to_string();
        report.findings.push(Finding::UnnamedObject { key, bytes });
    }
    let named: HashSet<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    for (key, bytes) in objects {
        if !named.contains(key.as_str()) {
            report.findings.push(Finding::UnnamedObject { key, bytes });
        }
    }
    report.findings.extend(lonely_rows(platform).await?);
    Ok(report)
}

/// What a row says of its file.
struct Named {
    key: String,
    size: u64,
    sha256: String,
}

async fn named(platform: &Platform) -> Result<Vec<Named>, CheckError> {
    let pool = platform.db().system();
    let takes = videos::assets_of_all(pool).await?.into_iter();
    let cvs = candidates::all_cv_files(pool).await?.into_iter();
    let takes = takes.map(|row| (row.storage_key, row.size_bytes, row.sha256));
    let cvs = cvs.map(|row| (row.storage_key, row.size_bytes, row.sha256));
    let rows = takes.chain(cvs).map(|(key, size, sha256)| Named {
        key,
        size: size.unsigned_abs(),
        sha256,
    });
    Ok(rows.collect())
}

/// Rows without what belongs to them.
async fn lonely_rows(platform: &Platform) -> Result<Vec<Finding>, CheckError> {
    let rows = sqlx::query!(
        r#"SELECT t.id::text AS "id!", 'has no master' AS "problem!" FROM takes t
           WHERE t.state IN ('sealed', 'recovered')
             AND NOT EXISTS (SELECT 1 FROM assets a WHERE a.take_id = t.id AND a.kind = 'master')
           UNION ALL
           SELECT t.id::text, 'was closed without an event' FROM takes t
           WHERE t.state IN ('sealed', 'recovered')
             AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.topic = 'take_sealed' AND o.event_key = t.id::text)
           UNION ALL
           SELECT t.id::text, 'waits for renditions that no job will make' FROM takes t
           WHERE t.renditions = 'pending'
             AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.kind = 'renditions' AND j.unique_key = t.id::text
                             AND j.state IN ('queued', 'running'))
           UNION ALL
           SELECT q.take_id::text, 'waits for scores that no job will make' FROM take_quality q
           WHERE q.status = 'pending'
             AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.kind = 'score_take'
                             AND j.unique_key = q.take_id::text AND j.state IN ('queued', 'running'))
           UNION ALL
           SELECT t.id::text, 'is an upload that no job will make a master of' FROM takes t
           WHERE t.state = 'armed' AND t.origin = 'upload'
             AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.kind = 'convert_upload'
                             AND j.unique_key = t.id::text AND j.state IN ('queued', 'running'))
           UNION ALL
           SELECT t.id::text, 'is over and still has its upload' FROM takes t
           WHERE t.state <> 'armed'
             AND EXISTS (SELECT 1 FROM assets a WHERE a.take_id = t.id AND a.kind = 'upload')
           UNION ALL
           SELECT t.id::text, 'was thrown away and still has scores' FROM takes t
           WHERE t.state = 'discarded' AND EXISTS (SELECT 1 FROM take_quality q WHERE q.take_id = t.id)
           UNION ALL
           SELECT t.id::text, 'says that its renditions are ready and has no mp4' FROM takes t
           WHERE t.renditions = 'ready'
             AND NOT EXISTS (SELECT 1 FROM assets a WHERE a.take_id = t.id AND a.kind = 'mp4')
           UNION ALL
           SELECT t.id::text, 'was thrown away and still has files' FROM takes t
           WHERE t.state = 'discarded' AND EXISTS (SELECT 1 FROM assets a WHERE a.take_id = t.id)"#
    )
    .fetch_all(platform.db().system())
    .await?;
    let unread = sqlx::query_scalar!(
        r#"SELECT c.id::text AS "id!" FROM cv_files c
           WHERE c.state = 'waiting'
             AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.kind = 'read_cv' AND j.unique_key = c.id::text
                             AND j.state IN ('queued', 'running'))"#
    )
    .fetch_all(platform.db().system())
    .await?;
    let takes = rows.into_iter().map(|row| Finding::Row {
        table: "takes",
        id: row.id,
        problem: row.problem,
    });
    let cvs = unread.into_iter().map(|id| Finding::Row {
        table: "cv_files",
        id,
        problem: "waits for a text that no job will read".to_owned(),
    });
    Ok(takes.chain(cvs).collect())
}
