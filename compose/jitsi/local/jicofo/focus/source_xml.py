"""Sources as Jingle and colibri2 write them."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

from focus.names import JITMEET, RTP, SOURCES, tag
from focus.sources import Media, Source, SourceGroup, SourceSet, SourcesRefusedError

PARAMETERS = (tag(SOURCES, "parameter"), tag(RTP, "parameter"))
"""Clients put a source's parameters into its own namespace, jicofo puts them into that of the description."""


def read_sources(description: Element, media: Media) -> SourceSet:
    """Return the sources and groups that are children of an element, or raise SourcesRefusedError."""
    return SourceSet(
        tuple(_read_source(element, media) for element in description.findall(tag(SOURCES, "source"))),
        tuple(_read_group(element, media) for element in description.findall(tag(SOURCES, "ssrc-group"))),
    )


def write_sources(sources: SourceSet, owner: str | None = None) -> list[Element]:
    """Return the elements of a set: for clients with owner and msid, for a bridge, which needs neither, without."""
    written = [_write_source(source, owner) for source in sources.sources]
    return written + [_write_group(group) for group in sources.groups]


def _read_source(element: Element, media: Media) -> Source:
    parameters = {
        parameter.get("name"): parameter.get("value") for parameter in element.iter() if parameter.tag in PARAMETERS
    }
    return Source(
        media,
        _read_ssrc(element),
        element.get("name"),
        parameters.get("msid"),
        element.get("videoType"),
    )


def _read_group(element: Element, media: Media) -> SourceGroup:
    members = tuple(_read_ssrc(member) for member in element.findall(tag(SOURCES, "source")))
    return SourceGroup(media, element.get("semantics", ""), members)


def _read_ssrc(element: Element) -> int:
    text = element.get("ssrc", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise SourcesRefusedError(f"SSRC {text[:20]!r} is not a number")
    return int(text)


def _write_source(source: Source, owner: str | None) -> Element:
    facts = {"ssrc": str(source.ssrc), "name": source.name, "videoType": source.video_type}
    element = Element(tag(SOURCES, "source"), _present(facts.items()))
    if owner is not None:
        SubElement(element, tag(JITMEET, "ssrc-info"), {"owner": owner})
    if owner is not None and source.msid is not None:
        SubElement(element, tag(RTP, "parameter"), {"name": "msid", "value": source.msid})
    return element


def _write_group(group: SourceGroup) -> Element:
    element = Element(tag(SOURCES, "ssrc-group"), {"semantics": group.semantics})
    for ssrc in group.ssrcs:
        SubElement(element, tag(SOURCES, "source"), {"ssrc": str(ssrc)})
    return element


def _present(attributes: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    return {name: value for name, value in attributes if value is not None}
