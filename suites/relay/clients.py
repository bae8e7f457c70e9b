"""The clients that ask a relay for an address: ours, and one that others wrote."""

from typing import Final, Protocol

from fixtures.probes import turn
from fixtures.probes.net import Credentials
from fixtures.probes.turn.library import allocate_with_aioice


class Allocate(Protocol):
    """A probe that allocates."""

    __module__: str
    __name__: str

    async def __call__(
        self, server: turn.TurnServer, credentials: Credentials, *, within: float = 5.0
    ) -> turn.AllocateAnswer:
        """Allocate with these credentials and give it back."""


CLIENTS: Final[dict[str, Allocate]] = {"our own client": turn.allocate, "aioice": allocate_with_aioice}
