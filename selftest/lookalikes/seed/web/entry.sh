#!/bin/sh
# config.js: the application's own, and behind it what the environment says.
set -eu
domain=$(echo "$PUBLIC_URL" | awk -F / '{ print $3 }')
{
    cat /defaults/config.js
    echo "if (!config.hasOwnProperty('hosts')) config.hosts = {};"
    echo "config.hosts.domain = 'meet.jitsi';"
    echo "config.focusUserJid = 'focus@auth.meet.jitsi';"
    echo "config.hosts.muc = 'muc.meet.jitsi';"
    echo "config.bosh = '/http-bind';"
    [ "${DISABLE_XMPP_WEBSOCKET:-0}" = 1 ] || echo "config.websocket = 'wss://$domain/xmpp-websocket';"
    [ "${DISABLE_PREJOIN_PAGE:-0}" = 1 ] || echo 'config.prejoinPageEnabled = true;'
} > /config/config.js
# Without an address for xmpp.meet.jitsi nginx does not start, and the engine starts the container again.
exec nginx -c /config/nginx/nginx.conf
