#!/bin/sh
# Completes coturn's configuration from the environment and starts it. What would leave coturn running but useless
# (no readable certificate, no secret, no addresses) ends the container with one line instead.
set -eu

fail() {
    echo "turn: $1" >&2
    exit 1
}

for name in TURN_DOMAIN TURN_PASSWORD REAL_EXTERNAL_IP BRIDGE_ADDRESS; do
    eval "value=\${$name:-}"
    [ -n "$value" ] || fail "$name must be set"
done

# Behind somebody who has taken TLS off (TLS_ENDS_BEFORE=1) coturn takes plain TCP and no TLS; else the other way round.
# Where both are served it guesses from the first bytes which of them it is.
if [ "${TLS_ENDS_BEFORE:-0}" != 1 ]; then
    for file in turn.fullchain.pem turn.privkey.pem; do
        [ -r "/etc/coturn/certs/$file" ] || fail "/etc/coturn/certs/$file cannot be read by user $(id -un) ($(id -u):$(id -g))"
    done
    certificate_key=$(openssl x509 -in /etc/coturn/certs/turn.fullchain.pem -noout -pubkey) \
        || fail "turn.fullchain.pem holds no certificate"
    private_key=$(openssl pkey -in /etc/coturn/certs/turn.privkey.pem -pubout) || fail "turn.privkey.pem holds no key"
    [ "$certificate_key" = "$private_key" ] || fail "turn.privkey.pem is not the key of turn.fullchain.pem"
fi

own_address=$(getent ahostsv4 "$(hostname)" | awk 'NR == 1 { print $1 }')
[ -n "$own_address" ] || fail "this container has no IPv4 address"

# The secret goes into a file that only coturn's user can read, on a tmpfs, and from there into no command line.
umask 377
configuration=/run/coturn/turnserver.conf
rm -f "$configuration"
{
    if [ "${TLS_ENDS_BEFORE:-0}" = 1 ]; then
        grep -vx no-tcp /etc/coturn/turnserver.conf
        echo no-tls
        echo no-dtls
    else
        cat /etc/coturn/turnserver.conf
    fi
    # echo of this shell would take a backslash in a secret for the beginning of another character.
    printf 'static-auth-secret=%s\n' "$TURN_PASSWORD"
    echo "realm=$TURN_DOMAIN"
    echo "listening-ip=$own_address"
    echo "relay-ip=$own_address"
    echo "external-ip=$REAL_EXTERNAL_IP/$own_address"
    # Relayed media goes to the bridge; two relayed clients meet at this server's own relay ports.
    echo "allowed-peer-ip=$BRIDGE_ADDRESS"
    echo "allowed-peer-ip=$own_address"
    [ "${TURN_VERBOSE:-0}" != 1 ] || echo verbose
} > "$configuration"
unset TURN_PASSWORD
umask 077
exec turnserver -c "$configuration"
