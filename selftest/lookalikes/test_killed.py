"""A registry whose run was killed is removed by the next run, with the names that images have from it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from fixtures.lab import slot
from fixtures.lab.engine import image_names
from fixtures.lab.label import LABEL
from fixtures.lab.owner import owner_of
from selftest.lookalikes.registry import wait_until

ROOT = Path(__file__).resolve().parents[2]
SERVER = """
import sys
from fixtures.lab.engine import connect
from fixtures.lab.slot import beside
from selftest.lookalikes.handmade import put_image
from selftest.lookalikes.registry import serving
client = connect()
with beside(client, sys.argv[1]) as own, serving(own, sys.argv[1]) as registry:
    put_image(registry.address, "jitsi/web:stable", size=10)
    client.images.pull(f"{registry.address}/jitsi/web", "stable")
    print(own.name, registry.address, flush=True)
    sys.stdin.read()
"""


class OtherRun:
    """A run that serves a registry and pulled an image from it."""

    def __init__(self, process: "subprocess.Popen[str]", client: docker.DockerClient) -> None:
        assert process.stdout is not None
        self.name, self.address = process.stdout.readline().split()
        self._process = process
        self._client = client

    def die(self) -> None:
        """Kill it, and wait until the engine has noticed."""
        self._process.kill()
        self._process.wait()
        wait_until(lambda: owner_of(self._client, self.name) is None, "the engine did not notice the death")

    def left(self) -> list[str]:
        """What the engine has of it, its owner's own container apart."""
        found = self._client.containers.list(all=True, filters={"label": f"{LABEL}={self.name}"}, ignore_removed=True)
        things = [str(each.name) for each in found if each.name != f"{self.name}-owner"]
        volumes = [each.name for each in self._client.volumes.list(filters={"label": f"{LABEL}={self.name}"})]
        return [*things, *volumes, *(tag for tag in image_names(self._client) if tag.startswith(f"{self.address}/"))]


@pytest.fixture
def other(engine: docker.DockerClient, registry_image: str) -> Iterator[OtherRun]:
    """Another run, which ends with the test."""
    words = [sys.executable, "-c", SERVER, registry_image]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(words, cwd=ROOT, env=dict(os.environ), text=True, **pipes) as process:  # type: ignore[call-overload]
        yield OtherRun(process, engine)
        process.kill()


def test_what_a_killed_run_served_goes_with_the_next(
    engine: docker.DockerClient, registry_image: str, other: OtherRun
) -> None:
    """The registry, its note and what was pulled from it."""
    other.die()
    assert len(other.left()) == 3

    slot.sweep(engine, registry_image)

    assert other.left() == []


def test_what_a_living_run_serves_stays(engine: docker.DockerClient, registry_image: str, other: OtherRun) -> None:
    """A run beside it removes nothing."""
    slot.sweep(engine, registry_image)

    assert len(other.left()) == 3


def test_all_of_it_goes_when_everything_is_removed(
    engine: docker.DockerClient, registry_image: str, other: OtherRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`make down` is a next run as well."""
    # Twins that somebody kept are none of this test's business.
    monkeypatch.setattr(slot, "SLOTS", ())
    other.die()

    slot.remove_everything(engine, registry_image)

    assert other.left() == []
