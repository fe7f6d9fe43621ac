#!/usr/bin/env bash
# Installs what the program needs on Debian 12 or newer (Ubuntu 24.04 or newer works too).
# Works as root and with sudo; does nothing when all is there.
#   setup.sh        what `make run` needs
#   setup.sh test   also what `make test` needs
#   setup.sh mails  only what `make mails` needs
set -euo pipefail

run_packages=(
    build-essential pkg-config ca-certificates curl unzip python3 python3-pip
    libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev libopus-dev
    gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav
    ffmpeg poppler-utils postgresql
)
test_packages=(
    chromium firefox-esr fonts-noto-core git openssl
    asterisk-core-sounds-fr-g722 python3-venv iproute2 nftables coturn
)

say() { printf '\033[1m▸ %s\033[0m\n' "$*"; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }

packages=("${run_packages[@]}")
[ "${1:-}" = test ] && packages+=("${test_packages[@]}")
[ "${1:-}" = mails ] && packages=(python3-aiosmtpd)

# One dpkg-query for all: quick enough to run before every `make run`.
missing=()
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true)
for package in "${packages[@]}"; do
    grep -qx "$package installed" <<<"$installed" || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    say "installing ${#missing[@]} system packages: ${missing[*]}"
    sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "root or sudo is needed to install: ${missing[*]}"
        sudo=(sudo)
    fi
    "${sudo[@]}" apt-get update -qq
    # Debian's packages start a PostgreSQL of their own; ours is private and apart from it.
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -qq "${missing[@]}" >/dev/null
    # Debian's package starts a TURN server for everybody; the tests start their own.
    if [[ " ${missing[*]} " == *" coturn "* && -d /run/systemd/system ]]; then
        "${sudo[@]}" systemctl disable --now coturn >/dev/null 2>&1 || true
    fi
fi

command -v cargo >/dev/null || fail "Rust is missing: install it with rustup, then run this again"
command -v node >/dev/null || fail "Node is missing: version 20 or newer is needed"
node_major=$(node -p 'process.versions.node.split(".")[0]')
[ "$node_major" -ge 20 ] || fail "Node $node_major is too old: version 20 or newer is needed"
say "system packages, Rust and Node are there"
