"""The Jingle sessions of one conference: who is invited to which bridge, and who is told of whose sources."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from focus import bridge_lines, colibri, jingle, service_lines
from focus.allocation import BridgeFailedError, BridgeSession
from focus.bridges import Bridges
from focus.colibri import Allocation
from focus.conference_lines import ConferenceLines
from focus.counters import Counters
from focus.errands import Errands
from focus.names import DISCO_INFO, FEATURES_UNANSWERED, FOCUS_NICK, tag
from focus.participant import Participant, Session
from focus.presence import RoomPresence
from focus.settings import Settings
from focus.sources import SourceSet
from focus.wire import RefusedError, UnansweredError, Wire

FEEDBACK_OWNER = "jvb"


@dataclass(frozen=True, slots=True)
class Desk:
    """What all conferences share."""

    wire: Wire
    bridges: Bridges
    settings: Settings
    counters: Counters


class Sessions:
    """Invites the participants of one room and keeps their sessions consistent.

    The mapping of participants belongs to the conference, which adds and removes them.
    """

    def __init__(
        self, lines: ConferenceLines, desk: Desk, participants: Mapping[str, Participant], errands: Errands
    ) -> None:
        self.lines = lines
        self._room = room = lines.room
        self._meeting = colibri.Meeting(lines.meeting_id, room)
        self._desk = desk
        self._participants = participants
        self._errands = errands
        self._on_bridge: BridgeSession | None = None
        self.presence = RoomPresence(room)

    @property
    def counters(self) -> Counters:
        """What the whole focus counts."""
        return self._desk.counters

    @property
    def bridge(self) -> BridgeSession | None:
        """The conference's place on a bridge, once somebody was invited."""
        return self._on_bridge

    def endpoints_on(self, bridge: str) -> int:
        """Return how many endpoints the conference has on a bridge."""
        return len(self._on_bridge) if self._on_bridge is not None and self._on_bridge.bridge == bridge else 0

    def owned(self) -> dict[str, SourceSet]:
        """Return everybody's sources by owner, the bridge's own among them."""
        owned = {participant.nick: participant.sources for participant in self._participants.values()}
        if self._on_bridge is not None:
            owned[FEEDBACK_OWNER] = self._on_bridge.feedback
        return owned

    def invite_waiting(self) -> None:
        """Invite everybody without a session, if there are enough for a conference."""
        if len(self._participants) < self._desk.settings.min_participants:
            return
        for participant in self._participants.values():
            if participant.waiting:
                participant.invitation = self._errands.start(self._invite(participant))

    def end(self, participant: Participant, reason: tuple[str, str] | None = None, *, told: bool = True) -> None:
        """End a session, if there is one; with a reason (condition, text) the client is told.

        told: False for somebody who has left the room.
        """
        if participant.invitation is not None and participant.invitation is not asyncio.current_task():
            participant.invitation.cancel()
        participant.invitation = None
        ended = participant.end_session()
        if ended is not None:
            word = reason[0] if reason else ("success" if told else "gone")
            self.lines.terminated(participant.nick, word, told=reason is not None)
        if ended is not None and reason is not None:
            self._errands.start(self._tell(participant, jingle.terminate(ended.sid, *reason)))
        self._leave_bridge(participant)
        self.synchronise()

    def lose_bridge(self, reason: str) -> None:
        """End all sessions because their bridge is gone, and invite everybody to another one."""
        lost, self._on_bridge = self._on_bridge, None
        self._meeting = colibri.Meeting(str(uuid.uuid4()), self._room)
        self.lines.moved(tuple(self._participants), "" if lost is None else lost.bridge, reason)
        self._desk.counters.bridges_removed += 1
        self._desk.counters.participants_moved += len(self._participants)
        self._show(bridge_count=0)
        for participant in self._participants.values():
            self.end(participant, ("success", "moving"))
        self.invite_waiting()

    def bridges_changed(self) -> None:
        """React to a bridge that came, went, or changed its health."""
        on_bridge = self._on_bridge
        if on_bridge is not None and not self._desk.bridges.is_operational(on_bridge.bridge):
            self.lose_bridge("is not operational")
        elif on_bridge is None:
            self.invite_waiting()

    def bridge_failed(self, failed: BridgeSession, error: BridgeFailedError) -> None:
        """Move the conference away from a bridge that failed it."""
        self._desk.bridges.shun(failed.bridge, self._desk.settings.timing.bridge_shunned)
        if failed is self._on_bridge:
            self.lose_bridge(str(error))

    def synchronise(self) -> None:
        """Tell every active client what changed in the others' sources since it was last told."""
        for participant in self._participants.values():
            session = participant.session
            if session is not None and participant.active:
                before, session.announced = session.announced, self._others(participant)
                # Who left the room is told by the room's presence alone (JitsiMeetConferenceImpl.onMemberLeft).
                stayed = {owner: owned for owner, owned in before.items() if owner in self._participants}
                removed = _difference(stayed, session.announced)
                added = _difference(session.announced, before)
                self._announce(participant, session, "source-remove", removed)
                self._announce(participant, session, "source-add", added)

    async def _invite(self, participant: Participant) -> None:
        features = await self._features_of(participant)
        self.lines.inviting(participant.nick, features)
        known = self._on_bridge is not None
        on_bridge = self._find_bridge()
        if on_bridge is None:
            self.lines.no_bridge(participant.nick)
            return
        self.lines.bridge_chosen(participant.nick, on_bridge.bridge, known=known)
        try:
            allocation = await on_bridge.allocate(participant.nick, features)
        except BridgeFailedError as error:
            self.lines.not_allocated(participant.nick, str(error))
            self.bridge_failed(on_bridge, error)
            return
        participant.session = session = Session(on_bridge.identifier)
        session.announced = self._others(participant)
        offer = self._offer(session, features, allocation, on_bridge)
        self.lines.invited(participant.nick, offer.sources)
        await self._deliver(participant, jingle.initiate(offer))

    async def _deliver(self, participant: Participant, initiate: Element) -> None:
        within = self._desk.settings.timing.answer
        self._desk.counters.note_sent(initiate)
        try:
            await self._desk.wire.ask(participant.address, initiate, within=within)
        except RefusedError:
            self.lines.invitation_refused(participant.nick, initiate.get("sid", ""))
            participant.refused = True
            self.end(participant)
        except UnansweredError:
            # jicofo takes silence for consent, without a word, and so must its double.
            return

    def _offer(
        self, session: Session, features: frozenset[str], allocation: Allocation, on_bridge: BridgeSession
    ) -> jingle.Offer:
        return jingle.Offer(
            sid=session.sid,
            initiator=f"{self._desk.settings.jid}/{FOCUS_NICK}",
            features=features,
            transport=allocation.transport,
            sctp_port=allocation.sctp_port,
            bridge_session=session.bridge_session,
            sources={FEEDBACK_OWNER: on_bridge.feedback, **session.announced},
        )

    def _find_bridge(self) -> BridgeSession | None:
        if self._on_bridge is None:
            usable = self._desk.bridges.operational()
            self._show(bridge_missing=not usable)
            if not usable:
                bridge_lines.none_operational()
            else:
                bridge_lines.selected(usable[0])
                within = self._desk.settings.timing.answer
                self._on_bridge = BridgeSession(self._desk.wire, usable[0].address, self._meeting, within)
                self._show(bridge_count=1)
        return self._on_bridge

    def _leave_bridge(self, participant: Participant) -> None:
        on_bridge = self._on_bridge
        if on_bridge is not None:
            freed = on_bridge.expire(participant.nick)
            self._errands.start(self._note_expiry(participant.nick, freed))
            if on_bridge.empty:
                self.lines.bridge_left(on_bridge.bridge, on_bridge.identifier)
                self._on_bridge = None
                self._meeting = colibri.Meeting(str(uuid.uuid4()), self._room)
                if self._participants:
                    self._show(bridge_count=0)

    async def _note_expiry(self, endpoint: str, freed: Awaitable[None]) -> None:
        try:
            await freed
        except BridgeFailedError as error:
            self.lines.not_expired(endpoint, str(error))

    def _show(self, **changed: Any) -> None:
        """Change what the focus's presence in the room says, and send it unless it said so already."""
        before, self.presence = self.presence, replace(self.presence, **changed)
        if self.presence != before:
            self._desk.wire.present(f"{self._room}/{FOCUS_NICK}", *self.presence.elements())

    def _others(self, participant: Participant) -> dict[str, SourceSet]:
        return {
            other.nick: other.sources
            for other in self._participants.values()
            if other is not participant and other.sources
        }

    def discover(self, participant: Participant) -> None:
        """Ask somebody who has just come what his client can do."""
        participant.discovery = self._errands.start(self._learn_features(participant))

    async def _features_of(self, participant: Participant) -> frozenset[str]:
        if participant.discovery is not None:
            await asyncio.wait({participant.discovery})
        return FEATURES_UNANSWERED if participant.features is None else participant.features

    async def _learn_features(self, participant: Participant) -> None:
        participant.features = await self._ask_features(participant)
        self.lines.member_joined(participant.nick, owner=participant.affiliation == "owner")

    async def _ask_features(self, participant: Participant) -> frozenset[str]:
        within = self._desk.settings.timing.answer
        question = Element(tag(DISCO_INFO, "query"), {"node": participant.caps} if participant.caps else {})
        began = time.monotonic()
        try:
            info = await self._desk.wire.ask(participant.address, question, kind="get", within=within)
        except (RefusedError, UnansweredError) as error:
            silent = isinstance(error, UnansweredError)
            service_lines.features_unknown(participant.address, str(error), silent=silent)
            return FEATURES_UNANSWERED
        service_lines.features_discovered(participant.address, int((time.monotonic() - began) * 1000))
        found = () if info is None else info.findall(tag(DISCO_INFO, "feature"))
        return frozenset(feature.get("var", "") for feature in found)

    def _announce(
        self, participant: Participant, session: Session, action: str, changed: Mapping[str, SourceSet]
    ) -> None:
        if changed:
            self.lines.sources_sent(participant.nick, action, changed)
            self._errands.start(self._tell(participant, jingle.change_sources(action, session.sid, changed)))

    async def _tell(self, participant: Participant, element: Element) -> None:
        self._desk.counters.note_sent(element)
        # jicofo does not wait for the result of what it only tells, and says nothing when none comes.
        with suppress(RefusedError, UnansweredError):
            await self._desk.wire.ask(participant.address, element, within=self._desk.settings.timing.answer)


def is_gone(error: RefusedError | UnansweredError) -> bool:
    """Whether somebody could not be reached because he has just left, which is nothing to warn of."""
    return isinstance(error, RefusedError) and error.condition == "item-not-found"


def _difference(first: Mapping[str, SourceSet], second: Mapping[str, SourceSet]) -> dict[str, SourceSet]:
    """Return what the first has and the second has not, by owner."""
    nothing = SourceSet()
    found = {
        owner: SourceSet(
            tuple(s for s in sources.sources if s not in second.get(owner, nothing).sources),
            tuple(g for g in sources.groups if g not in second.get(owner, nothing).groups),
        )
        for owner, sources in first.items()
    }
    return {owner: sources for owner, sources in found.items() if sources}
