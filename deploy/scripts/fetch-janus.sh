#!/usr/bin/env bash
# Installs what `make bench` compares the server with: Debian's Janus, run by the bench alone
# and as a process of its own.
set -euo pipefail
command -v janus >/dev/null && command -v janus-pp-rec >/dev/null && exit 0
printf '\033[1m▸ %s\033[0m\n' "installing Janus"
sudo=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "✗ root or sudo is needed to install Janus" >&2; exit 1; }
    sudo=(sudo)
fi
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -qq janus janus-tools >/dev/null
# Debian's package starts one for everybody.
[ ! -d /run/systemd/system ] || "${sudo[@]}" systemctl disable --now janus
