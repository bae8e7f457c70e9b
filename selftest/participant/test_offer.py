"""Reading offers: sound ones become SDP that WebRTC takes, all others end in one kind of error."""

from collections.abc import Callable
from contextlib import suppress
from xml.etree.ElementTree import Element

import pytest
from aiortc.sdp import SessionDescription
from focus.names import JINGLE, RTP, tag
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.probes.participant import names
from fixtures.probes.participant.offer import OfferError
from fixtures.probes.participant.offer_xml import read_offer
from fixtures.probes.participant.sdp import add_sections, write_offer
from fixtures.probes.participant.source_xml import read_sources
from selftest.participant.offers import (
    CANDIDATE,
    CONTENT,
    DESCRIPTION,
    PAYLOAD,
    SPOILT,
    TRANSPORT,
    WITHIN,
    offer,
    setting,
)

CHECKED = [getattr(names, name) for name in dir(names) if name.isupper() and isinstance(getattr(names, name), str)]
ELEMENTS_OF_OFFERS = [
    "jingle",
    "content",
    "description",
    "payload-type",
    "parameter",
    "rtp-hdrext",
    "transport",
    "candidate",
    "fingerprint",
    "web-socket",
    "sctpmap",
    "source",
    "ssrc-group",
    "ssrc-info",
    "rtcp-mux",
    "json-message",
    "group",
]
ATTRIBUTES = [
    "name",
    "id",
    "media",
    "ssrc",
    "port",
    "ip",
    "ufrag",
    "pwd",
    "hash",
    "value",
    "number",
    "semantics",
    "url",
    "component",
    "type",
    "protocol",
]
KNOWN_TEXTS = ("audio", "video", "data", "opus", "VP8", "1", "udp", "host", "127.0.0.1", "\r\n")


def _element(name: str, facts: dict[str, str], children: list[Element], text: str) -> Element:
    element = Element(name, facts)
    element.extend(children)
    element.text = text
    return element


TEXTS = st.text(max_size=8) | st.integers().map(str) | st.sampled_from(KNOWN_TEXTS)
QUALIFIED = st.builds(tag, st.sampled_from(CHECKED), st.sampled_from(ELEMENTS_OF_OFFERS))
FACTS = st.dictionaries(st.sampled_from(ATTRIBUTES), TEXTS, max_size=5)
LEAVES = st.builds(_element, QUALIFIED, FACTS, st.just([]), TEXTS)
TREES = st.recursive(
    LEAVES, lambda inner: st.builds(_element, QUALIFIED, FACTS, st.lists(inner, max_size=3), TEXTS), max_leaves=10
)


def parsed(sdp: str) -> SessionDescription:
    """The description as aiortc reads it."""
    return SessionDescription.parse(sdp)


def test_a_sound_offer_becomes_sdp_with_one_section_per_remote_source() -> None:
    """Own audio, video and data first, then the others' sources in sections of their own."""
    read = read_offer(offer())

    description = parsed(write_offer(read, add_sections((), read.sources)))

    assert [(m.kind, m.direction, [s.ssrc for s in m.ssrc]) for m in description.media] == [
        ("audio", "sendrecv", [1]),
        ("video", "sendrecv", [2]),
        ("application", None, []),
        ("audio", "sendonly", [1001]),
        ("video", "sendonly", [1002]),
    ]
    assert description.group[0].items == ["0", "1", "2", "3", "4"]
    assert {m.dtls.role for m in description.media if m.dtls} == {"auto"}
    assert [c.mimeType for c in description.media[1].rtp.codecs] == ["video/VP8"]


def test_an_offer_tells_the_channels_and_the_allocation() -> None:
    """SCTP port, WebSocket address and bridge session are kept."""
    read = read_offer(offer())

    assert (read.sctp_port, read.bridge_session) == (5000, "b1")
    assert read.transport.web_sockets == ("wss://meet.lab.test/colibri-ws/jvb/1/a?pwd=x",)


def test_two_data_contents_mean_none() -> None:
    """Browsers take SCTP only if there is exactly one."""
    element = offer()
    element.append(element.findall(tag(JINGLE, "content"))[2])

    assert read_offer(element).sctp_port is None


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_offer_is_an_offer_error(spoil: Callable[[Element], None]) -> None:
    """Missing and absurd parts are named in a sentence, and nothing else is raised."""
    element = offer()
    spoil(element)

    with pytest.raises(OfferError) as error:
        write_offer(read_offer(element), ())
    assert str(error.value).endswith(".")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ip", "bridge.local"),
        ("protocol", "tcp"),
        ("component", "2"),
        ("generation", "1"),
        ("type", "strange"),
        ("port", "0"),
    ],
)
def test_candidates_of_other_kinds_are_ignored(name: str, value: str) -> None:
    """Names, TCP, other components and generations, and what has no port yet, are left out and counted."""
    element = offer()
    setting(CANDIDATE, name, value)(element)

    transport = read_offer(element).transport

    assert (transport.candidates, transport.ignored) == ((), 1)


def adding(path: str, added: str, /, **facts: str) -> Callable[[Element], None]:
    """Give every element of that path one more child in front."""

    def spoil(element: Element) -> None:
        for found in element.findall(path):
            found.insert(0, Element(added, facts))

    return spoil


def reverse(element: Element) -> None:
    """Put the contents into another order: the last ones first."""
    contents = element.findall(CONTENT)
    for content in contents:
        element.remove(content)
    element.extend(reversed(contents))


def move_multiplexing(element: Element) -> None:
    """Say in the transports what stood in the descriptions."""
    for content in element.findall(CONTENT):
        description, transport = content.find(tag(RTP, "description")), content.find(TRANSPORT)
        if description is not None and transport is not None:
            description.remove(description.findall(tag(RTP, "rtcp-mux"))[0])
            transport.append(Element(tag(names.ICE_UDP, "rtcp-mux")))


RTCP_FB = tag(names.RTP_FEEDBACK, "rtcp-fb")
PARAMETER = tag(RTP, "parameter")
ALLOWED = {
    "contents in another order": reverse,
    "a session id of other letters": setting("", "sid", "sitzung-ä.1"),
    "no initiator": lambda element: element.attrib.pop("initiator"),
    "a static codec without name and clock rate (XEP-0167 section 5)": adding(
        DESCRIPTION, tag(RTP, "payload-type"), id="0"
    ),
    "a codec of another kind, strangely named": adding(
        DESCRIPTION, tag(RTP, "payload-type"), id="35", name="x y", clockrate="?"
    ),
    "a parameter without a name": adding(PAYLOAD, PARAMETER, value="0-15"),
    "several parameters in one": adding(PAYLOAD, PARAMETER, name="a", value="b;c=d ; e = f;;"),
    "a parameter with an SDP line in it": adding(PAYLOAD, PARAMETER, name="x\r\na=x", value="y\r\na=ice-lite"),
    "feedback with words behind it (RFC 4585)": adding(PAYLOAD, RTCP_FB, type="ack", subtype="app some words"),
    "feedback without a type": adding(PAYLOAD, RTCP_FB),
    "an extension to be numbered later (XEP-0294)": adding(
        DESCRIPTION, tag(names.RTP_EXTENSION, "rtp-hdrext"), id="4096", uri="urn:x"
    ),
    "an extension whose name has other letters": adding(
        DESCRIPTION, tag(names.RTP_EXTENSION, "rtp-hdrext"), id="7", uri="urn:ä b"
    ),
    "a fingerprint of a hash that nobody knows beside ours": adding(
        WITHIN, tag(names.DTLS, "fingerprint"), hash="sha3-256"
    ),
    "blanks around numbers": setting(CANDIDATE, "port", " 9\t"),
    "a channel that is no WebSocket": adding(WITHIN, tag(names.COLIBRI, "web-socket"), url="carrier pigeon"),
    "multiplexing said in the transport only": move_multiplexing,
    "no transport in the first content": lambda element: element.insert(0, Element(CONTENT, {"name": "extra"})),
}


@pytest.mark.parametrize("change", ALLOWED.values(), ids=ALLOWED)
def test_what_the_specifications_allow_changes_nothing(change: Callable[[Element], None]) -> None:
    """The description that WebRTC gets is the same, but for what is left out of it."""
    usual, changed = offer(), offer()
    change(changed)
    read = read_offer(changed)

    sdp = write_offer(read, add_sections((), read.sources))

    expected = write_offer(read_offer(usual), add_sections((), read_offer(usual).sources))
    assert sorted(sdp.splitlines()) == sorted(expected.splitlines())
    assert read.transport.web_sockets == read_offer(usual).transport.web_sockets


def test_parameters_in_one_element_are_told_apart() -> None:
    """As jicofo writes those of H.264: the others follow the first one's value."""
    element = offer()
    adding(PAYLOAD, PARAMETER, name="a", value="b;c=d ; e = f;;")(element)

    audio = read_offer(element).audio.payload_types[0]

    assert audio.parameters[:3] == (("a", "b"), ("c", "d"), ("e", "f"))


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_no_element_makes_the_reader_stumble(element: Element) -> None:
    """Whatever a server sends is an offer or an OfferError."""
    with suppress(OfferError):
        read = read_offer(element)
        write_offer(read, add_sections((), read.sources))
    with suppress(OfferError):
        read_sources(element)


@settings(max_examples=200, deadline=None)
@given(TREES, st.data())
def test_a_strange_element_anywhere_in_an_offer_is_harmless(element: Element, data: st.DataObject) -> None:
    """What is read remains sound SDP, however an offer is decorated."""
    whole = offer()
    data.draw(st.sampled_from(list(whole.iter()))).append(element)
    with suppress(OfferError):
        read = read_offer(whole)
        parsed(write_offer(read, add_sections((), read.sources)))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_sound_offer_with_any_attribute_changed_stays_sound_sdp(data: st.DataObject) -> None:
    """What the reader lets through, WebRTC's own parser takes, and no value breaks out of its line."""
    element = offer()
    target = data.draw(st.sampled_from(list(element.iter())))
    name = data.draw(st.sampled_from(sorted(target.attrib) or ["name"]))
    target.set(name, data.draw(TEXTS | st.text(alphabet="a=:; \r\n/1", max_size=12)))
    try:
        read = read_offer(element)
        sections = add_sections((), read.sources)
        sdp = write_offer(read, sections)
    except OfferError:
        return

    assert len(parsed(sdp).media) == 2 + (read.sctp_port is not None) + len(sections)
    assert all(line[1] == "=" and line[0] in "vostcam" for line in sdp.split("\r\n")[:-1])
    assert "a=ice-lite" not in sdp
