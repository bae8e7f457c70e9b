"""The focus as a whole: it answers conference requests and hands everything else to the right conference."""

import time
from xml.etree.ElementTree import Element, SubElement

from focus import service_lines
from focus.brewery import Brewery
from focus.bridges import Bridges
from focus.conference import Conference
from focus.counters import Counters
from focus.errands import Errands
from focus.names import FOCUS, JINGLE, tag
from focus.presence import CAPS_NODE, FEATURES, IDENTITY, capabilities_hash
from focus.sessions import Desk
from focus.settings import Settings
from focus.wire import Occupancy, RefusedError, UnansweredError
from focus.xmpp import XmppWire

CONFERENCE = tag(FOCUS, "conference")
JINGLE_ELEMENT = tag(JINGLE, "jingle")
PROPERTIES = {"authentication": "false", "visitors-supported": "false"}


class FocusService:
    """All conferences of one focus account."""

    def __init__(self, wire: XmppWire, settings: Settings) -> None:
        self.conferences: dict[str, Conference] = {}
        self.desk = Desk(wire, Bridges(), settings, Counters())
        self.brewery = Brewery(self.desk, self._bridges_changed)
        self._wire = wire
        self._settings = settings
        self._errands = Errands()
        wire.describe(IDENTITY, FEATURES, f"{CAPS_NODE}#{capabilities_hash()}")
        wire.on_login(self._logged_in)
        wire.on_loss(self._connection_lost)
        wire.on_occupancy(self._observe)
        wire.on_request(CONFERENCE, self._answer_conference)
        wire.on_request(JINGLE_ELEMENT, self._answer_jingle)

    def uptime(self) -> float:
        """Return the seconds since the start."""
        return time.monotonic() - self.desk.counters.started

    def endpoints_on(self, bridge: str) -> int:
        """Return how many endpoints the conferences have on a bridge."""
        return sum(conference.sessions.endpoints_on(bridge) for conference in self.conferences.values())

    async def open_room(self, room: str) -> None:
        """Open a room of the focus's own, which ends when nobody comes; raises RefusedError or UnansweredError."""
        self.conferences[room] = Conference(room, self.desk, self._forget, own=True)
        await self.conferences[room].open()

    def _logged_in(self) -> None:
        self._wire.announce()
        self._errands.start(self.brewery.keep_joined())
        self._errands.start(self.brewery.keep_checking())

    def _connection_lost(self) -> None:
        """Forget all conferences, as jicofo does without stream resumption."""
        self._errands.cancel()
        self.brewery.forget()
        for conference in self.conferences.values():
            conference.drop()
        self.conferences.clear()

    def _bridges_changed(self) -> None:
        for conference in tuple(self.conferences.values()):
            conference.sessions.bridges_changed()

    def _observe(self, occupancy: Occupancy) -> None:
        if occupancy.room == self._settings.brewery:
            self.brewery.observe(occupancy)
        elif occupancy.room in self.conferences:
            self.conferences[occupancy.room].observe(occupancy)

    async def _answer_conference(self, sender: str, request: Element) -> Element:
        room = request.get("room", "").lower()
        name, _, domain = room.partition("@")
        if not name or domain != self._settings.muc_domain:
            raise RefusedError("bad-request", "no room of this service was named", "modify")
        service_lines.conference_requested(room, sender)
        ready = await self._open(room)
        facts = {"room": room, "ready": str(ready).lower(), "focusjid": self._settings.jid}
        answer = Element(CONFERENCE, facts)
        for key, value in PROPERTIES.items():
            SubElement(answer, tag(FOCUS, "property"), {"name": key, "value": value})
        return answer

    async def _open(self, room: str) -> bool:
        """Enter a room for the first who asks; whoever asks meanwhile is told at once that this is not over yet."""
        if room in self.conferences:
            return self.conferences[room].is_open
        self.conferences[room] = Conference(room, self.desk, self._forget)
        self.desk.counters.conferences += 1
        try:
            await self.conferences[room].open()
        except UnansweredError:
            return False
        return True

    async def _answer_jingle(self, sender: str, element: Element) -> None:
        room, _, nick = sender.partition("/")
        if room not in self.conferences:
            raise RefusedError("item-not-found", "no such conference")
        await self.conferences[room].jingle(nick, element)

    def _forget(self, conference: Conference) -> None:
        if self.conferences.get(conference.room) is conference:
            del self.conferences[conference.room]
