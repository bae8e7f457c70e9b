"""A run that dies leaves nothing that the next one does not find and remove."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import docker
import pytest

from fixtures.lab.engine import connect
from fixtures.lab.label import LABEL

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


@pytest.fixture(scope="module")
def engine() -> docker.DockerClient:
    """The machine's engine."""
    return connect()


def start_run(reports: Path) -> subprocess.Popen[bytes]:
    """Starts a run of one check in a process of its own."""
    words = [sys.executable, "-m", "pytest", "suites", "--require", "EDGE-01", "--reports", str(reports)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def containers(client: docker.DockerClient) -> dict[str, str]:
    """Every container of ours by its ID, with the slot it belongs to."""
    found = client.containers.list(all=True, filters={"label": LABEL}, ignore_removed=True)
    return {str(container.id): container.labels[LABEL] for container in found}


def new_slot(client: docker.DockerClient, before: dict[str, str], count: int) -> str:
    """Waits until a run has started that many containers in one slot; returns the slot.

    Raises TimeoutError when none does.
    """
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        fresh = Counter(slot for identity, slot in containers(client).items() if identity not in before)
        for slot, started in fresh.items():
            if slot.startswith("jitsi-twin-") and started >= count:
                return slot
        time.sleep(0.05)
    raise TimeoutError("the run started no twin")


def test_what_a_killed_run_left_is_removed_by_the_next(engine: docker.DockerClient, tmp_path: Path) -> None:
    """After kill -9 in the middle of a bring-up the next run holds, and no container or network is left."""
    before = containers(engine)
    killed = start_run(tmp_path)
    slot = new_slot(engine, before, count=3)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()

    following = start_run(tmp_path)

    assert following.wait(timeout=PATIENCE) == 0
    assert slot not in containers(engine).values()
    assert not [network.name for network in engine.networks.list(filters={"label": f"{LABEL}={slot}"})]
