//! What a player needs: signed links, the poster, the thumbnail sheet, the chapters.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Platform,
    accounts::Caller,
    db::RequestTx,
    error::{ApiResult, Problem, ProblemBody},
    http::{Answer, Route},
    ids::{TakeId, VideoId},
    scripts::LocalText,
    videos::store::{self, AssetRow, PlayableTake},
};

pub fn router() -> OpenApiRouter<Platform> {
    OpenApiRouter::new()
        .routes(routes!(take))
        .routes(routes!(video))
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Playback {
    pub duration_ms: i32,
    /// The MP4 first when it is ready; it plays everywhere, the master not.
    pub sources: Vec<Source>,
    pub poster_url: Option<String>,
    pub thumbnails: Option<ThumbnailSheet>,
    /// The script's steps; an upload has none.
    pub chapters: Vec<Chapter>,
    /// The links are good until then and have to be asked for again.
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Source {
    pub url: String,
    /// For `<source type>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `mp4` or `master`.
    pub label: String,
}

/// One picture with a grid of tiles, row by row, one every `interval_ms`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ThumbnailSheet {
    pub url: String,
    pub interval_ms: i32,
    pub columns: i32,
    pub rows: i32,
    /// Pixels.
    pub tile_width: i32,
    pub tile_height: i32,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Chapter {
    pub key: String,
    pub start_ms: u64,
    pub end_ms: u64,
    pub title: LocalText,
}

/// The owner reviews a take.
#[utoipa::path(get, path = "/api/takes/{id}/playback/", tag = "takes", security(("bearer" = [])), params(("id" = TakeId, Path)),
    responses((status = 200, body = Playback), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn take(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<TakeId>,
) -> Answer<Playback> {
    let mut tx = caller.enter(&platform).await?;
    // Of the owner alone, though the kept take's row is open to companies too.
    store::take(&mut tx, id).await?;
    let playback = playback(&platform, &mut tx, id).await?;
    tx.commit().await?;
    Ok(Json(playback))
}

/// The kept take: for the owner, and for a company that the video is granted to.
#[utoipa::path(get, path = "/api/videos/{id}/playback/", tag = "videos", security(("bearer" = [])), params(("id" = VideoId, Path)),
    responses((status = 200, body = Playback), (status = 404, body = ProblemBody), (status = 409, body = ProblemBody)))]
async fn video(
    State(platform): State<Platform>,
    caller: Caller,
    Route(id): Route<VideoId>,
) -> Answer<Playback> {
    let mut tx = caller.enter(&platform).await?;
    let kept = store::get(&mut tx, id)
        .await?
        .state()?
        .kept_take()
        .ok_or(Problem::VideoNotKept)?;
    let playback = playback(&platform, &mut tx, kept).await?;
    tx.commit().await?;
    Ok(Json(playback))
}

async fn playback(platform: &Platform, tx: &mut RequestTx, id: TakeId) -> ApiResult<Playback> {
    let take = match store::playable(tx, id).await {
        Err(crate::error::ApiError::Refused(Problem::NotFound)) => {
            return Err(Problem::TakeNotKeepable.into());
        }
        other => other?,
    };
    let assets = store::assets_of(tx, id).await?;
    let of = |kind: &str| assets.iter().find(|asset| asset.kind == kind);
    let link = |asset: &AssetRow, name: &str| platform.media_link(tx, asset.id, name);

    let mut sources = Vec::new();
    if let Some(mp4) = of("mp4") {
        sources.push(Source {
            url: link(mp4, "video.mp4"),
            kind: "video/mp4".into(),
            label: "mp4".into(),
        });
    }
    let master = of("master").ok_or(Problem::TakeNotKeepable)?;
    let extension = if master.content_type == "video/webm" {
        "webm"
    } else {
        "mp4"
    };
    sources.push(Source {
        url: link(master, &format!("master.{extension}")),
        kind: master_type(&master.content_type, &take),
        label: "master".into(),
    });
    let thumbnails = of("thumbnails").and_then(|sheet| {
        Some(ThumbnailSheet {
            url: link(sheet, "thumbnails.jpg"),
            interval_ms: sheet.interval_ms?,
            columns: sheet.columns?,
            rows: sheet.rows?,
            tile_width: sheet.tile_width?,
            tile_height: sheet.tile_height?,
        })
    });
    let length = u64::from(take.duration_ms.unsigned_abs());
    let chapters = take
        .script
        .iter()
        .flat_map(|script| script.places().zip(script.steps()))
        .map(|(place, step)| Chapter {
            key: step.key.clone(),
            start_ms: place.start.as_millis() as u64,
            // A take that was stopped early ends inside a step.
            end_ms: (place.end.as_millis() as u64).min(length),
            title: LocalText {
                fr: step.title.fr.clone(),
                en: step.title.en.clone(),
                ar: step.title.ar.clone(),
            },
        })
        .filter(|chapter| chapter.start_ms < chapter.end_ms)
        .collect();
    Ok(Playback {
        duration_ms: take.duration_ms,
        poster_url: of("poster").map(|poster| link(poster, "poster.jpg")),
        sources,
        thumbnails,
        chapters,
        expires_at: platform.links_expire_at(),
    })
}

/// With the codecs, so that a browser that cannot play the master says so at once.
fn master_type(container: &str, take: &PlayableTake) -> String {
    let video = match take.video_codec.as_deref() {
        Some("h264") => "avc1.42E01F",
        Some("vp8") => "vp8",
        _ => return container.to_owned(),
    };
    match &take.audio_codec {
        Some(audio) => format!("{container}; codecs=\"{video}, {audio}\""),
        None => format!("{container}; codecs=\"{video}\""),
    }
}
