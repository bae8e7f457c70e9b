"""The wire on slixmpp."""

import asyncio
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from slixmpp import JID
from slixmpp.exceptions import IqError, IqTimeout
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath
from slixmpp.xmlstream.stanzabase import StanzaBase
from slixmpp.xmlstream.tostring import tostring
from standin.xmpp import Account, ServiceClient
from standin.xmpp_lines import XmppLines

from focus import service_lines
from focus.names import CLIENT, tag
from focus.wire import Kind, OccupancyHandler, RefusedError, RequestHandler, UnansweredError, read_occupancy


class XmppWire:
    """A service account's session, with handlers for requests by the name of their payload."""

    def __init__(self, account: Account, lines: XmppLines) -> None:
        self._client = ServiceClient(account, lines)
        self.online = False
        """True between login and the loss of the connection."""
        self.on_login(self._mark_online)
        self.on_loss(self._mark_offline)
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def jid(self) -> str:
        """The session's own full JID."""
        return str(self._client.boundjid.full)

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._client.start()

    async def stop(self) -> None:
        """Leave in order."""
        await self._client.stop()

    def on_login(self, handler: Callable[[], None]) -> None:
        """Call a handler after every login."""
        self._client.add_event_handler("session_start", lambda _: handler())

    def on_loss(self, handler: Callable[[], None]) -> None:
        """Call a handler after every loss of the connection."""
        self._client.add_event_handler("disconnected", lambda _: handler())

    def on_request(self, payload: str, handler: RequestHandler) -> None:
        """Let a handler answer every request whose payload has this qualified name."""

        def receive(iq: StanzaBase) -> None:
            if iq["type"] in ("get", "set"):
                task = asyncio.get_running_loop().create_task(self._answer(iq, payload, handler))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

        matcher = MatchXPath(f"{tag(CLIENT, 'iq')}/{payload}")
        self._client.register_handler(Callback(f"request {payload}", matcher, receive))

    def on_occupancy(self, handler: OccupancyHandler) -> None:
        """Call a handler for every presence."""

        def receive(presence: StanzaBase) -> None:
            handler(read_occupancy(presence.xml))

        self._client.register_handler(Callback("occupancy", MatchXPath(tag(CLIENT, "presence")), receive))

    def announce(self) -> None:
        """Send available presence to the server, by which its client proxy learns of this session."""
        self._client.send_presence()

    def describe(self, identity: tuple[str, str, str], features: Iterable[str], node: str) -> None:
        """Answer disco#info for a node and without one; the identity is category, type and name."""
        disco = self._client.plugin["xep_0030"]
        category, kind, name = identity
        for asked in (None, node):
            disco.add_identity(category=category, itype=kind, name=name, node=asked)
            for feature in features:
                disco.add_feature(feature, node=asked)

    async def ask(self, to: str, payload: Element, *, kind: Kind = "set", within: float = 15.0) -> Element | None:
        """Send a request; return the payload of its result. Raises RefusedError or UnansweredError."""
        if not self.online:
            raise UnansweredError("not connected")
        iq = self._client.make_iq(ito=JID(to), itype=kind)
        iq.xml.append(payload)
        try:
            result = await iq.send(timeout=within)  # type: ignore[no-untyped-call]
        except IqError as error:
            raise RefusedError(error.condition, error.text, error.etype) from error
        except IqTimeout as error:
            raise UnansweredError(f"{to} did not answer within {within:g} s") from error
        return next(iter(result.xml), None)

    def present(self, to: str, *payload: Element, gone: bool = False) -> None:
        """Send presence to an occupant address; `gone` leaves the room."""
        if not self.online:
            return
        presence = self._client.make_presence(pto=JID(to), ptype="unavailable" if gone else None)
        for element in payload:
            presence.xml.append(element)
        presence.send()

    def _mark_online(self) -> None:
        self.online = True

    def _mark_offline(self) -> None:
        self.online = False

    async def _answer(self, iq: StanzaBase, payload: str, handler: RequestHandler) -> None:
        reply = iq.reply(clear=True)
        element = iq.xml.find(payload)
        try:
            answer = await handler(str(iq["from"]), Element(payload) if element is None else element)
        except RefusedError as refusal:
            sid = "" if element is None else element.get("sid", "")
            service_lines.request_refused(str(iq["from"]), sid, str(tostring(iq.xml)), str(refusal))
            reply["type"] = "error"
            reply["error"]["type"] = refusal.kind
            reply["error"]["condition"] = refusal.condition
            reply["error"]["text"] = refusal.text
        else:
            if answer is not None:
                reply.xml.append(answer)
        if self.online:
            reply.send()
