"""The bridge stand-in's ICE agent by itself: two agents joined by a wire that the test holds."""

from dataclasses import dataclass, field

import pytest
from bridge import stun
from bridge.colibri import Candidate
from bridge.conference_lines import ConferenceLines
from bridge.endpoint_lines import EndpointLines
from bridge.ice import IceAgent, IceEvents
from bridge.log import Redaction
from bridge.stun import Address

BRIDGE: Address = ("198.51.100.1", 10000)
CLIENT: Address = ("198.51.100.11", 40000)


@dataclass
class Side:
    """An agent, what it sent, and what it was told."""

    controlling: bool
    sent: list[tuple[bytes, Address]] = field(default_factory=list)
    selected: list[Address] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        lines = EndpointLines(ConferenceLines("0", "room", "0"), "ann", "ufrag", "198.51.100.1:10000", Redaction())
        events = IceEvents(lambda address, _: self.selected.append(address), self.failures.append, lines)
        self.agent = IceAgent(lambda data, to: self.sent.append((data, to)), events, self.controlling)

    def learn(self, other: "Side", *candidates: Candidate) -> None:
        """Take the other's credentials, as signalling would bring them."""
        self.agent.set_remote(other.agent.ufrag, other.agent.password, candidates, 0.0)

    def requests(self) -> list[stun.Message]:
        """The Binding requests among what was sent."""
        return [m for m in map(stun.parse, (data for data, _ in self.sent)) if m.kind == stun.REQUEST]


def exchange(bridge: Side, client: Side, now: float) -> None:
    """Carry what both sent until nothing is left."""
    while bridge.sent or client.sent:
        for sender, receiver, origin in ((bridge, client, BRIDGE), (client, bridge, CLIENT)):
            carried, sender.sent = sender.sent, []
            for data, _ in carried:
                receiver.agent.receive(stun.parse(data), origin, now)


def connected() -> tuple[Side, Side]:
    """A bridge and a client that found each other."""
    bridge, client = Side(controlling=True), Side(controlling=False)
    bridge.learn(client)
    client.learn(bridge, Candidate(*BRIDGE))
    exchange(bridge, client, 0.0)
    return bridge, client


def test_the_client_is_found_by_its_checks() -> None:
    """Without a single client candidate the bridge learns the address, nominates it, and both select."""
    bridge, client = connected()

    assert bridge.selected == [CLIENT]
    assert client.selected == [BRIDGE]


def test_checks_wait_for_the_credentials() -> None:
    """Before the client's credentials are known the bridge answers, and asks nothing."""
    bridge, client = Side(controlling=True), Side(controlling=False)
    client.learn(bridge, Candidate(*BRIDGE))

    exchange(bridge, client, 0.0)
    assert bridge.selected == []
    bridge.learn(client)
    exchange(bridge, client, 0.1)

    assert bridge.selected == [CLIENT]


@pytest.mark.parametrize("role", [True, False])
def test_equal_roles_are_repaired(role: bool) -> None:
    """Two controlling or two controlled agents agree on one of each and connect (RFC 8445 section 7.3.1.1)."""
    bridge, client = Side(controlling=role), Side(controlling=role)
    bridge.learn(client, Candidate(*CLIENT))
    client.learn(bridge, Candidate(*BRIDGE))

    for step in range(5):
        exchange(bridge, client, step * 1.0)
        bridge.agent.tick(step * 1.0)
        client.agent.tick(step * 1.0)

    assert bridge.agent.controlling != client.agent.controlling
    assert (bridge.selected, client.selected) == ([CLIENT], [BRIDGE])


def test_only_the_controlling_side_nominates() -> None:
    """USE-CANDIDATE comes after a first successful check, and from the bridge only."""
    bridge, client = Side(controlling=True), Side(controlling=False)
    bridge.learn(client, Candidate(*CLIENT))
    client.learn(bridge, Candidate(*BRIDGE))
    first, asked_by_client = bridge.requests(), client.requests()
    exchange(bridge, client, 0.0)

    assert [stun.USE_CANDIDATE in request.attributes for request in first + asked_by_client] == [False, False]
    assert bridge.selected


def nominated(side: Side) -> set[Address]:
    """The addresses to which checks that nominate are on their way."""
    return {to for data, to in side.sent if stun.USE_CANDIDATE in stun.parse(data).attributes}


def answer_checks(bridge: Side, client: Side, address: Address, now: float) -> None:
    """Let the client answer, from one of its addresses, every check sent there; whatever else was sent is lost."""
    carried, bridge.sent = bridge.sent, []
    for data, to in carried:
        if to == address:
            client.agent.receive(stun.parse(data), BRIDGE, now)
    answers, client.sent = client.sent, []
    for data, _ in answers:
        if stun.parse(data).kind == stun.SUCCESS:
            bridge.agent.receive(stun.parse(data), address, now)


def test_one_address_is_nominated_at_a_time() -> None:
    """Of two ways that work one is nominated, so that both sides choose the same; the other when that one fails."""
    other: Address = (CLIENT[0], CLIENT[1] + 1)
    bridge, client = Side(controlling=True), Side(controlling=False)
    client.learn(bridge)
    bridge.learn(client, Candidate(*CLIENT), Candidate(*other))
    checks = list(bridge.sent)

    answer_checks(bridge, client, CLIENT, 0.0)
    first = nominated(bridge)
    bridge.sent = checks
    answer_checks(bridge, client, other, 0.0)
    second = nominated(bridge)
    for step in range(1, 2000):
        answer_checks(bridge, client, other, step * 0.05)
        bridge.agent.tick(step * 0.05)

    assert (first, second) == ({CLIENT}, set())
    assert bridge.selected == [other]


@pytest.mark.parametrize(
    "candidate",
    [
        pytest.param(Candidate("a1b2.local", 4711), id="name"),
        pytest.param(Candidate("2001:db8::1", 4711), id="IPv6"),
        pytest.param(Candidate("198.51.100.999", 4711), id="no address"),
        pytest.param(Candidate(*CLIENT, protocol="tcp"), id="TCP"),
        pytest.param(Candidate(*CLIENT, generation=1), id="other generation"),
        pytest.param(Candidate(*CLIENT, component=2), id="RTCP component"),
        pytest.param(Candidate("198.51.100.11", 0), id="port 0"),
    ],
)
def test_unusable_candidates_are_ignored(candidate: Candidate) -> None:
    """No check is sent to a candidate that the bridge cannot use."""
    bridge, client = Side(controlling=True), Side(controlling=False)

    bridge.learn(client, candidate)

    assert bridge.sent == []


def test_lost_checks_are_repeated_and_given_up() -> None:
    """Checks to a silent address are repeated ever more slowly, and end."""
    bridge, client = Side(controlling=True), Side(controlling=False)
    bridge.learn(client, Candidate(*CLIENT))

    for step in range(2000):
        bridge.agent.tick(step * 0.05)

    assert len(bridge.requests()) == 30


def test_consent_is_asked_for_and_ends() -> None:
    """While the client answers the path lives; 30 s after its last answer the agent gives it up."""
    bridge, client = connected()
    for second in range(1, 61):
        bridge.agent.tick(float(second))
        exchange(bridge, client, float(second))
    alive = list(bridge.failures)

    for second in range(61, 95):
        bridge.agent.tick(float(second))

    assert alive == []
    assert bridge.failures == ["consent expired"]


def test_an_answer_from_elsewhere_is_ignored() -> None:
    """A response counts only from the address that was asked (RFC 8445 section 7.2.5.2.1)."""
    bridge, client = Side(controlling=True), Side(controlling=False)
    bridge.learn(client, Candidate(*CLIENT))
    client.learn(bridge)
    for data, _ in bridge.sent:
        client.agent.receive(stun.parse(data), BRIDGE, 0.0)
    answers = [stun.parse(data) for data, _ in client.sent]

    accepted = [bridge.agent.receive(a, ("198.51.100.66", 1), 0.0) for a in answers if a.kind == stun.SUCCESS]

    assert accepted == [False]


def test_strangers_cannot_fill_the_memory() -> None:
    """Authenticated checks from ever new addresses make no more than 64 pairs."""
    bridge, client = Side(controlling=True), Side(controlling=False)
    bridge.learn(client)
    username = [(stun.USERNAME, f"{bridge.agent.ufrag}:x".encode())]

    for port in range(1, 200):
        request = stun.build(stun.REQUEST, stun.new_transaction(), username, bridge.agent.password)
        bridge.agent.receive(stun.parse(request), ("198.51.100.66", port), 0.0)

    assert len(bridge.requests()) == 64
