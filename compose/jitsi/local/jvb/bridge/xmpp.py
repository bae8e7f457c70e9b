"""The bridge in XMPP: a member of the brewery that answers colibri2 and health requests of the focus."""

import asyncio
import time
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID
from slixmpp.stanza import Iq, Presence
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath
from slixmpp.xmlstream.tostring import tostring
from standin.xmpp import Account, ServiceClient

from bridge.bridge import Bridge
from bridge.colibri import ColibriError, Condition
from bridge.colibri_handler import modify
from bridge.colibri_xml import COLIBRI, COLIBRI2, read_modify, write_modified
from bridge.conference_lines import ConferenceLines
from bridge.health import HealthChecker
from bridge.log import Redaction
from bridge.muc_lines import XmppClientLines
from bridge.report import statistics

HEALTH: Final = "http://jitsi.org/protocol/healthcheck"
_MUC: Final = "http://jabber.org/protocol/muc"
_PRESENCE_EVERY: Final = 5.0


class XmppSide:
    """Logs in, stays in the brewery, answers; XMPP trouble never reaches the media side."""

    def __init__(self, bridge: Bridge, health: HealthChecker) -> None:
        self._bridge = bridge
        self._health = health
        self._presence: asyncio.Task[None] | None = None
        self._joined = False
        self._leaving = False
        settings = bridge.settings
        self._brewery = JID(settings.brewery)
        self._occupant = JID(f"{settings.brewery}/{settings.nickname}")
        account = Account(settings.jid, settings.password, settings.xmpp_host, settings.xmpp_port)
        self._lines = XmppClientLines(
            settings.xmpp_host, settings.auth_domain, settings.user, settings.brewery, settings.nickname
        )
        self._late = settings.first_allocation_takes
        self.client = ServiceClient(account, self._lines)
        self.client.add_event_handler("session_start", self._on_session)
        self.client.add_event_handler("disconnected", self._on_disconnected)
        self.client.add_event_handler("presence", self._on_presence)
        self._answer("Colibri2", f"{{{COLIBRI2}}}conference-modify", self._on_colibri)
        self._answer("Health", f"{{{HEALTH}}}healthcheck", self._on_health)

    def start(self) -> None:
        """Begin to log in; returns at once."""
        self._lines.connecting()
        self._presence = asyncio.create_task(self._miss_for_ever())
        self.client.start()

    async def stop(self) -> None:
        """Leave the brewery and log out."""
        self._leaving = True
        self._stop_presence()
        await self.client.stop()

    def _answer(self, name: str, element: str, handler: Any) -> None:
        self.client.register_handler(Callback(name, MatchXPath(f"{{jabber:client}}iq/{element}"), handler))

    def _on_session(self, _: object) -> None:
        self._bridge.xmpp_connected = True
        self._stop_presence()
        self._presence = asyncio.create_task(self._publish_for_ever())

    def _on_disconnected(self, _: object) -> None:
        self._bridge.xmpp_connected = False
        self._joined = self._bridge.brewery_joined = False
        self._stop_presence()
        if not self._leaving:
            self._presence = asyncio.create_task(self._miss_for_ever())

    def _on_presence(self, presence: Presence) -> None:
        """Our own presence, echoed by the room, says whether we are in it."""
        if presence["from"] != self._occupant:
            return
        joined = presence["type"] not in ("error", "unavailable")
        if joined and not self._joined:
            self._lines.joined()
        self._joined = self._bridge.brewery_joined = joined

    def _stop_presence(self) -> None:
        if self._presence is not None:
            self._presence.cancel()
            self._presence = None

    async def _publish_for_ever(self) -> None:
        """Join, and join again when the room lost us; publish the statistics either way."""
        while True:
            presence = self.client.make_presence(pto=self._occupant)
            if not self._joined:
                presence.append(Element(f"{{{_MUC}}}x"))
            presence.append(self._statistics())
            presence.send()
            await asyncio.sleep(_PRESENCE_EVERY)

    async def _miss_for_ever(self) -> None:
        """Say at the pace of the statistics that they cannot be published, as long as there is no login."""
        while True:
            await asyncio.sleep(_PRESENCE_EVERY)
            self._lines.not_published()

    def _statistics(self) -> Element:
        element = Element(f"{{{COLIBRI}}}stats")
        healthy = self._health.verdict(time.monotonic()).healthy
        for name, value in statistics(self._bridge, healthy).items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            SubElement(element, f"{{{COLIBRI}}}stat", {"name": name, "value": text})
        return element

    def _on_colibri(self, iq: Iq) -> None:
        if iq["type"] not in ("get", "set"):
            return
        late, self._late = self._late, 0.0
        if late:
            asyncio.get_running_loop().call_later(late, self._answer_colibri, iq)
        else:
            self._answer_colibri(iq)

    def _answer_colibri(self, iq: Iq) -> None:
        request = Redaction(self._bridge.settings.redact)(_written(iq))
        reply = _reply_to(iq)
        lines: ConferenceLines | None = None
        try:
            self._check_sender(iq)
            asked = read_modify(_request_in(iq))
            lines = self._lines_of(asked.meeting_id)
            if lines is not None:
                lines.asked(request)
            answer = modify(self._bridge, asked)
            if lines is None and (lines := self._lines_of(asked.meeting_id)) is not None:
                lines.asked(request)
            reply.append(write_modified(answer))
        except ColibriError as error:
            _refuse(reply, error)
        if lines is not None:
            lines.answered(_written(reply))
        _send(reply)

    def _lines_of(self, meeting_id: str) -> ConferenceLines | None:
        conference = self._bridge.conferences.get(meeting_id)
        return None if conference is None else conference.lines

    def _check_sender(self, iq: Iq) -> None:
        """Only occupants of the brewery may ask."""
        if iq["from"].bare != self._brewery.bare:
            raise ColibriError(Condition.FORBIDDEN, f"{iq['from'].bare} is not the brewery")

    def _on_health(self, iq: Iq) -> None:
        if iq["type"] not in ("get", "set"):
            return
        verdict = self._health.verdict(time.monotonic())
        if verdict.healthy:
            _send(_reply_to(iq))
        else:
            reply = _reply_to(iq)
            _refuse(reply, ColibriError(Condition.INTERNAL_SERVER_ERROR, verdict.message))
            _send(reply)


def _refuse(reply: Iq, error: ColibriError) -> None:
    reply["type"] = "error"
    reply["error"]["condition"] = error.condition.value
    reply["error"]["text"] = error.text
    if error.reason:
        reply["error"].append(Element(f"{{{COLIBRI2}}}error", {"reason": error.reason}))


def _written(iq: Iq) -> str:
    return str(tostring(iq.xml, top_level=True))


def _reply_to(iq: Iq) -> Iq:
    reply: Iq = iq.reply()  # type: ignore[no-untyped-call]
    return reply


def _send(reply: Iq) -> None:
    reply.send()  # type: ignore[no-untyped-call]


def _request_in(iq: Iq) -> Element:
    element = iq.xml.find(f"{{{COLIBRI2}}}conference-modify")
    if element is None:
        raise ColibriError(Condition.BAD_REQUEST, "no conference-modify in the request")
    return element
