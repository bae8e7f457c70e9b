"""Rules of the bridge stand-in that need no network: refusals, timers, health, settings, log lines."""

import asyncio
from dataclasses import replace

import pytest
from bridge import colibri_handler
from bridge.bridge import Bridge
from bridge.colibri import (
    ColibriError,
    Condition,
    ConferenceModify,
    EndpointRequest,
    Sctp,
    Transport,
)
from bridge.colibri_xml import read_modify, write_modified
from bridge.health import HealthChecker, has_valid_address
from bridge.sctp import SctpServer
from bridge.service_lines import ServiceLines
from bridge.settings import Mapping, read_settings
from defusedxml.ElementTree import fromstring
from standin.environment import Environment, FatalSettingError

from selftest.standins.bridge_client import settings
from selftest.standins.bridge_room import Room, endpoint_request


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
    checker = HealthChecker(lambda: "broken", 60.0, 0.0, ServiceLines("2.3.STANDIN"))
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
