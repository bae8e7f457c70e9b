"""A real registry on the machine's loopback, as a container that ends with its block."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import docker
import requests
from docker.models.containers import Container

from fixtures.lab.removal import remove
from fixtures.lab.slot import Slot, forget_images

PORT = "5000/tcp"
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a registry lets in."""

    user: str
    password: str


class Registry:
    """A running registry."""

    def __init__(self, client: docker.DockerClient, container: Container, address: str) -> None:
        self._client = client
        self._container = container
        self.address = address

    def publish(self, images: Mapping[str, str], account: Account | None = None) -> None:
        """Pushes images, name here to tag on the engine; no trace of the names stays on the engine."""
        login = {"username": account.user, "password": account.password} if account else None
        for name, tag in images.items():
            reference = f"{self.address}/{name}"
            self._client.images.get(tag).tag(reference)
            answer = self._client.api.push(reference, auth_config=login, stream=True, decode=True)
            refusals = [line["error"] for line in answer if "error" in line]
            self._client.images.remove(reference)
            assert not refusals, f"the registry did not take {name}: {refusals[0]}"

    def kill(self) -> None:
        """Ends the registry at once, whatever it is sending."""
        self._container.kill()


@contextmanager
def serving(own: Slot, image: str, account: Account | None = None) -> Iterator[Registry]:
    """Serves an empty registry until the block ends, and no image has a name from it then.

    own: where it stands, so that what a killed run leaves of it has an owner; account: serves to nobody else.
    """
    environment = {"REGISTRY_USER": account.user, "REGISTRY_PASSWORD": account.password} if account else {}
    container = own.client.containers.run(
        image, detach=True, environment=environment, labels=own.labels, ports={PORT: ("127.0.0.1", 0)}
    )
    address = ""
    try:
        container.reload()
        published = container.ports[PORT]
        assert published, "the engine did not publish the registry's port"
        address = f"127.0.0.1:{published[0]['HostPort']}"
        own.note_registry(address)
        _wait_for(address)
        yield Registry(own.client, container, address)
    finally:
        remove(container, volumes=True)
        if address:
            forget_images(own.client, address)


def _wait_for(address: str) -> None:
    wait_until(lambda: _answers(address), f"the registry {address} does not answer")


def _answers(address: str) -> bool:
    try:
        requests.get(f"http://{address}/v2/", timeout=1.0)
    except requests.ConnectionError:
        return False
    return True


def wait_until(condition: Callable[[], bool], otherwise: str) -> None:
    """Waits for what the engine or the registry does by itself."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.1)
