"""`scripts/engine` starts an engine only where there is none, and ends only what it started.

Each test runs the script as it is, in namespaces of its own: its process numbers, its /run and its forwarding settings
are not the machine's. `docker` and `dockerd` are small doubles.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "engine"
DOCKER = """#!/bin/sh
[ -e "$FAKE/answers" ] && exit 0
echo "Cannot connect to the Docker daemon." >&2
exit 1
"""
DOCKERD = """#!/bin/sh
echo started >> "$FAKE/started"
sysctl -q -w net.ipv4.conf.all.forwarding=1
trap 'rm -f "$FAKE/answers"; exit 0' TERM
echo "level=fatal msg=\\"the disk is full\\""
[ -e "$FAKE/broken" ] && exit 1
[ -e "$FAKE/mute" ] || touch "$FAKE/answers"
while :; do sleep 0.1; done
"""
SPACE = ("unshare", "--net", "--pid", "--mount", "--fork", "--kill-child", "--mount-proc", "sh", "-euc")
NO_FORWARDING = "sysctl -q -w net.ipv4.conf.all.forwarding=0"
FORWARDING = "sysctl -n net.ipv4.conf.all.forwarding"

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="namespaces of its own need root")


@dataclass(frozen=True)
class Machine:
    """A machine that is only a few namespaces."""

    folder: Path

    def run(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run shell commands on it; `engine` is the script under test."""
        preparation = f'mount -t tmpfs none /run; {NO_FORWARDING}; engine() {{ sh -eu "{SCRIPT}" "$@"; }}\n'
        own = {"PATH": f"{self.folder}:{os.environ['PATH']}", "FAKE": str(self.folder)}
        words = [*SPACE, preparation + script]
        return subprocess.run(words, env=own | environment, capture_output=True, text=True, check=False, timeout=60)

    def starts(self) -> int:
        """How many engines were started."""
        started = self.folder / "started"
        return started.read_text().count("started") if started.exists() else 0


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with the two doubles and no engine."""
    for name, text in (("docker", DOCKER), ("dockerd", DOCKERD)):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    return Machine(tmp_path)


def test_starts_and_ends_an_engine(machine: Machine) -> None:
    """What the engine changed on the machine is as before when it has ended."""
    ended = machine.run(f"engine start; {FORWARDING}; engine stop; {FORWARDING}; ls /run")

    assert (ended.returncode, ended.stdout.split(), machine.starts()) == (0, ["1", "0"], 1)


def test_leaves_an_engine_that_answers(machine: Machine) -> None:
    """There is nothing to start, and later nothing to end."""
    (machine.folder / "answers").touch()

    ended = machine.run("engine start; engine stop; ls /run")

    assert (ended.returncode, ended.stdout, machine.starts()) == (0, "", 0)


def test_names_an_engine_that_runs_and_does_not_answer(machine: Machine) -> None:
    """Somebody's engine is not replaced, and nothing is noted."""
    (machine.folder / "mute").touch()

    ended = machine.run('setsid dockerd >/dev/null & sleep 0.5; engine start || status=$?; ls /run; exit "$status"')

    assert (ended.returncode, ended.stdout, machine.starts()) == (2, "", 1)
    assert "a Docker engine runs (process " in ended.stderr
    assert "Cannot connect to the Docker daemon." in ended.stderr


def test_keeps_its_note_when_the_command_fails_later(machine: Machine) -> None:
    """With a wrong DOCKER_HOST a second start changes nothing, and the engine can still be ended."""
    script = """
        engine start
        mv "$FAKE/answers" "$FAKE/hidden"
        ! DOCKER_HOST=tcp://127.0.0.1:1 engine start
        ! engine start
        mv "$FAKE/hidden" "$FAKE/answers"
        engine stop
        ! [ -e "$FAKE/answers" ]
        ls /run
    """

    ended = machine.run(f"{script}\n{FORWARDING}")

    assert (ended.returncode, ended.stdout.split(), machine.starts()) == (0, ["0"], 1), ended.stderr
    assert "no engine answers at DOCKER_HOST=tcp://127.0.0.1:1" in ended.stderr


def test_leaves_what_another_engine_uses(machine: Machine) -> None:
    """Our engine was killed and somebody started another: neither it nor its forwarding is touched."""
    script = """
        engine start
        kill -9 $(cut -d ' ' -f 1 /run/jitsi-conformance-engine/pid)
        setsid dockerd >/dev/null & sleep 0.5
        engine stop
        kill -0 $!
    """

    ended = machine.run(f"{script}\n{FORWARDING}")

    assert (ended.returncode, ended.stdout.split()) == (0, ["1"]), ended.stderr
    assert "another Docker engine runs" in ended.stderr


def test_does_not_end_a_stranger_with_the_number_of_our_engine(machine: Machine) -> None:
    """Process numbers come again; only number and time of birth together are ours."""
    script = """
        mkdir -p /run/jitsi-conformance-engine
        setsid dockerd >/dev/null & sleep 0.5
        echo "$! 1" > /run/jitsi-conformance-engine/pid
        engine stop
        kill -0 $!
    """

    assert machine.run(script).returncode == 0


def test_says_why_an_engine_ended_at_once(machine: Machine) -> None:
    """Its last words are in the sentence, and the machine is as before."""
    (machine.folder / "broken").touch()

    ended = machine.run(f'engine start || status=$?; {FORWARDING}; ls /run; exit "$status"')

    assert (ended.returncode, ended.stdout.split()) == (2, ["0"])
    assert "the disk is full" in ended.stderr


def test_says_that_the_command_is_missing(machine: Machine) -> None:
    """Without a client nothing is known about an engine, so none is started."""
    ended = machine.run('for each in $(which -a docker); do mount --bind /dev/null "$each"; done; engine start')

    assert (ended.returncode, machine.starts()) == (2, 0)
    assert "the docker command is missing" in ended.stderr
