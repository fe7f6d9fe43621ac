#!/usr/bin/env bash
# Installs the API fuzzer of `make test` into .cache, at the versions of tests/api/requirements.txt.
set -euo pipefail
cd "$(dirname "$0")/../.."
home=.cache/schemathesis
wanted=tests/api/requirements.txt
cmp -s "$wanted" "$home/installed.txt" && exit 0
printf '\033[1m▸ %s\033[0m\n' "fetching the API fuzzer"
rm -rf "$home"
python3 -m venv "$home"
"$home/bin/pip" install --quiet --disable-pip-version-check --no-deps -r "$wanted"
cp "$wanted" "$home/installed.txt"
