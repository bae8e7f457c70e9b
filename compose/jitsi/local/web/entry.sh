#!/bin/sh
# Writes config.js from the environment, in the form that the published image generates, and starts nginx. A PUBLIC_URL
# that clients could not use ends the container.
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

websocket="config.websocket = '$socket://$address/' + subdir + 'xmpp-websocket';"
[ "${DISABLE_XMPP_WEBSOCKET:-0}" != 1 ] || websocket=""

mkdir -p /run/jitsi
# nginx fills in the tenant, the first of two parts of a path, where there is one.
cat > /run/jitsi/config.js <<END
var config = {};
config.hosts = {};
config.hosts.domain = 'meet.jitsi';
config.hosts.focus = 'focus.meet.jitsi';
config.focusUserJid = 'focus@auth.meet.jitsi';

var subdir = '<!--# echo var="subdir" default="" -->';
var subdomain = '<!--# echo var="subdomain" default="" -->';
subdomain = subdomain.replace(/\.\$/, '').split('.').join('_').toLowerCase() + (subdomain ? '.' : '');

config.hosts.muc = 'muc.' + subdomain + 'meet.jitsi';
config.bosh = '/' + subdir + 'http-bind';
$websocket

config.p2p = { enabled: true };
config.p2p.stunServers = '${TURN_DOMAIN:+$TURN_DOMAIN:3478}'.split(',').filter(Boolean).map(function (address) {
    return { urls: 'stun:' + address };
});
END
cat /usr/share/jitsi-web/settings.js >> /run/jitsi/config.js
configuration=/etc/nginx/nginx.conf
# Who stands before this container, and alone may say who a client is, has another address in another network.
if [ -n "${GATEWAY_ADDRESS:-}" ]; then
    sed "s/set_real_ip_from [0-9.]*;/set_real_ip_from $GATEWAY_ADDRESS;/" $configuration > /run/jitsi/nginx.conf
    configuration=/run/jitsi/nginx.conf
fi
exec nginx -c "$configuration" -g 'daemon off;'
