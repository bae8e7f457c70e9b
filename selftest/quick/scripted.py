"""A healthy deployment in memory: a vantage whose probes answer what they are told to."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from fixtures.probes import edge, http, ice, tls, turn, xmpp
from fixtures.probes.edge.sni import EdgeAnswer
from fixtures.probes.edge.speech import Backend
from fixtures.probes.http import websocket
from fixtures.probes.http.client import HttpAnswer
from fixtures.probes.http.websocket_answer import UpgradeAnswer
from fixtures.probes.ice.check import IceAnswer
from fixtures.probes.net import addresses, scan
from fixtures.probes.net.addresses import AddressesAnswer
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.scan import PortState, ScanAnswer, ScannedPort
from fixtures.probes.participant.facts import ParticipantAnswer, SelectedPath
from fixtures.probes.participant.loading import loaded
from fixtures.probes.participant.steps import Hop, Step
from fixtures.probes.tls.certificates import CertificateFacts
from fixtures.probes.tls.client import TlsAnswer
from fixtures.probes.turn.answer import AllocateAnswer
from fixtures.probes.xmpp.answer import LoginAnswer, Service
from fixtures.probes.xmpp.authentication import LoginStep, StepTaken
from fixtures.vantage.errors import VantageLostError as VantageLostError

WEB, TURN, ADDRESS = "meet.lab.test", "turn.lab.test", "192.0.2.1"
OK = (Ending.ANSWERED, 0.012, f"{ADDRESS}:443")
CONFIG = b"var config = {hosts: {domain: 'meet.jitsi', muc: 'muc.meet.jitsi'}, websocket: 'wss://meet.lab.test/x'};"
LEAF = CertificateFacts(WEB, (WEB,), "An authority", "1", 0.0, 0.0, False, False, "rsa-2048", False, "00")
RELAYS = tuple(
    Service(kind, TURN, port, transport, "1800000000", "p4ssword", "", True)
    for kind, port, transport in (("turn", 3478, "udp"), ("turns", 443, "tcp"))
)
STEPS = (StepTaken(LoginStep.UPGRADE, 0.01, "101 xmpp"), StepTaken(LoginStep.BIND, 0.02, "guest"))
GUEST = LoginAnswer(
    Ending.ANSWERED,
    0.04,
    f"{ADDRESS}:443",
    "logged in",
    LoginStep.DONE,
    steps=STEPS,
    status=101,
    mechanisms=("ANONYMOUS",),
    jid="0123abcd@meet.jitsi/1",
    services=RELAYS,
)
PARTICIPANT = ParticipantAnswer(
    *OK,
    "",
    Step.DONE,
    Hop.NONE,
    room="conformance-1@muc.meet.jitsi",
    path=SelectedPath("198.51.100.1:5", "host", "192.0.2.1:10000", "srflx"),
    candidates=("srflx 192.0.2.1:10000",),
)


def stuck(step: Step, hop: Hop, ending: Ending, detail: str) -> ParticipantAnswer:
    """A participant that did not get further."""
    return ParticipantAnswer(ending, 8.0, "", detail, step, hop)


def web(url: str, **_: Any) -> HttpAnswer:
    """What the site serves."""
    body = CONFIG if url.endswith("config.js") else b"<script>JitsiMeetJS"
    return HttpAnswer(*OK, "nginx answered 200 OK", url=url, status=200, body=body, complete=True)


def not_found(url: str, **_: Any) -> HttpAnswer:
    """No config.js."""
    page = web(url)
    return replace(page, status=404, detail="nginx answered 404") if url.endswith(".js") else page


def named(host: str, *_: Any, **__: Any) -> EdgeAnswer:
    """Who answers to a server name."""
    return EdgeAnswer(*OK, "somebody answered", Backend.TURN if host == TURN else Backend.HTTP)


def healthy() -> dict[str, Any]:
    """Answers, or functions that return them, by the name of the probe or of the participant's method."""
    return {
        name_of(addresses.look_up): AddressesAnswer(Ending.ANSWERED, 0.012, WEB, f"{WEB} is {ADDRESS}", (ADDRESS,)),
        name_of(scan.tcp): ScanAnswer(*OK, "open", (ScannedPort(443, PortState.OPEN, 0.001, "it accepts"),)),
        name_of(tls.handshake): TlsAnswer(*OK, "the handshake is complete", "TLSv1.3", chain=(LEAF,)),
        name_of(edge.ask): named,
        name_of(http.get): web,
        name_of(websocket.upgrade): UpgradeAnswer(*OK, "101", 101, subprotocol="xmpp"),
        name_of(xmpp.login): GUEST,
        name_of(loaded): True,
        name_of(turn.allocate): AllocateAnswer(*OK, "allocated", relayed_address=ADDRESS, relayed_port=50000),
        name_of(ice.candidate_check_through_relay): IceAnswer(*OK, "the bridge answered", authentic=True),
        **dict.fromkeys(("join", "wait_for_invitation", "wait_for_session", "wait_for_media", "leave"), PARTICIPANT),
    }


def name_of(function: Callable[..., Any]) -> str:
    """The name by which a probe is scripted: its protocol and its own, "http.get"."""
    protocol = function.__module__.removeprefix("fixtures.probes.").partition(".")[0]
    return f"{protocol}.{function.__name__}"


@dataclass
class Member:
    """A participant that is kept."""

    vantage: "Scripted"

    async def ask(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Answer as scripted."""
        return self.vantage.answer(method.__name__, args, kwargs)


@dataclass
class Scripted:
    """A vantage; `asked` is what was asked of it, in order."""

    answers: dict[str, Any] = field(default_factory=healthy)
    name: str = "outside"
    asked: list[str] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)

    async def ask(self, probe: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Answer as scripted."""
        return self.answer(name_of(probe), args, kwargs)

    @asynccontextmanager
    async def keep(self, factory: Callable[..., Any], *args: Any, **kwargs: Any) -> AsyncIterator[Member]:
        """Keep a participant that answers as scripted."""
        self.kept.append(args[0])
        yield Member(self)
        self.kept.remove(args[0])

    def answer(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The answer to one question; raises it, where an error is scripted."""
        self.asked.append(name)
        answer = self.answers[name]
        answer = answer(*args, **kwargs) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer
