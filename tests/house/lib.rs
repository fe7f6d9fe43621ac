//! Holds the walls: which room may know which, read from `cargo metadata`.
//!
//! `ARCHITECTURE.md` explains the edges. A new one is first agreed there, then here.

/// What each crate of ours may depend on, dev- and build-dependencies included.
pub const ALLOWED_EDGES: &[(&str, &[&str])] = &[
    ("coach", &[]),
    ("signaling", &["coach"]),
    ("sfu", &["coach"]),
    ("pipelines", &["coach"]),
    ("measure", &["coach"]),
    // One room, two crates: the networks read the pictures that the formulas measure.
    ("infer", &["measure"]),
    ("analysis", &["coach", "pipelines", "measure", "infer"]),
    (
        "studio",
        &["coach", "signaling", "sfu", "pipelines", "analysis"],
    ),
    ("platform", &["coach"]),
    (
        "server",
        &[
            "coach",
            "signaling",
            "sfu",
            "pipelines",
            "analysis",
            "studio",
            "platform",
        ],
    ),
    ("house", &[]),
    ("hostile", &[]),
    ("load", &["signaling", "coach"]),
    ("system", &["signaling", "coach", "load"]),
    ("bench", &["signaling", "coach", "load", "system"]),
];

/// Edges that a crate's tests have and its program does not.
pub const TEST_EDGES: &[(&str, &[&str])] = &[
    // A room is proven by a real publisher; what that needs of WebRTC stays `load`'s.
    ("studio", &["load"]),
    // What reads the words of strangers replays what nobody should send.
    ("sfu", &["hostile"]),
    ("signaling", &["hostile"]),
    ("pipelines", &["hostile"]),
];

/// Libraries that only the named rooms may use: one owner for each technology.
pub const OWNED_LIBRARIES: &[(&str, &[&str])] = &[
    ("webrtc", &["sfu", "load"]),
    ("rtc", &["sfu", "load"]),
    ("gstreamer", &["pipelines"]),
    ("gstreamer-app", &["pipelines"]),
    ("opusic-c", &["pipelines"]),
    ("tract-onnx", &["infer"]),
    ("ebur128", &["measure"]),
    // `server` creates the database of its private PostgreSQL; `system` looks at rows.
    ("sqlx", &["platform", "server", "system"]),
    ("jsonschema", &["platform"]),
    ("lettre", &["platform"]),
    // Rooms count, the root exports.
    ("metrics", &["studio", "server"]),
    ("metrics-exporter-prometheus", &["server"]),
    ("minijinja", &["platform"]),
    ("object_store", &["platform"]),
    ("rustls", &["server", "platform", "system"]),
];

/// Rooms that are pure: what may not even be reached through others.
pub const PURE: &[&str] = &["coach", "signaling"];
pub const IMPURE: &[&str] = &[
    "tokio",
    "axum",
    "sqlx",
    "webrtc",
    "gstreamer",
    "rand",
    "chrono",
];
