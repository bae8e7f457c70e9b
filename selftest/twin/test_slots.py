"""The engine itself tells a run that lives from what a dead one left, whoever asks and from wherever."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import docker
import pytest
from docker.models.networks import Network

from fixtures.lab import slot
from fixtures.lab.engine import connect
from fixtures.lab.errors import BusyError
from fixtures.lab.images import ImageStore
from fixtures.lab.label import LABEL
from fixtures.lab.owner import described, owner_of
from fixtures.lab.progress import PlainProgress

ROOT = Path(__file__).resolve().parents[2]
SLOTS = tuple(f"jitsi-slot-test-{os.getpid()}-{number}" for number in range(2))
"""Not the slots of real runs, which may be going on beside these tests."""
BESIDE = f"jitsi-slot-test-{os.getpid()}-beside-"
HOLDER = f"""
import sys
from fixtures.lab import slot
from fixtures.lab.engine import connect
slot.SLOTS = {SLOTS!r}
client = connect()
with slot.take_slot(client, sys.argv[1]) as own:
    client.networks.create(own.name + "-lan", labels=own.labels)
    print(own.name, flush=True)
    sys.stdin.read()
"""
PATIENCE = 10.0


@pytest.fixture(scope="module")
def client() -> docker.DockerClient:
    """The machine's engine."""
    return connect()


@pytest.fixture(scope="module")
def image(client: docker.DockerClient) -> str:
    """An image in which `cat` is."""
    return ImageStore(client, PlainProgress(sys.stderr)).ensure(["router"])["router"]


@pytest.fixture(autouse=True)
def own_slots(monkeypatch: pytest.MonkeyPatch, client: docker.DockerClient, image: str) -> Iterator[None]:
    """These tests have slots of their own and leave nothing in them."""
    monkeypatch.setattr(slot, "SLOTS", SLOTS)
    monkeypatch.setattr(slot, "BESIDE", BESIDE)
    yield
    _until(lambda: slot.remove_everything(client, image) == (), "a slot of these tests was not freed")


@pytest.fixture
def other_run(image: str, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, with another TMPDIR and home, that owns the first slot and has a network there."""
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    words = [sys.executable, "-c", HOLDER, image]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(words, cwd=ROOT, env=environment, text=True, **pipes) as process:  # type: ignore[call-overload]
        assert process.stdout.readline() == f"{SLOTS[0]}\n"
        yield process
        process.kill()


def networks(client: docker.DockerClient) -> list[Network]:
    """The networks of the first slot."""
    return client.networks.list(filters={"label": f"{LABEL}={SLOTS[0]}"})


def die(process: "subprocess.Popen[str]", client: docker.DockerClient) -> None:
    """Kill a run, and wait until the engine has noticed."""
    process.kill()
    process.wait()
    _until(lambda: owner_of(client, SLOTS[0]) is None, "the engine did not notice that the run died")


def _until(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


def test_two_runs_have_two_slots(client: docker.DockerClient, image: str, other_run: subprocess.Popen[str]) -> None:
    """A run that starts beside another takes the next slot and sweeps nothing of the living one."""
    slot.sweep(client, image)

    with slot.take_slot(client, image) as own:
        assert own.name == SLOTS[1]

    assert networks(client)


def test_a_stopped_run_still_lives(client: docker.DockerClient, image: str, other_run: subprocess.Popen[str]) -> None:
    """A run that was suspended keeps what is its own."""
    os.kill(other_run.pid, signal.SIGSTOP)

    slot.sweep(client, image)

    assert networks(client)


def test_a_killed_run_frees_its_slot(client: docker.DockerClient, image: str, other_run: subprocess.Popen[str]) -> None:
    """After kill -9 the slot can be taken, and what was in it is gone."""
    die(other_run, client)

    with slot.take_slot(client, image) as own:
        assert (own.name, networks(client)) == (SLOTS[0], [])


def test_a_sweep_removes_what_the_dead_left(
    client: docker.DockerClient, image: str, other_run: subprocess.Popen[str]
) -> None:
    """A run in another slot removes it as well."""
    die(other_run, client)

    slot.sweep(client, image)

    assert networks(client) == []


def test_a_living_run_is_named_when_all_else_is_removed(
    client: docker.DockerClient, image: str, other_run: subprocess.Popen[str]
) -> None:
    """`make down` leaves it alone and says whose it is."""
    (sentence,) = slot.remove_everything(client, image)

    owner = owner_of(client, SLOTS[0])

    assert owner is not None
    assert described(owner) in sentence
    assert f"process {other_run.pid} of" in sentence


def test_no_slot_left_is_said_in_a_sentence(client: docker.DockerClient, image: str) -> None:
    """When every slot is owned the run ends with BusyError."""
    with (
        slot.take_slot(client, image),
        slot.take_slot(client, image),
        pytest.raises(BusyError, match="are in use"),
        slot.take_slot(client, image),
    ):
        pass


def test_a_kept_twin_is_remembered_until_it_is_forgotten(client: docker.DockerClient, image: str) -> None:
    """The engine holds the fingerprint of its parts, and a sweep leaves it alone."""
    with slot.take_slot(client, image) as own:
        client.networks.create(f"{own.name}-lan", labels=own.labels)
        own.keep("abc")

    slot.sweep(client, image)

    assert networks(client)
    with slot.take_slot(client, image) as own:
        assert own.kept_fingerprint() == "abc"
        own.forget()
        assert own.kept_fingerprint() is None


def test_a_foreign_container_is_named_and_its_slot_passed_over(client: docker.DockerClient, image: str) -> None:
    """Somebody else's container on a network of ours blocks one slot, not the run."""
    network = client.networks.create(f"{SLOTS[0]}-lan", labels={LABEL: SLOTS[0]})
    foreign = client.containers.run(image, ["cat"], stdin_open=True, detach=True, network=network.name)
    try:
        with slot.take_slot(client, image) as own:
            assert own.name == SLOTS[1]
            assert str(foreign.name) in own.passed_over[0]
    finally:
        foreign.remove(force=True)
