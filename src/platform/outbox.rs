//! Events, written in the transaction of the thing that happened. Who tells people about
//! them reads the table; features never call notifications.

use coach::Language;
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    accounts::Letter,
    ids::{ApplicationId, CompanyId, JudgementId, OfferId, TakeId, UserId, VideoId, ViewId},
    videos::Verdict,
};

#[derive(Debug, Clone)]
pub enum Event {
    /// The bytes of a take are safe.
    TakeSealed {
        take: TakeId,
        video: VideoId,
        user: UserId,
        state: &'static str,
    },
    /// A candidate chose this take for the video.
    VideoKept {
        take: TakeId,
        video: VideoId,
        user: UserId,
    },
    /// A video became the profile's presentation.
    VideoLinked { video: VideoId, user: UserId },
    /// Presentation and CV should be looked at again.
    SyncNeeded {
        video: VideoId,
        user: UserId,
        /// As in `cv_update_reasons`.
        reasons: Vec<String>,
    },
    /// A kept video can be watched by those it is open to.
    VideoCompleted {
        take: TakeId,
        video: VideoId,
        user: UserId,
    },
    /// The platform approved or rejected a video. Why it was rejected stands in the
    /// judgement's row.
    VideoJudged {
        judgement: JudgementId,
        verdict: Verdict,
        take: TakeId,
        video: VideoId,
        user: UserId,
    },
    /// Somebody of a company opened a video.
    VideoViewed {
        view: ViewId,
        video: VideoId,
        owner: UserId,
        company: CompanyId,
    },
    /// The final scores of a take are there. For its candidate alone: who tells people
    /// tells nobody else.
    QualityReady {
        take: TakeId,
        video: VideoId,
        user: UserId,
    },
    /// A candidate applied. For the people of that company.
    ApplicationReceived {
        application: ApplicationId,
        offer: OfferId,
        company: CompanyId,
        user: UserId,
    },
    /// A company said what becomes of an application. For its candidate.
    ApplicationChanged {
        application: ApplicationId,
        offer: OfferId,
        user: UserId,
        status: String,
    },
    /// A letter about an account, to an address that need not have one. By mail alone.
    Letter {
        letter: Letter,
        /// Of the row that the token names; without one, of anything that happens once.
        row: Uuid,
        to: String,
        language: Language,
        /// First name, or empty.
        name: String,
        /// Who invites.
        company: Option<String>,
    },
}

impl Event {
    fn topic(&self) -> &'static str {
        match self {
            Event::TakeSealed { .. } => "take_sealed",
            Event::VideoKept { .. } => "video_kept",
            Event::VideoLinked { .. } => "video_linked",
            Event::SyncNeeded { .. } => "sync_needed",
            Event::VideoCompleted { .. } => "video_completed",
            Event::VideoJudged { verdict, .. } => match verdict {
                Verdict::Approved => "video_approved",
                Verdict::Rejected => "video_rejected",
            },
            Event::VideoViewed { .. } => "video_viewed",
            Event::QualityReady { .. } => "quality_ready",
            Event::ApplicationReceived { .. } => "application_received",
            Event::ApplicationChanged { .. } => "application_changed",
            Event::Letter { letter, .. } => letter.topic(),
        }
    }

    /// Two tellings of one event have one key.
    fn key(&self) -> String {
        match self {
            Event::TakeSealed { take, .. } | Event::QualityReady { take, .. } => take.to_string(),
            // Keeping one take, then another, then the first again are three events, but
            // a repeated click is not: the caller emits only on a change.
            Event::VideoKept { .. }
            | Event::VideoLinked { .. }
            | Event::SyncNeeded { .. }
            | Event::ApplicationReceived { .. }
            | Event::ApplicationChanged { .. } => uuid::Uuid::now_v7().to_string(),
            Event::VideoCompleted { take, video, .. } => format!("{video}:{take}"),
            Event::VideoJudged { judgement, .. } => judgement.to_string(),
            Event::VideoViewed { view, .. } => view.to_string(),
            Event::Letter { row, .. } => row.to_string(),
        }
    }

    fn payload(&self) -> Value {
        match self {
            Event::TakeSealed {
                take,
                video,
                user,
                state,
            } => {
                json!({"take_id": take, "video_id": video, "user_id": user, "state": state})
            }
            Event::VideoKept { take, video, user }
            | Event::VideoCompleted { take, video, user }
            | Event::QualityReady { take, video, user } => {
                json!({"take_id": take, "video_id": video, "user_id": user})
            }
            Event::VideoJudged {
                judgement,
                take,
                video,
                user,
                ..
            } => {
                json!({"judgement_id": judgement, "take_id": take, "video_id": video, "user_id": user})
            }
            Event::VideoLinked { video, user } => json!({"video_id": video, "user_id": user}),
            Event::SyncNeeded {
                video,
                user,
                reasons,
            } => json!({"video_id": video, "user_id": user, "reasons": reasons}),
            Event::VideoViewed {
                view,
                video,
                owner,
                company,
            } => {
                json!({"view_id": view, "video_id": video, "user_id": owner, "company_id": company})
            }
            Event::ApplicationReceived {
                application,
                offer,
                company,
                user,
            } => json!({"application_id": application, "offer_id": offer,
                        "company_id": company, "user_id": user}),
            Event::ApplicationChanged {
                application,
                offer,
                user,
                status,
            } => json!({"application_id": application, "offer_id": offer,
                        "user_id": user, "status": status}),
            // No token: the mailer makes it of the row's id (see `accounts::LetterKeys`).
            Event::Letter {
                letter: _,
                row,
                to,
                language,
                name,
                company,
            } => {
                json!({"row": row, "to": to, "language": language, "name": name, "company": company})
            }
        }
    }
}

/// Writes the event; a second telling of the same event changes nothing.
pub async fn emit(connection: &mut PgConnection, event: Event) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO outbox (topic, event_key, payload) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        event.topic(),
        event.key(),
        event.payload()
    )
    .execute(connection)
    .await?;
    Ok(())
}
