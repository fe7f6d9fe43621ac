//! Pictures of a person before a wall, made from a real portrait, and what can be wrong with
//! them. `deploy/scripts/fetch-models.sh` and `tests/fixtures/make-media.sh` bring the files.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

use measure::RgbView;
use measure::picture::Affine;

/// The small layer of the live path.
pub const WIDTH: usize = 320;
pub const HEIGHT: usize = 180;
/// Of the browser tests' fake camera.
const WALL: [f32; 3] = [184.0, 178.0, 167.0];
/// The middle of the astronaut's face in the 512×512 portrait, and its height from the top of
/// the forehead to the chin.
pub const FACE_CENTER: [f32; 2] = [222.0, 121.0];
pub const FACE_HEIGHT: f32 = 106.0;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn models() -> PathBuf {
    std::env::var_os("JOBGATE_MODELS_DIR")
        .map_or_else(|| root().join(".cache/models"), PathBuf::from)
}

pub fn media(name: &str) -> PathBuf {
    let path = root().join(".cache/media").join(name);
    assert!(
        path.is_file(),
        "{} is missing: run tests/fixtures/make-media.sh",
        path.display()
    );
    path
}

pub fn ffmpeg(arguments: &[&str], input: &Path) -> Vec<u8> {
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(input)
        .args(arguments)
        .arg("-")
        .output()
        .expect("ffmpeg is installed");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

#[derive(Clone)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub data: Vec<u8>,
}

impl Picture {
    /// One of the square or other pictures of `.cache/media`, as it is.
    pub fn load(name: &str, width: usize, height: usize) -> Self {
        let data = ffmpeg(&["-f", "rawvideo", "-pix_fmt", "rgb24"], &media(name));
        assert_eq!(data.len(), width * height * 3, "{name} has another size");
        Self {
            width,
            height,
            data,
        }
    }

    pub fn portrait() -> Self {
        Self::load("portrait.png", 512, 512)
    }

    pub fn even(level: u8) -> Self {
        Self {
            width: WIDTH,
            height: HEIGHT,
            data: vec![level; WIDTH * HEIGHT * 3],
        }
    }

    pub fn view(&self) -> RgbView<'_> {
        RgbView::new(self.width, self.height, &self.data).unwrap()
    }

    /// This picture in the middle of a 320×180 frame, as high as the frame.
    pub fn in_frame(&self) -> Self {
        let scale = self.height as f32 / HEIGHT as f32;
        let [width, height] = [WIDTH as f32 * scale, HEIGHT as f32 * scale];
        self.place(Affine::rectangle(
            [self.width as f32 / 2.0, self.height as f32 / 2.0],
            [width, height],
            0.0,
            [WIDTH, HEIGHT],
        ))
    }

    /// 320×180 by an affine map into this picture; the wall outside of it.
    fn place(&self, place: Affine) -> Self {
        let sampled = self.view().sample(place, WIDTH, HEIGHT);
        let mut data = Vec::with_capacity(WIDTH * HEIGHT * 3);
        for (index, pixel) in sampled.into_iter().enumerate() {
            let [column, row] = [index % WIDTH, index / WIDTH].map(|at| at as f32 + 0.5);
            let [x, y] = place.apply([column, row]);
            let inside =
                (0.0..self.width as f32).contains(&x) && (0.0..self.height as f32).contains(&y);
            let pixel = if inside { pixel } else { WALL };
            data.extend(pixel.map(|value| value.round() as u8));
        }
        Self {
            width: WIDTH,
            height: HEIGHT,
            data,
        }
    }

    pub fn map(&self, of: impl Fn([f32; 2], [f32; 3]) -> [f32; 3]) -> Self {
        let mut data = Vec::with_capacity(self.data.len());
        for (index, pixel) in self.data.chunks_exact(3).enumerate() {
            let at = [index % self.width, index / self.width].map(|at| at as f32 + 0.5);
            let pixel = of(at, [pixel[0], pixel[1], pixel[2]].map(f32::from));
            data.extend(pixel.map(|value| value.round().clamp(0.0, 255.0) as u8));
        }
        Self {
            data,
            ..self.clone()
        }
    }

    /// Light times `gain`, as a camera with a fixed exposure would give it.
    pub fn light(&self, gain: f32) -> Self {
        self.map(|_, pixel| pixel.map(|value| value * gain))
    }

    /// From 5 % of the light at the left of the face's box to all of it at the right.
    pub fn side_light(&self, left: f32, right: f32) -> Self {
        self.map(|[x, _], pixel| {
            let share = ((x - left) / (right - left)).clamp(0.0, 1.0);
            pixel.map(|value| value * (0.05 + 0.95 * share))
        })
    }

    /// A bright window behind: all but head and body at `wall` (0–1), the person at `gain`.
    /// Head and body are drawn around the face of `Shot`.
    pub fn back_light(&self, shot: Shot, wall: f32, gain: f32) -> Self {
        let [x0, y0] = [shot.x * WIDTH as f32, shot.y * HEIGHT as f32];
        let size = shot.face_height * HEIGHT as f32;
        self.map(|[x, y], pixel| {
            let (dx, dy) = ((x - x0) / size, (y - y0) / size);
            let head = (dx / 0.62).powi(2) + ((dy + 0.12) / 0.85).powi(2) < 1.0;
            let body = dy > 0.5 && dx.abs() < 0.4 + (dy - 0.5) * 1.2;
            if head || body {
                pixel.map(|value| value * gain)
            } else {
                [wall * 255.0; 3]
            }
        })
    }

    pub fn gaussian(&self, sigma: f32) -> Self {
        let reach = (3.0 * sigma).ceil() as i32;
        let kernel: Vec<(i32, f32)> = (-reach..=reach)
            .map(|step| (step, (-0.5 * (step as f32 / sigma).powi(2)).exp()))
            .collect();
        self.convolved(&kernel, [1, 0]).convolved(&kernel, [0, 1])
    }

    /// The camera or the head moved to the side while the shutter was open.
    pub fn motion(&self, pixels: i32) -> Self {
        let kernel: Vec<(i32, f32)> = (0..pixels).map(|step| (step - pixels / 2, 1.0)).collect();
        self.convolved(&kernel, [1, 0])
    }

    fn convolved(&self, kernel: &[(i32, f32)], direction: [i32; 2]) -> Self {
        let total: f32 = kernel.iter().map(|(_, weight)| weight).sum();
        let mut data = Vec::with_capacity(self.data.len());
        for index in 0..self.width * self.height {
            let [x, y] = [(index % self.width) as i32, (index / self.width) as i32];
            let mut sum = [0.0; 3];
            for (step, weight) in kernel {
                let column = (x + step * direction[0]).clamp(0, self.width as i32 - 1) as usize;
                let row = (y + step * direction[1]).clamp(0, self.height as i32 - 1) as usize;
                for (sum, value) in sum.iter_mut().zip(self.view().pixel(column, row)) {
                    *sum += weight * f32::from(value);
                }
            }
            data.extend(sum.map(|sum| (sum / total).round() as u8));
        }
        Self {
            data,
            ..self.clone()
        }
    }

    /// Two of this, side by side (the second mirrored).
    pub fn twice(&self) -> Self {
        let mut data = vec![];
        for y in 0..self.height {
            for x in 0..self.width {
                data.extend(self.view().pixel(x, y));
            }
            for x in (0..self.width).rev() {
                data.extend(self.view().pixel(x, y));
            }
        }
        Self {
            width: self.width * 2,
            height: self.height,
            data,
        }
    }
}

/// Where the portrait's face is in a 320×180 frame.
#[derive(Clone, Copy)]
pub struct Shot {
    /// Height of the face over the frame's.
    pub face_height: f32,
    /// Middle of the face, shares of the frame.
    pub x: f32,
    pub y: f32,
    /// Positive is clockwise.
    pub tilt_deg: f32,
}

/// The fake camera of the browser tests: 760 pixels of portrait in 1280×720, 230 from the left.
pub const NORMAL: Shot = Shot {
    face_height: FACE_HEIGHT * 760.0 / 512.0 / 720.0,
    x: (230.0 + FACE_CENTER[0] * 760.0 / 512.0) / 1280.0,
    y: FACE_CENTER[1] * 760.0 / 512.0 / 720.0,
    tilt_deg: 0.0,
};

impl Shot {
    pub fn take(self, portrait: &Picture) -> Picture {
        // The rectangle of the portrait that the frame shows turns the other way round.
        let scale = FACE_HEIGHT / (self.face_height * HEIGHT as f32);
        let turn = -self.tilt_deg.to_radians();
        let [dx, dy] = [
            (0.5 - self.x) * WIDTH as f32 * scale,
            (0.5 - self.y) * HEIGHT as f32 * scale,
        ];
        let (sin, cos) = turn.sin_cos();
        let center = [
            FACE_CENTER[0] + cos * dx - sin * dy,
            FACE_CENTER[1] + sin * dx + cos * dy,
        ];
        portrait.place(Affine::rectangle(
            center,
            [WIDTH as f32 * scale, HEIGHT as f32 * scale],
            turn,
            [WIDTH, HEIGHT],
        ))
    }
}
