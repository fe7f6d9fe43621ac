#!/usr/bin/env bash
# Writes .sqlx/, the facts about our SQL that a build without a database needs.
#   deploy/scripts/sqlx-prepare.sh           write
#   deploy/scripts/sqlx-prepare.sh --check   build everything; fail when what is committed is out of date
#
# Uses a private PostgreSQL in a temporary folder. To use a running one instead, set
# SQLX_PREPARE_CLUSTER to the URL of its database `postgres` as a superuser.
set -euo pipefail
cd "$(dirname "$0")/../.."

mode=${1:-write}
case $mode in write | --check) ;; *) sed -n 2,8p "$0"; exit 2 ;; esac

work=$(mktemp -d)
server=
finish() {
    if [ -n "$server" ]; then "${as[@]}" "$bin/pg_ctl" -D "$work/data" -m immediate -w stop >/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT

find_bin() {
    command -v initdb >/dev/null && { dirname "$(command -v initdb)"; return; }
    ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1
}

if [ -n "${SQLX_PREPARE_CLUSTER:-}" ]; then
    cluster=$SQLX_PREPARE_CLUSTER
else
    bin=$(find_bin)
    [ -n "$bin" ] || { echo "no PostgreSQL binaries found: apt-get install postgresql" >&2; exit 1; }
    as=()
    if [ "$(id -u)" = 0 ]; then
        # PostgreSQL refuses to run as root.
        as=(runuser -u postgres --)
        chmod 711 "$work"
        install -d -o postgres "$work/data" "$work/socket"
    else
        mkdir "$work/data" "$work/socket"
    fi
    "${as[@]}" "$bin/initdb" -D "$work/data" -U owner --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null
    # A socket and no port: nothing to collide with.
    "${as[@]}" "$bin/pg_ctl" -D "$work/data" -w -l "$work/data/log" \
        -o "-k $work/socket -c listen_addresses= -c fsync=off" start >/dev/null
    server=yes
    cluster="postgres://owner@localhost/postgres?host=$work/socket"
fi

name="sqlx_prepare_$$"
psql -q "$cluster" -c "CREATE DATABASE $name"
url=${cluster/\/postgres/\/$name}
for file in migrations/*.sql; do
    psql -q -1 -v ON_ERROR_STOP=1 "$url" -f "$file"
done

# The query macros write what they learn into SQLX_OFFLINE_DIR while the crate is compiled; the
# touched file makes cargo expand them again. The whole workspace: with other features its
# dependencies would be compiled anew. --check builds what the tests need anyhow.
cargo=(cargo check --quiet)
[ "$mode" = write ] || cargo=(cargo build --locked)
mkdir "$work/sqlx"
touch src/platform/lib.rs
SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$work/sqlx" DATABASE_URL="$url" "${cargo[@]}" --workspace --all-targets
if [ -n "${SQLX_PREPARE_CLUSTER:-}" ]; then psql -q "$cluster" -c "DROP DATABASE $name"; fi

if [ "$mode" = --check ]; then
    if ! diff -rq .sqlx "$work/sqlx"; then
        echo "the SQL has changed: run deploy/scripts/sqlx-prepare.sh and commit .sqlx" >&2
        exit 1
    fi
    echo ".sqlx is up to date ($(ls .sqlx | wc -l) queries)"
else
    rm -rf .sqlx
    mkdir .sqlx
    cp "$work"/sqlx/*.json .sqlx/
    echo "wrote .sqlx ($(ls .sqlx | wc -l) queries)"
fi
