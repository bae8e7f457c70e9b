"""BOSH against a small server that behaves like Prosody's, and against others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from fixtures.probes.net import tape
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.credentials import Credentials
from fixtures.probes.xmpp.authentication import LoginStep
from fixtures.probes.xmpp.bosh import open_bosh_session, session, unknown_session
from fixtures.probes.xmpp.services import ask_services
from fixtures.probes.xmpp.xml import CLIENT, make, read_xml, tag, write_xml
from fixtures.replay.finding import Findings
from fixtures.replay.folder import read_folder
from fixtures.replay.meeting import replay_meeting
from fixtures.replay.writer import write_folder
from selftest.probes.hostile import stream_server
from selftest.probes.xmpp_double import JID, OPEN, Manners, XmppDialogue

DOMAIN = "meet.jitsi"
SHORT = 0.5
BODY = "<body xmlns='http://jabber.org/protocol/httpbind' xmlns:stream='http://etherx.jabber.org/streams'{}>{}</body>"


@dataclass
class Bosh:
    """One server: its only session, and what it answers to every request."""

    manners: Manners = field(default_factory=Manners)
    hold: float = 0.05
    numbers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._dialogue = XmppDialogue(self.manners)

    async def answer(self, text: str) -> str:
        body = read_xml(text)
        self.numbers.append(int(body.get("rid", "0")))
        if body.get("sid", "s1") != "s1":
            return BODY.format(" type='terminate' condition='item-not-found'", "")
        if not body.get("sid") and body.get("to") != DOMAIN:
            return BODY.format(" type='terminate' condition='improper-addressing'", "")
        if body.get("type") == "terminate":
            return BODY.format(" type='terminate'", "")
        if not body.get("sid"):
            facts = " sid='s1' wait='1' hold='1' requests='2' inactivity='60'"
            return BODY.format(facts, self._features())
        if "{urn:xmpp:xbosh}restart" in body.attrib:
            return BODY.format("", self._features())
        return BODY.format("", await self._stanzas(body))

    def _features(self) -> str:
        return self._dialogue.replies(OPEN)[-1]

    async def _stanzas(self, body: Element) -> str:
        if not len(body):
            await asyncio.sleep(self.hold)
        return "".join(reply for child in body for reply in self._dialogue.replies(write_xml(child)))


@asynccontextmanager
async def bosh_server(bosh: Bosh) -> AsyncIterator[str]:
    """The server as a URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split()[0])
        answer = (await bosh.answer((await reader.readexactly(length)).decode())).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/http-bind"


async def test_a_session_from_its_creation_to_its_end() -> None:
    """Create, log in, bind, poll, terminate; request numbers grow by one."""
    bosh = Bosh()
    async with bosh_server(bosh) as url:
        answer = await session(url, DOMAIN)

    assert (answer.ending, answer.step, answer.jid) == (Ending.ANSWERED, LoginStep.DONE, JID), answer.detail
    assert (answer.wait, answer.hold, answer.requests, answer.inactivity) == (1, 1, 2, 60)
    assert answer.terminated
    assert answer.poll >= bosh.hold
    assert answer.status == 200
    assert bosh.numbers == list(range(bosh.numbers[0], bosh.numbers[0] + len(bosh.numbers)))


async def test_refusals_have_their_conditions() -> None:
    """A wrong domain, an unknown session and a wrong password are told by their defined conditions."""
    async with bosh_server(Bosh()) as url:
        domain = await session(url, "wrong.test")
        unknown = await unknown_session(url)
        password = await session(url, DOMAIN, credentials=Credentials("focus", "wrong"))

    assert (domain.ending, domain.step, domain.condition) == (
        Ending.ANSWERED,
        LoginStep.UPGRADE,
        "improper-addressing",
    )
    assert (unknown.ending, unknown.condition) == (Ending.ANSWERED, "item-not-found")
    assert (password.step, password.condition) == (LoginStep.AUTHENTICATION, "not-authorized")


async def test_a_held_session_asks_and_is_answered() -> None:
    """Requests meet their replies over polling as they do over a websocket."""
    async with bosh_server(Bosh()) as url, open_bosh_session(url, DOMAIN) as held:
        first = await held.ping()
        second = await held.ping()

        assert min(first, second) > 0
        assert await held.close()


BOMB = b'<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;">]><body>&c;</body>'


@pytest.mark.parametrize(
    ("reply", "closes", "ending", "status"),
    [
        pytest.param(b"", False, Ending.SILENT, 0, id="half-open"),
        pytest.param(b"", True, Ending.CLOSED, 0, id="closes"),
        pytest.param(b"garbage\r\n\r\n", False, Ending.MALFORMED, 0, id="garbage"),
        pytest.param(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", False, Ending.MALFORMED, 502, id="502"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nBOSH", False, Ending.MALFORMED, 200, id="text"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<body", True, Ending.CLOSED, 200, id="cut short"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n" + BOMB, True, Ending.MALFORMED, 200, id="bomb"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n<html/>", True, Ending.MALFORMED, 200, id="page"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\n\r\n<body xmlns='http://jabber.org/protocol/httpbind'/>",
            True,
            Ending.MALFORMED,
            200,
            id="no session",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\n\r\n<body xmlns='http://jabber.org/protocol/httpbind' sid='x'/>",
            True,
            Ending.SILENT,
            200,
            id="never features",
        ),
    ],
)
async def test_hostile_servers(reply: bytes, closes: bool, ending: Ending, status: int) -> None:
    """Whatever comes instead of a session, the probe ends in time as what it was."""
    async with stream_server(reply, closes=closes) as port:
        answer = await session(f"http://127.0.0.1:{port}/http-bind", DOMAIN, within=SHORT)

    assert (answer.ending, answer.status) == (ending, status), answer.detail
    assert answer.seconds < SHORT + 0.3


async def test_a_body_of_a_large_room_is_read_whole() -> None:
    """The presence of a hundred others comes in one body, which is longer than a web page may be."""
    long = f'<message xmlns="jabber:client"><body>{"x" * 100_000}</body></message>'
    async with bosh_server(Bosh(Manners(instead={"message": (long,)}))) as url, open_bosh_session(url, DOMAIN) as held:
        await held.send(make(tag(CLIENT, "message")))

        assert len((await held.stanza()).findtext(tag(CLIENT, "body")) or "") == 100_000


async def test_what_is_kept_of_a_session_can_be_replayed(tmp_path: Path) -> None:
    """Though its own stream has no open elements, and some of its elements prefixes that nobody wrote."""
    await tape.start()
    async with bosh_server(Bosh()) as url, open_bosh_session(url, DOMAIN) as held:
        await ask_services(held, within=2.0)
        await held.ping()
        await held.close()
    write_folder(tmp_path / "new", {"here": await tape.stop()}, {}, [])

    (stream,) = read_folder(tmp_path / "new").streams

    assert await replay_meeting(stream) == Findings(6)
