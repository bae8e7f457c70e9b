"""The small parts of a participant: relays, rooms, wishes, our own answer."""

from xml.etree.ElementTree import Element

import pytest
from aiortc import RTCPeerConnection
from aiortc.exceptions import InvalidStateError
from focus import jingle as focus_jingle
from focus.names import MUC_USER, tag
from hypothesis import given
from hypothesis import strategies as st

from fixtures.probes.participant import accept
from fixtures.probes.participant.facts import ParticipantPlan
from fixtures.probes.participant.offer import Media, Source
from fixtures.probes.participant.offer_xml import read_offer
from fixtures.probes.participant.peer import Peer, PeerFailedError
from fixtures.probes.participant.reception import Reception
from fixtures.probes.participant.relays import RelayUse, choose_relay, ice_server
from fixtures.probes.participant.room import Room, Sending, join_presence
from fixtures.probes.participant.wishes import MediaWish, missing
from fixtures.probes.xmpp.advertised import RelayOver
from fixtures.probes.xmpp.answer import Service
from fixtures.probes.xmpp.xml import CLIENT, make
from selftest.participant.offers import offer

ROOM = "standup@muc.meet.jitsi"


def relay(kind: str, host: str, port: int, transport: str) -> Service:
    """An advertised relay with credentials."""
    return Service(kind, host, port, transport, "1790000000", "secret")


ADVERTISED = (
    Service("stun", "turn.lab.test", 3478),
    relay("turn", "turn.lab.test", 3478, "udp"),
    relay("turns", "turn.lab.test", 5349, "tcp"),
    relay("turns", "turn.lab.test", 443, "tcp"),
)

CHOICES = {
    "TLS on 443 first": (RelayOver.ANY, None, "turns:turn.lab.test:443?transport=tcp"),
    "by port": (RelayOver.ANY, 5349, "turns:turn.lab.test:5349?transport=tcp"),
    "over UDP": (RelayOver.UDP, None, "turn:turn.lab.test:3478?transport=udp"),
    "over TLS": (RelayOver.TLS, 5349, "turns:turn.lab.test:5349?transport=tcp"),
}


@pytest.mark.parametrize(("over", "port", "url"), CHOICES.values(), ids=CHOICES)
def test_the_relay_is_chosen_by_transport_and_port(over: RelayOver, port: int | None, url: str) -> None:
    """What is wanted is taken from what is advertised."""
    chosen = choose_relay(ADVERTISED, over, port)

    assert chosen is not None
    assert ice_server(chosen).urls == url


def test_what_is_not_advertised_is_not_chosen() -> None:
    """There is no TURN over plain TCP, and none on another port."""
    assert choose_relay(ADVERTISED, RelayOver.TCP, None) is None
    assert choose_relay(ADVERTISED, RelayOver.ANY, 80) is None


@pytest.mark.parametrize(
    "service",
    [
        relay("turns", "", 443, "tcp"),
        relay("turns", "a?b", 443, "tcp"),
        relay("turns", "turn.lab.test", 443, "sctp"),
        Service("turns", "turn.lab.test", 443, "tcp"),
    ],
    ids=["no host", "no host name", "strange transport", "no credentials"],
)
def test_an_incomplete_service_is_not_chosen(service: Service) -> None:
    """A client cannot use what lacks something."""
    assert choose_relay([service], RelayOver.ANY, None) is None


def test_a_relay_without_a_port_listens_at_the_usual_one() -> None:
    """XEP-0215 only recommends a port, and RFC 7065 says which one is meant without."""
    chosen = choose_relay([relay("turns", "turn.lab.test", 0, "TCP")], RelayOver.TLS, 5349)

    assert chosen is not None
    assert ice_server(chosen).urls == "turns:turn.lab.test:5349?transport=tcp"


def presence(nick: str, role: str = "participant", **facts: str) -> Element:
    """Presence of an occupant."""
    item = make(tag(MUC_USER, "item"), {"role": role, "affiliation": "none", "jid": f"{nick}@meet.jitsi/r"})
    return make(tag(CLIENT, "presence"), {"from": f"{ROOM}/{nick}"} | facts, make(tag(MUC_USER, "x"), {}, item))


def test_a_room_knows_who_is_in_it() -> None:
    """The focus is nobody's company, and a moderator knows it is one."""
    room = Room(ROOM, "alice")
    for nick, role in (("focus", "moderator"), ("alice", "moderator"), ("bob", "participant")):
        room.observe(presence(nick, role))
    assert (room.inside, room.moderator, room.others) == (True, True, ("bob",))

    room.observe(presence("bob", type="unavailable"))
    room.observe(presence("alice", type="unavailable"))
    assert (room.inside, room.removed, room.others) == (False, True, ())


def status(*codes: str, **facts: str) -> Element:
    """What a room adds to presence: an item and status codes."""
    marks = (make(tag(MUC_USER, "status"), {"code": code}) for code in codes)
    return make(tag(MUC_USER, "x"), {}, make(tag(MUC_USER, "item"), facts), *marks)


def test_a_room_may_write_names_its_own_way() -> None:
    """Addresses of rooms come back in lower case, and a service may give us another nick, also later."""
    room = Room("StandUp@muc.meet.jitsi", "alice")
    room.observe(make(tag(CLIENT, "presence"), {"from": f"{ROOM}/alice2"}, status("100", "110", role="moderator")))
    assert (room.inside, room.moderator, room.nick) == (True, True, "alice2")

    gone = {"from": f"{ROOM}/alice2", "type": "unavailable"}
    room.observe(make(tag(CLIENT, "presence"), gone, status("303", "110", nick="alice3")))
    assert (room.removed, room.nick) == (False, "alice3")


@pytest.mark.parametrize("sender", [ROOM, f"{ROOM}/alice"], ids=["the room", "our own nick in it"])
def test_a_room_refuses_in_its_own_name_or_ours(sender: str) -> None:
    """XEP-0045 has examples of both; the condition is found wherever it stands among the children."""
    stanzas = "urn:ietf:params:xml:ns:xmpp-stanzas"
    reasons = (make(tag(stanzas, "text")), make(tag("urn:x", "own")), make(tag(stanzas, "registration-required")))
    error = make(tag(CLIENT, "error"), {"type": "auth"}, *reasons)
    room = Room(ROOM, "alice")

    room.observe(make(tag(CLIENT, "presence"), {"from": sender, "type": "error"}, error))

    assert room.refused == "registration-required"


@given(st.text(), st.sampled_from(["available", "unavailable", "error", "subscribe", ""]), st.booleans())
def test_any_presence_is_taken_or_ignored(sender: str, kind: str, inner: bool) -> None:
    """Nothing a server sends as presence makes a room stumble."""
    room = Room(ROOM, "alice")
    children = [make(tag(CLIENT, "error")), make(tag(MUC_USER, "x"))] if inner else []

    room.observe(make(tag(CLIENT, "presence"), {"from": sender, "type": kind}, *children))
    room.observe(make(tag(CLIENT, "presence"), {"from": f"{ROOM}/{sender}", "type": kind}, *children))


def test_muting_is_told_in_every_form() -> None:
    """Old clients read the mute elements, new ones the source information."""
    element = join_presence(Room(ROOM, "alice"), "Alice", Sending(audio=True, video=False), first=False)

    texts = {child.tag.rpartition("}")[2]: child.text for child in element}
    assert (texts["audiomuted"], texts["videomuted"]) == ("false", "true")
    assert '"alice-v0": {"muted": true' in (texts["SourceInfo"] or "")
    assert "x" not in texts


def reception(owner: str, media: Media, recognised: int, frames: int = 0) -> Reception:
    """Counters of a source."""
    return Reception(Source(media, 1, owner), recognised=recognised, frames=frames)


def test_a_wish_names_what_is_missing() -> None:
    """Owners by name, others by number."""
    received = [reception("bob", Media.VIDEO, 3), reception("bob", Media.AUDIO, 0), reception("carol", Media.AUDIO, 1)]

    words = missing(MediaWish(frozenset({"bob"}), others=2, video_frames=2), received, {})

    assert words == "bob 0/1 audio; 0 of 2 others complete"


def test_a_wish_can_do_without_marks_or_start_afresh() -> None:
    """Unmarked frames count if wanted; what came before does not if fresh ones are wanted."""
    received = [reception("bob", Media.VIDEO, 0, frames=5)]
    wish = MediaWish(frozenset({"bob"}), video_frames=5, audio_windows=0, recognised=False)

    assert missing(wish, received, {}) == ""
    assert missing(wish, received, {id(received[0]): 1}) == "bob 4/5 video"


async def test_our_answer_is_what_a_focus_reads() -> None:
    """The focus's own reader finds our transport and two named sources with msids of their own."""
    read = read_offer(offer())
    peer = Peer(read, "a1b2c3d4", None, ParticipantPlan("meet.lab.test", "standup", relay=RelayUse.NEVER))
    local = await peer.answer(with_channel=True)
    await peer.close()

    request = focus_jingle.read_request(accept.accept(read, local, "a1b2c3d4", "me@meet.jitsi/r"))

    assert request.transport is not None
    assert request.transport.get("ufrag") == local.ufrag
    assert [(s.media.value, s.name, s.msid) for s in request.sources.sources] == [
        ("audio", "a1b2c3d4-a0", "a1b2c3d4-audio-0-1 a1b2c3d4-a0-track"),
        ("video", "a1b2c3d4-v0", "a1b2c3d4-video-0-1 a1b2c3d4-v0-track"),
    ]
    assert local.setup == "active"


def test_an_offer_without_an_initiator_is_answered_without_one() -> None:
    """An empty address would be none."""
    element = offer()
    del element.attrib["initiator"]

    jingle = accept.report_ice_failure(read_offer(element), "me@meet.jitsi/r")

    assert "initiator" not in jingle.attrib


async def test_a_session_that_ends_in_the_middle_of_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """What closes while descriptions are exchanged is a session that is over, whatever state aiortc is in."""

    async def closed(*_: object) -> None:
        raise InvalidStateError("RTCPeerConnection is closed")

    monkeypatch.setattr(RTCPeerConnection, "setLocalDescription", closed)
    peer = Peer(read_offer(offer()), "a1b2c3d4", None, ParticipantPlan("meet.lab.test", "standup"))

    with pytest.raises(PeerFailedError):
        await peer.answer(with_channel=False)
    await peer.close()
