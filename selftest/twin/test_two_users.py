"""Runs of two users stand side by side on one engine: what is whose is told by the engine, not by files.

The other user is nobody, in the group of the engine's socket, with a TMPDIR and a home of its own.
"""

import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import docker
import pytest

from fixtures.lab import slot
from fixtures.lab.owner import described, owner_of
from selftest.twin.test_slots import HOLDER, SLOTS, client, die, image, networks, own_slots

__all__ = ["client", "image", "own_slots"]

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
ENGINE = Path("/var/run/docker.sock")
PYTHONS = (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}")
"""The first that another user may run; the second runs what is installed for the first, being of the same version."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A place of nobody's own; pytest's is below one that only its user may enter."""
    with tempfile.TemporaryDirectory() as made:
        os.chown(made, NOBODY, NOBODY)
        Path(made).chmod(0o755)
        yield Path(made)


RUN = ("-m", "pytest", "suites", "--require", "EDGE-01", "-p", "no:cacheprovider")


class Nobody:
    """How another user runs Python on this machine."""

    def __init__(self, folder: Path) -> None:
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "PYTHONPATH": sysconfig.get_path("purelib"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def start(self, python: str, *words: str) -> "subprocess.Popen[str]":
        """Start Python as nobody."""
        who = ["setpriv", f"--reuid={NOBODY}", f"--regid={ENGINE.stat().st_gid}", "--clear-groups"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen([*who, python, *words], cwd=ROOT, env=self._environment, text=True, **pipes)  # type: ignore[call-overload, no-any-return]

    def can_run(self, python: str) -> bool:
        """Whether this Python finds all that the lab needs."""
        with self.start(python, "-c", "import docker, fixtures.lab.slot") as process:
            process.communicate()
            return process.returncode == 0


@pytest.fixture
def nobody(folder: Path) -> Nobody:
    """The other user."""
    if os.getuid() != 0 or not ENGINE.is_socket():
        pytest.skip("Only root can be another user as well, and only beside an engine on its usual socket.")
    return Nobody(folder)


@pytest.fixture
def their_python(nobody: Nobody) -> str:
    """A Python that the other user may run."""
    python = next((each for each in PYTHONS if Path(each).exists() and nobody.can_run(each)), None)
    if python is None:
        pytest.skip("No Python of this machine can be run, with what is installed, by anybody but root.")
    return python


@pytest.fixture
def theirs(nobody: Nobody, their_python: str, image: str) -> "Iterator[subprocess.Popen[str]]":
    """A run of nobody's that owns the first slot and has a network there."""
    with nobody.start(their_python, "-c", HOLDER, image) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{SLOTS[0]}\n"
        yield process
        process.kill()


def test_two_users_have_two_slots(client: docker.DockerClient, image: str, theirs: "subprocess.Popen[str]") -> None:
    """Root's run takes the next slot, sweeps nothing of nobody's, and knows whose it is."""
    slot.sweep(client, image)

    with slot.take_slot(client, image) as own:
        assert own.name == SLOTS[1]

    owner = owner_of(client, SLOTS[0])
    assert owner is not None
    assert "of nobody on" in described(owner)
    assert networks(client)


def test_what_another_users_dead_run_left_is_removed(
    client: docker.DockerClient, image: str, theirs: "subprocess.Popen[str]"
) -> None:
    """Whoever comes next does it."""
    die(theirs, client)

    slot.sweep(client, image)

    assert networks(client) == []


def test_two_users_have_two_whole_twins(folder: Path, tmp_path: Path, nobody: Nobody, their_python: str) -> None:
    """Two runs from bring-up to report, side by side: each looks at a twin of its own, and finds it in order."""
    theirs = nobody.start(their_python, *RUN, "--reports", str(folder / "reports"))
    words = [sys.executable, *RUN, "--reports", str(tmp_path / "reports")]
    own = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    said, complained = theirs.communicate()

    assert (own.returncode, theirs.returncode) == (0, 0), f"{own.stdout}{own.stderr}{said}{complained}"
    runs = [read_run(reports) for reports in (tmp_path / "reports", folder / "reports")]
    assert [run.outcomes for run in runs] == [["holds"] * 4] * 2
    assert max(run.began for run in runs) < min(run.ended for run in runs), "One was over before the other began."


@dataclass(frozen=True, slots=True)
class RunSeen:
    """A run by its report: when it began and ended, in seconds since the epoch, and how its checks did."""

    began: float
    ended: float
    outcomes: list[str]


def read_run(reports: Path) -> RunSeen:
    """Read the report of a run."""
    report = json.loads((reports / "latest" / "report.json").read_text())
    began = datetime.fromisoformat(report["run"]["started"]).timestamp()
    outcomes = [result["outcome"] for result in report["results"]]
    return RunSeen(began, began + report["run"]["seconds"]["total"], outcomes)
