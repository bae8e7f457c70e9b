"""The bridge stand-in's XMPP side: stanzas in, stanzas out, without a server."""

import time
from xml.etree.ElementTree import Element

import pytest
from bridge.bridge import Bridge
from bridge.health import HealthChecker
from bridge.service_lines import ServiceLines
from bridge.xmpp import XmppSide
from defusedxml.ElementTree import fromstring
from slixmpp import Iq, Presence

from selftest.standins.bridge_client import settings, until

ROOM = "jvbbrewery@internal-muc.meet.jitsi"
CREATE = """<conference-modify xmlns='jitsi:colibri2' meeting-id='m' create='true'><endpoint id='ann' create='true'>
  <transport ice-controlling='true'/><capability name='source-names'/></endpoint></conference-modify>"""
HEALTH = "<healthcheck xmlns='http://jitsi.org/protocol/healthcheck'/>"
STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"


class Wire:
    """An XMPP side whose stanzas are kept instead of sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, trouble: str = "") -> None:
        now = time.monotonic()
        self.bridge = Bridge(settings())
        self.health = HealthChecker(lambda: trouble, 1.0, now - 1.0, ServiceLines("2.3.STANDIN"))
        self.health.tick(now)
        self.side = XmppSide(self.bridge, self.health)
        self.sent: list[Element] = []
        monkeypatch.setattr(self.side.client, "send", lambda stanza, *_: self.sent.append(stanza.xml))

    def ask(self, payload: str, sender: str = f"{ROOM}/focus") -> Element:
        """The reply to an IQ `get`."""
        head = f"<iq xmlns='jabber:client' type='get' id='i1' from='{sender}' to='jvb@auth.meet.jitsi/x'>"
        xml = fromstring(f"{head}{payload}</iq>")
        self.side.client.recv_stanza(Iq(self.side.client, xml=xml))  # type: ignore[no-untyped-call]
        return self.sent[-1]

    def hear(self, kind: str) -> None:
        """The room's echo of the bridge's own presence."""
        typed = f"type='{kind}'" if kind else ""
        text = f"<presence xmlns='jabber:client' {typed} from='{ROOM}/bridge' to='jvb@auth.meet.jitsi/x'/>"
        self.side.client.event("presence", Presence(self.side.client, xml=fromstring(text)))


@pytest.fixture
async def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """A healthy bridge's XMPP side."""
    return Wire(monkeypatch)


def condition(reply: Element) -> str:
    """The stanza error condition in an error reply."""
    error = reply.find("{jabber:client}error")
    assert error is not None
    return next(child.tag for child in error if child.tag.startswith(f"{{{STANZAS}}}")).partition("}")[2]


async def test_the_focus_gets_an_endpoint(wire: Wire) -> None:
    """A conference-modify from the brewery is answered with a conference-modified."""
    reply = wire.ask(CREATE)

    assert (reply.get("type"), reply.get("to"), reply.get("id")) == ("result", f"{ROOM}/focus", "i1")
    assert reply[0].tag == "{jitsi:colibri2}conference-modified"
    assert list(wire.bridge.conferences) == ["m"]


async def test_a_stranger_is_forbidden(wire: Wire) -> None:
    """The same request from outside the brewery is refused and creates nothing."""
    reply = wire.ask(CREATE, sender="eve@meet.jitsi/x")

    assert condition(reply) == "forbidden"
    assert wire.bridge.conferences == {}


async def test_a_refusal_carries_its_reason(wire: Wire) -> None:
    """An unknown conference is an item-not-found with the colibri2 reason beside it."""
    reply = wire.ask("<conference-modify xmlns='jitsi:colibri2' meeting-id='other'/>")

    reason = reply.find("{jabber:client}error/{jitsi:colibri2}error")
    assert condition(reply) == "item-not-found"
    assert reason is not None
    assert reason.get("reason") == "conference_not_found"


async def test_nonsense_is_a_bad_request(wire: Wire) -> None:
    """A request that makes no sense is refused, not swallowed."""
    assert condition(wire.ask("<conference-modify xmlns='jitsi:colibri2'/>")) == "bad-request"


@pytest.mark.parametrize(("trouble", "kind"), [("", "result"), ("Failed to bind single-port", "error")])
async def test_health_is_told_over_xmpp(monkeypatch: pytest.MonkeyPatch, trouble: str, kind: str) -> None:
    """The health request of the focus has the verdict of /about/health."""
    assert Wire(monkeypatch, trouble).ask(HEALTH).get("type") == kind


async def test_the_brewery_is_joined_until_it_echoes(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Presence asks to join until the room echoes it, and again once the room lost the bridge."""
    monkeypatch.setattr("bridge.xmpp._PRESENCE_EVERY", 0.0)
    joins = "{http://jabber.org/protocol/muc}x"

    async def next_presence() -> Element:
        wire.sent.clear()
        await until(lambda: bool(wire.sent))
        return wire.sent[-1]

    wire.side.client.event("session_start", {})
    first = await next_presence()
    wire.hear("")
    second = await next_presence()
    wire.hear("unavailable")
    third = await next_presence()
    await wire.side.stop()

    assert [presence.find(joins) is not None for presence in (first, second, third)] == [True, False, True]
    stats = second.find("{http://jitsi.org/protocol/colibri}stats")
    assert stats is not None
    assert {"stress_level", "healthy", "drain", "version"} <= {stat.get("name", "") for stat in stats}
