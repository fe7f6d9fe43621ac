#!/usr/bin/env bash
# Starts the built server with demo data. With TLS=1 on every address of this machine,
# with a self-made certificate, so that a phone may use its camera.
set -euo pipefail
cd "$(dirname "$0")/../.."

server=${CARGO_TARGET_DIR:-target}/release/jobgate
if [ -n "${TLS:-}" ]; then
    folder=${JOBGATE_DATA_DIR:-./data}/tls
    "$server" certificate "$folder"
    export JOBGATE_TLS_CERT=${JOBGATE_TLS_CERT:-$folder/cert.pem}
    export JOBGATE_TLS_KEY=${JOBGATE_TLS_KEY:-$folder/key.pem}
    export HOST=${HOST:-0.0.0.0}
    addresses=$(hostname -I | tr ' ' '\n' | grep -v : | paste -sd, || true)
    export ALLOWED_HOSTS=${ALLOWED_HOSTS:-localhost,127.0.0.1,[::1],$addresses}
fi
exec "$server" serve --demo
