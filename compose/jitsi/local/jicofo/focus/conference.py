"""One room: who is in it, who owns it, and when it ends."""

import asyncio
import uuid
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from focus import service_lines
from focus.conference_lines import ConferenceLines
from focus.errands import Errands
from focus.names import FOCUS_NICK, MUC, MUC_ADMIN, tag
from focus.participant import Participant, RestartBudget, admit
from focus.requests import Requests
from focus.sessions import Desk, Sessions, is_gone
from focus.wire import Occupancy, RefusedError, UnansweredError

IDLE = ("expired", "Idle session timeout")


class Conference:
    """A room that the focus has joined on a client's request."""

    def __init__(self, room: str, desk: Desk, ended: Callable[["Conference"], None], *, own: bool = False) -> None:
        self.room = room
        self.own = own
        """Opened for a health check; it counts nowhere."""
        self.participants: dict[str, Participant] = {}
        self._desk = desk
        self._ended = ended
        self._errands = Errands()
        self._joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._clock: asyncio.TimerHandle | None = None
        self._over = False
        self.lines = ConferenceLines(room, str(uuid.uuid4()), quiet=own)
        self.sessions = Sessions(self.lines, desk, self.participants, self._errands)
        self._requests = Requests(self.sessions)

    @property
    def is_open(self) -> bool:
        """Whether the focus is in the room."""
        return self._joined.done() and self._joined.exception() is None

    async def open(self) -> None:
        """Join the room; raises RefusedError or UnansweredError."""
        self.lines.created()
        elements = [Element(tag(MUC, "x")), *self.sessions.presence.elements()]
        self._desk.wire.present(f"{self.room}/{FOCUS_NICK}", *elements)
        try:
            await asyncio.wait_for(asyncio.shield(self._joined), self._desk.settings.timing.answer)
        except TimeoutError as error:
            self.end()
            raise UnansweredError("the room did not answer") from error

    def observe(self, occupancy: Occupancy) -> None:
        """Take in one presence of the room."""
        if occupancy.nick == FOCUS_NICK or occupancy.error:
            self._observe_itself(occupancy)
        elif occupancy.present:
            self._came(occupancy)
        elif occupancy.nick in self.participants:
            self._left(self.participants[occupancy.nick])

    async def jingle(self, nick: str, element: Element) -> None:
        """Handle a participant's Jingle request; raises RefusedError."""
        if nick not in self.participants:
            raise RefusedError("item-not-found", "not a participant")
        await self._requests.handle(self.participants[nick], element)

    def end(self) -> None:
        """Leave the room and forget everything."""
        if self._over:
            return
        self._over = True
        self.lines.stopped()
        self._stop_clock()
        for participant in tuple(self.participants.values()):
            self.sessions.end(participant)
        self._desk.wire.present(f"{self.room}/{FOCUS_NICK}", gone=True)
        self._ended(self)

    def drop(self) -> None:
        """Forget everything without a word to anybody, because the connection is gone."""
        self._over = True
        self.lines.disconnected()
        self._stop_clock()
        self._errands.cancel()
        if not self._joined.done():
            self._joined.set_exception(UnansweredError("the connection to the server was lost"))

    def _observe_itself(self, occupancy: Occupancy) -> None:
        if occupancy.error and not self._joined.done():
            self._joined.set_exception(RefusedError(occupancy.error, "the room refused the focus"))
            self.lines.refused(occupancy.error)
            self.end()
        elif occupancy.present and not self._joined.done():
            self.lines.meeting_id_made()
            self._joined.set_result(None)
            self._rearm_clock()
        elif not occupancy.present and self._joined.done():
            self.end()

    def _came(self, occupancy: Occupancy) -> None:
        known = self.participants.get(occupancy.nick)
        if known is not None:
            known.affiliation = occupancy.affiliation
            return
        self._desk.counters.participants += 1
        timing = self._desk.settings.timing
        budget = RestartBudget(timing.restart_pause, timing.restarts_per_minute)
        participant = self.participants[occupancy.nick] = admit(occupancy, budget)
        self._rearm_clock()
        self._provide_owner()
        self.sessions.discover(participant)
        self.sessions.invite_waiting()

    def _left(self, participant: Participant) -> None:
        self.lines.member_left(participant.nick, invited=participant.invitation is not None)
        del self.participants[participant.nick]
        self.sessions.end(participant, told=False)
        if self.participants:
            self._rearm_clock()
            self._provide_owner()
        else:
            self.lines.deserted()
            self.end()

    def _rearm_clock(self) -> None:
        """Start the deadline that fits the number of participants: nobody yet, one alone, or none at all."""
        self._stop_clock()
        timing, loop = self._desk.settings.timing, asyncio.get_running_loop()
        if not self.participants:
            self._clock = loop.call_later(timing.initial, self._nobody)
        elif len(self.participants) < self._desk.settings.min_participants:
            if any(participant.session is not None for participant in self.participants.values()):
                self.lines.alone()
            self._clock = loop.call_later(timing.single_participant, self._idle)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _nobody(self) -> None:
        self.lines.nobody_came()
        self.end()

    def _idle(self) -> None:
        for participant in tuple(self.participants.values()):
            if participant.session is not None:
                self.lines.lonely(participant.nick)
            self.sessions.end(participant, IDLE)

    def _provide_owner(self) -> None:
        """Make somebody the moderator, as jicofo's auto-owner does."""
        occupants = tuple(self.participants.values())
        if occupants and all(occupant.affiliation != "owner" for occupant in occupants):
            # The room confirms by presence; until then nobody else is to be promoted.
            occupants[0].affiliation = "owner"
            service_lines.owner_elected(occupants[0].nick)
            self._errands.start(self._promote(occupants[0]))

    async def _promote(self, participant: Participant) -> None:
        query = Element(tag(MUC_ADMIN, "query"))
        bare, _, _ = participant.jid.partition("/")
        SubElement(query, tag(MUC_ADMIN, "item"), {"affiliation": "owner", "jid": bare})
        try:
            await self._desk.wire.ask(self.room, query)
        except (RefusedError, UnansweredError) as error:
            if not is_gone(error):
                service_lines.owner_refused(self.room, str(error))
