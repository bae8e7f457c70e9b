"""A vantage runs probes, keeps things open, and says so when it is lost."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from fixtures.probes import witness
from fixtures.vantage import shell
from fixtures.vantage.errors import ProbeFailedError, VantageLostError
from fixtures.vantage.place import Vantage


@pytest.fixture(scope="module")
def here() -> Iterator[Vantage]:
    """A vantage in an interpreter of its own on this machine."""
    vantage = Vantage("here", "127.0.0.1", "this machine", sys.executable)
    yield vantage
    vantage.close()


def test_a_probe_answers_with_its_own_type(here: Vantage) -> None:
    """The answer of a probe that ran elsewhere is the dataclass it returned there."""
    answer = here.run(shell.command, ("printf", "seen"))

    assert (answer.status, answer.output) == (0, "seen")


def test_probes_run_side_by_side(here: Vantage) -> None:
    """A probe that waits does not keep another from answering."""
    waiting = here.begin(shell.command, ("sleep", "1"))

    started = time.monotonic()
    here.run(shell.command, ("true",))

    assert time.monotonic() - started < 0.5
    assert waiting.result().status == 0


def test_a_command_is_killed_at_its_deadline(here: Vantage) -> None:
    """A command that does not end is an answer without a status, given at the deadline."""
    answer = here.run(shell.command, ("sleep", "60"), within=0.2)

    assert answer.status is None
    assert answer.seconds < 5


def test_a_killed_command_leaves_no_child(here: Vantage) -> None:
    """What a command started ends with it, and so keeps nobody waiting for its output."""
    answer = here.run(shell.command, ("sh", "-c", "sleep 60 | cat"), within=0.5)

    assert answer.status is None
    assert answer.seconds < 10


def test_a_raising_probe_is_the_suites_own_fault(here: Vantage) -> None:
    """What a probe raises comes back as ProbeFailedError with the far traceback."""
    with pytest.raises(ProbeFailedError, match="FileNotFoundError"):
        here.run(shell.command, ("no-such-program",))


def test_something_held_open_is_asked_and_closed(here: Vantage) -> None:
    """A listener stays open for the length of its block and records who came."""
    with here.hold(witness.listen_tcp, port=0) as canary:
        port = canary.run(witness.Witness.port)
        here.run(shell.command, ("bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}; echo hello >&3"))
        visits = canary.run(witness.Witness.wait_for, 1)

    assert [visit.first_bytes for visit in visits] == [b"hello\n"]


def test_a_place_that_dies_is_lost_for_every_waiting_probe() -> None:
    """When the interpreter dies, a waiting probe ends with VantageLostError instead of hanging."""
    vantage = Vantage("mortal", "127.0.0.1", "this machine", sys.executable)
    process = int(vantage.run(shell.command, ("sh", "-c", "echo $PPID")).output)
    waiting = vantage.begin(shell.command, ("sleep", "60"), within=60.0)

    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(waiting.result)
        os.kill(process, signal.SIGKILL)

        with pytest.raises(VantageLostError):
            result.result(timeout=10)
