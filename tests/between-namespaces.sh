#!/usr/bin/env bash
# Runs a command in a network namespace of its own, with a second one beside it for its clients
# and a cable between the two. What the command does to the cable reaches nobody else.
#   JOBGATE_TEST_ADDRESS        this side of the cable
#   JOBGATE_TEST_CLIENT_NETNS   the other side's namespace, for `ip netns exec`
# Without root's powers over networks it says so and ends with 3. Both namespaces are removed at
# the end.
set -euo pipefail

server=jobgate-s-$$ client=jobgate-c-$$
end() {
    ip netns del "$server" 2>/dev/null || true
    ip netns del "$client" 2>/dev/null || true
}
trap end EXIT

cable() {
    ip netns add "$server" && ip netns add "$client" &&
        ip link add server0 netns "$server" type veth peer name client0 netns "$client" &&
        ip -n "$server" address add 10.213.0.1/24 dev server0 &&
        ip -n "$client" address add 10.213.0.2/24 dev client0 &&
        ip -n "$server" link set lo up && ip -n "$server" link set server0 up &&
        ip -n "$client" link set lo up && ip -n "$client" link set client0 up &&
        # What the tests need of the kernel: losing by chance, and redirecting.
        ip netns exec "$server" nft 'add table ip probe' &&
        ip netns exec "$server" nft 'add chain ip probe c { type nat hook prerouting priority -100; }' &&
        ip netns exec "$server" nft 'add rule ip probe c udp dport 9 numgen random mod 1000 < 1 redirect to :10' &&
        ip netns exec "$server" nft 'delete table ip probe'
}
if ! why=$(cable 2>&1); then
    printf '\n\033[1m✗ NOT RUN: the tests of lossy networks need network namespaces and nftables (root), which this machine does not let us make:\033[0m\n%s\n\n' "$why" >&2
    exit 3
fi
export JOBGATE_TEST_ADDRESS=10.213.0.1
export JOBGATE_TEST_CLIENT_NETNS=$client
ip netns exec "$server" "$@"
