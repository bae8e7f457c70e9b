"""What the focus remembers of one participant."""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from focus.names import CAPS, tag
from focus.sources import SourceSet
from focus.wire import Occupancy

SID_LETTERS = "0123456789abcdefghijklmnopqrstuv"


class Stage(StrEnum):
    """How far a Jingle session has come."""

    OFFERED = "offered"
    ACTIVE = "active"


@dataclass(slots=True)
class Session:
    """One Jingle session; every invitation gets a new one, for clients refuse a `sid` that they have seen."""

    bridge_session: str
    """The bridge session's name, which all clients of a conference on one bridge share."""
    sid: str = field(default_factory=lambda: "".join(secrets.choice(SID_LETTERS) for _ in range(13)))
    stage: Stage = Stage.OFFERED
    announced: dict[str, SourceSet] = field(default_factory=dict)
    """The others' sources as this client was told them, by owner."""


class RestartBudget:
    """Limits how often a client may ask for a new session: a pause in between, and a number per minute."""

    def __init__(self, pause: float, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._clock = clock
        self._granted: deque[float] = deque(maxlen=per_minute)

    def grant(self) -> bool:
        """Tell whether one more restart is allowed now, and count it when it is."""
        now = self._clock()
        too_soon = bool(self._granted) and now - self._granted[-1] < self._pause
        too_many = len(self._granted) == self._granted.maxlen and now - self._granted[0] < 60.0
        if too_soon or too_many:
            return False
        self._granted.append(now)
        return True


@dataclass(slots=True)
class Participant:
    """An occupant of the room other than the focus. The nick is the endpoint's name everywhere."""

    nick: str
    address: str
    jid: str
    affiliation: str
    restarts: RestartBudget
    caps: str = ""
    """The node by which its presence names what its client can do (XEP-0115), empty when it names none."""
    discovery: asyncio.Task[None] | None = None
    features: frozenset[str] | None = None
    sources: SourceSet = field(default_factory=SourceSet)
    session: Session | None = None
    ended_sids: deque[str] = field(default_factory=lambda: deque(maxlen=8))
    refused: bool = False
    """It answered an invitation with an error; it is not invited again."""
    invitation: asyncio.Task[None] | None = None
    in_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """A participant's requests are handled one by one."""

    @property
    def active(self) -> bool:
        """True once the session was accepted."""
        return self.session is not None and self.session.stage is Stage.ACTIVE

    @property
    def waiting(self) -> bool:
        """True when the participant should be invited."""
        running = self.invitation is not None and not self.invitation.done()
        return self.session is None and not running and not self.refused

    def end_session(self) -> Session | None:
        """Forget the session and its sources; return it."""
        ended, self.session = self.session, None
        self.sources = SourceSet()
        if ended is not None:
            self.ended_sids.append(ended.sid)
        return ended


def admit(occupancy: Occupancy, restarts: RestartBudget) -> Participant:
    """Return the participant that a first presence announces."""
    jid, affiliation = occupancy.jid, occupancy.affiliation
    return Participant(occupancy.nick, occupancy.address, jid, affiliation, restarts, caps=_caps_of(occupancy))


def _caps_of(occupancy: Occupancy) -> str:
    element = occupancy.element.find(tag(CAPS, "c"))
    return "" if element is None else f"{element.get('node', '')}#{element.get('ver', '')}"
