"""colibri2 as XML: requests read from a focus, answers written for it (contract: jitsi-xmpp-extensions colibri2)."""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from bridge.colibri import (
    Candidate,
    ColibriError,
    Condition,
    ConferenceModified,
    ConferenceModify,
    EndpointReply,
    EndpointRequest,
    Fingerprint,
    ForceMute,
    IceTransport,
    Media,
    MediaSource,
    PayloadType,
    Sctp,
    Source,
    SourceGroup,
    Transport,
)

COLIBRI2: Final = "jitsi:colibri2"
COLIBRI: Final = "http://jitsi.org/protocol/colibri"
RTP: Final = "urn:xmpp:jingle:apps:rtp:1"
FEEDBACK: Final = "urn:xmpp:jingle:apps:rtp:rtcp-fb:0"
EXTENSION: Final = "urn:xmpp:jingle:apps:rtp:rtp-hdrext:0"
SOURCES: Final = "urn:xmpp:jingle:apps:rtp:ssma:0"
ICE: Final = "urn:xmpp:jingle:transports:ice-udp:1"
DTLS: Final = "urn:xmpp:jingle:apps:dtls:0"

_ICE_WORD = re.compile(r"[A-Za-z0-9+/]{0,256}")
"""What user name and password may be made of (RFC 8839 section 5.4)."""
_TRUE = frozenset({"true", "1"})


def read_modify(element: Element) -> ConferenceModify:
    """The request in a `conference-modify`; raises ColibriError (bad-request) when it makes no sense."""
    return ConferenceModify(
        meeting_id=_required(element, "meeting-id"),
        name=element.get("name", ""),
        create=_flag(element, "create"),
        expire=_flag(element, "expire"),
        endpoints=tuple(_endpoint(child) for child in element.findall(f"{{{COLIBRI2}}}endpoint")),
        has_relays=element.find(f"{{{COLIBRI2}}}relay") is not None,
    )


def write_modified(answer: ConferenceModified) -> Element:
    """The `conference-modified` element for an answer."""
    element = Element(f"{{{COLIBRI2}}}conference-modified")
    for endpoint in answer.endpoints:
        _write_endpoint(element, endpoint)
    if answer.sources:
        sources = SubElement(element, f"{{{COLIBRI2}}}sources")
        for source in answer.sources:
            _write_media_source(sources, source)
    return element


def _required(element: Element, name: str) -> str:
    value = element.get(name, "")
    if not value:
        raise ColibriError(Condition.BAD_REQUEST, f"The attribute {name} is missing.")
    return value


def _flag(element: Element, name: str) -> bool:
    return element.get(name, "").lower() in _TRUE


def _number(element: Element, name: str, default: int | None = None, most: int = 2**32 - 1) -> int:
    text = element.get(name)
    if text is None and default is not None:
        return default
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 10 or int(text) > most:
        raise ColibriError(Condition.BAD_REQUEST, f"The attribute {name} is not a number from 0 to {most}.")
    return int(text)


def _endpoint(element: Element) -> EndpointRequest:
    transport = element.find(f"{{{COLIBRI2}}}transport")
    sources = element.find(f"{{{COLIBRI2}}}sources")
    mute = element.find(f"{{{COLIBRI2}}}force-mute")
    last_n = element.find(f"{{{COLIBRI2}}}initial-last-n")
    return EndpointRequest(
        identifier=_required(element, "id"),
        create=_flag(element, "create"),
        expire=_flag(element, "expire"),
        stats_id=element.get("stats-id", ""),
        capabilities=frozenset(c.get("name", "") for c in element.findall(f"{{{COLIBRI2}}}capability")),
        media=tuple(_media(child) for child in element.findall(f"{{{COLIBRI2}}}media")),
        transport=None if transport is None else _transport(transport),
        sources=None if sources is None else tuple(_media_source(child) for child in sources),
        force_mute=None if mute is None else ForceMute(_flag(mute, "audio"), _flag(mute, "video")),
        initial_last_n=None if last_n is None else _last_n(last_n),
    )


def _last_n(element: Element) -> int | None:
    """None for the empty or negative value, which both mean: no limit."""
    text = element.get("value", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _media(element: Element) -> Media:
    return Media(
        kind=_required(element, "type"),
        payload_types=tuple(_payload_type(child) for child in element.findall(f"{{{RTP}}}payload-type")),
        extensions={
            _number(child, "id", most=255): child.get("uri", "")
            for child in element.findall(f"{{{EXTENSION}}}rtp-hdrext")
        },
    )


def _payload_type(element: Element) -> PayloadType:
    parameters = element.findall(f"{{{RTP}}}parameter")
    feedback = element.findall(f"{{{FEEDBACK}}}rtcp-fb")
    return PayloadType(
        identifier=_number(element, "id", most=127),
        name=element.get("name", ""),
        clock_rate=_number(element, "clockrate", default=0),
        parameters={child.get("name", ""): child.get("value", "") for child in parameters},
        feedback=tuple(f"{fb.get('type', '')} {fb.get('subtype', '')}".strip() for fb in feedback),
    )


def _transport(element: Element) -> Transport:
    ice = element.find(f"{{{ICE}}}transport")
    sctp = element.find(f"{{{COLIBRI2}}}sctp")
    return Transport(
        ice_controlling=_flag(element, "ice-controlling"),
        ice=None if ice is None else _ice(ice),
        sctp=None if sctp is None else _sctp(sctp),
    )


def _sctp(element: Element) -> Sctp:
    port = _number(element, "port", most=65535) if element.get("port") else None
    return Sctp(port, element.get("role"))


def _ice(element: Element) -> IceTransport:
    for name in ("ufrag", "pwd"):
        if not _ICE_WORD.fullmatch(element.get(name, "")):
            raise ColibriError(Condition.BAD_REQUEST, f"The ICE {name} has characters that ICE does not know.")
    return IceTransport(
        ufrag=element.get("ufrag", ""),
        password=element.get("pwd", ""),
        candidates=tuple(_candidate(child) for child in element.findall(f"{{{ICE}}}candidate")),
        fingerprints=tuple(_fingerprint(child) for child in element.findall(f"{{{DTLS}}}fingerprint")),
        rtcp_mux=element.find(f"{{{ICE}}}rtcp-mux") is not None,
    )


def _candidate(element: Element) -> Candidate:
    return Candidate(
        address=element.get("ip", ""),
        port=_number(element, "port", most=65535),
        kind=element.get("type", "host"),
        priority=_number(element, "priority", default=1),
        foundation=element.get("foundation", "1"),
        identifier=element.get("id", ""),
        protocol=element.get("protocol", "udp").lower(),
        component=_number(element, "component", default=1),
        generation=_number(element, "generation", default=0),
    )


def _fingerprint(element: Element) -> Fingerprint:
    value = (element.text or "").strip()
    return Fingerprint(element.get("hash", "").lower(), value, element.get("setup", "actpass"))


def _media_source(element: Element) -> MediaSource:
    return MediaSource(
        kind=_required(element, "type"),
        identifier=element.get("id", ""),
        sources=tuple(_source(child) for child in element.findall(f"{{{SOURCES}}}source")),
        groups=tuple(_group(child) for child in element.findall(f"{{{SOURCES}}}ssrc-group")),
    )


def _source(element: Element) -> Source:
    msid = (p.get("value", "") for p in element if p.tag.endswith("}parameter") and p.get("name") == "msid")
    return Source(_number(element, "ssrc"), element.get("name", ""), next(msid, ""))


def _group(element: Element) -> SourceGroup:
    members = element.findall(f"{{{SOURCES}}}source")
    return SourceGroup(element.get("semantics", ""), tuple(_number(member, "ssrc") for member in members))


def _write_endpoint(parent: Element, reply: EndpointReply) -> None:
    element = SubElement(parent, f"{{{COLIBRI2}}}endpoint", {"id": reply.identifier})
    if reply.expire:
        element.set("expire", "true")
    if reply.transport is None:
        return
    transport = SubElement(element, f"{{{COLIBRI2}}}transport")
    if reply.transport.ice is not None:
        _write_ice(transport, reply.transport.ice)
    if reply.transport.sctp is not None:
        granted = {"port": str(reply.transport.sctp.port), "role": reply.transport.sctp.role or "server"}
        SubElement(transport, f"{{{COLIBRI2}}}sctp", granted)


def _write_ice(parent: Element, ice: IceTransport) -> None:
    element = SubElement(parent, f"{{{ICE}}}transport", {"pwd": ice.password, "ufrag": ice.ufrag})
    if ice.rtcp_mux:
        SubElement(element, f"{{{ICE}}}rtcp-mux")
    for fingerprint in ice.fingerprints:
        attributes = {"setup": fingerprint.setup, "hash": fingerprint.algorithm}
        SubElement(element, f"{{{DTLS}}}fingerprint", attributes).text = fingerprint.value
    for url in ice.web_sockets:
        SubElement(element, f"{{{COLIBRI}}}web-socket", {"url": url})
    for candidate in ice.candidates:
        SubElement(element, f"{{{ICE}}}candidate", candidate_attributes(candidate))


def candidate_attributes(candidate: Candidate) -> dict[str, str]:
    """The attributes of a candidate, the same in XML and JSON."""
    attributes = {
        "component": str(candidate.component),
        "foundation": candidate.foundation,
        "generation": str(candidate.generation),
        "id": candidate.identifier,
        "network": str(candidate.network),
        "priority": str(candidate.priority),
        "protocol": candidate.protocol,
        "type": candidate.kind,
        "ip": candidate.address,
        "port": str(candidate.port),
    }
    if candidate.related is not None:
        attributes |= {"rel-addr": candidate.related[0], "rel-port": str(candidate.related[1])}
    return attributes


def _write_media_source(parent: Element, media_source: MediaSource) -> None:
    attributes = {"type": media_source.kind, "id": media_source.identifier}
    element = SubElement(parent, f"{{{COLIBRI2}}}media-source", attributes)
    for source in media_source.sources:
        described = {"ssrc": str(source.ssrc), "name": source.name}
        SubElement(element, f"{{{SOURCES}}}source", described)
