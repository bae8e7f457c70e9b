"""How clients talk to the little XMPP server: over TCP with an account, over WebSocket without one."""

import asyncio
import base64
import uuid
from collections.abc import Iterator
from typing import Protocol, cast
from xml.etree.ElementTree import Element, XMLPullParser

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from fixtures.probes.xmpp.xml import BIND, CLIENT, FRAMING, SASL, STREAMS, make, read_xml, tag, write_xml

DOMAIN = "meet.jitsi"
STREAM_HEAD = f"<stream:stream xmlns='{CLIENT}' xmlns:stream='{STREAMS}' version='1.0' id='1' from='{DOMAIN}'>"


class Link(Protocol):
    """What carries one client's stream."""

    def write(self, element: Element) -> None:
        """Send an element."""


class Router(Protocol):
    """The server behind the dialogues."""

    def enter(self, jid: str, link: Link) -> None:
        """Register a bound session."""

    def leave(self, jid: str) -> None:
        """Forget a session."""

    def route(self, sender: str, stanza: Element) -> None:
        """Pass on what a session sent."""


class Dialogue:
    """One client's way from the head of the stream to its stanzas. Every password is right."""

    def __init__(self, server: Router, link: Link, mechanism: str) -> None:
        self.jid = ""
        self._server = server
        self._link = link
        self._mechanism = mechanism
        self._account = ""
        self._authenticated = False

    def features(self) -> Element:
        """What is offered at this point."""
        mechanisms = make(tag(SASL, "mechanisms"), {}, make(tag(SASL, "mechanism"), text=self._mechanism))
        return make(tag(STREAMS, "features"), {}, make(tag(BIND, "bind")) if self._authenticated else mechanisms)

    def take(self, element: Element) -> None:
        """Answer one element."""
        if element.tag == tag(SASL, "auth"):
            _, _, said = base64.b64decode(element.text or "").partition(b"\0")
            self._account = said.partition(b"\0")[0].decode()
            self._authenticated = True
            self._link.write(make(tag(SASL, "success")))
        elif element.find(tag(BIND, "bind")) is not None:
            self._bind(element)
        elif self.jid:
            element.set("from", self.jid)
            self._server.route(self.jid, element)

    def _bind(self, request: Element) -> None:
        wanted = request.findtext(f"{tag(BIND, 'bind')}/{tag(BIND, 'resource')}") or uuid.uuid4().hex[:8]
        self.jid = f"{self._account or uuid.uuid4()}@{'auth.' if self._account else ''}{DOMAIN}/{wanted}"
        bound = make(tag(BIND, "bind"), {}, make(tag(BIND, "jid"), text=self.jid))
        self._server.enter(self.jid, self._link)
        self._link.write(make(tag(CLIENT, "iq"), {"type": "result", "id": request.get("id", "")}, bound))


class _SocketLink:
    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def write(self, element: Element) -> None:
        if not self._writer.is_closing():
            self._writer.write(write_xml(element).encode())


class _FrameLink:
    def __init__(self) -> None:
        self.frames: asyncio.Queue[str] = asyncio.Queue()

    def write(self, element: Element) -> None:
        self.frames.put_nowait(write_xml(element))


async def serve_account(server: Router, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    dialogue = Dialogue(server, _SocketLink(writer), "PLAIN")
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    depth = 0
    while data := await _read(reader):
        parser.feed(data)
        for event, element in cast(Iterator[tuple[str, Element]], parser.read_events()):
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                writer.write(STREAM_HEAD.encode() + write_xml(dialogue.features()).encode())
            elif event == "end" and depth == 1:
                dialogue.take(element)
                if element.tag == tag(SASL, "auth"):
                    parser, depth = XMLPullParser(("start", "end")), 0
            elif event == "end" and depth == 0:
                server.leave(dialogue.jid)
                writer.write(b"</stream:stream>")
                writer.close()
    server.leave(dialogue.jid)
    writer.close()


async def _read(reader: asyncio.StreamReader) -> bytes:
    """The next piece, empty at the end, however it ended."""
    try:
        return await reader.read(65536)
    except ConnectionError:
        return b""


async def serve_browser(server: Router, connected: set[ServerConnection], socket: ServerConnection) -> None:
    connected.add(socket)
    link = _FrameLink()
    dialogue = Dialogue(server, link, "ANONYMOUS")
    sender = asyncio.create_task(_send_frames(socket, link))
    try:
        async for text in socket:
            element = read_xml(str(text))
            if element.tag == tag(FRAMING, "open"):
                link.write(make(tag(FRAMING, "open"), {"version": "1.0", "from": DOMAIN}))
                link.write(dialogue.features())
            elif element.tag == tag(FRAMING, "close"):
                link.write(element)
            else:
                dialogue.take(element)
    except ConnectionClosed:
        pass
    finally:
        connected.discard(socket)
        server.leave(dialogue.jid)
        sender.cancel()


async def _send_frames(socket: ServerConnection, link: _FrameLink) -> None:
    while True:
        await socket.send(await link.frames.get())
