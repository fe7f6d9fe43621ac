#!/usr/bin/env bash
# Runs a command with a throw-away PostgreSQL: JOBGATE_TEST_PG is the URL of a superuser
# of an empty cluster on a free loopback port. Everything is removed at the end.
set -euo pipefail

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "✗ PostgreSQL is not installed: run make setup" >&2; exit 1; }
home=$(mktemp -d /tmp/jobgate-pg.XXXXXX)
as=()
if [ "$(id -u)" -eq 0 ]; then
    # PostgreSQL refuses to run as root; Debian's package brings this user.
    chown postgres "$home"
    as=(runuser -u postgres --)
fi
stop() {
    "${as[@]}" "$bin/pg_ctl" stop -s -m immediate -D "$home/cluster" >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop EXIT
cd /
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${as[@]}" "$bin/initdb" -D "$home/cluster" -U jobgate --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# Durability is not what these tests are about; speed is.
"${as[@]}" "$bin/pg_ctl" start -s -w -D "$home/cluster" -l "$home/log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400"
cd "$OLDPWD"
export JOBGATE_TEST_PG="postgres://jobgate@127.0.0.1:$port/postgres"
"$@"
