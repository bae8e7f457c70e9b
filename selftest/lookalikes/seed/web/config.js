/* eslint-disable comma-dangle, no-unused-vars, no-var, prefer-template, vars-on-top */
var subdir = '<!--# echo var="subdir" default="" -->';
var subdomain = '<!--# echo var="subdomain" default="" -->';

if (subdomain) {
    subdomain = subdomain.substr(0, subdomain.length - 1).split('.').join('_').toLowerCase() + '.';
}

var config = {
    // Connection
    hosts: {
        domain: 'jitsi-meet.example.com',
        muc: 'conference.' + subdomain + 'jitsi-meet.example.com',
    },
    bosh: 'https://jitsi-meet.example.com/' + subdir + 'http-bind',
    // websocket: 'wss://jitsi-meet.example.com/' + subdir + 'xmpp-websocket',
    testing: {},
    enableNoAudioDetection: true,
    p2p: {
        enabled: true,
        stunServers: [
            // { urls: 'stun:jitsi-meet.example.com:3478' },
            { urls: 'stun:meet-jit-si-turnrelay.jitsi.net:443' },
        ],
    },
    makeJsonParserHappy: 'even if last key had a trailing comma'
};
