"""A session that is held: many tasks share it, and whatever ends it is told by its reason."""

import asyncio
from xml.etree.ElementTree import Element

import pytest

from fixtures.probes.net.answer import Ending
from fixtures.probes.net.dialling import Deadline
from fixtures.probes.net.endings import Ended
from fixtures.probes.xmpp.authentication import Login
from fixtures.probes.xmpp.session import XmppSession, open_session
from fixtures.probes.xmpp.stream import XmppRefused
from fixtures.probes.xmpp.xml import CLIENT, PING, make, tag
from selftest.probes.xmpp_double import Manners, xmpp_server

DOMAIN = "meet.jitsi"


async def test_a_session_serves_many_tasks() -> None:
    """Requests of several tasks meet their own replies; stanzas reach handlers first, then readers."""
    async with xmpp_server(Manners()) as url, open_session(url, DOMAIN) as session:
        taken: list[str] = []

        async def take(stanza: Element) -> bool:
            if stanza.get("id") == "mine":
                taken.append("mine")
            return bool(taken and stanza.get("id") == "mine")

        session.handle(take)
        await asyncio.gather(*(session.ping() for _ in range(5)))
        for number in ("mine", "other"):
            await session.send(make(tag(CLIENT, "message"), {"to": session.jid, "id": number}))
        other = await session.stanza()

        assert taken == ["mine"]
        assert other.get("id") == "other"
        assert await session.close()
        with pytest.raises(Ended, match="closed"):
            await session.ping()


async def test_pings_of_the_server_are_answered() -> None:
    """A request for a sign of life gets one without anybody asking for it."""
    manners = Manners(
        instead={"services": (f'<iq xmlns="jabber:client" type="get" id="s"><ping xmlns="{PING}"/></iq>',)}
    )
    async with xmpp_server(manners) as url, open_session(url, DOMAIN) as session:
        with pytest.raises(Ended):
            await session.iq("get", make("{urn:xmpp:extdisco:2}services"), within=0.2)

    assert "iq" in manners.heard


async def test_an_error_in_a_handler_surfaces() -> None:
    """A bug of ours in a handler is not lost with the reader's task."""

    async def broken(stanza: Element) -> bool:
        raise LookupError(stanza.tag)

    async with xmpp_server(Manners()) as url:
        with pytest.raises(LookupError):  # noqa: PT012 - leaving the block is what raises
            async with open_session(url, DOMAIN) as session:
                session.handle(broken)
                await session.send(make(tag(CLIENT, "message"), {"to": session.jid}))
                await session.over(within=1.0)


class CuttingTransport:
    """A server that says why and cuts the connection while we are still sending."""

    address = "192.0.2.7:443"

    def __init__(self) -> None:
        self._cut = asyncio.Event()

    async def open_stream(self, domain: str, *, within: float) -> Element:
        raise NotImplementedError

    async def send(self, element: Element, *, within: float) -> None:
        self._cut.set()
        raise Ended(Ending.RESET, "the peer reset the connection")

    async def receive(self, *, within: float) -> Element:
        await self._cut.wait()
        raise XmppRefused("policy-violation", "the server ends the stream")

    async def close(self, *, within: float) -> bool:
        return False


async def test_the_reason_of_a_cut_is_preferred_to_the_cut() -> None:
    """A reset while sending is told as the stream error that came just before it."""
    session = XmppSession(CuttingTransport(), Login(DOMAIN, Deadline.after(1.0)))

    with pytest.raises(XmppRefused, match="policy-violation"):
        await session.send(make(tag(CLIENT, "message")))

    assert not await session.close()
