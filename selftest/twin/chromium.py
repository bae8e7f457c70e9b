"""A container with Chromium that has no network but its own loopback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from fixtures.lab.authority import Authority
from fixtures.lab.engine import connect
from fixtures.lab.images import ImageStore
from fixtures.lab.progress import PlainProgress
from fixtures.lab.removal import remove
from fixtures.lab.slot import beside
from fixtures.vantage.shell import command
from fixtures.vantage.vantage import Vantage

ROOT_CERTIFICATE: Final = "/tmp/root.pem"


@contextmanager
def in_chromium() -> Iterator[Vantage]:
    """Open a vantage there; its container is removed when the block ends."""
    client = connect()
    images = ImageStore(client, PlainProgress(sys.stderr)).ensure(["router", "browser"])
    with beside(client, images["router"]) as own:
        container = client.containers.run(
            images["browser"],
            entrypoint=["sleep", "600"],
            detach=True,
            init=True,
            network_mode="none",
            labels=own.labels,
            environment={"SSL_CERT_FILE": ROOT_CERTIFICATE},
        )
        vantage = Vantage("browser", None, "loopback alone", f"docker exec -i {container.name} python3", inside=True)
        try:
            vantage.run(command, ("tee", ROOT_CERTIFICATE), stdin=Authority().root)
            yield vantage
        finally:
            vantage.close()
            remove(container)
