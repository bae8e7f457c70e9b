"""The sources in offers and in what follows them: read from either form, and kept in sections of SDP."""

import json
from xml.etree.ElementTree import Element

import pytest
from aiortc.sdp import SessionDescription
from focus.names import JINGLE, RTP, SOURCES, tag
from hypothesis import given
from hypothesis import strategies as st

from fixtures.probes.participant import names
from fixtures.probes.participant.offer import Media, OfferError, Source, SourceGroup, Sources
from fixtures.probes.participant.offer_xml import read_offer
from fixtures.probes.participant.sdp import add_sections, remove_sections, write_offer
from fixtures.probes.participant.source_xml import read_sources
from selftest.participant.offers import (
    offer,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from("snmv"), inner, max_size=4),
    max_leaves=20,
)


def audio(ssrc: int, owner: str = "bob") -> Source:
    """A remote audio source."""
    return Source(Media.AUDIO, ssrc, owner)


def test_sources_come_in_xml_and_in_json() -> None:
    """Both forms of announcing lead to the same sources and groups."""
    element = Element(tag(JINGLE, "jingle"))
    message = Element(tag(names.JITMEET, "json-message"))
    video = [{"s": 111, "n": "bob-v0", "m": "bob-v t", "v": "d"}, {"s": 112, "m": "bob-v t"}]
    message.text = json.dumps({"sources": {"bob": [video, [["f", 111, 112]], [{"s": 113, "n": "bob-a0"}]]}})
    element.append(message)

    found = read_sources(element)

    assert [(s.media, s.ssrc, s.owner, s.video_type) for s in found.sources] == [
        (Media.VIDEO, 111, "bob", "desktop"),
        (Media.VIDEO, 112, "bob", ""),
        (Media.AUDIO, 113, "bob", ""),
    ]
    assert found.groups == (SourceGroup(Media.VIDEO, "FID", (111, 112)),)


@pytest.mark.parametrize("text", ["", "[", "[" * 100_000, '{"sources": []}', '{"sources": 1}'])
def test_json_that_makes_no_sense_is_an_offer_error(text: str) -> None:
    """Broken and absurdly nested JSON included."""
    element = Element(tag(JINGLE, "jingle"))
    message = Element(tag(names.JITMEET, "json-message"))
    message.text = text
    element.append(message)

    with pytest.raises(OfferError):
        read_sources(element)


@given(st.lists(JSON, max_size=5))
def test_no_json_makes_the_reader_stumble(parts: list[object]) -> None:
    """Whatever stands where sources should be is read or left out."""
    element = Element(tag(JINGLE, "jingle"))
    message = Element(tag(names.JITMEET, "json-message"))
    message.text = json.dumps({"sources": {"bob": parts}})
    element.append(message)

    assert all(0 < source.ssrc < 2**32 for source in read_sources(element).sources)


def test_a_source_without_a_usable_number_is_left_out() -> None:
    """As browsers do, with the rest kept."""
    element = offer()
    description = element.findall(f"{tag(JINGLE, 'content')}/{tag(RTP, 'description')}")[0]
    for text in ("0", "-1", "4294967296", "x", ""):
        description.append(Element(tag(SOURCES, "source"), {"ssrc": text}))

    assert {source.ssrc for source in read_sources(element).sources} == {1, 2, 1001, 1002}


def test_a_retransmission_shares_the_section_of_its_media() -> None:
    """A pair of an FID group is one section with two SSRCs."""
    pair = Sources((audio(5), audio(6)), (SourceGroup(Media.AUDIO, "FID", (5, 6)),))

    (section,) = add_sections((), pair)

    assert section.ssrcs == (5, 6)


def test_removed_sections_keep_their_place_and_new_ones_go_behind() -> None:
    """m-lines are never reused; a source that comes back gets a new one."""
    sections = add_sections((), Sources((audio(5), audio(6))))
    sections = remove_sections(sections, Sources((audio(5),)))
    sections = add_sections(sections, Sources((audio(5),)))

    assert [(s.mid, s.source.ssrc, s.active) for s in sections] == [("3", 5, False), ("4", 6, True), ("5", 5, True)]
    media = SessionDescription.parse(write_offer(read_offer(offer()), sections)).media
    assert [(m.port, m.direction) for m in media[3:]] == [(0, "inactive"), (9, "sendonly"), (9, "sendonly")]


def test_the_same_source_is_announced_once() -> None:
    """Twice announced is once received."""
    sections = add_sections((), Sources((audio(5),)))

    assert add_sections(sections, Sources((audio(5),))) == sections
