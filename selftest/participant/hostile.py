"""A focus that says what a test wants, and a bridge that stops where a test wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from xml.etree.ElementTree import Element

from aioice import Candidate, Connection
from focus.names import FOCUS, ICE_UDP, JINGLE, MUC, tag

from fixtures.probes.participant.facts import ParticipantPlan, StepLimits
from fixtures.probes.xmpp.xml import CLIENT, STANZA_ERRORS, make
from selftest.participant.offers import transport
from selftest.participant.xmpp_server import Behaviour, Running, xmpp_server

HURRY = StepLimits(
    login=1.0, conference_request=1.0, muc=0.5, invite=0.5, ice=1.0, dtls=0.7, channel=0.7, media=0.7, leave=0.5
)


class ScriptedFocus:
    """Answers conference requests, sends prepared Jingle requests to whoever joins, and answers accepts as told."""

    def __init__(self, *jingles: Element, accept: str = "result", ready: str = "true") -> None:
        self.jingles = list(jingles)
        self.accepted: asyncio.Queue[Element] = asyncio.Queue()
        self.answers: asyncio.Queue[Element] = asyncio.Queue()
        """What the client answered to the prepared requests."""
        self.running: Running | None = None
        self._accept = accept
        self._ready = ready

    def intercept(self, stanza: Element) -> tuple[Element, ...] | None:
        """Take what is meant for a focus."""
        payload = stanza[0].tag if len(stanza) else ""
        if payload == tag(FOCUS, "conference"):
            facts = {"ready": self._ready, "focusjid": "focus@auth.meet.jitsi"}
            return (self._result(stanza, make(payload, facts)),)
        if payload == tag(MUC, "x"):
            asyncio.get_running_loop().call_later(0.02, self._invite, stanza.get("from", ""), stanza.get("to", ""))
            return None
        if payload == tag(JINGLE, "jingle"):
            self.accepted.put_nowait(stanza[0])
            return self._answer(stanza)
        if stanza.get("id", "").startswith("script"):
            self.answers.put_nowait(stanza)
            return ()
        return None

    def _answer(self, stanza: Element) -> tuple[Element, ...]:
        if self._accept == "silence":
            return ()
        if self._accept == "result":
            return (self._result(stanza),)
        condition = make(tag(STANZA_ERRORS, self._accept))
        error = make(tag(CLIENT, "error"), {"type": "cancel"}, condition)
        return (self._result(stanza, error, kind="error"),)

    def _result(self, request: Element, *payload: Element, kind: str = "result") -> Element:
        facts = {"type": kind, "id": request.get("id", ""), "from": request.get("to", "")}
        return make(tag(CLIENT, "iq"), facts, *payload)

    def _invite(self, client: str, place: str) -> None:
        assert self.running is not None
        room = place.partition("/")[0]
        for number, jingle in enumerate(self.jingles):
            facts = {"type": "set", "id": f"script{number}", "from": f"{room}/focus", "to": client}
            self.running.server.deliver(client, make(tag(CLIENT, "iq"), facts, jingle))


@asynccontextmanager
async def hostile_deployment(focus: ScriptedFocus) -> AsyncIterator[ParticipantPlan]:
    """A server with that focus; yields the plan of a participant in a hurry."""
    async with xmpp_server(Behaviour(intercept=focus.intercept)) as running:
        focus.running = running
        yield ParticipantPlan("127.0.0.1", "trap", port=running.web_port, secure=False, limits=HURRY)


class HalfBridge:
    """Completes ICE and then says what it is told, which is never DTLS."""

    def __init__(self, says: bytes) -> None:
        self._says = says
        self._connection = Connection(ice_controlling=True, use_ipv6=False)

    async def offered(self) -> Element:
        """Its transport for an offer."""
        await self._connection.gather_candidates()
        where = self._connection.local_candidates[0]
        return transport((where.host, where.port), self._connection.local_username, self._connection.local_password)

    async def meet(self, accept: Element) -> None:
        """Connect to a client that accepted, and go on talking nonsense."""
        theirs = next(accept.iter(tag(ICE_UDP, "transport")))
        self._connection.remote_username = theirs.get("ufrag", "")
        self._connection.remote_password = theirs.get("pwd", "")
        await self._connection.add_remote_candidate(_placeholder())
        await self._connection.add_remote_candidate(None)
        await self._connection.connect()
        while self._says:
            await self._connection.send(self._says)
            await asyncio.sleep(0.05)

    async def close(self) -> None:
        """Close its sockets."""
        await self._connection.close()


def _placeholder() -> Candidate:
    """aioice wants to know somewhere to begin; the client is learnt from its own checks."""
    return Candidate("1", 1, "udp", 1, "127.0.0.1", 9, "host")
