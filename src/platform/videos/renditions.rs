//! The job that makes what a player needs of a master.

use std::path::{Path, PathBuf};

use coach::take::TakeState;
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::{
    state::{KeptStatus, RenditionState, VideoState},
    store::{self, Grid, NewAsset},
};
use crate::{
    Platform,
    error::ApiResult,
    ids::{AssetId, TakeId, VideoId},
    jobs::{self, JobError, Kind},
    outbox::{self, Event},
    ports::{Ports, RenditionError, Renditions},
    storage::Digested,
};

/// The worker's scratch folders begin with this.
pub const SCRATCH: &str = "renditions-";

/// Written beside the rows that make the work necessary.
pub async fn order(connection: &mut PgConnection, take: TakeId) -> ApiResult<()> {
    let key = take.to_string();
    jobs::enqueue(
        connection,
        Kind::Renditions,
        json!({ "take_id": take }),
        Some(&key),
    )
    .await?;
    Ok(())
}

pub fn take_in(payload: &Value) -> Result<TakeId, JobError> {
    payload["take_id"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| JobError::hopeless("no take_id in the payload"))
}

/// A file in the storage that no row names yet.
struct Made {
    kind: &'static str,
    key: String,
    content_type: &'static str,
    stored: Digested,
    grid: Option<Grid>,
}

/// A take's file on the local disk, for as long as this value lives.
pub struct LocalFile {
    pub file: PathBuf,
    folder: tempfile::TempDir,
}

impl LocalFile {
    /// An empty folder beside the file, that goes with it.
    pub async fn out(&self) -> Result<PathBuf, JobError> {
        let out = self.folder.path().join("out");
        tokio::fs::create_dir(&out)
            .await
            .map_err(JobError::passing)?;
        Ok(out)
    }
}

/// Fetches the master for a job; `None` when the take was thrown away in the meantime.
pub async fn fetch_master(
    platform: &Platform,
    take: TakeId,
) -> Result<Option<LocalFile>, JobError> {
    fetch(platform, take, "master").await
}

/// Fetches one of a take's files for a job; `None` when it is not there any more.
pub async fn fetch(
    platform: &Platform,
    take: TakeId,
    kind: &str,
) -> Result<Option<LocalFile>, JobError> {
    let mut connection = platform
        .db()
        .system()
        .acquire()
        .await
        .map_err(JobError::passing)?;
    let assets = store::assets_of(&mut connection, take)
        .await
        .map_err(JobError::passing)?;
    drop(connection);
    let Some(asset) = assets.into_iter().find(|asset| asset.kind == kind) else {
        return Ok(None);
    };
    std::fs::create_dir_all(platform.work_dir()).map_err(JobError::passing)?;
    let folder = tempfile::Builder::new()
        .prefix(SCRATCH)
        .tempdir_in(platform.work_dir())
        .map_err(JobError::passing)?;
    // What somebody uploaded gets no ending: it would say more than is known.
    let ending = match asset.content_type.as_str() {
        "video/webm" => ".webm",
        "video/mp4" => ".mp4",
        _ => "",
    };
    let file = folder.path().join(format!("{kind}{ending}"));
    platform
        .storage()
        .fetch(&asset.storage_key, &file)
        .await
        .map_err(JobError::passing)?;
    Ok(Some(LocalFile { file, folder }))
}

pub async fn run(platform: &Platform, ports: &Ports, payload: &Value) -> Result<(), JobError> {
    let take = take_in(payload)?;
    let Some(master) = fetch_master(platform, take).await? else {
        return Ok(());
    };
    let out = master.out().await?;
    let renditions =
        ports
            .renditions
            .make(&master.file, &out)
            .await
            .map_err(|error| match error {
                RenditionError::Hopeless(why) => JobError::hopeless(why),
                RenditionError::Passing(why) => JobError::passing(why),
            })?;

    let mut made = Vec::new();
    let outcome = match put_all(platform, take, &renditions, &mut made).await {
        Ok(()) => commit(platform, take, &made).await,
        Err(error) => Err(error),
    };
    // Whatever no row names has to go: the old files, or the new ones. A failed commit may
    // have succeeded all the same, so the rows are asked.
    let mut keys: Vec<String> = made.into_iter().map(|made| made.key).collect();
    keys.extend(outcome.as_ref().ok().into_iter().flatten().cloned());
    match store::unnamed(platform.db().system(), &keys).await {
        Ok(unnamed) => super::erase::now(platform, &unnamed).await,
        Err(error) => tracing::warn!(%error, ?keys, "some of these objects may be garbage"),
    }
    outcome.map(|_| ())
}

async fn put_all(
    platform: &Platform,
    take: TakeId,
    renditions: &Renditions,
    made: &mut Vec<Made>,
) -> Result<(), JobError> {
    let grid = |sheet: &crate::ports::Thumbnails| {
        let number = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
        Grid {
            interval_ms: number(sheet.interval_ms),
            columns: number(sheet.columns),
            rows: number(sheet.rows),
            tile_width: number(sheet.tile_width),
            tile_height: number(sheet.tile_height),
        }
    };
    let mut files: Vec<(&'static str, &PathBuf, &str, &'static str, Option<Grid>)> =
        vec![("mp4", &renditions.mp4, "video.mp4", "video/mp4", None)];
    if let Some(poster) = &renditions.poster {
        files.push(("poster", poster, "poster.jpg", "image/jpeg", None));
    }
    if let Some(sheet) = &renditions.thumbnails {
        files.push((
            "thumbnails",
            &sheet.file,
            "thumbnails.jpg",
            "image/jpeg",
            Some(grid(sheet)),
        ));
    }
    for (kind, file, name, content_type, grid) in files {
        // A folder of its own for each try: two workers never write the same object.
        let key = format!("takes/{take}/{}/{name}", AssetId::new());
        let stored = put(platform, &key, file).await?;
        made.push(Made {
            kind,
            key,
            content_type,
            stored,
            grid,
        });
    }
    Ok(())
}

async fn put(platform: &Platform, key: &str, file: &Path) -> Result<Digested, JobError> {
    platform
        .storage()
        .put_file(key, file)
        .await
        .map_err(JobError::passing)
}

/// Writes the rows; returns the objects that are no longer named.
async fn commit(platform: &Platform, take: TakeId, made: &[Made]) -> Result<Vec<String>, JobError> {
    let passing = JobError::passing::<crate::error::ApiError>;
    let mut tx = platform
        .db()
        .system()
        .begin()
        .await
        .map_err(JobError::passing)?;
    let Some(video) = lock(&mut tx, take).await.map_err(passing)? else {
        return Ok(Vec::new());
    };
    let old = store::drop_renditions(&mut tx, take)
        .await
        .map_err(passing)?;
    for file in made {
        let asset = NewAsset {
            take,
            user: video.user,
            kind: file.kind,
            key: &file.key,
            content_type: file.content_type,
            stored: &file.stored,
            grid: file.grid,
        };
        store::add_asset(&mut tx, &asset).await.map_err(passing)?;
    }
    store::set_renditions(&mut tx, take, RenditionState::Ready)
        .await
        .map_err(passing)?;
    if let VideoState::Kept {
        take: kept,
        status: KeptStatus::Processing | KeptStatus::Failed,
    } = video.state
        && kept == take
    {
        let state = VideoState::Kept {
            take,
            status: KeptStatus::Completed,
        };
        store::set_state(&mut tx, video.id, state)
            .await
            .map_err(passing)?;
        let event = Event::VideoCompleted {
            take,
            video: video.id,
            user: video.user,
        };
        outbox::emit(&mut tx, event)
            .await
            .map_err(JobError::passing)?;
    }
    tx.commit().await.map_err(JobError::passing)?;
    Ok(old)
}

pub struct LockedVideo {
    pub id: VideoId,
    pub user: crate::ids::UserId,
    state: VideoState,
}

/// Video before take, as everywhere. `None` when the take was thrown away.
pub async fn lock(connection: &mut PgConnection, take: TakeId) -> ApiResult<Option<LockedVideo>> {
    let row = sqlx::query!(
        r#"SELECT v.id AS "id: VideoId", v.user_id AS "user: crate::ids::UserId", v.status,
                  v.kept_take_id AS "kept: TakeId"
           FROM videos v WHERE v.id = (SELECT t.video_id FROM takes t WHERE t.id = $1) FOR UPDATE"#,
        take.0
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(locked) = store::lock_take(connection, take).await? else {
        return Ok(None);
    };
    if locked.state == TakeState::Discarded {
        return Ok(None);
    }
    Ok(Some(LockedVideo {
        id: row.id,
        user: row.user,
        state: VideoState::from_row(row.id, &row.status, row.kept)?,
    }))
}

/// In the transaction that makes the job a dead letter: the take says that it failed, and
/// so does a video that waits for it. The master stays.
pub async fn give_up(connection: &mut PgConnection, payload: &Value) -> ApiResult<()> {
    let Ok(take) = take_in(payload) else {
        return Ok(());
    };
    let Some(video) = lock(connection, take).await? else {
        return Ok(());
    };
    store::set_renditions(connection, take, RenditionState::Failed).await?;
    if video.state
        == (VideoState::Kept {
            take,
            status: KeptStatus::Processing,
        })
    {
        let state = VideoState::Kept {
            take,
            status: KeptStatus::Failed,
        };
        store::set_state(connection, video.id, state).await?;
    }
    Ok(())
}
