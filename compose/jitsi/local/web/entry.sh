#!/bin/sh
# Writes config.js from PUBLIC_URL and starts nginx. A PUBLIC_URL that clients could not use ends the container.
set -eu

fail() {
    echo "web: $1" >&2
    exit 1
}

url=${PUBLIC_URL:-}
url=${url%/}
case $url in
    https://?*) address=${url#https://} ; socket=wss ;;
    http://?*) address=${url#http://} ; socket=ws ;;
    *) fail "PUBLIC_URL must be https://NAME, it is '${PUBLIC_URL:-}'" ;;
esac
case $address in
    *[!A-Za-z0-9.:-]*) fail "PUBLIC_URL must hold a name and nothing behind it, it is '$PUBLIC_URL'" ;;
esac

websocket="\"websocket\": \"$socket://$address/xmpp-websocket\","
[ "${DISABLE_XMPP_WEBSOCKET:-0}" != 1 ] || websocket=""

mkdir -p /run/jitsi
cat > /run/jitsi/config.js <<END
var config = {
    "hosts": {
        "domain": "meet.jitsi",
        "muc": "muc.meet.jitsi",
        "focus": "focus.meet.jitsi"
    },
    $websocket
    "bosh": "/http-bind",
    "focusUserJid": "focus@auth.meet.jitsi"
};
END
exec nginx -g 'daemon off;'
