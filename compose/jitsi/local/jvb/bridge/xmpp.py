"""The bridge in XMPP: a member of the brewery that answers colibri2 and health requests of the focus."""

import asyncio
import time
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement

from slixmpp import JID
from slixmpp.stanza import Iq, Presence
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath
from standin.events import log
from standin.xmpp import Account, ServiceClient

from bridge.bridge import Bridge
from bridge.colibri import ColibriError, Condition
from bridge.colibri_handler import modify
from bridge.colibri_xml import COLIBRI, COLIBRI2, read_modify, write_modified
from bridge.health import HealthChecker
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
        settings = bridge.settings
        self._brewery = JID(settings.brewery)
        self._occupant = JID(f"{settings.brewery}/{settings.nickname}")
        account = Account(settings.jid, settings.password, settings.xmpp_host, settings.xmpp_port)
        self.client = ServiceClient(account)
        self.client.add_event_handler("session_start", self._on_session)
        self.client.add_event_handler("disconnected", self._on_disconnected)
        self.client.add_event_handler("presence", self._on_presence)
        self._answer("Colibri2", f"{{{COLIBRI2}}}conference-modify", self._on_colibri)
        self._answer("Health", f"{{{HEALTH}}}healthcheck", self._on_health)

    def start(self) -> None:
        """Begin to log in; returns at once."""
        self.client.start()

    async def stop(self) -> None:
        """Leave the brewery and log out."""
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

    def _on_presence(self, presence: Presence) -> None:
        """Our own presence, echoed by the room, says whether we are in it."""
        if presence["from"] != self._occupant:
            return
        joined = presence["type"] not in ("error", "unavailable")
        if joined != self._joined or presence["type"] == "error":
            log("brewery_joined" if joined else "brewery_left", room=self._brewery, nick=self._occupant.resource)
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
        try:
            self._check_sender(iq)
            answer = modify(self._bridge, read_modify(_request_in(iq)))
        except ColibriError as error:
            log("colibri_refused", "warning", over="xmpp", condition=error.condition, reason=error.text)
            _refuse(iq, error)
            return
        reply = _reply_to(iq)
        reply.append(write_modified(answer))
        _send(reply)

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
            _refuse(iq, ColibriError(Condition.INTERNAL_SERVER_ERROR, verdict.message))


def _refuse(iq: Iq, error: ColibriError) -> None:
    reply = _reply_to(iq)
    reply["type"] = "error"
    reply["error"]["condition"] = error.condition.value
    reply["error"]["text"] = error.text
    if error.reason:
        reply["error"].append(Element(f"{{{COLIBRI2}}}error", {"reason": error.reason}))
    _send(reply)


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
