#!/bin/sh
# Chromium at the other end of the cable; see tests/between-namespaces.sh.
exec ip netns exec "$JOBGATE_TEST_CLIENT_NETNS" /usr/bin/chromium "$@"
