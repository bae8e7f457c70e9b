"""colibri2: how the focus asks a bridge for endpoints, and reads what it gets."""

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement

from focus import codecs
from focus.jingle import untraced
from focus.names import COLIBRI2, DTLS, ICE_UDP, SCTP, tag
from focus.source_xml import read_sources, write_sources
from focus.sources import Media, SourceSet

DEFAULT_SCTP_PORT = 5000
PASSED_ON = (tag(DTLS, "fingerprint"), tag(ICE_UDP, "candidate"), tag(ICE_UDP, "rtcp-mux"))
"""The children of a client's transport that concern the bridge."""


class BadAllocationError(Exception):
    """The bridge's answer lacks what an offer needs; the text says what."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A conference as the bridge knows it."""

    meeting_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Allocation:
    """What a bridge reserved for one endpoint; `feedback` are its own SSRCs, sent with a new conference."""

    transport: Element
    sctp_port: int | None
    feedback: SourceSet


def create_endpoint(meeting: Meeting, endpoint: str, features: Collection[str], *, new_conference: bool) -> Element:
    """Return the request that allocates one endpoint, and with it the conference when that is new."""
    modify = _modify(meeting)
    if new_conference:
        modify.attrib |= {"name": meeting.name, "rtcstats-enabled": "false", "create": "true"}
    element = _endpoint(modify, endpoint, create="true")
    for media in Media:
        kind = SubElement(element, tag(COLIBRI2, "media"), {"type": media.value})
        kind.extend(codecs.describe(media, features))
    transport = SubElement(element, tag(COLIBRI2, "transport"), {"ice-controlling": "true"})
    if SCTP in features:
        SubElement(transport, tag(COLIBRI2, "sctp"))
    SubElement(element, tag(COLIBRI2, "sources"))
    SubElement(element, tag(COLIBRI2, "capability"), {"name": "source-names"})
    return modify


def update_endpoint(
    meeting: Meeting, endpoint: str, *, transport: Element | None = None, sources: SourceSet | None = None
) -> Element:
    """Return the request that tells the bridge a client's transport, its sources, or both."""
    modify = _modify(meeting)
    element = _endpoint(modify, endpoint)
    if transport is not None:
        wrapper = SubElement(element, tag(COLIBRI2, "transport"))
        wrapper.append(_client_transport(transport))
    if sources is not None:
        _append_sources(element, endpoint, sources)
    return modify


def expire_endpoint(meeting: Meeting, endpoint: str) -> Element:
    """Return the request that frees one endpoint."""
    modify = _modify(meeting)
    _endpoint(modify, endpoint, expire="true")
    return modify


def expire_conference(meeting: Meeting) -> Element:
    """Return the request that frees a conference with everything in it."""
    modify = _modify(meeting)
    modify.set("expire", "true")
    return modify


def read_allocation(modified: Element, endpoint: str) -> Allocation:
    """Read the bridge's answer to create_endpoint, or raise BadAllocationError."""
    for element in modified.findall(tag(COLIBRI2, "endpoint")):
        if element.get("id") == endpoint:
            return _read_endpoint(element, modified)
    raise BadAllocationError(f"the bridge allocated no endpoint {endpoint}")


def _read_endpoint(element: Element, modified: Element) -> Allocation:
    wrapper = element.find(tag(COLIBRI2, "transport"))
    transport = None if wrapper is None else wrapper.find(tag(ICE_UDP, "transport"))
    if wrapper is None or transport is None:
        raise BadAllocationError("the bridge allocated no ICE transport")
    if transport.find(tag(DTLS, "fingerprint")) is None:
        raise BadAllocationError("the bridge's transport has no fingerprint")
    sctp = wrapper.find(tag(COLIBRI2, "sctp"))
    port = None if sctp is None else int(sctp.get("port", DEFAULT_SCTP_PORT))
    return Allocation(transport, port, _read_feedback(modified))


def _read_feedback(modified: Element) -> SourceSet:
    """Read the bridge's own sources; their msid is jicofo's, for the bridge names none."""
    found = SourceSet()
    for element in modified.findall(f"{tag(COLIBRI2, 'sources')}/{tag(COLIBRI2, 'media-source')}"):
        media = Media(element.get("type", ""))
        msid = f"mixedmslabel mixedlabel{media}0"
        read = read_sources(element, media)
        found = found.plus(SourceSet(tuple(replace(source, msid=msid) for source in read.sources)))
    return found


def _modify(meeting: Meeting) -> Element:
    modify = Element(tag(COLIBRI2, "conference-modify"), {"meeting-id": meeting.meeting_id})
    modify.append(untraced())
    return modify


def _endpoint(modify: Element, endpoint: str, **facts: str) -> Element:
    return SubElement(modify, tag(COLIBRI2, "endpoint"), {"id": endpoint, **facts})


def _client_transport(received: Element) -> Element:
    transport = Element(received.tag, dict(received.attrib))
    transport.extend(deepcopy(child) for child in received if child.tag in PASSED_ON)
    return transport


def _append_sources(element: Element, endpoint: str, sources: SourceSet) -> None:
    wrapper = SubElement(element, tag(COLIBRI2, "sources"))
    for media in Media:
        for name, part in _by_name(endpoint, media, sources.of(media)):
            facts = {"type": media.value, "id": name}
            SubElement(wrapper, tag(COLIBRI2, "media-source"), facts).extend(write_sources(part))


def _by_name(endpoint: str, media: Media, part: SourceSet) -> list[tuple[str, SourceSet]]:
    """Split sources by name; the bridge's own default name stands for those without one."""
    default = f"{endpoint}-{media.value[0]}0"
    names = dict.fromkeys(source.name or default for source in part.sources)
    return [(name, _named(part, name, default)) for name in names]


def _named(part: SourceSet, name: str, default: str) -> SourceSet:
    sources = tuple(source for source in part.sources if (source.name or default) == name)
    members = {source.ssrc for source in sources}
    return SourceSet(sources, tuple(group for group in part.groups if not members.isdisjoint(group.ssrcs)))
