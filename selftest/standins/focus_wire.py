"""A wire without a server: it remembers what the focus sent and answers as clients and bridges do."""

import asyncio
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from focus.names import (
    COLIBRI,
    COLIBRI2,
    DISCO_INFO,
    DTLS,
    ICE_UDP,
    JINGLE,
    MUC_USER,
    RTP,
    SOURCES,
    tag,
)
from focus.wire import Kind, Occupancy, RefusedError, UnansweredError

ROOM: Final = "standup@muc.meet.jitsi"
BRIDGE: Final = "jvbbrewery@internal-muc.meet.jitsi/one"
TRANSPORT: Final = tag(ICE_UDP, "transport")


@dataclass
class FakeWire:
    """Everything asked is kept; `refusals` maps a payload's name, or an address, to what is answered instead."""

    asked: list[tuple[str, Element]] = field(default_factory=list)
    presence: list[tuple[str, tuple[Element, ...], bool]] = field(default_factory=list)
    refusals: dict[str, RefusedError | UnansweredError] = field(default_factory=dict)
    features: tuple[str, ...] = ("urn:xmpp:jingle:apps:rtp:audio", "urn:xmpp:jingle:apps:rtp:video")
    jid: str = "focus@auth.meet.jitsi/focus"

    async def ask(self, to: str, payload: Element, *, kind: Kind = "set", within: float = 15.0) -> Element | None:
        """Keep the request and answer it at once."""
        self.asked.append((to, payload))
        refusal = self.refusals.get(payload.tag) or self.refusals.get(to)
        if refusal is not None:
            raise refusal
        if payload.tag == tag(COLIBRI2, "conference-modify"):
            return conference_modified(payload)
        if payload.tag == tag(DISCO_INFO, "query"):
            return described(self.features)
        return None

    def present(self, to: str, *payload: Element, gone: bool = False) -> None:
        """Keep the presence."""
        self.presence.append((to, payload, gone))

    def jingles(self, nick: str, action: str = "") -> list[Element]:
        """The Jingle requests sent to an occupant of ROOM, of one action if it is named."""
        return [
            payload
            for to, payload in self.asked
            if to == f"{ROOM}/{nick}" and payload.tag == tag(JINGLE, "jingle") and action in ("", payload.get("action"))
        ]

    def endpoints(self) -> list[Element]:
        """The endpoints that the colibri2 requests to the first bridge name, in order."""
        return [endpoint for request in self.colibri() for endpoint in request.findall(tag(COLIBRI2, "endpoint"))]

    def colibri(self, bridge: str = BRIDGE) -> list[Element]:
        """The colibri2 requests sent to a bridge."""
        return [payload for to, payload in self.asked if to == bridge and payload.tag.startswith(f"{{{COLIBRI2}}}")]


def described(features: tuple[str, ...]) -> Element:
    """The answer to disco#info."""
    query = Element(tag(DISCO_INFO, "query"))
    for feature in features:
        SubElement(query, tag(DISCO_INFO, "feature"), {"var": feature})
    return query


def conference_modified(request: Element) -> Element:
    """What a bridge answers: a transport for every endpoint that is created."""
    modified = Element(tag(COLIBRI2, "conference-modified"))
    for endpoint in request.findall(tag(COLIBRI2, "endpoint")):
        if endpoint.get("create") == "true":
            answer = SubElement(modified, tag(COLIBRI2, "endpoint"), {"id": endpoint.get("id", "")})
            wrapper = SubElement(answer, tag(COLIBRI2, "transport"))
            wrapper.append(ice_transport("bridge"))
    if request.get("create") == "true":
        sources = SubElement(modified, tag(COLIBRI2, "sources"))
        for media, ssrc in (("audio", "1"), ("video", "2")):
            media_source = SubElement(sources, tag(COLIBRI2, "media-source"), {"type": media, "id": f"jvb-{media[0]}0"})
            SubElement(media_source, tag(SOURCES, "source"), {"ssrc": ssrc, "name": f"jvb-{media[0]}0"})
    return modified


def ice_transport(who: str) -> Element:
    """One side's transport."""
    transport = Element(TRANSPORT, {"ufrag": f"{who}ufrag", "pwd": f"{who}-password-of-22-characters"})
    SubElement(transport, tag(DTLS, "fingerprint"), {"hash": "sha-256"}).text = "AB:CD"
    return transport


def occupancy(nick: str, *, present: bool = True, affiliation: str = "none", room: str = ROOM) -> Occupancy:
    """Presence of an occupant."""
    element = Element("{jabber:client}presence", {"from": f"{room}/{nick}"})
    SubElement(element, tag(MUC_USER, "x"))
    return Occupancy(room, nick, present, nick == "focus", "", f"{nick}@meet.jitsi/r", affiliation, element)


def bridge_presence(address: str = BRIDGE, **stats: str) -> Occupancy:
    """A bridge's presence in the brewery."""
    room, _, nick = address.partition("/")
    element = Element("{jabber:client}presence", {"from": address})
    wrapper = SubElement(element, tag(COLIBRI, "stats"))
    for name, value in ({"healthy": "true", "drain": "false", "stress_level": "0.1"} | stats).items():
        SubElement(wrapper, tag(COLIBRI, "stat"), {"name": name, "value": value})
    return Occupancy(room, nick, True, False, "", "jvb@auth.meet.jitsi/x", "owner", element)


def client_jingle(action: str, sid: str, *, ssrcs: tuple[int, int] | None = None, owner: str = "") -> Element:
    """A client's request; `ssrcs` are its audio and its video source."""
    jingle = Element(tag(JINGLE, "jingle"), {"action": action, "sid": sid})
    for media, ssrc in zip(("audio", "video"), ssrcs or (), strict=False):
        content = SubElement(jingle, tag(JINGLE, "content"), {"name": media})
        description = SubElement(content, tag(RTP, "description"), {"media": media})
        source = SubElement(description, tag(SOURCES, "source"), {"ssrc": str(ssrc), "name": f"{owner}-{media[0]}0"})
        SubElement(source, tag(SOURCES, "parameter"), {"name": "msid", "value": f"{owner}-{media} t"})
        if action == "session-accept":
            content.append(ice_transport(owner))
    return jingle


async def settle() -> None:
    """Let everything run that is ready to run."""
    for _ in range(30):
        await asyncio.sleep(0)
