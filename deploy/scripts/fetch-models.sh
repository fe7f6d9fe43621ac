#!/usr/bin/env bash
# Fetches the models that look and listen into .cache/models (or JOBGATE_MODELS_DIR), pinned
# by checksum in models/models.toml. Does nothing when they are there.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec python3 models/fetch.py
