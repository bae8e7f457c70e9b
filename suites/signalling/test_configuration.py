"""config.js, which clients trust entirely.

When these checks fail, the page opens and its client goes somewhere else: to another host, to a port that nobody
forwards, to a name that Prosody does not serve. The usual cause is one character too many in PUBLIC_URL.
"""

from suites.signalling import config_js
from suites.vocabulary import expected, given, http, outcomes, requirement, xmpp

TIMES = 20


@requirement("SIGNALLING-21")
def test_addresses_are_at_home(configuration: given.SiteConfiguration) -> None:
    """config.js sends clients only to the host of the page."""
    assert configuration.entrances
    assert config_js.strays(configuration) == []


@requirement("SIGNALLING-22")
def test_websocket_address_answers(
    outside: given.Vantage, target: given.Target, configuration: given.SiteConfiguration, control: given.Control
) -> None:
    """The WebSocket that config.js names is one for XMPP."""
    url = configuration.websocket
    if not url.startswith(("ws://", "wss://")):
        outcomes.not_applicable(
            outcomes.Reason.NOT_SUPPORTED, f"config.js names no WebSocket to ask: {url or 'nothing'}."
        )

    known = outside.begin(http.websocket.upgrade, target.websocket_url, subprotocols=("xmpp",))

    answer = outside.run(http.websocket.upgrade, url, subprotocols=("xmpp",))

    if known.result() == expected.XMPP_WEBSOCKET:
        control.came_through(otherwise="web", same_service=True)
    assert answer == expected.XMPP_WEBSOCKET


@requirement("SIGNALLING-22")
def test_bosh_address_answers(
    outside: given.Vantage, target: given.Target, configuration: given.SiteConfiguration, control: given.Control
) -> None:
    """The BOSH address that config.js names has Prosody's page."""
    known = outside.begin(http.get, target.bosh_url)

    answer = outside.run(http.get, configuration.bosh)

    if b"BOSH" in known.result().body:
        control.came_through(otherwise="web", same_service=True)
    assert answer == expected.status(200)
    assert b"BOSH" in answer.body


@requirement("SIGNALLING-23")
def test_names_are_served(
    outside: given.Vantage, target: given.Target, configuration: given.SiteConfiguration, control: given.Control
) -> None:
    """A guest who uses the names in config.js gets a meeting."""
    told, names = configuration, target.xmpp
    where, room = target.websocket_url, target.new_room()
    known = outside.begin(xmpp.focus.request, where, names.domain, focus=names.focus, room=f"{room}@{names.conference}")

    answer = outside.run(xmpp.focus.request, where, told.guest_domain, focus=told.focus, room=f"{room}@{told.muc}")

    if known.result() != expected.MEETING_READY:
        outcomes.could_not_tell(f"Nobody is promised a meeting, by whatever names: {known.result().detail}.")
    control.came_through(otherwise="web", same_service=True)
    assert answer == expected.MEETING_READY


@requirement("SIGNALLING-24")
def test_page_every_time(outside: given.Vantage, target: given.Target) -> None:
    """The page comes 20 times out of 20."""
    asked = [outside.begin(http.get, target.site) for _ in range(TIMES)]

    assert [each.result() for each in asked] == expected.every(expected.status(200))


@requirement("SIGNALLING-24")
def test_bosh_every_time(outside: given.Vantage, target: given.Target) -> None:
    """BOSH answers 20 times out of 20."""
    asked = [outside.begin(http.get, target.bosh_url) for _ in range(TIMES)]

    assert [each.result() for each in asked] == expected.every(expected.status(200))


@requirement("SIGNALLING-25")
def test_inner_name_every_time(in_compose: given.Vantage, target: given.Target) -> None:
    """No other container answers to the name of the page."""
    url = f"http://{target.xmpp.domain}/config.js"
    asked = [in_compose.begin(http.get, url) for _ in range(TIMES)]

    answers = [each.result() for each in asked]

    if all(answer.ending is expected.Ending.UNRESOLVED for answer in answers):
        outcomes.not_applicable(
            outcomes.Reason.NOT_SUPPORTED, f"No container of this compose is called {target.xmpp.domain}."
        )
    assert answers == expected.every(expected.status(200))
