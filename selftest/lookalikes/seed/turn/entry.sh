#!/bin/sh
# Addresses are asked once, at start; who is not there then is no allowed peer.
set -eu
address_of() { getent hosts "$1" | awk '{ print $1 }'; }
own=$(hostname -i)
turnadmin -s "$TURN_PASSWORD" -r "$TURN_DOMAIN" > /dev/null
set -- -c /etc/coturn/turnserver.conf --log-file=stdout -r "$TURN_DOMAIN" --listening-ip="$own" \
    --external-ip="$REAL_EXTERNAL_IP" --allowed-peer-ip="$own"
for peer in "$(address_of xmpp.meet.jitsi)" "$(address_of jvb.meet.jitsi)"; do
    set -- "$@" --allowed-peer-ip="$peer"
done
[ "${TURN_VERBOSE:-0}" != 1 ] || set -- "$@" --verbose
exec turnserver "$@"
