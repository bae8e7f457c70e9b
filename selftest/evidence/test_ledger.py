"""Every call of a vantage stands in the ledger, with the ends of its connections, and its answer knows which it is."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from fixtures.evidence.ledger import LOST, Ledger, Trace
from fixtures.evidence.origin import origins
from fixtures.probes import http, stun, turn
from fixtures.probes.net import Answer, Credentials, Ending, witness
from fixtures.probes.net.witness import Witness
from fixtures.probes.turn import HeldAllocation, TurnServer
from fixtures.vantage import shell
from fixtures.vantage.errors import ProbeFailedError
from fixtures.vantage.vantage import Vantage


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """An empty ledger."""
    return Ledger()


@pytest.fixture(scope="module")
def here(ledger: Ledger) -> Iterator[Vantage]:
    """A vantage on this machine."""
    vantage = Vantage("here", "127.0.0.1", "this machine", sys.executable, ledger=ledger)
    yield vantage
    vantage.close()


def test_a_connection_is_noted_with_both_ends(here: Vantage, ledger: Ledger) -> None:
    """The server saw the very port that the ledger has, and the answer leads to the entry."""
    with here.hold(witness.listen_tcp, port=0) as server:
        port = server.run(Witness.port)
        answer = here.run(http.get, f"http://127.0.0.1:{port}/")
        [visit] = server.run(Witness.wait_for, 1)

    [entry] = ledger.entries([answer.origin])
    [flow] = entry.trace.flows
    assert (entry.vantage, entry.asked, entry.trace.ending) == ("here", "client.get", "closed")
    assert (f"{flow.own_address}:{flow.own_port}", flow.peer_port) == (visit.peer, port)
    assert flow.call == entry.number


def test_a_datagram_is_noted_too(here: Vantage, ledger: Ledger) -> None:
    """UDP has a port of its own as well, whoever answers."""
    answer = here.run(stun.binding, "127.0.0.1", 9, within=0.2)

    [entry] = ledger.entries([answer.origin])
    assert [(flow.transport, flow.peer_port, flow.own_port > 0) for flow in entry.trace.flows] == [("udp", 9, True)]


def test_side_by_side(here: Vantage, ledger: Ledger) -> None:
    """Two calls at once are two entries, and neither has the connections of the other."""
    with here.hold(witness.listen_tcp, port=0) as server:
        port = server.run(Witness.port)
        pending = [here.begin(http.get, f"http://127.0.0.1:{port}/{name}") for name in ("a", "b")]
        answers = [each.result() for each in pending]

    entries = ledger.entries(answer.origin for answer in answers)
    assert [pending[0].origin, pending[1].origin] == [entry.number for entry in entries]
    assert len({flow.own_port for entry in entries for flow in entry.trace.flows}) == 2


def test_a_command_is_no_traffic(here: Vantage, ledger: Ledger) -> None:
    """What connects to nobody and is no answer of a server is written down all the same."""
    mark = ledger.mark()

    here.run(shell.command, ("true",))

    [entry] = ledger.begun_since(mark)
    assert (entry.asked, entry.is_traffic, entry.trace) == ("shell.command", False, Trace())


def test_a_call_that_fails_has_ended(here: Vantage, ledger: Ledger) -> None:
    """A probe that raises is over; nobody answered."""
    mark = ledger.mark()

    with pytest.raises(ProbeFailedError):
        here.run(shell.command, ("no-such-program",))

    [entry] = ledger.begun_since(mark)
    assert entry.ended is not None
    assert not entry.is_traffic


def test_a_vantage_that_is_lost(ledger: Ledger) -> None:
    """What still runs there ends with it."""
    vantage = Vantage("mortal", "127.0.0.1", "this machine", sys.executable, ledger=ledger)
    process = int(vantage.run(shell.command, ("sh", "-c", "echo $PPID")).output)
    mark = ledger.mark()

    waiting = vantage.begin(shell.command, ("kill", "-9", str(process)))
    with pytest.raises(Exception, match="went away"):
        waiting.result()

    [entry] = ledger.begun_since(mark)
    assert entry.trace.ending == LOST


@dataclass(frozen=True, slots=True)
class Kept:
    """What a session fixture makes of answers."""

    page: Answer
    others: dict[str, tuple[Answer, ...]]


def answer(origin: int) -> Answer:
    """Return an answer with an origin."""
    return Answer(Ending.ANSWERED, 0.1, "192.0.2.1:443", "came", origin=origin)


def test_origins_of_what_answers_were_kept_in() -> None:
    """Answers keep their origin in whatever a fixture puts them."""
    kept = Kept(answer(3), {"lan": (answer(5), answer(3))})

    assert origins([kept, answer(9), "no answer", None]) == (3, 5, 9)


def test_answers_are_equal_whatever_their_origin() -> None:
    """The origin is about the question."""
    assert answer(1) == answer(2)


def test_nothing_is_noted_without_a_vantage() -> None:
    """A probe that runs by itself answers without an origin."""
    told = asyncio.run(http.get("http://127.0.0.1:9/"))

    assert told.origin == 0


def test_what_is_held_open_was_connected_before(here: Vantage, ledger: Ledger) -> None:
    """A question to something held open is about the connections that were made when it was opened."""
    relay = TurnServer("127.0.0.1", 9)
    with here.hold(turn.held_allocation, relay, Credentials("anna", "secret"), within=0.2) as held:
        answer = held.run(HeldAllocation.refresh)

    opened, asked = ledger.entries([held.origin, answer.origin])
    assert [flow.call for flow in asked.trace.flows] == [opened.number]
    assert asked.since == opened.began < asked.began


def test_calls_since_a_mark_in_their_order() -> None:
    """What came before a mark is not looked at again, and a mark of now has nothing after it."""
    ledger = Ledger()
    ledger.begin("lan", "before")
    mark = ledger.mark()
    for asked in ("first", "second"):
        ledger.begin("lan", asked)

    assert [entry.asked for entry in ledger.begun_since(mark)] == ["first", "second"]
    assert ledger.begun_since(ledger.mark()) == ()
