//! Every text we write to people: its template, what it is filled with, and its kind.

use super::Kind;
use crate::accounts::Letter;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    VideoViewed,
    VideoCompleted,
    VideoKept,
    TakeRecovered,
    QualityReady,
    NewCandidate,
    VideoLinked,
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
    pub const ALL: [Topic; 16] = [
        Topic::VideoViewed,
        Topic::VideoCompleted,
        Topic::VideoKept,
        Topic::TakeRecovered,
        Topic::QualityReady,
        Topic::NewCandidate,
        Topic::VideoLinked,
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
            | Topic::QualityReady => &["video"],
            Topic::Message => &["title", "message", "action_text"],
            Topic::CompleteProfile
            | Topic::RecordVideo
            | Topic::GetInTouch
            | Topic::RecruiterInvited => &["company"],
            _ => &[],
        }
    }
}
