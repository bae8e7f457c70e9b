"""A participant notices by itself that a stream is dead, and takes no slow one for dead."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from websockets.utils import accept_key

from fixtures.probes.net.answer import Ending
from fixtures.probes.net.endings import Ended
from fixtures.probes.participant import channel, conversation
from fixtures.probes.participant.channel import Inbox, WebSocketLine
from fixtures.probes.participant.channel_words import write_message
from fixtures.probes.participant.conversation import Conversation

SILENT = Ended(Ending.SILENT, "no reply")


class Stream:
    """An XMPP session whose pings end as they are told to, one after the other, and then are answered."""

    jid = "a1b2@meet.jitsi/c3"

    def __init__(self, *pings: Ended | None) -> None:
        self.ended: Ended | None = None
        self.pings = list(pings)
        self.all_sent = asyncio.Event()

    def handle(self, handler: object) -> None:
        """Nothing comes in here."""

    async def ping(self, *, within: float) -> float:
        """End as told."""
        how = self.pings.pop(0) if self.pings else None
        if not self.pings:
            self.all_sent.set()
        if how is not None:
            raise how
        return 0.0

    async def give_up(self, end: Ended) -> None:
        """Count as ended."""
        self.ended = end


@pytest.mark.parametrize(
    ("pings", "lost"),
    [
        pytest.param((SILENT, None, SILENT, None), False, id="one unanswered now and then"),
        pytest.param((SILENT, SILENT), True, id="two in a row unanswered"),
    ],
)
async def test_unanswered_pings(monkeypatch: pytest.MonkeyPatch, pings: tuple[Ended | None, ...], lost: bool) -> None:
    """The stream is given up when two pings in a row are not answered."""
    monkeypatch.setattr(conversation, "KEEP_ALIVE_EVERY", 0.001)
    stream: Any = Stream(*pings)

    held = Conversation(stream, announces_sctp=False)
    await stream.all_sent.wait()
    await asyncio.sleep(0.05)
    await held.stop()

    assert (held.lost is not None) is lost


async def test_waiting_ends_with_the_stream() -> None:
    """Whoever waits for something to come in is told how the stream ended."""
    stream: Any = SimpleNamespace(jid="", ended=Ended(Ending.CLOSED, "cut"), handle=lambda _: None)

    with pytest.raises(Ended, match="cut"):
        await Conversation(stream, announces_sctp=False).wait(lambda: False)


async def late_bridge(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Grant a WebSocket, answer no ping for a while, and greet after that."""
    request = (await reader.readuntil(b"\r\n\r\n")).decode()
    key = next(line.split()[1] for line in request.splitlines() if line.lower().startswith("sec-websocket-key:"))
    lines = ("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade")
    writer.write("\r\n".join((*lines, f"Sec-WebSocket-Accept: {accept_key(key)}", "", "")).encode())
    await asyncio.sleep(0.5)
    greeting = write_message("ServerHello").encode()
    writer.write(bytes([0x81, len(greeting)]) + greeting)
    await writer.drain()
    await reader.read()
    writer.close()


async def test_a_late_pong_does_not_end_the_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the bridge says after pings that it did not answer in time is heard."""
    monkeypatch.setattr(channel, "PING_EVERY", 0.05)
    monkeypatch.setattr(channel, "SEND_WITHIN", 0.1)
    async with await asyncio.start_server(late_bridge, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        inbox = Inbox()
        line = WebSocketLine(f"ws://127.0.0.1:{port}/", None, inbox)
        await line.open(within=5)
        async with asyncio.timeout(5):
            while not inbox.greeted:
                await inbox.change()
        await line.close()
