"""One conference's endpoints on one bridge."""

import asyncio
import uuid
from collections.abc import Collection, Coroutine
from xml.etree.ElementTree import Element

from focus import colibri
from focus.names import COLIBRI2, tag
from focus.sources import SourceSet, SourcesRefusedError
from focus.wire import RefusedError, UnansweredError, Wire


class BridgeFailedError(Exception):
    """The bridge refused, did not answer, or answered nonsense; the text says which."""


class BridgeSession:
    """The endpoints that one conference has on one bridge; the first one creates the conference there."""

    def __init__(self, wire: Wire, bridge: str, meeting: colibri.Meeting, within: float) -> None:
        self.bridge = bridge
        self.identifier = str(uuid.uuid4())
        self.feedback = SourceSet()
        """The bridge's own SSRCs, known once the conference exists there."""
        self._wire = wire
        self._within = within
        self._meeting = meeting
        self._endpoints: set[str] = set()
        self._created = False
        self._one_at_a_time = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._endpoints)

    @property
    def empty(self) -> bool:
        """True when no endpoint is left, after which the bridge forgets the conference."""
        return not self._endpoints

    async def allocate(self, endpoint: str, features: Collection[str]) -> colibri.Allocation:
        """Reserve an endpoint, or raise BridgeFailedError."""
        self._endpoints.add(endpoint)
        async with self._one_at_a_time:
            request = colibri.create_endpoint(self._meeting, endpoint, features, new_conference=not self._created)
            modified = await self._ask(request)
            try:
                allocation = colibri.read_allocation(modified, endpoint)
            except (colibri.BadAllocationError, SourcesRefusedError, ValueError) as error:
                raise BridgeFailedError(str(error)) from error
            self._created = True
            if allocation.feedback:
                self.feedback = allocation.feedback
            return allocation

    async def update(
        self, endpoint: str, *, transport: Element | None = None, sources: SourceSet | None = None
    ) -> None:
        """Tell the bridge what a client said about itself, or raise BridgeFailedError."""
        await self._ask(colibri.update_endpoint(self._meeting, endpoint, transport=transport, sources=sources))

    def expire(self, endpoint: str) -> Coroutine[None, None, None]:
        """Forget an endpoint at once; the coroutine frees it, and the conference with the last one.

        It raises BridgeFailedError when the bridge did not free it.
        """
        known = endpoint in self._endpoints
        self._endpoints.discard(endpoint)
        return self._free(endpoint, conference=self.empty) if known else _nothing()

    async def _free(self, endpoint: str, *, conference: bool) -> None:
        meeting = self._meeting
        request = colibri.expire_conference(meeting) if conference else colibri.expire_endpoint(meeting, endpoint)
        await self._ask(request)

    async def _ask(self, request: Element) -> Element:
        try:
            modified = await self._wire.ask(self.bridge, request, kind="get", within=self._within)
        except (RefusedError, UnansweredError) as error:
            raise BridgeFailedError(str(error)) from error
        if modified is None or modified.tag != tag(COLIBRI2, "conference-modified"):
            raise BridgeFailedError("the bridge's answer is not a conference-modified")
        return modified


async def _nothing() -> None:
    """Stand for the release of what was never reserved."""
