"""The ladder against a deployment in memory: every rung seen broken, with its four lines, and nothing asked beyond."""

from dataclasses import replace
from typing import Any

import pytest

from fixtures.probes.addresses import AddressesAnswer
from fixtures.probes.answer import Ending
from fixtures.probes.edge import Backend, EdgeAnswer
from fixtures.probes.http import HttpAnswer
from fixtures.probes.ice import IceAnswer
from fixtures.probes.participant.steps import Hop, Step
from fixtures.probes.scan import PortState, ScanAnswer, ScannedPort
from fixtures.probes.tls import TlsAnswer
from fixtures.probes.turn import AllocateAnswer
from fixtures.probes.websocket import UpgradeAnswer
from fixtures.probes.xmpp import LoginStep, Service
from fixtures.quick.rung import Broken, LeftOut, Reached, Untold
from fixtures.vantage.errors import VantageLostError
from selftest.quick.conftest import CATALOGUE, climb
from selftest.quick.scripted import GUEST, OK, RELAYS, TURN, WEB, Scripted, healthy, named, stuck, web

AT = "192.0.2.1:443"
ALL = [
    "DNS",
    "TCP",
    "TLS",
    f"SNI {WEB}",
    "site",
    "config.js",
    "websocket",
    "login",
    "services",
    f"SNI {TURN}",
    f"allocation udp {TURN}:3478",
    f"allocation tls {TURN}:443",
    "focus",
    "invitation",
    "relay to bridge",
    "bridge",
    "two participants",
]


def not_found(url: str, **_: Any) -> HttpAnswer:
    """No config.js."""
    page = web(url)
    return replace(page, status=404, detail="nginx answered 404") if url.endswith(".js") else page


def turn_at_web(host: str, *_: Any, **__: Any) -> EdgeAnswer:
    """Every name leads to the web server."""
    return replace(named(host), backend=Backend.HTTP)


ICE = stuck(Step.ICE, Hop.BRIDGE, Ending.SILENT, "No check was answered.")
SILENT = Ending.SILENT
BREAKS: list[tuple[str, dict[str, Any], str, str]] = [
    ("DNS", {"addresses.look_up": AddressesAnswer(Ending.UNRESOLVED, 0.1, "no address")}, "", "outside → dns ✗"),
    (
        "TCP",
        {"scan.tcp": ScanAnswer(*OK, "none", (ScannedPort(443, PortState.SILENT, 0.1, "nothing came back"),))},
        "ADDRESS-10",
        "outside → router ? → haproxy ?",
    ),
    (
        "TLS",
        {"tls.handshake": TlsAnswer(Ending.CLOSED, 0.1, AT, "closed")},
        "EDGE-02",
        "outside → haproxy ✓ → go-mmproxy ? → nginx ?",
    ),
    (
        "TLS",
        {"tls.handshake": TlsAnswer(Ending.UNTRUSTED, 0.1, AT, "expired")},
        "EDGE-32",
        "outside → haproxy ✓ → go-mmproxy ? → nginx ?",
    ),
    (
        f"SNI {TURN}",
        {"edge.ask": turn_at_web},
        "EDGE-01",
        "outside → haproxy ✓ → turn ✗",
    ),
    (
        "site",
        {"http.get": HttpAnswer(*OK, "nginx answered 502", status=502)},
        "EDGE-02",
        "outside → haproxy ✓ → go-mmproxy ✓ → nginx ✓ → web ✗",
    ),
    (
        "config.js",
        {"http.get": not_found},
        "SIGNALLING-32",
        "outside → haproxy ✓ → go-mmproxy ✓ → nginx ✓ → web ✗",
    ),
    (
        "websocket",
        {"websocket.upgrade": UpgradeAnswer(*OK, "404 Not Found", 404)},
        "SIGNALLING-01",
        "outside → haproxy ✓ → go-mmproxy ✓ → nginx ? → web ? → prosody ?",
    ),
    (
        "login",
        {"xmpp.login": replace(GUEST, jid="", step=LoginStep.AUTHENTICATION, condition="not-authorized")},
        "SIGNALLING-09",
        "outside → haproxy ✓ → go-mmproxy ✓ → nginx ✓ → web ✓ → prosody ✗",
    ),
    (
        "login",
        {"xmpp.login": replace(GUEST, jid="", step=LoginStep.STREAM, ending=SILENT, mechanisms=())},
        "SIGNALLING-07",
        "outside → haproxy ✓ → go-mmproxy ✓ → nginx ✓ → web ✓ → prosody ✗",
    ),
    (
        "services",
        {"xmpp.login": replace(GUEST, services=(Service("turn", TURN, 3478, "udp"),))},
        "RELAY-02",
        "outside → prosody ✗",
    ),
    (
        f"allocation udp {TURN}:3478",
        {"turn.allocate": AllocateAnswer(SILENT, 5.0, "192.0.2.1:3478", "no answer")},
        "RELAY-04",
        "outside → router ? → turn ?",
    ),
    (
        "focus",
        {"join": stuck(Step.CONFERENCE_REQUEST, Hop.FOCUS, Ending.ANSWERED, "service-unavailable")},
        "SIGNALLING-26",
        "outside → haproxy ✓ → go-mmproxy ✓ → nginx ✓ → web ✓ → prosody ✓ → jicofo ✗",
    ),
    (
        "invitation",
        {"wait_for_invitation": stuck(Step.INVITE, Hop.FOCUS, SILENT, "No invitation came.")},
        "SIGNALLING-27",
        "outside → prosody ✓ → jicofo ✓ → jvb ✗",
    ),
    (
        "relay to bridge",
        {"ice.candidate_check_through_relay": IceAnswer(*OK, "403 Forbidden IP", code=403, step="permission")},
        "RELAY-11",
        "outside → turn ? → jvb ?",
    ),
    ("bridge", {"wait_for_session": ICE}, "BRIDGE-08", "outside → router ✗ → jvb ✓"),
    (
        "two participants",
        {"wait_for_media": stuck(Step.MEDIA, Hop.OTHERS, SILENT, "Nothing was decoded.")},
        "CONFERENCE-06",
        "outside → prosody ✓ → jicofo ✓ → turn ✓ → jvb ✗",
    ),
]


async def test_healthy_deployment_is_climbed_to_the_top() -> None:
    """Every rung of a healthy deployment is reached, in order, and both participants have left in the end."""
    place = Scripted()

    outcomes = await climb(place)

    assert [outcome.name for outcome in outcomes] == ALL
    assert {type(outcome) for outcome in outcomes} == {Reached}
    assert place.asked[-2:] == ["leave", "leave"]
    assert place.kept == []


async def test_known_turn_name_is_asked_early() -> None:
    """Where the name of the relay is known before, it is asked beside that of the site."""
    names = [outcome.name for outcome in await climb(Scripted(), TURN)]

    assert names[3:5] == [f"SNI {WEB}", f"SNI {TURN}"]
    assert len(names) == len(ALL)


@pytest.mark.parametrize(("name", "change", "requirement", "path"), BREAKS, ids=lambda value: str(value)[:20])
async def test_broken_rung_ends_the_climb(name: str, change: dict[str, Any], requirement: str, path: str) -> None:
    """The ladder ends at the broken rung, which names its requirement, the path and where to look."""
    *before, last = await climb(Scripted(healthy() | change))

    assert isinstance(last, Broken)
    assert (last.name, last.requirement, last.path) == (name, requirement, path)
    assert last.expected
    assert last.actual
    assert last.look_at == CATALOGUE[requirement].remedy if requirement else WEB in last.look_at
    assert {type(outcome) for outcome in before} <= {Reached}


async def test_login_page_ends_the_climb() -> None:
    """A site that sends everybody to a login page leaves nothing to tell."""
    sent = HttpAnswer(*OK, "302 Found", status=302, headers={"location": ("https://login.example.org/",)})

    last = (await climb(Scripted(healthy() | {"http.get": sent})))[-1]

    assert isinstance(last, Untold)
    assert "login.example.org" in last.why


async def test_account_demanded_ends_the_climb() -> None:
    """Where only accounts may log in, nothing beyond the login can be told; nothing is called broken."""
    demanding = replace(GUEST, jid="", step=LoginStep.AUTHENTICATION, mechanisms=("PLAIN",))

    *before, last = await climb(Scripted(healthy() | {"xmpp.login": demanding}))

    assert last == Untold("login", "SIGNALLING-09", "Guests must log in here: PLAIN is offered and ANONYMOUS is not.")
    assert {type(outcome) for outcome in before} == {Reached}


async def test_guests_who_may_not_open_a_meeting() -> None:
    """Where guests log in but may open no meeting, nothing beyond the focus can be told."""
    refused = stuck(Step.CONFERENCE_REQUEST, Hop.FOCUS, Ending.ANSWERED, "The request was refused: not-authorized.")
    place = Scripted(healthy() | {"join": refused})

    last = (await climb(place))[-1]

    assert isinstance(last, Untold)
    assert last.name == "focus"
    assert place.kept == []


async def test_deployment_without_a_relay() -> None:
    """Without an advertised relay that is said, and two meet without one."""
    outcomes = await climb(Scripted(healthy() | {"xmpp.login": replace(GUEST, services=())}))

    assert [outcome.name for outcome in outcomes if isinstance(outcome, LeftOut)] == [
        "services",
        "allocation",
        "relay to bridge",
    ]
    assert outcomes[-1].requirement == "CONFERENCE-01"
    assert isinstance(outcomes[-1], Reached)


async def test_lost_place_is_no_verdict() -> None:
    """A place that goes away is not blamed on the deployment."""
    gone = VantageLostError("The vantage outside went away while a probe was running.")

    last = (await climb(Scripted(healthy() | {"http.get": gone})))[-1]

    assert last == Untold("site", "EDGE-02", str(gone))


async def test_nothing_is_asked_beyond_the_broken_rung() -> None:
    """Once a rung is broken, no later one is asked, and nobody was let into a room."""
    place = Scripted(healthy() | {"http.get": HttpAnswer(*OK, "nginx answered 502", status=502)})

    await climb(place)

    assert place.asked[-1] == "http.get"
    assert "xmpp.login" not in place.asked


async def test_unknown_front_is_called_so() -> None:
    """Where no client can tell what stands before the site, the path names no program there."""
    closed = TlsAnswer(Ending.CLOSED, 0.1, AT, "closed")
    spoken = dict.fromkeys(("haproxy", "go-mmproxy", "nginx"), "front")

    last = (await climb(Scripted(healthy() | {"tls.handshake": closed}), spoken=spoken))[-1]

    assert isinstance(last, Broken)
    assert last.path == "outside → front ✗"


async def test_participants_may_be_left_out() -> None:
    """Where nobody synthetic may join, the ladder ends with the relays, and says so."""
    place = Scripted()

    last = (await climb(place, participants=False))[-1]

    assert isinstance(last, LeftOut)
    assert "join" not in place.asked


async def test_site_that_is_no_jitsi() -> None:
    """A site that neither names Jitsi nor has a config.js is another one, which is no verdict."""

    def blog(url: str, **_: Any) -> HttpAnswer:
        return replace(not_found(url), body=b"<html>A blog")

    last = (await climb(Scripted(healthy() | {"http.get": blog})))[-1]

    assert isinstance(last, Untold)
    assert f"https://{WEB} is no Jitsi" in last.why


async def test_form_before_the_site() -> None:
    """A form that asks for a password before Jitsi is shown leaves nothing to tell."""
    form = HttpAnswer(*OK, "200 OK", status=200, body=b'<input type="password">', complete=True)

    last = (await climb(Scripted(healthy() | {"http.get": form})))[-1]

    assert last == Untold("site", "EDGE-02", "The site is a form that asks for a password.")


async def test_same_relay_told_twice() -> None:
    """A relay that is told twice, with other credentials, is asked with both."""
    again = replace(RELAYS[0], username="1900000000")

    outcomes = await climb(Scripted(healthy() | {"xmpp.login": replace(GUEST, services=(*RELAYS, again))}))

    assert [outcome.name for outcome in outcomes].count(f"allocation udp {TURN}:3478") == 2


@pytest.mark.parametrize("channel", [Step.CHANNEL, Step.ICE])
async def test_session_without_a_channel_points_to_the_bridge(channel: Step) -> None:
    """A media session whose channel does not open is another requirement than one without a way to the bridge."""
    late = stuck(channel, Hop.BRIDGE, SILENT, "It did not open.")

    last = (await climb(Scripted(healthy() | {"wait_for_session": late})))[-1]

    assert last.requirement == {Step.CHANNEL: "BRIDGE-15", Step.ICE: "BRIDGE-08"}[channel]


async def test_what_came_is_said_once() -> None:
    """Where a conversation ended before an answer, the actual line says how; otherwise what is different."""
    refused = await climb(Scripted(healthy() | {"scan.tcp": scanned(PortState.REFUSED)}))
    other = await climb(Scripted(healthy() | {"websocket.upgrade": UpgradeAnswer(*OK, "200 OK", 200)}))

    assert isinstance(refused[-1], Broken)
    assert refused[-1].actual == "it is refused (refused, 100 ms)"
    assert isinstance(other[-1], Broken)
    assert other[-1].actual.endswith("status is 200 instead of 101; subprotocol is '' instead of 'xmpp'")


def scanned(state: PortState) -> ScanAnswer:
    """A scan of one port."""
    return ScanAnswer(*OK, "none", (ScannedPort(443, state, 0.1, f"it is {state}"),))
