"""What the bridge stand-in forwards, asks for and reports: packets, repairs, key frames, who is wanted and heard."""

import struct

import pytest
from bridge import rtcp, rtp
from bridge.feedback import KeyFrameGate
from bridge.messages import read_audio_subscription
from bridge.speakers import Speakers
from bridge.wishes import VideoWishes

from selftest.standins.bridge_room import Room, kinds


def test_packets_pass_unchanged(room: Room) -> None:
    """SSRC, sequence number and payload reach the receiver as they came, and never the sender."""
    video, audio = room.send(1), room.send(1, kind=111, ssrc=11)

    assert room.wires["bob"].rtp == [video, audio]
    assert room.wires["ann"].rtp == []


def test_unsignalled_sources_are_dropped(room: Room) -> None:
    """An SSRC that the focus did not announce goes nowhere."""
    room.send(1, ssrc=99)

    assert room.wires["bob"].rtp == []


def test_lost_packets_are_sent_again_as_repairs(room: Room) -> None:
    """A NACK for a cached packet is answered in the repair stream, numbered by the bridge."""
    packets = [room.send(sequence) for sequence in (5, 6)]
    room.wires["bob"].rtp.clear()

    room.feed_back(rtcp.make_nack(77, 12, [5, 6]))

    repairs = room.wires["bob"].rtp
    assert [rtp.from_repair(repair, 100, 12) for repair in repairs] == packets
    assert [rtp.sequence_of(repair) for repair in repairs] == [0, 1]
    assert [repair[8:12] for repair in repairs] == [struct.pack("!I", 13)] * 2


def test_a_packet_that_never_came_is_asked_of_the_sender(room: Room) -> None:
    """What is not in the cache is requested upstream."""
    room.send(5)

    room.feed_back(rtcp.make_nack(77, 12, [4]))

    nacks = [p for c in room.wires["ann"].rtcp for p in rtcp.split(c) if p.kind == rtcp.TRANSPORT_FEEDBACK]
    assert [rtcp.lost_packets(nack) for nack in nacks] == [[4]]


def test_a_repair_from_the_sender_is_forwarded_once(room: Room) -> None:
    """The sender's retransmission is unwrapped, forwarded as the original, and not twice."""
    original = struct.pack("!BBHII", 0x80, 100, 9, 90, 12) + b"\x10\x01late"
    repair = rtp.to_repair(original, 96, 13, 1)
    assert repair is not None

    for _ in range(2):
        room.conference.endpoints["ann"].transport_rtp(repair, 1.0)

    assert room.wires["bob"].rtp == [original]


def test_a_key_frame_is_asked_for_until_one_passes(room: Room) -> None:
    """A new receiver's need is repeated at most three times, and ends with the first key frame."""
    room.send(1)
    for half_second in range(10):
        room.conference.every_half_second(half_second / 2)
    asked = kinds(room.wires["ann"].rtcp)
    room.conference.endpoints["bob"].wishes = None
    room.conference.update_routes()
    room.conference.endpoints["bob"].wishes = VideoWishes(default_height=180)
    room.conference.update_routes()
    room.send(2, payload=b"\x10\x00key")
    room.wires["ann"].rtcp.clear()
    room.conference.every_half_second(100.0)

    assert asked == [(rtcp.PAYLOAD_FEEDBACK, rtcp.PLI)] * 3
    assert room.wires["ann"].rtcp == []


def test_full_intra_requests_become_picture_loss(room: Room) -> None:
    """FIR and PLI of a receiver reach the sender as PLI, in the bridge's name."""
    fir = rtcp.make(rtcp.PAYLOAD_FEEDBACK, rtcp.FIR, struct.pack("!IIII", 77, 0, 12, 0))

    room.feed_back(fir, now=50.0)

    (compound,) = room.wires["ann"].rtcp
    assert [p.word(0) for p in rtcp.split(compound)] == [room.conference.video_ssrc] * 2
    assert kinds([compound]) == [(rtcp.PAYLOAD_FEEDBACK, rtcp.PLI)]


def test_key_frame_requests_are_limited() -> None:
    """At least 200 ms lie between requests for a stream, and three pass in 10 s from one receiver."""
    gate = KeyFrameGate()

    passed = [gate.passes(12, "bob", at / 10) for at in range(0, 101)]

    assert [at / 10 for at, ok in enumerate(passed) if ok] == [0.0, 0.2, 0.4]
    assert gate.passes(12, "cyd", 10.0)
    assert gate.passes(12, "bob", 10.3)


def test_sender_reports_pass_without_their_blocks(room: Room) -> None:
    """The receiver gets the sender's clock and name, and no opinion about what the bridge sent."""
    report = rtcp.make(rtcp.SENDER_REPORT, 1, struct.pack("!I", 12) + bytes(20) + bytes(24))
    description = rtcp.make(rtcp.DESCRIPTION, 1, struct.pack("!I", 12) + b"\x01\x02ab")
    goodbye = rtcp.make(rtcp.GOODBYE, 1, struct.pack("!I", 12))

    room.conference.endpoints["ann"].transport_rtcp(report + description + goodbye, 1.0)

    assert kinds(room.wires["bob"].rtcp) == [(rtcp.SENDER_REPORT, 0), (rtcp.DESCRIPTION, 1)]


def test_the_sender_gets_report_and_allowance(room: Room) -> None:
    """Once a second a sender learns what arrived, and a bitrate if it asked for estimates."""
    for sequence in (1, 2, 4):
        room.send(sequence)
    room.wires["ann"].rtcp.clear()

    room.conference.every_second(2.0)

    report, remb = [packet for compound in room.wires["ann"].rtcp for packet in rtcp.split(compound)]
    assert (report.word(1), report.word(2) >> 24, report.word(2) & 0xFFFFFF) == (12, 64, 1)
    assert rtcp.remb_bitrate(remb)


def test_lasting_silence_is_not_forwarded(room: Room) -> None:
    """After three packets of digital silence no more are forwarded until there is sound again."""
    for sequence, level in enumerate([127, 127, 127, 127, 127, 20, 127]):
        block = b"\xbe\xde\x00\x01" + bytes((0x10, level, 0, 0))
        packet = struct.pack("!BBHII", 0x90, 111, sequence, 90, 11) + block + b"sound"
        room.conference.endpoints["ann"].transport_rtp(packet, 1.0)

    assert [rtp.sequence_of(packet) for packet in room.wires["bob"].rtp] == [0, 1, 2, 5, 6]


@pytest.mark.parametrize(
    ("wishes", "wanted"),
    [
        pytest.param(VideoWishes(default_height=180), ["a", "b", "c"], id="everything"),
        pytest.param(VideoWishes(default_height=0), [], id="nothing"),
        pytest.param(VideoWishes(last_n=0), [], id="last-n 0"),
        pytest.param(VideoWishes(last_n=1), ["a"], id="last-n 1"),
        pytest.param(VideoWishes(last_n=1, selected=("c",)), ["c"], id="selected first"),
        pytest.param(VideoWishes(last_n=2, selected=("c",), on_stage=("b",)), ["b", "c"], id="stage before selected"),
        pytest.param(VideoWishes(default_height=0, heights={"b": 720}), ["b"], id="one by name"),
        pytest.param(VideoWishes(heights={"a": 0}), ["b", "c"], id="all but one"),
    ],
)
def test_wishes_choose_sources(wishes: VideoWishes, wanted: list[str]) -> None:
    """lastN, selection and heights decide what a receiver gets."""
    assert wishes.wanted(["a", "b", "c"]) == wanted


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ({"all": True, "exclude": ["b"]}, ["a"]),
        ({"all": False, "include": ["b"]}, ["b"]),
        ({"mode": "None"}, []),
        ({"mode": "All"}, ["a", "b"]),
        ({"mode": "Include", "list": ["a"]}, ["a"]),
        ({"mode": "Exclude", "list": ["a"]}, ["b"]),
    ],
)
def test_audio_can_be_chosen(message: dict[str, object], wanted: list[str]) -> None:
    """Both forms of ReceiverAudioSubscription are understood."""
    subscription = read_audio_subscription(message)

    assert [source for source in ("a", "b") if subscription.wants(source)] == wanted


def test_the_louder_one_speaks() -> None:
    """The present speaker changes only when somebody is clearly louder."""
    speakers = Speakers()
    for _ in range(200):
        speakers.hear("ann", 40)
        speakers.hear("bob", 38)
    first = (speakers.elect(), speakers.dominant)
    for _ in range(200):
        speakers.hear("ann", 20)
    second = (speakers.elect(), speakers.order)

    assert first == (True, "bob")
    assert second == (True, ["ann", "bob"])
    assert not speakers.elect()
