#!/bin/sh
# Configuration from the environment, accounts, certificates, then Prosody.
set -eu
{
    [ "${DISABLE_XMPP_WEBSOCKET:-0}" = 1 ] || echo 'consider_websocket_secure = true'
    if [ "${ENABLE_TURN:-0}" = 1 ]; then
        echo "external_service_secret = \"$TURN_PASSWORD\""
        echo 'external_services = {'
        echo "  { type = \"stun\", host = \"$TURN_DOMAIN\", port = 3478 };"
        for kind in '"turn", port = 3478, transport = "udp"' '"turns", port = 5349, transport = "tcp"' \
            '"turns", port = 443, transport = "tcp"'; do
            echo "  { type = $kind, host = \"$TURN_DOMAIN\", secret = true, ttl = 86400, algorithm = \"turn\" };"
        done
        echo '}'
    fi
    echo "log = { { levels = { min = \"$PROSODY_LOG_LEVEL\" }, to = \"console\" } }"
} > /etc/prosody/global.cfg.lua
{
    echo 'VirtualHost "meet.jitsi"'
    echo 'authentication = "jitsi-anonymous"'
    echo 'ssl = { key = "/etc/prosody/certs/meet.jitsi.key", certificate = "/etc/prosody/certs/meet.jitsi.crt" }'
    echo 'modules_enabled = { "bosh", "pubsub", "ping", "jitsi_names",'
    [ "${DISABLE_XMPP_WEBSOCKET:-0}" = 1 ] || echo '  "websocket", "smacks",'
    [ "${ENABLE_TURN:-0}" != 1 ] || echo '  "external_services",'
    echo '}'
    echo 'advertised_components = { speakerstats = "speakerstats.meet.jitsi" }'
} > /etc/prosody/conf.d/meet.jitsi.cfg.lua
chown root:prosody /etc/prosody/global.cfg.lua /etc/prosody/conf.d/meet.jitsi.cfg.lua
chmod 640 /etc/prosody/global.cfg.lua /etc/prosody/conf.d/meet.jitsi.cfg.lua

for host in meet.jitsi auth.meet.jitsi; do
    [ -s "/var/lib/prosody/$host.key" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
        -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
        -keyout "/var/lib/prosody/$host.key" -out "/var/lib/prosody/$host.crt" 2>/dev/null
    ln -sf "/var/lib/prosody/$host.key" "/var/lib/prosody/$host.crt" /etc/prosody/certs/
done
chown prosody:prosody /var/lib/prosody/*.key /var/lib/prosody/*.crt
prosodyctl register "$JVB_AUTH_USER" auth.meet.jitsi "$JVB_AUTH_PASSWORD"
prosodyctl register "$JICOFO_AUTH_USER" auth.meet.jitsi "$JICOFO_AUTH_PASSWORD"
exec setpriv --reuid prosody --regid prosody --init-groups prosody -F
