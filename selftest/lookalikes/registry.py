"""A real registry on the machine's loopback, as a container that ends with its block."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import docker
import requests
from docker.models.containers import Container

from fixtures.lab.label import LABEL

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

    def forget_all(self) -> None:
        """Removes every image from the engine that was pulled from here."""
        # By the engine's plain list: the SDK's asks for each image once more, and others' may be gone by then.
        tags = [tag for image in self._client.api.images() for tag in image["RepoTags"] or ()]
        for tag in tags:
            if tag.startswith(f"{self.address}/"):
                self._client.images.remove(tag)

    def kill(self) -> None:
        """Ends the registry at once, whatever it is sending."""
        self._container.kill()


@contextmanager
def serving(client: docker.DockerClient, image: str, account: Account | None = None) -> Iterator[Registry]:
    """Serves an empty registry until the block ends; with an account, to nobody else."""
    environment = {"REGISTRY_USER": account.user, "REGISTRY_PASSWORD": account.password} if account else {}
    container = client.containers.run(
        image, detach=True, environment=environment, labels={LABEL: "registry"}, ports={PORT: ("127.0.0.1", 0)}
    )
    try:
        container.reload()
        published = container.ports[PORT]
        assert published, "the engine did not publish the registry's port"
        address = f"127.0.0.1:{published[0]['HostPort']}"
        _wait_for(address)
        yield Registry(client, container, address)
    finally:
        container.remove(force=True, v=True)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            requests.get(f"http://{address}/v2/", timeout=1.0)
        except requests.ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return
