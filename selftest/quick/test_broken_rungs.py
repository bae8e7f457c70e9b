"""Every rung seen broken, against a deployment in memory: its four lines, and the requirement that they come from."""

from dataclasses import replace
from typing import Any

import pytest

from fixtures.probes.edge.sni import EdgeAnswer
from fixtures.probes.edge.speech import Backend
from fixtures.probes.http.client import HttpAnswer
from fixtures.probes.http.websocket_answer import UpgradeAnswer
from fixtures.probes.ice.check import IceAnswer
from fixtures.probes.net.addresses import AddressesAnswer
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.scan import PortState, ScanAnswer, ScannedPort
from fixtures.probes.participant.steps import Hop, Step
from fixtures.probes.tls.client import TlsAnswer
from fixtures.probes.turn.answer import AllocateAnswer
from fixtures.probes.xmpp.answer import Service
from fixtures.probes.xmpp.authentication import LoginStep
from fixtures.quick.rung import Broken, Reached
from selftest.quick.conftest import CATALOGUE, climb
from selftest.quick.scripted import GUEST, OK, TURN, WEB, Scripted, healthy, named, not_found, stuck

AT = "192.0.2.1:443"


def turn_at_web(host: str, *_: Any, **__: Any) -> EdgeAnswer:
    """Every name leads to the web server."""
    return replace(named(host), backend=Backend.HTTP)


ICE = stuck(Step.ICE, Hop.BRIDGE, Ending.SILENT, "No check was answered.")
SILENT = Ending.SILENT
BREAKS: list[tuple[str, dict[str, Any], str, str]] = [
    ("DNS", {"net.look_up": AddressesAnswer(Ending.UNRESOLVED, 0.1, "", "no address")}, "", "outside → dns ✗"),
    (
        "TCP",
        {"net.tcp": ScanAnswer(*OK, "none", (ScannedPort(443, PortState.SILENT, 0.1, "nothing came back"),))},
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
        {"http.upgrade": UpgradeAnswer(*OK, "404 Not Found", 404)},
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


@pytest.mark.parametrize("channel", [Step.CHANNEL, Step.ICE])
async def test_session_without_a_channel_points_to_the_bridge(channel: Step) -> None:
    """A media session whose channel does not open is another requirement than one without a way to the bridge."""
    late = stuck(channel, Hop.BRIDGE, SILENT, "It did not open.")

    last = (await climb(Scripted(healthy() | {"wait_for_session": late})))[-1]

    assert last.requirement == {Step.CHANNEL: "BRIDGE-15", Step.ICE: "BRIDGE-08"}[channel]


async def test_what_came_is_said_once() -> None:
    """Where a conversation ended before an answer, the actual line says how; otherwise what is different."""
    refused = await climb(Scripted(healthy() | {"net.tcp": scanned(PortState.REFUSED)}))
    other = await climb(Scripted(healthy() | {"http.upgrade": UpgradeAnswer(*OK, "200 OK", 200)}))

    assert isinstance(refused[-1], Broken)
    assert refused[-1].actual == "it is refused (refused, 100 ms)"
    assert isinstance(other[-1], Broken)
    assert other[-1].actual.endswith("status is 200 instead of 101; subprotocol is '' instead of 'xmpp'")


def scanned(state: PortState) -> ScanAnswer:
    """A scan of one port."""
    return ScanAnswer(*OK, "none", (ScannedPort(443, state, 0.1, f"it is {state}"),))
