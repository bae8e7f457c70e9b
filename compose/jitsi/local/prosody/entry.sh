#!/bin/sh
# Starts Prosody after checking what it cannot do without, each with one line that says what to set.
set -eu

fail() {
    echo "prosody: $1" >&2
    exit 1
}

for name in JICOFO_AUTH_USER JICOFO_AUTH_PASSWORD JVB_AUTH_USER JVB_AUTH_PASSWORD; do
    eval "value=\${$name:-}"
    [ -n "$value" ] || fail "$name must be set (run genpw.sh, then re-create the containers)"
done
if [ "${ENABLE_TURN:-0}" = 1 ]; then
    [ -n "${TURN_DOMAIN:-}" ] || fail "TURN_DOMAIN must be set when ENABLE_TURN=1"
    [ -n "${TURN_PASSWORD:-}" ] || fail "TURN_PASSWORD must be set when ENABLE_TURN=1"
fi
[ "${ENABLE_AUTH:-0}" != 1 ] || fail "ENABLE_AUTH=1 is not available in flavour local"

# Inner TLS is never seen by a client, so each container makes its own certificate.
certs=/var/lib/prosody/certs
mkdir -p "$certs"
for host in meet.jitsi auth.meet.jitsi; do
    [ -s "$certs/$host.key" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
        -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
        -keyout "$certs/$host.key" -out "$certs/$host.crt" 2>/dev/null
done
exec prosody -F
