"""The captured meeting: played to the focus stand-in, and what was said in it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from focus.bridges import Bridges
from focus.conference import Conference
from focus.counters import Counters
from focus.names import CLIENT, COLIBRI2, DISCO_INFO, JINGLE, tag
from focus.sessions import Desk
from focus.settings import read
from focus.wire import Kind, RequestHandler, read_occupancy
from standin.environment import Environment

from selftest.standins import likeness
from selftest.standins.focus_wire import FakeWire, bridge_presence, settle

MEETING = "xmpp-meeting.jsonl"
ROOM = "conformance-63b81568@muc.meet.jitsi"
BRIDGE = "jvbbrewery@internal-muc.meet.jitsi/395cc15e674e"
ANNA, BORIS, CLARA, DORA = "45fe2af0", "8d664a31", "4c836b12", "474dcfa3"


@dataclass
class CapturedBridge(FakeWire):
    """A wire at whose other end are the captured bridge and clients."""

    handlers: dict[str, RequestHandler] = field(default_factory=dict)
    online: bool = True

    async def ask(self, to: str, payload: Element, *, kind: Kind = "set", within: float = 15.0) -> Element | None:
        """Keep the request and answer it as the captured side did."""
        if payload.tag != tag(COLIBRI2, "conference-modify"):
            return await super().ask(to, payload, kind=kind, within=within)
        self.asked.append((to, payload))
        created = {each.get("id") for each in payload.findall(tag(COLIBRI2, "endpoint")) if each.get("create")}
        answers = [iq[0] for iq in likeness.stanzas("standins/colibri.jsonl", "server", 2)]
        fitting = [each for each in answers if created & {child.get("id") for child in each} and len(each) > 1]
        return fitting[0] if fitting else Element(tag(COLIBRI2, "conference-modified"))

    def describe(self, *_: object) -> None:
        """What the focus says of itself is not asked here."""

    def on_login(self, _: object) -> None:
        """There is no login here."""

    on_loss = on_occupancy = on_login

    def on_request(self, payload: str, handler: RequestHandler) -> None:
        """Keep a handler."""
        self.handlers[payload] = handler


class Meeting:
    """The captured meeting, played to the focus."""

    def __init__(self) -> None:
        features = likeness.stanzas(MEETING, "client", 1)[4].iter(tag(DISCO_INFO, "feature"))
        names = tuple(feature.get("var", "") for feature in features)
        self.wire = CapturedBridge(features=names)
        bridges = Bridges()
        bridges.observe(bridge_presence(BRIDGE, version="2.3.SNAPSHOT"))
        settings = read(Environment({"JICOFO_AUTH_PASSWORD": "x"}))
        self.conference = Conference(ROOM, Desk(self.wire, bridges, settings, Counters()), lambda _: None)
        self.opening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Let the focus in."""
        self.opening = asyncio.create_task(self.conference.open())
        await settle()
        self.conference.observe(read_occupancy(presence_of("focus")))
        await self.opening

    async def come(self, *nicks: str) -> None:
        """Let participants in, one after the other."""
        for nick in nicks:
            self.conference.observe(read_occupancy(presence_of(nick)))
            await settle()

    async def accept(self, nick: str, session: int) -> None:
        """Let a participant say what the captured one said."""
        await self.say(nick, next(jingles("client", session, "session-accept")))

    async def say(self, nick: str, jingle: Element) -> None:
        """Send a captured request under the sid that we gave out."""
        jingle.set("sid", self.conference.participants[nick].session.sid)  # type: ignore[union-attr]
        await self.conference.jingle(nick, jingle)
        await settle()

    def told(self, nick: str, action: str = "") -> list[Element]:
        """The Jingle elements that a participant got, of one action if it is named."""
        return [
            payload
            for to, payload in self.wire.asked
            if to == f"{ROOM}/{nick}" and payload.tag == tag(JINGLE, "jingle") and action in ("", payload.get("action"))
        ]


def presence_of(nick: str) -> Element:
    """The first captured presence of an occupant."""
    address = f"{ROOM}/{nick}"
    return next(
        stanza
        for session in (1, 2, 3)
        for stanza in likeness.stanzas(MEETING, "server", session)
        if stanza.tag == tag(CLIENT, "presence") and stanza.get("from") == address
    )


def jingles(origin: str, session: int, action: str) -> Iterator[Element]:
    """The captured Jingle elements of an action, in order."""
    for stanza in likeness.stanzas(MEETING, origin, session):
        jingle = stanza.find(tag(JINGLE, "jingle"))
        if jingle is not None and jingle.get("action") == action:
            yield jingle


def accepted_by_boris() -> Element:
    """The accept of the participant who was not captured, from what the others were told of him."""
    template = next(jingles("client", 1, "session-accept"))
    told = next(jingles("server", 1, "source-add"))
    for content, added in zip(template.findall(tag(JINGLE, "content")), told, strict=True):
        description, sources = content[0], added[0]
        for source in list(description):
            if source.tag.endswith("}source"):
                description.remove(source)
        description.extend(sources)
    return template


def create(requests: list[Element], nick: str) -> Element:
    """The request that allocates an endpoint."""
    return next(each for each in requests if named(each) == nick and endpoint_of(each).get("create") == "true")


def update(requests: list[Element], nick: str) -> Element:
    """The request that tells of a client's transport."""
    return next(each for each in requests if named(each) == nick and not set(endpoint_of(each).attrib) - {"id"})


def expiry(requests: list[Element]) -> Element:
    """The request that frees an endpoint."""
    return next(each for each in requests if named(each) and endpoint_of(each).get("expire") == "true")


def endpoint_of(request: Element) -> Element:
    """The endpoint that a request is about."""
    found = request.find(tag(COLIBRI2, "endpoint"))
    return Element("none") if found is None else found


def named(request: Element) -> str:
    """The name of the endpoint that a request is about."""
    return endpoint_of(request).get("id", "")


def renamed(request: Element, before: str, after: str) -> Element:
    """The request as if it were about another endpoint."""
    assert named(request) == before
    endpoint_of(request).set("id", after)
    return request


def gone(nick: str) -> Element:
    """The presence of somebody who leaves."""
    stanza = presence_of(nick)
    stanza.set("type", "unavailable")
    return stanza
