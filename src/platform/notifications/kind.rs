//! What one may be told about, and by which way. People choose by these.

use coach::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{accounts::Role, i18n::Text};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    VideoViewed,
    VideoCompleted,
    VideoKept,
    TakeRecovered,
    QualityReady,
    NewCandidate,
    VideoLinked,
    Message,
    VideoApproved,
    VideoRejected,
    SyncNeeded,
    ApplicationReceived,
    ApplicationChanged,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    InApp,
    Email,
}

impl Channel {
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::InApp => "in_app",
            Channel::Email => "email",
        }
    }
}

impl Kind {
    pub const ALL: [Kind; 13] = [
        Kind::VideoViewed,
        Kind::VideoCompleted,
        Kind::VideoKept,
        Kind::TakeRecovered,
        Kind::QualityReady,
        Kind::NewCandidate,
        Kind::VideoLinked,
        Kind::Message,
        Kind::VideoApproved,
        Kind::VideoRejected,
        Kind::SyncNeeded,
        Kind::ApplicationReceived,
        Kind::ApplicationChanged,
    ];

    /// As in `type`.
    pub const NAMES: [&str; 13] = [
        "video_viewed",
        "video_completed",
        "video_kept",
        "take_recovered",
        "quality_ready",
        "new_candidate",
        "video_linked",
        "message",
        "video_approved",
        "video_rejected",
        "sync_needed",
        "application_received",
        "application_changed",
    ];

    pub fn as_str(self) -> &'static str {
        Kind::NAMES[self as usize]
    }

    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Unless the person chose otherwise. Mail is for what somebody waits for: what one has
    /// just done oneself, and what comes in numbers, is shown in the page alone.
    pub fn by_default(self, channel: Channel) -> bool {
        match channel {
            Channel::InApp => true,
            Channel::Email => matches!(
                self,
                Kind::VideoViewed
                    | Kind::VideoCompleted
                    | Kind::Message
                    | Kind::VideoApproved
                    | Kind::VideoRejected
                    | Kind::ApplicationReceived
                    | Kind::ApplicationChanged
            ),
        }
    }

    /// Whether somebody in this role is ever told.
    pub fn concerns(self, role: Role) -> bool {
        match self {
            Kind::Message => true,
            Kind::NewCandidate | Kind::VideoLinked | Kind::ApplicationReceived => {
                Role::OF_A_COMPANY.contains(&role)
            }
            _ => role == Role::Candidate,
        }
    }

    /// What is said of the kind on the page of who unsubscribes.
    pub fn title(self, language: Language) -> &'static str {
        let text = |fr, en, ar| Text { fr, en, ar };
        match self {
            Kind::VideoViewed => text(
                "Vues de vos vidéos",
                "Views of your videos",
                "مشاهدات مقاطعك",
            ),
            Kind::VideoCompleted => {
                text("Vidéos prêtes", "Videos that are ready", "المقاطع الجاهزة")
            }
            Kind::VideoKept => text("Vidéos gardées", "Videos you keep", "المقاطع المحفوظة"),
            Kind::TakeRecovered => {
                text("Prises récupérées", "Recovered takes", "اللقطات المستعادة")
            }
            Kind::QualityReady => text("Scores prêts", "Scores that are ready", "النتائج الجاهزة"),
            Kind::NewCandidate => text("Nouveaux candidats", "New candidates", "المرشحون الجدد"),
            Kind::VideoLinked => text(
                "Nouvelles vidéos de candidats",
                "New videos of candidates",
                "مقاطع المرشحين الجديدة",
            ),
            Kind::Message => text("Messages", "Messages", "الرسائل"),
            Kind::VideoApproved => text("Vidéos validées", "Approved videos", "المقاطع المقبولة"),
            Kind::VideoRejected => text("Vidéos refusées", "Rejected videos", "المقاطع المرفوضة"),
            Kind::SyncNeeded => text(
                "Vidéo et CV à relire ensemble",
                "Video and CV to look at together",
                "مراجعة المقطع والسيرة معًا",
            ),
            Kind::ApplicationReceived => text(
                "Candidatures reçues",
                "Applications received",
                "طلبات التوظيف الواردة",
            ),
            Kind::ApplicationChanged => text(
                "Suites données à mes candidatures",
                "What becomes of my applications",
                "مستجدات طلباتي",
            ),
        }
        .get(language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_order_of_the_kinds() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
            assert_eq!(
                serde_json::to_value(kind).unwrap(),
                serde_json::json!(kind.as_str())
            );
        }
    }
}
