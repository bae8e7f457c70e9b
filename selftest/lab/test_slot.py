"""Slots tell a run that lives from what a killed one left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.lab import slot
from fixtures.lab.errors import BusyError

ROOT = Path(__file__).resolve().parents[2]
HOLDER = "from fixtures.lab.slot import take_slot\nwith take_slot() as own: print(own.name, flush=True); input()\n"


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks of these tests are not the machine's."""
    monkeypatch.setenv("JITSI_CONFORMANCE_STATE", str(tmp_path))


@pytest.fixture
def other_run() -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the first slot."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "jct0\n"
        yield process
        process.kill()


def test_two_runs_have_two_slots(other_run: subprocess.Popen[str]) -> None:
    """A run that starts beside another takes the next slot."""
    with slot.take_slot() as own:
        assert own.name == "jct1"


def test_a_killed_run_frees_its_slot(other_run: subprocess.Popen[str]) -> None:
    """After kill -9 the slot can be taken again at once."""
    os.kill(other_run.pid, signal.SIGKILL)
    other_run.wait()

    with slot.take_slot() as own:
        assert own.name == "jct0"


def test_no_slot_left_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """When every slot is held the run ends with BusyError."""
    monkeypatch.setattr(slot, "SLOTS", ("jct0",))

    with slot.take_slot(), pytest.raises(BusyError, match="in use by other runs"), slot.take_slot():
        pass


def test_a_kept_twin_is_remembered_until_it_is_forgotten() -> None:
    """The note of a kept twin holds the fingerprint of its parts."""
    with slot.take_slot() as own:
        assert own.kept_fingerprint() is None
        own.keep("abc")
        assert own.kept_fingerprint() == "abc"
        own.forget()
        assert own.kept_fingerprint() is None
