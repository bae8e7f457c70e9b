"""By which way media went, from what is left where a log hides addresses or says nothing."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from fixtures.hops.jvb import Remote
from fixtures.hops.turn import RelaySession
from fixtures.plugin.outcomes import CouldNotTell
from fixtures.probes.net.answer import Ending
from fixtures.probes.participant.facts import ParticipantAnswer, SelectedPath
from fixtures.probes.participant.steps import Hop, Step
from suites.conference.paths import by_own_account, not_relayed, seen_at, straight_from

RELAY = "172.30.0.34"
PATH = SelectedPath(f"{RELAY}:49152", "relay", "198.51.100.1:10000", "srflx", "turns:turn:443", 0.01, f"{RELAY}:49152")
ANSWER = ParticipantAnswer(
    Ending.ANSWERED, 1.0, "", "", Step.DONE, Hop.BRIDGE, path=PATH, bytes_sent=9, bytes_received=9
)
SESSION = RelaySession(5349, "172.30.0.1", 10, 10)


@pytest.mark.parametrize(
    ("logged", "told", "seen"),
    [
        pytest.param(Remote("198.51.100.11", 5), "", "198.51.100.11:5", id="by the log"),
        pytest.param(Remote("172.30.0.1", 5), "198.51.100.11:5", "172.30.0.1:5", id="by the log before all"),
        pytest.param(Remote(None, 5), "198.51.100.11:5", "198.51.100.11:5", id="a log that hides it"),
        pytest.param(Remote(None, 5), "198.51.100.11:6", "", id="told of another pair"),
        pytest.param(None, "198.51.100.11:5", "198.51.100.11:5", id="no log"),
        pytest.param(None, "", "", id="nothing"),
        pytest.param(Remote(None, 5), "", "", id="a port alone"),
    ],
)
def test_where_the_bridge_sees_somebody(logged: Remote | None, told: str, seen: str) -> None:
    """The log counts first; where it hides the address, what the bridge told the client of the same port."""
    assert seen_at(logged, told) == seen


def test_a_machine_of_two_addresses() -> None:
    """Who comes straight may do so from another address of the machine than the one that its vantage goes by."""
    second = replace(ANSWER, path=SelectedPath("192.175.48.11:5", "host"))

    assert straight_from("198.51.100.11", second) == ("198.51.100.11", "192.175.48.11")


@pytest.mark.parametrize(
    ("path", "sent", "crossed"),
    [
        pytest.param(PATH, 9, True, id="both say so"),
        pytest.param(replace(PATH, mapped_address="172.30.0.1:5"), 9, False, id="the bridge sees somebody else"),
        pytest.param(replace(PATH, relay="", local_kind="host"), 9, False, id="the guest uses no relay"),
        pytest.param(PATH, 0, False, id="nothing went"),
    ],
)
def test_by_own_account(path: SelectedPath, sent: int, crossed: bool) -> None:
    """Media crossed the relay when guest and bridge both say so."""
    assert by_own_account(replace(ANSWER, path=path, bytes_sent=sent), RELAY) is crossed


def test_neither_says() -> None:
    """Without a word of coturn or the bridge nothing can be decided, and the setting that would tell is named."""
    with pytest.raises(CouldNotTell, match=r"with verbose in turnserver\.conf"):
        by_own_account(replace(ANSWER, path=replace(PATH, mapped_address="")), RELAY)


class Turn:
    """A coturn whose log holds so many sessions, each of which carried so much."""

    def __init__(self, *carried: int) -> None:
        closed = "session {0}: closed (2nd stage), user <1>, local 172.30.0.34:5349, remote 172.30.0.1:5, reason: x"
        usage = "session {0}: usage: realm=<turn>, username=<1>, rp=1, rb={1}, sp=1, sb={1}"
        self._log = "\n".join(
            f"1: {line}"
            for number, size in enumerate(carried)
            for line in (usage.format(number, size), closed.format(number))
        )
        self.address = RELAY

    def log(self, since: float) -> str:
        """What it logged."""
        return self._log

    def state(self) -> "Turn":
        """How it is."""
        return self


@dataclass(frozen=True)
class Meeting:
    """A meeting of two who used the relay."""

    answers: dict[str, ParticipantAnswer]
    began: float = 0.0


@pytest.mark.parametrize(
    ("carried", "missing"),
    [
        pytest.param((10, 10), [], id="both summed up"),
        pytest.param((10, 3), ["boris"], id="one that carried too little"),
        pytest.param((10,), [], id="one not summed up yet"),
        pytest.param((), [], id="a relay that sums up nothing"),
    ],
)
def test_sums_of_the_relay(monkeypatch: pytest.MonkeyPatch, carried: tuple[int, ...], missing: list[str]) -> None:
    """Sums that are too small are a fault, sums that never come are none while guest and bridge agree."""
    monkeypatch.setattr("suites.conference.paths.RELAY_FORGETS", 0.0)
    services: Any = {"turn": Turn(*carried)}
    meeting: Any = Meeting({"anna": ANSWER, "boris": ANSWER})

    assert not_relayed(services, meeting, SESSION.client) == missing
