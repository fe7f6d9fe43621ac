//! Models: what the networks say of a picture or of sound.
//!
//! Each model is loaded once and shared by reference (`Arc`): running one takes `&self`, keeps
//! no state but what the caller hands in, and uses the caller's thread alone. Which files
//! they are stands in `models.toml`; [`file`] names them in the folder that `fetch.py` fills.

mod detector;
mod dnsmos;
mod error;
#[cfg(test)]
mod golden;
mod landmarks;
mod mel;
mod mesh;
mod network;
#[cfg(test)]
#[path = "tests/scene/mod.rs"]
mod scene;
mod sight;
mod voice;

pub use detector::{DetectedFace, FaceDetector};
pub use dnsmos::{QualityRating, SpeechQuality, TakeQuality, WINDOW_SAMPLES};
pub use error::InferError;
pub use mesh::{FaceMesh, Mesh, Pose};
pub use sight::Sight;
pub use voice::{FRAME_SAMPLES, VoiceActivity, VoiceState};

/// Names in the folder of models, as `models.toml` has them.
pub mod file {
    pub const FACE_DETECTOR: &str = "face_detector.onnx";
    pub const FACE_MESH: &str = "face_mesh.onnx";
    pub const VOICE_ACTIVITY: &str = "voice_activity.onnx";
    pub const SPEECH_QUALITY_P808: &str = "speech_quality_p808.onnx";
    pub const SPEECH_QUALITY_P835: &str = "speech_quality_p835.onnx";
}
