"""What servers are allowed to add, to leave out and to write in another way changes nothing for whoever reads it."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.probes.bridge.self_reports import read_bridge_statistics, read_focus_statistics, read_version
from fixtures.probes.participant.names import JINGLE
from fixtures.probes.participant.offer import OfferError
from fixtures.probes.participant.offer_xml import read_offer
from fixtures.probes.participant.sdp import add_sections, write_offer
from fixtures.probes.participant.source_xml import read_sources
from fixtures.probes.xmpp.services import read_services
from fixtures.probes.xmpp.stream import FEATURES, read_features, read_frame
from fixtures.probes.xmpp.xml import EXTERNAL_SERVICES, tag
from fixtures.replay.channel import replay_channel
from fixtures.replay.folder import Message, Sender, Stream, read_folder
from fixtures.replay.meeting import replay_meeting

CAPTURED = read_folder(Path(__file__).parent.parent / "captures")
MEETINGS = [stream for stream in CAPTURED.streams if stream.is_xmpp]
CHANNELS = [stream for stream in CAPTURED.streams if not stream.is_xmpp]
SAID = [message.text for stream in MEETINGS for message in stream.messages if message.sender is Sender.SERVER]
JINGLES = [found for text in SAID for found in read_frame(text).iter(tag(JINGLE, "jingle"))]
OFFERS = [jingle for jingle in JINGLES if jingle.get("action") == "session-initiate"]
WORDS = st.text(alphabet="abcxyz-:;=,.0159 äß", min_size=0, max_size=12)
NAMES = st.sampled_from(["x", "candidate", "parameter", "source", "item", "error", "ping", "service", "jingle"])
SPACES = st.sampled_from(["urn:x", "http://jitsi.org/unheard-of", "urn:xmpp:jingle:apps:rtp:0"])
Change = Callable[[Element], None]


def strangers(seed: int, name: str, space: str, text: str) -> Change:
    """Decorate a tree: an unknown element in front, behind or within, an unknown attribute, white space between."""

    def decorate(root: Element) -> None:
        chance = random.Random(seed)
        for element in list(root.iter()):
            if chance.random() < 0.5:
                element.set(f"{{{space}}}{name}", text)
                element.set(f"unheard-of-{name}", text)
            if chance.random() < 0.3 and (len(element) or not (element.text or "").strip()):
                stranger = Element(tag(space, name), {"id": "1", "type": "host", "value": text})
                SubElement(stranger, tag(space, "inner")).text = text
                element.insert(chance.randint(0, len(element)), stranger)
            if chance.random() < 0.3 and len(element):
                element.text = "\n\t"
                element[-1].tail = "  \n"

    return decorate


CHANGES = st.builds(strangers, st.integers(0, 2**32), NAMES, SPACES, WORDS)


def copied(element: Element, change: Change) -> Element:
    """A copy with something added."""
    copy = read_frame(tostring(element, encoding="unicode"))
    change(copy)
    return read_frame(tostring(copy, encoding="unicode"))


def in_sdp(jingle: Element) -> str:
    """What WebRTC gets of an offer."""
    read = read_offer(jingle)
    return write_offer(read, add_sections((), read.sources))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(OFFERS), CHANGES)
def test_a_decorated_offer_is_the_same_offer(offer: Element, change: Change) -> None:
    """Unknown elements, attributes, namespaces and white space anywhere."""
    assert in_sdp(copied(offer, change)) == in_sdp(offer)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(JINGLES), CHANGES)
def test_decorated_sources_are_the_same_sources(jingle: Element, change: Change) -> None:
    """Of offers, source-adds and source-removes."""
    assert read_sources(copied(jingle, change)) == read_sources(jingle)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(OFFERS), st.randoms(use_true_random=False))
def test_an_offer_in_another_order_is_the_same_offer(offer: Element, chance: random.Random) -> None:
    """The children of descriptions and transports come in any order; that of codecs and candidates is a preference."""
    usual = sorted(in_sdp(offer).splitlines())

    def shuffle(root: Element) -> None:
        for element in list(root.iter()):
            children = list(element)
            chance.shuffle(children)
            element[:] = children

    assert sorted(set(in_sdp(copied(offer, shuffle)).splitlines())) == sorted(set(usual))


@settings(max_examples=50, deadline=None)
@given(st.sampled_from([text for text in SAID if EXTERNAL_SERVICES in text]), CHANGES)
def test_decorated_services_are_the_same_services(text: str, change: Change) -> None:
    """What a deployment advertises."""
    reply = read_frame(text)

    assert read_services(copied(reply, change)) == read_services(reply)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from([text for text in SAID if "<stream:features" in text]), CHANGES)
def test_decorated_features_offer_the_same(text: str, change: Change) -> None:
    """At the head of a stream, before and after the login."""
    features = read_frame(text)
    decorated = read_features(copied(features, change))

    assert features.tag == FEATURES
    usual = read_features(features)
    assert (decorated.mechanisms, decorated.bind, decorated.session) == (usual.mechanisms, usual.bind, usual.session)


def decorated(stream: Stream, change: Change) -> Stream:
    """A stream whose server decorates everything."""

    def added(message: Message) -> Message:
        if message.sender is Sender.CLIENT:
            return message
        return replace(message, text=tostring(copied(read_frame(message.text), change), encoding="unicode"))

    return Stream(tuple(added(message) for message in stream.messages))


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(MEETINGS), CHANGES)
async def test_a_decorated_meeting_is_understood_all_the_same(stream: Stream, change: Change) -> None:
    """By the participant's conversation, in all its states."""
    assert (await replay_meeting(decorated(stream, change))).refusals == ()


NEEDED = {
    "ufrag": r" ufrag='[^']*'",
    "password": r" pwd='[^']*'(?=[^>]*transports:ice-udp)",
    "fingerprint": r"<fingerprint .*?</fingerprint>",
    "session id": r" sid='[^']*'",
    "payload type's number": r"(?<=<payload-type) id='[^']*'",
    "foundation": r" foundation='[^']*'",
    "priority": r" priority='[^']*'",
}


@pytest.mark.parametrize("pattern", NEEDED.values(), ids=NEEDED)
@pytest.mark.parametrize("offer", range(len(OFFERS)))
def test_what_an_offer_needs_and_lacks_is_one_sentence(offer: int, pattern: str) -> None:
    """One sentence that names it, and no other exception."""
    text = next(text for text in SAID if OFFERS[offer].get("sid", "-") in text and "session-initiate" in text)
    jingle = read_frame(re.sub(pattern, "", text)).find(tag(JINGLE, "jingle"))
    assert jingle is not None

    with pytest.raises(OfferError, match=r"^The offer[^.]*\.$"):
        in_sdp(jingle)


MORE = st.dictionaries(st.text(min_size=1, max_size=8).map("x-".__add__), st.none() | st.integers() | WORDS, max_size=3)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(CHANNELS), MORE)
def test_a_bridge_may_say_more_in_every_message(stream: Stream, more: dict[str, object]) -> None:
    """Further members, and messages of classes that nobody has heard of."""
    news = replace(stream.messages[-1], sender=Sender.SERVER, text=json.dumps({"colibriClass": "News", **more}))
    richer = [replace(message, text=json.dumps({**more, **json.loads(message.text)})) for message in stream.messages]

    assert replay_channel(Stream((*richer, news))).refusals == ()


@settings(max_examples=50, deadline=None)
@given(MORE)
def test_services_may_report_more_figures(more: dict[str, object]) -> None:
    """In any release."""
    bodies = {answer.place: answer.content.partition(b"\r\n\r\n")[2] for answer in CAPTURED.answers}
    for place, read in (
        ("http/jicofo-stats.http", read_focus_statistics),
        ("http/jvb-colibri-stats.http", read_bridge_statistics),
        ("http/jvb-about-version.http", read_version),
    ):
        richer = json.dumps({**more, **json.loads(bodies[place])})
        assert read(richer) == read(bodies[place])
