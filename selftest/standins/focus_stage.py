"""One conference of the focus stand-in, over a wire that keeps what was said."""

import asyncio
from dataclasses import replace
from xml.etree.ElementTree import Element

from focus.bridges import Bridges
from focus.conference import Conference
from focus.counters import Counters
from focus.names import JITMEET, SOURCES, tag
from focus.sessions import Desk
from focus.settings import Settings, Timing, read
from standin.environment import Environment

from selftest.standins.focus_wire import (
    ROOM,
    FakeWire,
    bridge_presence,
    client_jingle,
    occupancy,
    settle,
)

OTHER_BRIDGE = "jvbbrewery@internal-muc.meet.jitsi/two"


class Stage:
    """One conference with the wire it talks over."""

    def __init__(self, settings: Settings) -> None:
        self.wire = FakeWire()
        self.bridges = Bridges()
        self.bridges.observe(bridge_presence())
        self.ended: list[Conference] = []
        self.conference = Conference(ROOM, Desk(self.wire, self.bridges, settings, Counters()), self.ended.append)

    async def open(self) -> None:
        """Let the focus in."""
        opening = asyncio.create_task(self.conference.open())
        await settle()
        self.conference.observe(occupancy("focus", affiliation="owner"))
        await opening

    async def come(self, *nicks: str) -> None:
        """Let participants in."""
        for nick in nicks:
            self.conference.observe(occupancy(nick))
        await settle()

    async def leave(self, nick: str) -> None:
        """Let one go."""
        self.conference.observe(occupancy(nick, present=False))
        await settle()

    def sid(self, nick: str) -> str:
        """The session that a participant was last offered."""
        return self.wire.jingles(nick, "session-initiate")[-1].get("sid", "")

    async def ask(self, nick: str, action: str, ssrcs: tuple[int, int] | None = None) -> None:
        """Send a participant's request; raises the refusal."""
        await self.conference.jingle(nick, client_jingle(action, self.sid(nick), ssrcs=ssrcs, owner=nick))
        await settle()

    async def start(self, *nicks: str) -> None:
        """Let participants in and accept; sources are numbered from 1001 on."""
        await self.open()
        await self.come(*nicks)
        for number, nick in enumerate(nicks):
            await self.ask(nick, "session-accept", (1001 + 2 * number, 1002 + 2 * number))


def made_stage() -> Stage:
    """Return a conference with a usable bridge and short deadlines."""
    usual = read(Environment({"JICOFO_AUTH_PASSWORD": "x"}))
    return Stage(replace(usual, timing=Timing(initial=0.15, single_participant=0.15, answer=1.0)))


def announced(jingle: Element) -> dict[str, set[int]]:
    """SSRCs by owner."""
    found: dict[str, set[int]] = {}
    for source in jingle.iter(tag(SOURCES, "source")):
        info = source.find(tag(JITMEET, "ssrc-info"))
        if info is not None:
            found.setdefault(info.get("owner", ""), set()).add(int(source.get("ssrc", "0")))
    return found
