"""config.js is read as the page that loads it has it: in every form that is in use, and whatever a stranger wrote."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.site.configuration import ConfigurationError, SiteConfiguration, read_configuration

PAGE = "https://meet.lab.test/"
OBJECT = """
var config = {
    "hosts": {"domain": "meet.jitsi", "muc": "muc.meet.jitsi"}, // domain: 'commented.example'
    "bosh": "/http-bind",
    "websocket": "wss://meet.lab.test/xmpp-websocket"
};
"""
PUBLISHED = """
var config = {};
config.hosts = {};
config.hosts.domain = 'meet.jitsi';
var subdir = '%s';
var subdomain = '%s';
if (subdir.startsWith('<!--')) {
    subdir = '';
}
if (subdomain) {
    subdomain = subdomain.substring(0, subdomain.length - 1).split('.').join('_').toLowerCase() + '.';
}
config.hosts.muc = 'muc.' + subdomain + 'meet.jitsi';
config.bosh = '/' + subdir + 'http-bind';
config.websocket = 'wss://old.example/xmpp-websocket';
config.websocket = 'wss://meet.lab.test/' + subdir + 'xmpp-websocket';
config.bridgeChannel = {preferSctp: true};
config.p2p = {enabled: true};
config.p2p.stunServers = 'one.example:3478,two.example:3478'.split(',').map(function (url) {
    return {urls: 'stun:' + url};
});
"""
PACKAGED = """
/* As Debian packages have it: one object, built from variables and from the page. */
var subdomain = "";
var config = {
    hosts: {
        domain: location.hostname,
        anonymousdomain: 'guest.' + location.hostname,
        muc: `conference.${subdomain}${location.hostname}`,
    },
    bosh: '//' + window.location.host + '/http-bind',
    openBridgeChannel: 'datachannel',
    deploymentInfo: {shard: 'one', region: 'eu'},
    analytics: {scriptURLs: []},
    onLoad: function () { document.title = 'x'; },
    makeJsonParserHappy: 'even if last key had a trailing comma'
};
if (new URLSearchParams(location.search).get('beta') === '1' && !navigator.userAgent.includes('Firefox')) {
    config.websocket = `wss://${location.host}/xmpp-websocket`;
}
console.log('read');
"""


@pytest.mark.parametrize("script", [OBJECT, PUBLISHED % ("", "")], ids=["an object", "assignments"])
def test_forms(script: str) -> None:
    """Literal and built settings are the same to a client."""
    configuration = read_configuration(PAGE, script)

    assert (configuration.domain, configuration.muc) == ("meet.jitsi", "muc.meet.jitsi")
    assert configuration.focus == "focus.meet.jitsi"
    assert configuration.entrances == {
        "websocket": "wss://meet.lab.test/xmpp-websocket",
        "bosh": "https://meet.lab.test/http-bind",
    }


def test_tenant() -> None:
    """The names of a tenant are in the room service and in the addresses."""
    configuration = read_configuration(f"{PAGE}The.Tenant/room", PUBLISHED % ("The.Tenant/", "The.Tenant."))

    assert configuration.muc == "muc.the_tenant.meet.jitsi"
    assert configuration.websocket == "wss://meet.lab.test/The.Tenant/xmpp-websocket"
    assert configuration.bosh == "https://meet.lab.test/The.Tenant/http-bind"


def test_published_form() -> None:
    """What the published image sets for the bridge channel and for calls without the bridge."""
    configuration = read_configuration(PAGE, PUBLISHED % ("", ""))

    assert configuration.has_tenants
    assert configuration.prefers_sctp
    assert configuration.peer_to_peer
    assert configuration.stun_servers == ("stun:one.example:3478", "stun:two.example:3478")


def test_names_written_over_those_of_the_tenant() -> None:
    """A script that asks for the tenant and then does without it has no tenants."""
    over = "config.hosts.muc = 'muc.meet.jitsi'; config.bosh = '/http-bind'; config.websocket = '/xmpp-websocket';"

    assert not read_configuration(PAGE, f"{PUBLISHED % ('', '')}{over}").has_tenants


@pytest.mark.parametrize("word", ["let", "const"])
def test_script_with_a_name_of_its_own(word: str) -> None:
    """A script whose variable is called as the tenant's can be read, and has no tenants."""
    script = f"{word} subdomain = ''; var config = {{ hosts: {{ muc: 'muc.' + subdomain + 'meet.jitsi' }} }};"

    assert not read_configuration(PAGE, script).has_tenants


def test_packaged_form() -> None:
    """A script that looks at the page's address finds it, and functions in it do no harm."""
    configuration = read_configuration("https://meet.lab.test:8443/room?beta=1&x=%", PACKAGED.encode())

    assert configuration.guest_domain == configuration.anonymous_domain == "guest.meet.lab.test"
    assert configuration.bosh == "https://meet.lab.test:8443/http-bind"
    assert configuration.websocket == "wss://meet.lab.test:8443/xmpp-websocket"
    assert configuration.prefers_sctp
    assert configuration.deployment == {"shard": "one", "region": "eu"}
    assert "onLoad" not in configuration.settings


def test_missing_settings() -> None:
    """What a configuration leaves out is empty; what cannot be done without has a sentence."""
    configuration = read_configuration(PAGE, "var config = {};")

    assert (configuration.websocket, configuration.muc, configuration.entrances) == ("", "", {})
    assert not configuration.peer_to_peer
    assert not configuration.has_tenants
    with pytest.raises(ConfigurationError, match=r"says nothing of config\.hosts\.muc"):
        configuration.must("hosts.muc")


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("var config = {hosts: {domain: 5}};", "makes config.hosts.domain 5, clients expect text"),
        ("var config = {bosh: ['/http-bind']};", 'makes config.bosh ["/http-bind"], clients expect text'),
        ("var config = 'x';", 'makes config "x", clients expect an object'),
        ("var config = [];", "makes config [], clients expect an object"),
        ("var config = {hosts: {domain: 'meet.jitsi' };", "stops in line 1 with SyntaxError"),
        ("<!DOCTYPE html>\n<html></html>", "stops in line 1 with SyntaxError"),
        ("", "defines no variable config"),
        ('var subdomain = "<!--# echo var="subdomain" default="" -->";', "stops in line 1 with SyntaxError"),
    ],
)
def test_unusable(script: str, sentence: str) -> None:
    """A config.js that clients cannot use has one sentence that names the page."""
    with pytest.raises(ConfigurationError) as refusal:
        read_configuration(PAGE, script)

    assert str(refusal.value).startswith(f"The config.js of {PAGE} ")
    assert sentence in str(refusal.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=10, deadline=None)
@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_any_object(value: dict[str, object]) -> None:
    """Every object that a script can write arrives as it is."""
    value.pop("__proto__", None)
    script = f"var config = JSON.parse({json.dumps(json.dumps(value))});"

    assert read_script(script) == json.loads(json.dumps(value).encode())


@settings(max_examples=10, deadline=None)
@given(st.text(alphabet="config=.{}[]()'\"`\\/*;:, \n\x00\ud800é<!-") | st.text())
def test_any_script(script: str) -> None:
    """Whatever a config.js is, it is a configuration or an error with a sentence."""
    with suppress(ConfigurationError):
        read_configuration(PAGE, script)


@given(JSON)
def test_any_settings(value: object) -> None:
    """Settings of any shape can be asked for anything; what has the wrong type is an error with a sentence."""
    configuration = SiteConfiguration(PAGE, {"hosts": value, "p2p": {"stunServers": value}, "deploymentInfo": value})

    assert isinstance(configuration.stun_servers, tuple)
    assert isinstance(configuration.deployment, dict)
    assert configuration.value("hosts.domain.deeper") is None


def read_script(script: str) -> object:
    """Return the settings of a script."""
    return read_configuration(PAGE, script).settings
