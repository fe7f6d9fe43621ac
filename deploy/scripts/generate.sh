#!/usr/bin/env bash
# Writes what is generated from the Rust code; with --check it fails when a file differs.
# Takes the programs that `cargo build --workspace --all-targets` has built.
set -euo pipefail
cd "$(dirname "$0")/../.."

built=$(realpath "${CARGO_TARGET_DIR:-target}")/debug
check=false
[ "${1:-}" = --check ] && check=true
stale=()

# keep FILE: standard input becomes FILE, or is compared with it.
keep() {
    local fresh
    fresh=$(mktemp)
    cat >"$fresh"
    if $check; then
        cmp -s "$fresh" "$1" || stale+=("$1")
    else
        cp "$fresh" "$1"
    fi
    rm -f "$fresh"
}

keep web/src/live/protocol.gen.ts < <("$built/examples/typescript")
keep web/src/api/openapi.json < <("$built/jobgate" openapi)
if $check; then
    (cd web && npm run --silent check:api) || stale+=(web/src/api/schema.d.ts)
else
    (cd web && npm run --silent generate:api)
fi
keep src/platform/candidates/resume/published.json <web/node_modules/resume-schema/schema.json
keep docs/configuration.md < <(
    sed '/<!-- settings -->/q' docs/configuration.md
    "$built/jobgate" settings
    sed -n '/<!-- \/settings -->/,$p' docs/configuration.md
)

keep docs/api.md < <(
    sed '/<!-- problems -->/q' docs/api.md
    "$built/jobgate" problems
    sed -n '/<!-- \/problems -->/,$p' docs/api.md
)

keep docs/operations.md < <(
    sed '/<!-- metrics -->/q' docs/operations.md
    "$built/jobgate" metrics
    sed -n '/<!-- \/metrics -->/,$p' docs/operations.md
)

if [ ${#stale[@]} -gt 0 ]; then
    echo "✗ out of date, run make generate: ${stale[*]}" >&2
    exit 1
fi
