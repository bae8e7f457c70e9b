"""What becomes of a description: the facts of a live target, and typed absences for what nobody knows."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from fixtures.declared.features import RELAY_HTTPS_PORT, RELAY_UDP, TURN_OWN_PORT, Expectation
from fixtures.declared.front import Front
from fixtures.description.assembly import Findings
from fixtures.description.description import NOT_FOUND, Description
from fixtures.description.errors import DescriptionError
from fixtures.description.looking_at_relays import NO_RELAY
from fixtures.probes.net.addresses import as_seen
from fixtures.target import live
from fixtures.target.layout import Layout
from fixtures.target.live import LiveOptions, look, target_of
from fixtures.target.live_host import KnownHost
from fixtures.target.said import AbsentError, Missing
from fixtures.target.target import Target

SITE = "https://meet.example.org"
SEEN = Description(
    SITE,
    turn_name="turn.example.org",
    public_addresses=("203.0.113.1",),
    features={RELAY_UDP: Expectation.MUST_WORK, RELAY_HTTPS_PORT: Expectation.MUST_BE_ABSENT},
)


class FakeVantage:
    """Where a vantage would be."""

    def __init__(self, address: str | None = "203.0.113.9") -> None:
        self.known_address = address


def described(
    description: Description,
    vantage: FakeVantage | None = None,
    *,
    participants: bool = True,
    known: KnownHost | None = None,
) -> Target:
    """Return the target of a description."""
    options = LiveOptions(Description(SITE), participants=participants)
    return target_of(description, Layout(), vantage or FakeVantage(), options, known)  # type: ignore[arg-type]


def absence(ask: Callable[[], object]) -> AbsentError:
    """Return the error that asking ends in."""
    with pytest.raises(AbsentError) as caught:
        ask()
    return caught.value


def test_facts_that_were_found() -> None:
    """What was seen is a fact of the target, whichever way it was seen."""
    target = described(replace(SEEN, websocket_url="wss://meet.example.org/ws", front=Front(strangers="alert")))

    assert (target.web_name, target.turn_name, target.public_address) == (
        *("meet.example.org", "turn.example.org", "203.0.113.1"),
    )
    assert (target.websocket_url, target.bosh_url) == ("wss://meet.example.org/ws", f"{SITE}/http-bind")
    assert target.strangers == "alert"


@pytest.mark.parametrize(
    ("fact", "missing", "key"),
    [
        ("host_address", Missing.SAYING, "private_address"),
        ("other_name", Missing.SAYING, "other_name"),
        ("compose_gateway", Missing.HOST, ""),
        ("bridge_address", Missing.HOST, ""),
        ("bridge_id", Missing.HOST, ""),
        ("router_lan_address", Missing.HOST, ""),
        ("ordinary_public_address", Missing.PLACE, ""),
    ],
)
def test_facts_that_nobody_said(fact: str, missing: Missing, key: str) -> None:
    """Asking for what is not known ends in one error, which names the key that would say it."""
    error = absence(lambda: getattr(described(SEEN), fact))

    assert error.missing is missing
    assert key in str(error)


@pytest.mark.parametrize(
    ("why", "missing"),
    [
        (NO_RELAY, Missing.OFFER),
        ("clients are told of no relays: nobody could log in", Missing.FINDING),
        ("", Missing.FINDING),
    ],
)
def test_relay_without_a_name(why: str, missing: Missing) -> None:
    """No relay is no gap; a relay that could not be found out is one."""
    nameless = replace(SEEN, turn_name=None, origins={"turn_name": f"{NOT_FOUND}{why}"} if why else {})

    assert absence(lambda: described(nameless).turn_name).missing is missing
    assert absence(lambda: described(nameless).relay(RELAY_UDP)).missing is missing


def test_ways_to_the_relay() -> None:
    """A way that clients are told of has the relay's name; one that is declared absent, or not told, has none."""
    target = described(SEEN)

    assert target.relay(RELAY_UDP) == "turn.example.org"
    assert absence(lambda: target.relay(RELAY_HTTPS_PORT)).missing is Missing.SWITCHED_OFF
    assert absence(lambda: target.relay(TURN_OWN_PORT)).missing is Missing.OFFER


@pytest.mark.parametrize(("asked", "said"), [(False, True), (True, False)])
def test_no_rooms_without_participants(asked: bool, said: bool) -> None:
    """Caller and admin may each leave synthetic participants out."""
    target = described(replace(SEEN, participants=said), participants=asked)

    assert absence(target.new_room).missing is Missing.LEAVE


def test_rooms_begin_as_the_admin_wants() -> None:
    """A room has the admin's prefix, and no other room's name."""
    target = described(replace(SEEN, room_prefix="probe"))

    rooms = {target.new_room() for _ in range(20)}

    assert len(rooms) == 20
    assert all(room.startswith("probe-") for room in rooms)


def test_peer_with_a_public_address() -> None:
    """A machine with a public address of its own may be the peer of a relay."""
    assert described(SEEN, FakeVantage("9.9.9.9")).ordinary_public_address == "9.9.9.9"


def test_facts_of_the_host() -> None:
    """What the host says is a fact of the target; what it does not say is missing evidence, no lack of access."""
    said = SimpleNamespace(router="192.168.178.1", gateway="172.30.0.1", bridge="")
    target = described(SEEN, known=cast(KnownHost, said))

    assert (target.router_lan_address, target.compose_gateway) == ("192.168.178.1", "172.30.0.1")
    assert absence(lambda: target.bridge_address).missing is Missing.FINDING


@pytest.mark.parametrize(
    ("own", "public", "seen"),
    [
        ("192.168.1.5", "9.9.9.9", None),
        ("8.8.8.8", "9.9.9.9", "8.8.8.8"),
        ("198.51.100.12", "198.51.100.1", "198.51.100.12"),
        ("", "9.9.9.9", None),
    ],
)
def test_own_address(own: str, public: str, seen: str | None) -> None:
    """Towards a public peer a private address of our own is no address that the peer sees."""
    assert as_seen(own, public) == seen


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        (("192.168.1.5",), "192.168.1.5 here, and 192.168.1.5 is an address that nobody outside reaches"),
        (("127.0.1.1", "203.0.113.5"), "and 127.0.1.1 is an address that nobody outside reaches; look from outside"),
        (("203.0.113.5", "fd00::5"), "fd00::5 is an address"),
        (("203.0.113.5", "203.0.113.6"), "203.0.113.5, 203.0.113.6 here, and a client takes any of these"),
    ],
)
def test_doubtful_addresses(monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...], words: str) -> None:
    """A name that leads inside or to several hosts is refused in one line, unless the admin says what it is."""

    def search(url: str, _: object, __: object) -> Findings:
        findings = Findings(url, "given")
        findings.found("public_addresses", addresses, "DNS")
        return findings

    monkeypatch.setattr(live, "search", search)
    said = Description(SITE, public_addresses=addresses, origins={"public_addresses": "deployment.toml"})

    with pytest.raises(DescriptionError) as refused:
        look(Description(SITE), FakeVantage(), None, None)  # type: ignore[arg-type]
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert look(said, FakeVantage(), None, None).public_addresses == addresses  # type: ignore[arg-type]


def test_what_the_admin_says_goes_before_what_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of the file takes the place of what looking found, in tables too."""

    def search(url: str, _: object, __: object) -> Findings:
        findings = Findings(url, "given")
        findings.found("turn_name", "seen.example.org", "seen")
        findings.found("ports.turn_tls", 5349, "seen")
        return findings

    monkeypatch.setattr(live, "search", search)
    said = replace(
        Description(SITE, turn_name="said.example.org", features={RELAY_UDP: Expectation.MUST_WORK}),
        ports=replace(SEEN.ports, turn_tls=443),
        origins=dict.fromkeys(("url", "turn_name", "ports.turn_tls", f"features.{RELAY_UDP}"), "deployment.toml"),
    )

    found = look(said, FakeVantage(), None, None)  # type: ignore[arg-type]

    assert (found.turn_name, found.ports.turn_tls) == ("said.example.org", 443)
    assert found.features == {RELAY_UDP: Expectation.MUST_WORK}
