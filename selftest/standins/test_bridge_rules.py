"""Rules of the bridge stand-in that need no network: who gets what, limits, timers, settings, log lines."""

import asyncio
import struct
from dataclasses import dataclass, field, replace

import pytest
from bridge import colibri_handler, rtcp, rtp
from bridge.bridge import Bridge
from bridge.colibri import (
    ColibriError,
    Condition,
    ConferenceModify,
    EndpointRequest,
    MediaSource,
    Sctp,
    Source,
    SourceGroup,
    Transport,
)
from bridge.colibri_xml import read_modify, write_modified
from bridge.conference import Conference
from bridge.feedback import KeyFrameGate
from bridge.health import HealthChecker, has_valid_address
from bridge.messages import read_audio_subscription
from bridge.sctp import SctpServer
from bridge.settings import Mapping, read_settings
from bridge.speakers import Speakers
from bridge.wishes import VideoWishes
from defusedxml.ElementTree import fromstring
from standin.environment import Environment, FatalSettingError
from standin.events import line

from selftest.standins.bridge_client import MEDIA, settings

SOURCES = (
    MediaSource("audio", "ann-a0", (Source(11, "ann-a0"),)),
    MediaSource("video", "ann-v0", (Source(12, "ann-v0"), Source(13, "ann-v0")), (SourceGroup("FID", (12, 13)),)),
)


@dataclass
class Wire:
    """Stands where an endpoint's transport was and keeps what would be sent."""

    ready: bool = True
    rtp: list[bytes] = field(default_factory=list)
    rtcp: list[bytes] = field(default_factory=list)

    def send_rtp(self, packet: bytes) -> None:
        """Keep an RTP packet."""
        self.rtp.append(packet)

    def send_rtcp(self, packet: bytes) -> None:
        """Keep a compound RTCP packet."""
        self.rtcp.append(packet)


@dataclass
class Room:
    """A conference of two whose transports are wires: ann sends, bob receives."""

    conference: Conference
    wires: dict[str, Wire]

    def send(self, sequence: int, payload: bytes = b"\x10\x01frame", kind: int = 100, ssrc: int = 12) -> bytes:
        """Let ann send one packet; returns it."""
        packet = struct.pack("!BBHII", 0x80, kind, sequence, 90, ssrc) + payload
        self.conference.endpoints["ann"].transport_rtp(packet, 1.0)
        return packet

    def feed_back(self, compound: bytes, now: float = 1.0) -> None:
        """Let bob send RTCP."""
        self.conference.endpoints["bob"].transport_rtcp(compound, now)


@pytest.fixture
def room() -> Room:
    """Ann's sources are known and bob wants her video."""
    bridge = Bridge(settings())
    requests = tuple(endpoint_request(name) for name in ("ann", "bob"))
    colibri_handler.modify(bridge, ConferenceModify("one", create=True, endpoints=requests))
    conference = bridge.conferences["one"]
    wires = {name: Wire() for name in conference.endpoints}
    for name, wire in wires.items():
        conference.endpoints[name].transport = wire  # type: ignore[assignment]
    conference.endpoints["ann"].set_sources(SOURCES)
    conference.endpoints["bob"].wishes = VideoWishes(default_height=180)
    conference.update_routes()
    return Room(conference, wires)


def endpoint_request(name: str) -> EndpointRequest:
    """A request for a new endpoint."""
    names = frozenset({"source-names"})
    return EndpointRequest(name, create=True, capabilities=names, media=MEDIA, transport=Transport(True, sctp=Sctp()))


def kinds(compounds: list[bytes]) -> list[tuple[int, int]]:
    """Type and format of every RTCP packet, receiver reports left out."""
    packets = [packet for compound in compounds for packet in rtcp.split(compound)]
    return [(packet.kind, packet.count) for packet in packets if packet.kind != rtcp.RECEIVER_REPORT]


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


@pytest.mark.parametrize(
    ("request_", "condition", "reason"),
    [
        (ConferenceModify("one", create=True), Condition.CONFLICT, "conference_already_exists"),
        (ConferenceModify("two"), Condition.ITEM_NOT_FOUND, "conference_not_found"),
        (ConferenceModify("one", endpoints=(EndpointRequest("eve"),)), Condition.ITEM_NOT_FOUND, "unknown_endpoint"),
        (ConferenceModify("one", endpoints=(endpoint_request("ann"),)), Condition.CONFLICT, ""),
        (
            ConferenceModify("one", endpoints=(replace(endpoint_request("eve"), capabilities=frozenset()),)),
            Condition.BAD_REQUEST,
            "",
        ),
        (
            ConferenceModify("one", endpoints=(replace(endpoint_request("eve"), transport=None),)),
            Condition.BAD_REQUEST,
            "",
        ),
        (
            ConferenceModify(
                "one", endpoints=(replace(endpoint_request("eve"), transport=Transport(sctp=Sctp(role="client"))),)
            ),
            Condition.FEATURE_NOT_IMPLEMENTED,
            "",
        ),
        (ConferenceModify("one", has_relays=True), Condition.FEATURE_NOT_IMPLEMENTED, ""),
    ],
)
def test_requests_are_refused(room: Room, request_: ConferenceModify, condition: Condition, reason: str) -> None:
    """What cannot be granted is refused with the real bridge's condition and reason, and nothing is changed."""
    bridge = Bridge(settings())
    bridge.conferences["one"] = room.conference

    with pytest.raises(ColibriError) as refusal:
        colibri_handler.modify(bridge, request_)

    assert (refusal.value.condition, refusal.value.reason) == (condition, reason)
    assert list(room.conference.endpoints) == ["ann", "bob"]


def test_a_focus_request_is_read_and_answered() -> None:
    """A request as the focus writes it gets candidates, fingerprint, channel address and SCTP."""
    text = """<conference-modify xmlns='jitsi:colibri2' meeting-id='m' name='r@muc.meet.jitsi' create='true'>
      <endpoint id='ann' create='true' stats-id='x'>
       <media type='audio'><payload-type xmlns='urn:xmpp:jingle:apps:rtp:1' id='111' name='opus' clockrate='48000'/>
        <rtp-hdrext xmlns='urn:xmpp:jingle:apps:rtp:rtp-hdrext:0' id='1'
          uri='urn:ietf:params:rtp-hdrext:ssrc-audio-level'/></media>
       <transport ice-controlling='true'><sctp/></transport><capability name='source-names'/>
      </endpoint></conference-modify>"""
    bridge = Bridge(settings())

    answer = write_modified(colibri_handler.modify(bridge, read_modify(fromstring(text))))

    names = [element.tag.partition("}")[2] for element in answer.iter()]
    assert names.count("candidate") == 2
    assert {"fingerprint", "web-socket", "sctp", "rtcp-mux", "media-source"} <= set(names)
    assert bridge.conferences["m"].endpoints["ann"].media.audio_level == 1


@pytest.mark.parametrize(
    ("connected", "seconds", "expired"),
    [(False, 119, False), (False, 121, True), (True, 59, False), (True, 61, True)],
)
def test_endpoints_expire(room: Room, connected: bool, seconds: float, expired: bool) -> None:
    """An endpoint ends two minutes after it did not connect, or one minute after its last packet."""
    room.conference.endpoints["bob"].connected = connected
    room.wires["bob"].close = lambda: None  # type: ignore[attr-defined]
    since = room.conference.endpoints["bob"].created

    room.conference.endpoints["ann"].last_packet = room.conference.endpoints["ann"].created = since + seconds
    room.conference.every_half_second(since + seconds)

    assert ("bob" not in room.conference.endpoints) is expired


async def test_the_bridge_never_begins_sctp() -> None:
    """A started association says nothing until it is spoken to."""
    said: list[bytes] = []
    server = SctpServer(said.append, owner=None)  # type: ignore[arg-type]

    server.start()
    for _ in range(20):
        await asyncio.sleep(0)
    server.close()

    assert said == []


@pytest.mark.parametrize(
    ("address", "valid"),
    [
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("172.32.0.1", True),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.1.1", False),
        ("198.51.100.1", True),
        ("100.64.0.1", True),
    ],
)
def test_only_reachable_addresses_are_valid(address: str, valid: bool) -> None:
    """An address counts by Java's rule, which documentation ranges and carrier NAT pass."""
    assert has_valid_address(["127.0.0.1", address]) is valid


def test_health_is_late_and_goes_stale() -> None:
    """The first check comes after one interval; 90 s without one are an error of their own."""
    checker = HealthChecker(lambda: "broken", 60.0, now=0.0)
    checker.tick(59.0)
    before = checker.verdict(59.0)
    checker.tick(60.0)

    assert before.healthy
    assert (checker.verdict(61.0).status, checker.verdict(61.0).message) == (500, "broken")
    assert "No health checks performed recently" in checker.verdict(151.0).message


def test_settings_come_from_the_real_environment() -> None:
    """The seed's variables are understood, with the defaults of its image."""
    environment = Environment(
        {
            "JVB_AUTH_PASSWORD": "p",
            "PUBLIC_URL": "https://meet.lab.test",
            "DOCKER_HOST_ADDRESS": "198.51.100.1",
            "HOSTNAME": "jvb-1",
            "LOCAL_ADDRESS": "172.30.0.100",
        }
    )

    read = read_settings(environment)

    assert (read.jid, read.nickname, read.web_socket_domain) == ("jvb@auth.meet.jitsi", "jvb-1", "meet.lab.test")
    assert read.mappings == (Mapping("198.51.100.1", 10000),)
    assert (read.media_port, read.private_port, read.public_port, read.rest_enabled) == (10000, 8080, 9090, True)


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"JVB_AUTH_PASSWORD": " "},
        {"JVB_AUTH_PASSWORD": "p", "JVB_PORT": "many"},
        {"JVB_AUTH_PASSWORD": "p", "JVB_ADVERTISE_IPS": "198.51.100.1#x"},
        {"JVB_AUTH_PASSWORD": "p", "DOCKER_HOST_ADDRESS": "no such name.invalid"},
    ],
)
def test_an_impossible_start_says_why(variables: dict[str, str]) -> None:
    """Settings without which the bridge cannot work end in one sentence."""
    with pytest.raises(FatalSettingError, match=r"\w+ \w+"):
        read_settings(Environment(variables))


def test_advertised_addresses_may_carry_ports() -> None:
    """The successor of DOCKER_HOST_ADDRESS lists several addresses, each with its port."""
    variables = {"JVB_AUTH_PASSWORD": "p", "JVB_ADVERTISE_IPS": "198.51.100.1#20000, 198.51.100.2"}

    mappings = read_settings(Environment(variables)).mappings

    assert mappings == (Mapping("198.51.100.1", 20000), Mapping("198.51.100.2", 10000))


def test_log_lines_stay_on_one_line() -> None:
    """Values with blanks, quotes and line ends are quoted, so that a line is an event."""
    text = line("probe", a="plain", b='say "hi"\n', c="")

    assert text.endswith(r'event=probe a=plain b="say \"hi\"\n" c=""')
