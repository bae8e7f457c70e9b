"""What participants ask for within their Jingle sessions."""

from collections.abc import Awaitable, Callable
from xml.etree.ElementTree import Element

from focus import sources
from focus.allocation import BridgeFailedError
from focus.jingle import BadJingleError, Request, read_request
from focus.participant import Participant, Stage
from focus.sessions import Sessions
from focus.sources import SourceSet, SourcesRefusedError
from focus.wire import RefusedError


class Requests:
    """Answers the Jingle requests of one conference's participants; a refusal is raised as RefusedError."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._actions: dict[str, Callable[[Participant, Request], Awaitable[None]]] = {
            "session-accept": self._accept,
            "session-info": self._inform,
            "session-terminate": self._terminate,
            "source-add": self._add,
            "source-remove": self._remove,
            "transport-info": self._transport,
        }

    async def handle(self, participant: Participant, element: Element) -> None:
        """Handle one request; the same participant's next one waits for it."""
        async with participant.in_turn:
            request = _read(element)
            _check_session(participant, request)
            action = self._actions.get(request.action)
            if action is None:
                raise RefusedError("feature-not-implemented", f"action {request.action[:40]}")
            self._sessions.counters.received[request.action] += 1
            await action(participant, request)

    async def _accept(self, participant: Participant, request: Request) -> None:
        session = participant.session
        if session is None or session.stage is not Stage.OFFERED:
            raise RefusedError("bad-request", "the session is already active")
        if request.transport is None:
            raise RefusedError("bad-request", "no transport in the accept")
        try:
            participant.sources = sources.add(participant.nick, request.sources, self._sessions.owned())
        except SourcesRefusedError as refusal:
            self._sessions.end(participant)
            participant.refused = True
            raise RefusedError("bad-request", str(refusal)) from refusal
        session.stage = Stage.ACTIVE
        self._sessions.lines.accepted(participant.nick, participant.sources)
        await self._tell_bridge(participant, transport=request.transport, changed=True)
        self._sessions.synchronise()

    async def _add(self, participant: Participant, request: Request) -> None:
        await self._change(participant, sources.add, request)

    async def _remove(self, participant: Participant, request: Request) -> None:
        await self._change(participant, sources.remove, request)

    async def _change(
        self,
        participant: Participant,
        rule: Callable[[str, SourceSet, dict[str, SourceSet]], SourceSet],
        request: Request,
    ) -> None:
        _require_active(participant)
        try:
            participant.sources = rule(participant.nick, request.sources, self._sessions.owned())
        except SourcesRefusedError as refusal:
            raise RefusedError("bad-request", str(refusal)) from refusal
        await self._tell_bridge(participant, changed=True)
        self._sessions.synchronise()

    async def _transport(self, participant: Participant, request: Request) -> None:
        if request.transport is None:
            raise RefusedError("bad-request", "no transport")
        await self._tell_bridge(participant, transport=request.transport)

    async def _inform(self, participant: Participant, request: Request) -> None:
        if request.ice_restart:
            raise RefusedError("feature-not-implemented", "ICE restart within a session")
        if request.ice_failed:
            self._sessions.counters.ice_failures += 1
            _check_bridge_session(participant, request)
            _spend_restart(participant)
            self._sessions.lines.ice_failed(participant.nick, request.bridge_session or "")
            self._sessions.end(participant, ("connectivity-error", "ICE failed"))
            self._sessions.invite_waiting()

    async def _terminate(self, participant: Participant, request: Request) -> None:
        _check_bridge_session(participant, request)
        if request.restart:
            self._sessions.counters.restarts += 1
            _spend_restart(participant)
        self._sessions.end(participant)
        if request.restart:
            self._sessions.invite_waiting()
        else:
            participant.refused = True

    async def _tell_bridge(
        self, participant: Participant, *, transport: Element | None = None, changed: bool = False
    ) -> None:
        on_bridge = self._sessions.bridge
        if on_bridge is None:
            return
        current = participant.sources if changed else None
        try:
            await on_bridge.update(participant.nick, transport=transport, sources=current)
        except BridgeFailedError as error:
            self._sessions.bridge_failed(on_bridge, error)


def _read(element: Element) -> Request:
    try:
        return read_request(element)
    except BadJingleError as error:
        raise RefusedError("bad-request", str(error)) from error


def _check_session(participant: Participant, request: Request) -> None:
    if request.sid in participant.ended_sids:
        raise RefusedError("gone", "the session has ended")
    if participant.session is None or participant.session.sid != request.sid:
        raise RefusedError("bad-request", "no such session")


def _require_active(participant: Participant) -> None:
    if not participant.active:
        raise RefusedError("bad-request", "the session was not accepted yet")


def _check_bridge_session(participant: Participant, request: Request) -> None:
    session = participant.session
    if session is not None and request.bridge_session not in (None, session.bridge_session):
        raise RefusedError("item-not-found", "no such bridge session")


def _spend_restart(participant: Participant) -> None:
    if not participant.restarts.grant():
        raise RefusedError("resource-constraint", "too many restarts", "wait")
