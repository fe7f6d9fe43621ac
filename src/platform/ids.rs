//! Identifiers as types of their own: a take's id cannot be passed for a video's.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, sqlx::Type, utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        #[schema(value_type = uuid::Uuid)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A new id, ordered by time (UUID version 7, RFC 9562).
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    UserId,
    CompanyId,
    /// A family of refresh tokens: one log-in on one device.
    SessionId,
    ConsentId,
    ScriptId,
    ProfileId,
    VideoId,
    TakeId,
    AssetId,
    ViewId,
    CheckId,
    OfferId,
    ApplicationId,
    JobId,
    /// What the platform said of a video.
    JudgementId,
    NotificationId,
    InvitationId,
}
