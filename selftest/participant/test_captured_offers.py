"""The offers of a real focus are read, and become SDP that WebRTC takes."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from aiortc.sdp import SessionDescription

from fixtures.probes.participant.names import JINGLE
from fixtures.probes.participant.offer_xml import read_offer
from fixtures.probes.participant.sdp import add_sections, write_offer
from fixtures.probes.xmpp.xml import tag

CAPTURES = Path(__file__).parent.parent / "captures"


def captured_offers() -> Iterator[Element]:
    """Yield every session-initiate of the captured meetings."""
    for path in sorted(CAPTURES.glob("xmpp-*.jsonl")):
        for line in path.read_text().splitlines():
            message = json.loads(line)
            if message["from"] == "server" and "session-initiate" in message["text"]:
                yield from fromstring(message["text"]).iter(tag(JINGLE, "jingle"))


OFFERS = list(captured_offers())


def test_there_are_captured_offers() -> None:
    """Every one of the captured meetings has at least one."""
    assert len(OFFERS) >= len(list(CAPTURES.glob("xmpp-*.jsonl")))


@pytest.mark.parametrize("offer", OFFERS, ids=[str(offer.get("sid")) for offer in OFFERS])
def test_a_captured_offer_becomes_sdp(offer: Element) -> None:
    """Opus and VP8 are found, the bridge's candidates and channel too, and every remote source has a section."""
    read = read_offer(offer)
    sections = add_sections((), read.sources)
    media = SessionDescription.parse(write_offer(read, sections)).media

    assert [codec.mimeType for part in media[:2] for codec in part.rtp.codecs] == ["audio/opus", "video/VP8"]
    assert [candidate.kind for candidate in read.transport.candidates] == ["host", "srflx"]
    assert read.transport.web_sockets
    assert len(media) == 2 + len(sections)
