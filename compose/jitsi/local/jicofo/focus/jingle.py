"""Jingle as the focus writes and reads it; nothing here remembers anything."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from focus import codecs
from focus.names import COLIBRI, DTLS, FOCUS, GROUPING, ICE_UDP, JINGLE, RTP, SCTP, TRACING, tag
from focus.source_xml import read_sources, write_sources
from focus.sources import Media, SourceSet, SourcesRefusedError

TRANSPORT_ORDER = {
    tag(COLIBRI, "web-socket"): 0,
    tag(ICE_UDP, "rtcp-mux"): 1,
    tag(DTLS, "fingerprint"): 2,
    tag(ICE_UDP, "candidate"): 3,
}
FINGERPRINT_DEFAULTS = {"setup": "actpass", "required": "false", "cryptex": "false"}
MEDIA_WORDS = frozenset({"audio", "video", "data", "application"})


class BadJingleError(Exception):
    """A Jingle element lacks something that its action needs; the text says what."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client's Jingle element asks for.

    `transport` is the first transport found, as received. `ice_failed` and `restart` are the two ways to ask
    for a new session, `ice_restart` the one to ask for new credentials within the old; `bridge_session` is the
    allocation that the client believes it has.
    """

    action: str
    sid: str
    sources: SourceSet
    transport: Element | None
    ice_failed: bool
    restart: bool
    ice_restart: bool
    bridge_session: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything a session-initiate is made of. `sources` maps owners to the sources to announce."""

    sid: str
    initiator: str
    features: frozenset[str]
    transport: Element
    sctp_port: int | None
    bridge_session: str
    sources: Mapping[str, SourceSet]


def read_request(jingle: Element) -> Request:
    """Read a client's Jingle element, or raise BadJingleError."""
    action, sid = jingle.get("action"), jingle.get("sid")
    if not action or not sid:
        raise BadJingleError("action or sid is missing")
    bridge_session = jingle.find(tag(FOCUS, "bridge-session"))
    ice_state = jingle.find(tag(FOCUS, "ice-state"))
    return Request(
        action=action,
        sid=sid,
        sources=_read_all_sources(jingle),
        transport=jingle.find(f"{tag(JINGLE, 'content')}/{tag(ICE_UDP, 'transport')}"),
        ice_failed=ice_state is not None and ice_state.text == "failed",
        restart=bridge_session is not None and bridge_session.get("restart") == "true",
        ice_restart=bridge_session is not None and bridge_session.get("ice-restart") == "true",
        bridge_session=None if bridge_session is None else bridge_session.get("id"),
    )


def initiate(offer: Offer) -> Element:
    """Return the session-initiate of an offer: audio, video and, with SCTP, data, all in one bundle."""
    jingle = Element(
        tag(JINGLE, "jingle"),
        {"action": "session-initiate", "initiator": offer.initiator, "sid": offer.sid},
    )
    names = [media.value for media in Media]
    for media in Media:
        content = _offered_content(jingle, media.value)
        content.append(_describe(media, offer))
        content.append(_offered_transport(offer.transport))
    if offer.sctp_port is not None:
        names.append("data")
        transport = _offered_transport(offer.transport)
        facts = {"number": str(offer.sctp_port), "protocol": "webrtc-datachannel", "streams": "1024"}
        SubElement(transport, tag(SCTP, "sctpmap"), facts)
        _offered_content(jingle, "data").append(transport)
    group = SubElement(jingle, tag(GROUPING, "group"), {"semantics": "BUNDLE"})
    for name in names:
        SubElement(group, tag(GROUPING, "content"), {"name": name})
    SubElement(jingle, tag(FOCUS, "bridge-session"), {"id": offer.bridge_session})
    jingle.append(untraced())
    return jingle


def untraced() -> Element:
    """Return the element that stands in jicofo's requests for a trace that nobody records."""
    facts = {"trace_id": "0" * 32, "parent_id": "0" * 16, "trace_flags": "00"}
    return Element(tag(TRACING, "traceparent"), facts)


def change_sources(action: str, sid: str, changed: Mapping[str, SourceSet]) -> Element:
    """Return a source-add or source-remove for sources by owner."""
    jingle = Element(tag(JINGLE, "jingle"), {"action": action, "sid": sid})
    for media in Media:
        parts = {owner: sources.of(media) for owner, sources in changed.items()}
        if any(parts.values()):
            description = Element(tag(RTP, "description"), {"media": media.value})
            _append_sources(description, parts)
            SubElement(jingle, tag(JINGLE, "content"), {"name": media.value}).append(description)
    return jingle


def terminate(sid: str, reason: str, text: str) -> Element:
    """Return a session-terminate."""
    jingle = Element(tag(JINGLE, "jingle"), {"action": "session-terminate", "sid": sid})
    element = SubElement(jingle, tag(JINGLE, "reason"))
    SubElement(element, tag(JINGLE, reason))
    SubElement(element, tag(JINGLE, "text")).text = text
    return jingle


def _offered_content(jingle: Element, name: str) -> Element:
    facts = {"creator": "initiator", "name": name, "senders": "both"}
    return SubElement(jingle, tag(JINGLE, "content"), facts)


def _describe(media: Media, offer: Offer) -> Element:
    description = Element(tag(RTP, "description"), {"media": media.value})
    if media is Media.AUDIO:
        description.set("maxptime", "60")
    description.extend(codecs.describe(media, offer.features))
    # Clients copy a=rtcp-mux from the description alone.
    SubElement(description, tag(RTP, "rtcp-mux"))
    _append_sources(description, {owner: owned.of(media) for owner, owned in offer.sources.items()})
    return description


def _append_sources(description: Element, owned: Mapping[str, SourceSet]) -> None:
    for owner, sources in owned.items():
        description.extend(write_sources(sources, owner))


def _offered_transport(allocated: Element) -> Element:
    """Return the bridge's transport as jicofo passes it on: its own order, and every attribute that it knows."""
    transport = deepcopy(allocated)
    if transport.find(tag(ICE_UDP, "rtcp-mux")) is None:
        SubElement(transport, tag(ICE_UDP, "rtcp-mux"))
    for fingerprint in transport.findall(tag(DTLS, "fingerprint")):
        for name, value in FINGERPRINT_DEFAULTS.items():
            fingerprint.attrib.setdefault(name, value)
    transport[:] = sorted(transport, key=lambda child: TRANSPORT_ORDER.get(child.tag, len(TRANSPORT_ORDER)))
    return transport


def _read_all_sources(jingle: Element) -> SourceSet:
    sources = SourceSet()
    for content in jingle.findall(tag(JINGLE, "content")):
        description = content.find(tag(RTP, "description"))
        word = (content if description is None else description).get("media") or content.get("name", "")
        if word not in MEDIA_WORDS:
            raise BadJingleError(f"unknown media {str(word)[:20]!r}")
        if description is not None and word in ("audio", "video"):
            try:
                sources = sources.plus(read_sources(description, Media(word)))
            except SourcesRefusedError as refusal:
                raise BadJingleError(str(refusal)) from refusal
    return sources
