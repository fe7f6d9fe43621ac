#!/usr/bin/env python3
"""Makes golden.json: what ONNX Runtime (and librosa, for the log-mel) answer to inputs that
the tests can make again without Python. Run once; its result is committed.

    pip install onnxruntime==1.32.0 librosa==0.11.0 pillow
    python make.py        # after deploy/scripts/fetch-models.sh and tests/fixtures/make-media.sh
"""

import json
from pathlib import Path

import librosa
import numpy as np
import onnxruntime
from PIL import Image

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[3] / ".cache"
RATE = 16_000


def session(name):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(CACHE / "models" / name), options, providers=["CPUExecutionProvider"]
    )


def run(name, inputs):
    network = session(name)
    names = [value.name for value in network.get_inputs()]
    return network.run(None, dict(zip(names, inputs)))


def numbers(array):
    return [float(f"{value:.7g}") for value in np.asarray(array, np.float64).reshape(-1)]


def voice(seconds):
    """A made voice: harmonics of a falling 140 Hz under three formants, four syllables a
    second with two vowels in turn."""
    t = np.arange(int(seconds * RATE)) / RATE
    pitch = 140 * t + 1.5 * np.sin(2 * np.pi * 2 * t)
    share = 0.5 + 0.5 * np.sin(2 * np.pi * 2 * t)
    tone = np.zeros_like(t)
    for k in range(1, 25):
        hz = 140 * k
        open_vowel = sum(
            a * np.exp(-(((hz - f) / w) ** 2))
            for f, w, a in ((730, 150, 1.0), (1090, 200, 0.6), (2440, 300, 0.3))
        )
        front_vowel = sum(
            a * np.exp(-(((hz - f) / w) ** 2))
            for f, w, a in ((300, 150, 1.0), (2200, 200, 0.4), (2900, 300, 0.3))
        )
        weight = 0.02 + share * open_vowel + (1 - share) * front_vowel
        tone += weight * np.sin(2 * np.pi * k * pitch)
    envelope = 0.1 + 0.9 * np.sin(2 * np.pi * 2 * t) ** 2
    return (0.1 * envelope * tone).astype(np.float32)


portrait = np.asarray(Image.open(CACHE / "media" / "portrait.png").convert("RGB"), np.float32)

# 512×512 as the mean of 4×4 pixels; 192×192 pixels around the face as they are.
small = portrait.reshape(128, 4, 128, 4, 3).mean((1, 3))
outputs = run("face_detector.onnx", [(small / np.float32(127.5) - 1)[None]])
scores = np.concatenate([outputs[0], outputs[1]], 1).reshape(896)
boxes = np.concatenate([outputs[2], outputs[3]], 1).reshape(896, 16)
best = np.argsort(-scores)[:8]
detector = {
    "scores": numbers(scores),
    "best_anchors": [int(i) for i in best],
    "best_boxes": numbers(boxes[best]),
}

crop = portrait[25:217, 126:318] / np.float32(255)
points, logit = run("face_mesh.onnx", [crop.transpose(2, 0, 1)[None].copy()])
mesh = {"points": numbers(points), "logit": float(logit.reshape(-1)[0])}

sound = voice(2.048)
padded = np.concatenate([np.zeros(64, np.float32), sound])
frames = np.stack([padded[i * 512 : i * 512 + 576] for i in range(len(sound) // 512)])
zero = np.zeros((1, 1, 128), np.float32)
probabilities, h, c = run("voice_activity.onnx", [frames, zero, zero])
activity = {"probabilities": numbers(probabilities), "h": numbers(h), "c": numbers(c)}

sound = voice(9.01)[:144160]
power = librosa.feature.melspectrogram(
    y=sound[:-160], sr=RATE, n_fft=321, hop_length=160, n_mels=120
)
rows = ((librosa.power_to_db(power, ref=np.max) + 40) / 40).T.astype(np.float32)
assert rows.shape == (900, 120)
p808 = {
    "rows": {str(i): numbers(rows[i]) for i in (0, 7, 450, 899)},
    "mos": float(run("speech_quality_p808.onnx", [rows[None]])[0].reshape(-1)[0]),
}
p835 = {"raw": numbers(run("speech_quality_p835.onnx", [sound[None]])[0])}

(HERE / "golden.json").write_text(
    json.dumps(
        {"detector": detector, "mesh": mesh, "activity": activity, "p808": p808, "p835": p835},
        separators=(",", ":"),
    )
    + "\n"
)
