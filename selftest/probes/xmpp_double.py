"""A small XMPP server over WebSocket on loopback, with the manners of Prosody and some of its own."""

import base64
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from xml.etree.ElementTree import Element

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from fixtures.probes.xmpp.xml import local_name, read_xml, write_xml

OPEN = '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" version="1.0" id="1" from="meet.jitsi"/>'
CLOSE = '<close xmlns="urn:ietf:params:xml:ns:xmpp-framing"/>'
FEATURES = '<stream:features xmlns:stream="http://etherx.jabber.org/streams">{}</stream:features>'
MECHANISMS = '<mechanisms xmlns="urn:ietf:params:xml:ns:xmpp-sasl">{}</mechanisms>'
BIND = '<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>'
SUCCESS = '<success xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>'
FAILURE = '<failure xmlns="urn:ietf:params:xml:ns:xmpp-sasl"><not-authorized/></failure>'
JID = "5a1b@meet.jitsi/abc"
# Prosody 13 does not declare the prefix either.
TOO_LARGE = '<stream:error><policy-violation xmlns="urn:ietf:params:xml:ns:xmpp-streams"/></stream:error>'
SERVICES = (
    '<services xmlns="urn:xmpp:extdisco:2">'
    '<service type="stun" host="turn.lab.test" port="3478"/>'
    '<service type="turns" host="turn.lab.test" port="443" transport="tcp" username="1790000000"'
    ' password="secret" expires="2026-09-21T14:13:20Z" restricted="1"/></services>'
)
UNAVAILABLE = '<error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error>'


@dataclass
class Manners:
    """How the server behaves; `instead` maps the name of what a client sends to raw frames it gets for it."""

    mechanisms: tuple[str, ...] = ("ANONYMOUS", "PLAIN")
    services: str = SERVICES
    limit: int = 262144
    """Characters of the largest stanza."""
    closes: bool = True
    """Whether the end of a stream is answered in order."""
    leaves_after: int = 0
    """Requests after which the server cuts the connection, 0 for never."""
    instead: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seats: int = 1000
    """Connections that are taken in all; whoever comes after them is told 503."""
    session: bool = False
    """Whether the old session is demanded after bind."""
    heard: list[str] = field(default_factory=list)
    """The name of every element that came."""


class XmppDialogue:
    """One client's stream."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._authenticated = False
        self._asked = 0

    def replies(self, text: str) -> tuple[str, ...]:
        """The frames that answer a frame."""
        element = read_xml(text)
        name = local_name(element[0]) if local_name(element) == "iq" and len(element) else local_name(element)
        self._manners.heard.append(name)
        if name in self._manners.instead:
            return self._manners.instead[name]
        if len(text) > self._manners.limit:
            return TOO_LARGE, CLOSE
        answer: Callable[[Element], tuple[str, ...]] = getattr(self, f"_{local_name(element)}")
        return answer(element)

    def _open(self, element: Element) -> tuple[str, ...]:
        mechanisms = "".join(f"<mechanism>{name}</mechanism>" for name in self._manners.mechanisms)
        session = '<session xmlns="urn:ietf:params:xml:ns:xmpp-session"/>' if self._manners.session else ""
        offer = BIND + session if self._authenticated else MECHANISMS.format(mechanisms)
        return OPEN, FEATURES.format(offer)

    def _auth(self, element: Element) -> tuple[str, ...]:
        said = base64.b64decode(element.text or "")
        self._authenticated = element.get("mechanism") == "ANONYMOUS" or said == b"\0focus\0right"
        return (SUCCESS,) if self._authenticated else (FAILURE,)

    def _iq(self, element: Element) -> tuple[str, ...]:
        number, name = element.get("id", ""), local_name(element[0]) if len(element) else ""
        self._asked += 1
        if self._manners.leaves_after and self._asked > self._manners.leaves_after:
            raise ConnectionResetError
        inner = {
            "bind": f'<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"><jid>{JID}</jid></bind>',
            "services": self._manners.services,
        }.get(name, "")
        kind = "error" if "<error" in inner else "result"
        sender = f' from="{element.get("to")}"' if element.get("to") else ""
        return (f'<iq xmlns="jabber:client" type="{kind}" id="{number}"{sender}>{inner}</iq>',)

    def _message(self, element: Element) -> tuple[str, ...]:
        element.set("from", JID)
        return (write_xml(element),)

    def _close(self, element: Element) -> tuple[str, ...]:
        return (CLOSE,) if self._manners.closes else ()


@asynccontextmanager
async def xmpp_server(manners: Manners) -> AsyncIterator[str]:
    """The server as a ws URL."""

    async def talk(socket: ServerConnection) -> None:
        dialogue = XmppDialogue(manners)
        try:
            async for text in socket:
                for reply in dialogue.replies(str(text)):
                    await socket.send(reply)
                    if reply == CLOSE:
                        await socket.close()
        except ConnectionResetError:
            socket.transport.abort()
        except ConnectionClosed:
            return

    seated = itertools.count(1)

    def seat(connection: ServerConnection, _: Request) -> Response | None:
        full = next(seated) > manners.seats
        return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "full") if full else None

    async with serve(
        talk, "127.0.0.1", 0, process_request=seat, subprotocols=[Subprotocol("xmpp")], max_size=None, close_timeout=0.2
    ) as server:
        yield f"ws://127.0.0.1:{_port(server)}/xmpp-websocket"


def _port(server: Server) -> int:
    port: int = next(iter(server.sockets)).getsockname()[1]
    return port
