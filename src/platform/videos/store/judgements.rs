//! SQL of judgements. The video's status follows the row by a trigger.

use crate::{
    db::RequestTx,
    error::{ApiError, ApiResult, Problem},
    ids::{JudgementId, TakeId, VideoId},
    videos::Verdict,
};

/// Judges the kept take of a video. None when it is approved and was before.
///
/// Errors: `video-not-completed`.
pub async fn judge_video(
    tx: &mut RequestTx,
    video: VideoId,
    take: TakeId,
    verdict: Verdict,
    reason: Option<&str>,
) -> ApiResult<Option<JudgementId>> {
    let (id, me) = (JudgementId::new(), tx.user);
    let inserted = sqlx::query!(
        "INSERT INTO video_judgements (id, video_id, take_id, owner_id, judge_id, verdict, reason)
         SELECT $1, v.id, $3, v.user_id, $4, $5, $6 FROM videos v WHERE v.id = $2",
        id.0,
        video.0,
        take.0,
        me.0,
        verdict.as_str(),
        reason
    )
    .execute(&mut **tx)
    .await;
    match inserted {
        Ok(done) => Ok((done.rows_affected() == 1).then_some(id)),
        // What the trigger says of a video that is not completed, or not any more.
        Err(sqlx::Error::Database(cause)) if cause.code().as_deref() == Some("55000") => {
            Err(Problem::VideoNotCompleted.into())
        }
        Err(error) => Err(ApiError::from(error)),
    }
}
