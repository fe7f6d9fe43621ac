//! Detector and mesh together: the faces that both agree on.

use std::path::Path;

use measure::{FaceGeometry, RgbView};

use crate::detector::{DetectedFace, FaceDetector};
use crate::error::InferError;
use crate::file;
use crate::mesh::{FaceMesh, Mesh};

/// The mesh gives 0.95 and more on every right box that was seen, and near 0 on wrong ones.
const PRESENCE: f32 = 0.5;
/// More faces than this are counted, but not looked at one by one.
const MOST_FACES: usize = 4;

/// Finds faces and their landmarks. Load once, share.
#[derive(Debug, Clone)]
pub struct Sight {
    detector: FaceDetector,
    mesh: FaceMesh,
}

impl Sight {
    /// From the folder that the models were fetched into.
    pub fn load(models: &Path) -> Result<Self, InferError> {
        Ok(Self {
            detector: FaceDetector::load(&models.join(file::FACE_DETECTOR))?,
            mesh: FaceMesh::load(&models.join(file::FACE_MESH))?,
        })
    }

    /// The faces of a picture, largest first; at most four.
    pub fn faces(&self, picture: RgbView<'_>) -> Result<Vec<FaceGeometry>, InferError> {
        let mut faces = vec![];
        for found in self.detector.detect(picture)?.iter().take(MOST_FACES) {
            let mesh = self.mesh.landmarks(picture, found)?;
            if mesh.presence >= PRESENCE {
                faces.push(geometry(found, &mesh));
            }
        }
        faces.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
        Ok(faces)
    }
}

fn geometry(found: &DetectedFace, mesh: &Mesh) -> FaceGeometry {
    let pose = mesh.pose();
    FaceGeometry {
        confidence: found.confidence,
        presence: mesh.presence,
        bounds: mesh.bounds(),
        eye_distance_px: mesh.eye_distance_px(),
        eye_opening: mesh.eye_opening(),
        roll_deg: pose.roll,
        yaw_deg: pose.yaw,
        pitch_deg: pose.pitch,
        oval: mesh.oval(),
        cheeks: mesh.cheeks(),
    }
}
