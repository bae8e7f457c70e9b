"""A whole little XMPP server in this process: accounts over TCP, anonymous clients over WebSocket, rooms, focus proxy.

It has the manners of a Jitsi deployment's Prosody as far as focus, bridge and participant need them, and none of its
safety. `Behaviour` makes it misbehave on purpose.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from xml.etree.ElementTree import Element

from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from fixtures.probes.xmpp.xml import (
    CLIENT,
    EXTERNAL_SERVICES,
    PING,
    STANZA_ERRORS,
    make,
    tag,
)
from selftest.participant.rooms import ADMIN, ChatRoom
from selftest.participant.xmpp_dialogue import DOMAIN, Link, serve_account, serve_browser

FOCUS = "focus.meet.jitsi"
ROOM_DOMAINS = ("muc.meet.jitsi", "internal-muc.meet.jitsi")


@dataclass
class Behaviour:
    """What the server does otherwise: `intercept` may take a stanza from a client and return what to answer it with."""

    services: tuple[Element, ...] = ()
    intercept: Callable[[Element], tuple[Element, ...] | None] = lambda _: None
    hidden_jids: bool = False
    heard: list[Element] = field(default_factory=list)


class XmppServer:
    """Routes stanzas between sessions, rooms and the focus proxy."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.rooms: dict[str, ChatRoom] = {}
        self._links: dict[str, Link] = {}

    def enter(self, jid: str, link: Link) -> None:
        """Register a bound session."""
        self._links[jid] = link

    def leave(self, jid: str) -> None:
        """Forget a session, with its places in rooms."""
        self._links.pop(jid, None)
        for room in self.rooms.values():
            room.leave(jid)

    def deliver(self, jid: str, stanza: Element) -> None:
        """Send to one session, if it is there."""
        if jid in self._links:
            self._links[jid].write(stanza)

    def route(self, sender: str, stanza: Element) -> None:
        """Pass on what a session sent."""
        self.behaviour.heard.append(stanza)
        answers = self.behaviour.intercept(stanza)
        to = stanza.get("to", DOMAIN)
        if answers is not None:
            for answer in answers:
                self.deliver(sender, answer)
        elif to.partition("/")[0].partition("@")[2] in ROOM_DOMAINS:
            self._to_room(sender, to, stanza)
        elif to.partition("/")[0] == FOCUS:
            self._through_proxy(sender, to, stanza)
        elif stanza.tag == tag(CLIENT, "iq") and stanza.get("type") in ("get", "set"):
            self._answer(sender, stanza)

    def _to_room(self, sender: str, to: str, stanza: Element) -> None:
        address, _, nick = to.partition("/")
        room = self.rooms.get(address)
        if room is None:
            hidden = self.behaviour.hidden_jids
            room = self.rooms[address] = ChatRoom(address, self.deliver, hidden_jids=hidden)
        if stanza.tag == tag(CLIENT, "presence"):
            room.presence(sender, nick, stanza)
        elif not nick:
            query = stanza.find(tag(ADMIN, "query"))
            allowed = query is not None and room.grant(sender, query)
            self._reply(sender, stanza, error="" if allowed else "forbidden")
        elif nick in room.occupants and room.nick_of(sender):
            self._forward(stanza, f"{address}/{room.nick_of(sender)}", room.occupants[nick])
        elif stanza.get("type") in ("get", "set"):
            self._reply(sender, stanza, error="item-not-found")

    def _through_proxy(self, sender: str, to: str, stanza: Element) -> None:
        focus = next((jid for jid in self._links if jid.startswith("focus@")), "")
        if sender == focus:
            self._forward(stanza, FOCUS, to.partition("/")[2])
        elif focus:
            self._forward(stanza, f"{FOCUS}/{sender}", focus)
        else:
            self._reply(sender, stanza, error="service-unavailable")

    def _forward(self, stanza: Element, sender: str, to: str) -> None:
        facts = dict(stanza.attrib) | {"from": sender, "to": to}
        self.deliver(to, make(stanza.tag, facts, *stanza))

    def _answer(self, sender: str, stanza: Element) -> None:
        payload = stanza[0].tag if len(stanza) else ""
        if payload == tag(EXTERNAL_SERVICES, "services") and self.behaviour.services:
            self._reply(sender, stanza, make(payload, {}, *self.behaviour.services))
        else:
            self._reply(sender, stanza, error="" if payload == tag(PING, "ping") else "service-unavailable")

    def _reply(self, sender: str, stanza: Element, *payload: Element, error: str = "") -> None:
        facts = {"type": "error" if error else "result", "id": stanza.get("id", ""), "to": sender}
        if stanza.get("to"):
            facts["from"] = stanza.get("to", "")
        if error:
            payload = (make(tag(CLIENT, "error"), {"type": "cancel"}, make(tag(STANZA_ERRORS, error))),)
        self.deliver(sender, make(tag(CLIENT, "iq"), facts, *payload))


@dataclass(frozen=True)
class Running:
    """A server that listens on loopback: for accounts on `account_port`, for browsers on `web_port`."""

    server: XmppServer
    account_port: int
    web_port: int
    browsers: set[ServerConnection]
    accounts: set[asyncio.StreamWriter]

    def cut_accounts(self) -> None:
        """Reset the connections of the focus and the bridge."""
        for account in self.accounts:
            account.transport.abort()

    def cut(self) -> None:
        """Reset the connections of all browsers."""
        for browser in self.browsers:
            browser.transport.abort()


@asynccontextmanager
async def xmpp_server(behaviour: Behaviour | None = None) -> AsyncIterator[Running]:
    """Run the server for the time of the block."""
    server = XmppServer(behaviour or Behaviour())
    tasks: set[asyncio.Task[None]] = set()
    connected: set[ServerConnection] = set()
    writers: set[asyncio.StreamWriter] = set()

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(serve_account(server, reader, writer))
        writers.add(writer)
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        task.add_done_callback(lambda _: writers.discard(writer))

    accounts = await asyncio.start_server(welcome, "127.0.0.1", 0)
    async with (
        accounts,
        serve(
            partial(serve_browser, server, connected),
            "127.0.0.1",
            0,
            subprotocols=[Subprotocol("xmpp")],
            max_size=None,
            close_timeout=0.2,
        ) as browsers,
    ):
        ports = [sockets[0].getsockname()[1] for sockets in (accounts.sockets, list(browsers.sockets))]
        yield Running(server, ports[0], ports[1], connected, writers)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
