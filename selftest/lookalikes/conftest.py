"""One engine, and one registry with the look-alikes of both flavours, for all tests of this folder."""

import io
from collections.abc import Iterator

import docker
import pytest

from fixtures.lab.engine import connect
from fixtures.lab.progress import PlainProgress
from fixtures.lab.slot import Slot, beside
from selftest.lookalikes.images import SERVICES, build, build_registry
from selftest.lookalikes.registry import Registry, serving


@pytest.fixture(scope="session")
def engine() -> docker.DockerClient:
    """The machine's engine."""
    return connect()


@pytest.fixture(scope="session")
def progress() -> PlainProgress:
    """A progress that nobody reads."""
    return PlainProgress(io.StringIO())


@pytest.fixture(scope="session")
def registry_image(engine: docker.DockerClient, progress: PlainProgress) -> str:
    """The registry's image."""
    return build_registry(engine, progress)


@pytest.fixture(scope="session")
def own(engine: docker.DockerClient, registry_image: str) -> Iterator[Slot]:
    """Where everything of these tests stands on the engine."""
    with beside(engine, registry_image) as slot:
        yield slot


@pytest.fixture(scope="session")
def mirror(own: Slot, engine: docker.DockerClient, progress: PlainProgress, registry_image: str) -> Iterator[Registry]:
    """A registry that serves the look-alikes under the published names."""
    with serving(own, registry_image) as registry:
        for flavour in SERVICES:
            registry.publish(build(engine, progress, flavour))
        yield registry
