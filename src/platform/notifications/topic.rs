//! Every text we write to people: its template, what it is filled with, and its kind.

use super::Kind;
use crate::{accounts::Letter, offers::OUTCOMES};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    VideoViewed,
    VideoCompleted,
    VideoKept,
    TakeRecovered,
    QualityReady,
    NewCandidate,
    VideoLinked,
    VideoApproved,
    VideoRejected,
    SyncNeeded,
    ApplicationReceived,
    ApplicationChanged,
    /// Words of a platform admin's own.
    Message,
    // What a company may say to candidates and members.
    CompleteProfile,
    RecordVideo,
    GetInTouch,
    // About accounts, by mail alone.
    VerifyEmail,
    ResetPassword,
    RecruiterInvited,
    AddressTaken,
    PasswordChanged,
}

impl Topic {
    pub const ALL: [Topic; 21] = [
        Topic::VideoViewed,
        Topic::VideoCompleted,
        Topic::VideoKept,
        Topic::TakeRecovered,
        Topic::QualityReady,
        Topic::NewCandidate,
        Topic::VideoLinked,
        Topic::VideoApproved,
        Topic::VideoRejected,
        Topic::SyncNeeded,
        Topic::ApplicationReceived,
        Topic::ApplicationChanged,
        Topic::Message,
        Topic::CompleteProfile,
        Topic::RecordVideo,
        Topic::GetInTouch,
        Topic::VerifyEmail,
        Topic::ResetPassword,
        Topic::RecruiterInvited,
        Topic::AddressTaken,
        Topic::PasswordChanged,
    ];

    /// Templates that companies write with.
    pub const NAMED_NAMES: [&str; 3] = ["complete_profile", "record_video", "get_in_touch"];

    pub fn as_str(self) -> &'static str {
        match self {
            Topic::VideoViewed => "video_viewed",
            Topic::VideoCompleted => "video_completed",
            Topic::VideoKept => "video_kept",
            Topic::TakeRecovered => "take_recovered",
            Topic::QualityReady => "quality_ready",
            Topic::NewCandidate => "new_candidate",
            Topic::VideoLinked => "video_linked",
            Topic::VideoApproved => "video_approved",
            Topic::VideoRejected => "video_rejected",
            Topic::SyncNeeded => "sync_needed",
            Topic::ApplicationReceived => "application_received",
            Topic::ApplicationChanged => "application_changed",
            Topic::Message => "message",
            Topic::CompleteProfile => "complete_profile",
            Topic::RecordVideo => "record_video",
            Topic::GetInTouch => "get_in_touch",
            Topic::VerifyEmail => Letter::VerifyEmail.topic(),
            Topic::ResetPassword => Letter::ResetPassword.topic(),
            Topic::RecruiterInvited => Letter::RecruiterInvited.topic(),
            Topic::AddressTaken => Letter::AddressTaken.topic(),
            Topic::PasswordChanged => Letter::PasswordChanged.topic(),
        }
    }

    pub fn parse(name: &str) -> Option<Topic> {
        Topic::ALL.into_iter().find(|topic| topic.as_str() == name)
    }

    /// None for letters: nobody can choose not to have them.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Topic::VideoViewed => Some(Kind::VideoViewed),
            Topic::VideoCompleted => Some(Kind::VideoCompleted),
            Topic::VideoKept => Some(Kind::VideoKept),
            Topic::TakeRecovered => Some(Kind::TakeRecovered),
            Topic::QualityReady => Some(Kind::QualityReady),
            Topic::NewCandidate => Some(Kind::NewCandidate),
            Topic::VideoLinked => Some(Kind::VideoLinked),
            Topic::VideoApproved => Some(Kind::VideoApproved),
            Topic::VideoRejected => Some(Kind::VideoRejected),
            Topic::SyncNeeded => Some(Kind::SyncNeeded),
            Topic::ApplicationReceived => Some(Kind::ApplicationReceived),
            Topic::ApplicationChanged => Some(Kind::ApplicationChanged),
            Topic::Message | Topic::CompleteProfile | Topic::RecordVideo | Topic::GetInTouch => {
                Some(Kind::Message)
            }
            _ => None,
        }
    }

    pub fn letter(self) -> Option<Letter> {
        match self {
            Topic::VerifyEmail => Some(Letter::VerifyEmail),
            Topic::ResetPassword => Some(Letter::ResetPassword),
            Topic::RecruiterInvited => Some(Letter::RecruiterInvited),
            Topic::AddressTaken => Some(Letter::AddressTaken),
            Topic::PasswordChanged => Some(Letter::PasswordChanged),
            _ => None,
        }
    }

    /// What a template of the topic may name, and is always given.
    pub fn variables(self) -> &'static [&'static str] {
        match self {
            Topic::VideoViewed => &["company", "video"],
            Topic::VideoCompleted
            | Topic::VideoKept
            | Topic::TakeRecovered
            | Topic::QualityReady
            | Topic::VideoApproved => &["video"],
            Topic::VideoRejected => &["video", "reason"],
            Topic::SyncNeeded => &["video", "cause"],
            Topic::ApplicationReceived => &["offer"],
            Topic::ApplicationChanged => &["company", "offer", "status"],
            Topic::Message => &["title", "message", "action_text"],
            Topic::CompleteProfile
            | Topic::RecordVideo
            | Topic::GetInTouch
            | Topic::RecruiterInvited => &["company"],
            _ => &[],
        }
    }

    /// The variable that is a word out of a list: the template has a sentence for each, and
    /// shows none of the words themselves.
    pub fn choice(self) -> Option<(&'static str, &'static [&'static str])> {
        match self {
            Topic::SyncNeeded => Some(("cause", &SYNC_CAUSES)),
            Topic::ApplicationChanged => Some(("status", OUTCOMES)),
            _ => None,
        }
    }
}

/// Why a video and its CV should be looked at together: the CV is another one by now, or the
/// video alone is old.
pub const SYNC_CAUSES: [&str; 2] = ["changed", "old"];
