"""Which of the addresses that a bridge offers count for what."""

from dataclasses import dataclass
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.plugin import CouldNotTell
from fixtures.probes.bridge.colibri import Candidate, ColibriAnswer
from fixtures.probes.net.answer import Ending
from fixtures.probes.participant.facts import ParticipantAnswer
from fixtures.probes.participant.steps import Hop, Step
from suites.bridge.candidates import is_public, is_usable
from suites.bridge.channels import Pair
from suites.bridge.endpoints import FALSE, channel_path, falsified
from suites.bridge.hosts_in_paths import FORMS, Form

ADDRESS = "wss://meet.lab.test/colibri-ws/jvb.meet.jitsi/7e441eda3701676f/a1b2c3d4?pwd=2c8ap0vl4b1l5n3m"
ENDPOINT = ColibriAnswer(Ending.ANSWERED, 0.0, "", "", websockets=(ADDRESS,))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "0.0.0.0", "169.254.1.1", "224.0.0.1", "::1", "fe80::1", "a.local", ""]
)
def test_useless(address: str) -> None:
    """Addresses that lead nowhere from another machine are of no use."""
    assert not is_usable(Candidate(address, 10000))


@pytest.mark.parametrize("address", ["172.30.0.100", "10.0.0.1", "192.168.178.10", "100.64.0.1", "fd00::1"])
def test_inner(address: str) -> None:
    """Addresses behind a NAT are of use to some, and are not public."""
    candidate = Candidate(address, 10000)

    assert is_usable(candidate)
    assert not is_public(candidate)


@pytest.mark.parametrize("address", ["198.51.100.1", "203.0.113.10", "2001:db8::1", "9.9.9.9"])
def test_public(address: str) -> None:
    """Addresses that clients anywhere could reach are public, those of documentation included."""
    assert is_public(Candidate(address, 10000))


@given(st.text(), st.integers())
def test_any_candidate(address: str, port: int) -> None:
    """Whatever a bridge offers, it can be judged."""
    assert is_public(Candidate(address, port)) <= is_usable(Candidate(address, port))


def test_path() -> None:
    """The path of an address is everything behind its name."""
    assert channel_path(ENDPOINT) == ADDRESS.removeprefix("wss://meet.lab.test/")


@pytest.mark.parametrize("how", FALSE)
def test_false_addresses(how: str) -> None:
    """Every way to falsify an address changes it, and leaves the server id alone."""
    path = falsified(channel_path(ENDPOINT), how)

    assert path != channel_path(ENDPOINT)
    assert path.startswith("colibri-ws/jvb.meet.jitsi/")


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_forms(form: Form) -> None:
    """Every disguise still has the host in it."""
    assert "172" in form("172.30.0.130")


@dataclass(frozen=True, slots=True)
class Told:
    """A pending answer that is there already."""

    step: Step

    def result(self) -> ParticipantAnswer:
        """Return how far a participant came."""
        return ParticipantAnswer(Ending.SILENT, 1.0, "", "nothing came", self.step, Hop.BRIDGE)


def pair_at(*steps: Step) -> Pair:
    """Return a pair whose participants came to these steps."""
    return Pair(cast(Any, None), cast(Any, tuple(Told(step) for step in steps)))


def test_no_media_no_channel() -> None:
    """A participant whose ICE or DTLS failed says nothing about the channel."""
    with pytest.raises(CouldNotTell):
        pair_at(Step.CHANNEL, Step.ICE).at_channel("sctp")


def test_channel_failed() -> None:
    """A participant whose channel failed is one to judge."""
    assert [answer.step for answer in pair_at(Step.CHANNEL, Step.DONE).at_channel("sctp")] == [Step.CHANNEL, Step.DONE]
