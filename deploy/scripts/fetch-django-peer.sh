#!/usr/bin/env bash
# Installs what `make bench-api` compares the server with into .cache: Django and its REST
# framework, at the versions and checksums of tests/bench/api/peer/requirements.txt.
set -euo pipefail
cd "$(dirname "$0")/../.."
home=.cache/django-peer
wanted=tests/bench/api/peer/requirements.txt
cmp -s "$wanted" "$home/installed.txt" && exit 0
printf '\033[1m▸ %s\033[0m\n' "fetching the Django project's packages"
rm -rf "$home"
python3 -m venv "$home"
"$home/bin/pip" install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes -r "$wanted"
cp "$wanted" "$home/installed.txt"
