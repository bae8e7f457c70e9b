"""A twin is whole, or its missing parts are known by name."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import docker
import pytest

from fixtures.lab import plan
from fixtures.lab.containers import Workshop
from fixtures.lab.slot import Slot

NAMES = tuple(
    f"jitsi-twin-0-{name}" for name in ("host", "router", *(vantage.name for vantage in plan.VANTAGE_CONTAINERS))
)


@dataclass
class Engine:
    """An engine that knows nothing but which containers run: ID by name."""

    running: dict[str, str] = field(default_factory=lambda: {name: f"id of {name}" for name in NAMES})

    def client(self) -> docker.DockerClient:
        """Return it as the lab speaks to it."""
        return cast(docker.DockerClient, SimpleNamespace(containers=self))

    def list(self, **_: Any) -> list[SimpleNamespace]:
        """Return what runs."""
        return [SimpleNamespace(name=name, id=identity) for name, identity in self.running.items()]

    def get(self, name: str) -> SimpleNamespace:
        """Return one container."""
        return SimpleNamespace(name=name, id=self.running[name])


@pytest.fixture
def engine() -> Engine:
    """An engine with a whole twin."""
    return Engine()


@pytest.fixture
def workshop(engine: Engine) -> Workshop:
    """Its workshop."""
    client = engine.client()
    return Workshop(client, Slot("jitsi-twin-0", client, "owner"))


def test_a_twin_with_all_its_containers_is_whole(workshop: Workshop) -> None:
    """An earlier run's twin may be taken over."""
    assert workshop.is_whole()


@pytest.mark.parametrize("name", NAMES)
def test_a_twin_that_lost_a_container_is_not(engine: Engine, workshop: Workshop, name: str) -> None:
    """After `docker kill` or a reboot there is nothing to take over."""
    del engine.running[name]

    assert not workshop.is_whole()


def test_what_vanished_is_named(engine: Engine, workshop: Workshop) -> None:
    """Stopped or removed, it is gone for the checks."""
    workshop.find("router")
    del engine.running["jitsi-twin-0-router"]

    assert workshop.vanished() == ("jitsi-twin-0-router",)


def test_another_container_of_the_name_is_not_the_same(engine: Engine, workshop: Workshop) -> None:
    """What somebody else started in its place has none of the run's state."""
    workshop.find("router")
    engine.running["jitsi-twin-0-router"] = "another"

    assert workshop.vanished() == ("jitsi-twin-0-router",)


def test_nothing_vanished_from_a_whole_twin(workshop: Workshop) -> None:
    """A check's finding stands."""
    workshop.find("router")

    assert workshop.vanished() == ()
