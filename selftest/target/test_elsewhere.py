"""Vantages on other machines: what is put there, what is asked before, and what is taken away again."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from fixtures.host.command import NO_SUCH_PROGRAM
from fixtures.host.remote import UnusableHostError, run_here
from fixtures.lab.progress import Progress
from fixtures.probes.net.addresses import speaks_from
from fixtures.target.elsewhere import forget, machine, open_vantage, pinned
from fixtures.vantage.shell import CommandResult
from fixtures.vantage.vantage import Vantage

WHERE = "ssh://anna@nas"


@dataclass
class Here:
    """This machine in the place of another one, with a home of its own; what it answers instead, by task."""

    home: Path
    says: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    def run(self, *words: str, stdin: bytes = b"", within: float = 30.0) -> CommandResult:
        """Run a command here."""
        task = words[3]
        self.asked.append(task)
        if task in self.says:
            return CommandResult(words, 0, json.dumps(self.says[task]), "", 0.0)
        here = ("env", f"XDG_CACHE_HOME={self.home}", sys.executable, *words[1:])
        return run_here(here, words, stdin, within)

    def vantage(self, name: str, interpreter: str) -> Vantage:
        """Note how Python is to be run."""
        self.opened.append(interpreter)
        return cast(Vantage, None)

    def tidy(self) -> None:
        """Nothing holds the folders here."""


class Said:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """Remember."""
        self.sentences.append(sentence)
        yield


def opened(here: Here) -> list[str]:
    """Open a vantage and return what was announced."""
    progress = Said()
    open_vantage("lan", WHERE, here, cast(Progress, progress))
    return progress.sentences


def test_everything_is_there(tmp_path: Path) -> None:
    """Where the very versions are installed nothing is put, and Python is run as it is."""
    here = Here(tmp_path, {"look": {"python": [3, 13], "pip": False, "folder": "/c", "complete": False, "missing": []}})

    assert opened(here) == []
    assert (here.opened, here.asked) == (["python3"], ["look"])


def test_libraries_are_announced(tmp_path: Path) -> None:
    """What is put there is said first, with its folder and how to be rid of it."""
    look = {"python": [3, 11], "pip": True, "folder": "/home/a b/x", "complete": False, "missing": ["av", "aioice"]}
    here = Here(tmp_path, {"look": look, "install": {"complete": True, "said": ""}})

    assert opened(here) == [f"putting 2 Python libraries into /home/a b/x of {WHERE}; --forget removes them"]
    assert here.opened == ["env PYTHONPATH='/home/a b/x' python3"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"python": [3, 9]}, "its python3 is older than 3.11"),
        ({"pip": False}, "its python3 has no pip; install python3-pip"),
    ],
)
def test_unfit_machine(tmp_path: Path, changed: dict[str, Any], words: str) -> None:
    """A machine that cannot be a vantage is refused in one sentence before anything is put there."""
    look = {"python": [3, 11], "pip": True, "folder": "/c", "complete": False, "missing": ["av"], **changed}
    here = Here(tmp_path, {"look": look})

    with pytest.raises(UnusableHostError, match=words):
        opened(here)

    assert here.asked == ["look"]


def test_pip_that_fails(tmp_path: Path) -> None:
    """What pip says last is said, and it leaves nothing behind."""
    here = Here(tmp_path)
    ended = here.run("python3", "-c", TEXT, "install", "0" * 12, stdin=b"nothing-of-that-name==1 --hash=sha256:00\n")

    answer = json.loads(ended.output)

    assert (answer["complete"], answer["said"] != "") == (False, True)
    assert not list(tmp_path.rglob("vantage-*"))


def test_forgotten(tmp_path: Path) -> None:
    """All that was ever put there goes, and nothing beside it."""
    folder = tmp_path / "jitsi-conformance" / "vantage-0123"
    (folder / "av").mkdir(parents=True)
    beside = tmp_path / "jitsi-conformance" / "wheels"
    beside.mkdir()

    assert forget(WHERE, Here(tmp_path)) == f"{WHERE}: removed {folder}."
    assert forget(WHERE, Here(tmp_path)) == f"{WHERE}: nothing of ours is there."
    assert beside.is_dir()


def test_no_python_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Python is said."""
    here = Here(tmp_path)
    monkeypatch.setattr(here, "run", lambda *words, **_: CommandResult(words, NO_SUCH_PROGRAM, "", "not found", 0.0))

    with pytest.raises(UnusableHostError, match=f"{WHERE} cannot be a vantage: there is no python3."):
        opened(here)


def test_requirements_of_a_vantage() -> None:
    """pip itself is no part of what is put there; everything else is, with hashes."""
    lines = [line for line in pinned().splitlines() if "==" in line]

    assert not [line for line in lines if line.startswith("pip==")]
    assert {line.partition("==")[0] for line in lines} >= {"aioice", "aiortc", "execnet", "msgspec", "websockets"}
    assert pinned().count("--hash=sha256:") > len(lines)


def test_engine_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Docker that is what is said."""
    monkeypatch.setenv("PATH", "")

    with ExitStack() as stack, pytest.raises(UnusableHostError, match="there is no docker here"):
        machine("docker://local/python:3.12", Path("/tmp"), stack).run("true")


def test_a_vantage_really_looks(tmp_path: Path) -> None:
    """A probe that is sent by OpenSSH's options and a line of the shell comes back with its answer."""
    vantage = Vantage("lan", None, "here", f"env -u NOTHING {sys.executable}")
    try:
        assert vantage.run(speaks_from, "127.0.0.1") == "127.0.0.1"
    finally:
        vantage.close()


TEXT = (Path(__file__).parents[2] / "fixtures" / "vantage" / "bootstrap.py").read_text()
