"""A vantage that answers probes from a script: a healthy deployment, of which a test changes what it is about."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import Any, cast

from fixtures.description.description import Description
from fixtures.description.looking import look
from fixtures.probes.bridge.http_ports import BridgeAnswer, Speaker
from fixtures.probes.edge.sni import EdgeAnswer
from fixtures.probes.edge.speech import Backend
from fixtures.probes.http.client import HttpAnswer
from fixtures.probes.net.addresses import AddressesAnswer
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.scan import PortState, ScanAnswer, ScannedPort
from fixtures.probes.stun.mapped_address import StunAnswer
from fixtures.probes.tls.certificates import CertificateFacts
from fixtures.probes.tls.client import TlsAnswer
from fixtures.probes.xmpp.answer import Service, ServicesAnswer
from fixtures.probes.xmpp.authentication import LoginStep
from fixtures.vantage.vantage import Vantage

SITE = "https://meet.example.org"
ADDRESS = "192.0.2.7"
CONFIG = b"""var config = {hosts: {domain: 'meet.jitsi', muc: 'muc.meet.jitsi'}, bosh: '//meet.example.org/http-bind',
websocket: 'wss://meet.example.org/xmpp-websocket'};"""
LEAF = CertificateFacts("meet.example.org", ("meet.example.org",), "CA", "1", 0, 0, False, False, "rsa-2048", False, "")
RELAYS = (
    Service("stun", "turn.example.org", 3478, "udp"),
    Service("turn", "turn.example.org", 3478, "udp", "user", "secret-word"),
    Service("turns", "turn.example.org", 443, "tcp", "user", "secret-word"),
)


def page(body: bytes = b"<html>Jitsi Meet</html>", status: int = 200, **headers: str) -> HttpAnswer:
    """An answer of a web server; its date is that of the moment when it is given, unless another is told."""
    return HttpAnswer(
        Ending.ANSWERED,
        0.0,
        ADDRESS,
        f"nginx answered {status}",
        url=f"{SITE}/",
        status=status,
        body=body,
        headers={name: (value,) for name, value in headers.items()},
        complete=True,
    )


@dataclass
class Healthy:
    """What the deployment answers; everything may be replaced."""

    names: AddressesAnswer = field(
        default_factory=lambda: AddressesAnswer(Ending.ANSWERED, 0.0, "", "found", (ADDRESS,))
    )
    tls: dict[str, TlsAnswer] = field(default_factory=dict)
    root: HttpAnswer = field(default_factory=page)
    config: HttpAnswer = field(default_factory=lambda: page(CONFIG))
    services: ServicesAnswer = field(
        default_factory=lambda: ServicesAnswer(Ending.ANSWERED, 0.0, ADDRESS, "told", LoginStep.DONE, RELAYS)
    )
    open_ports: tuple[int, ...] = (80, 443, 5349)
    own_address: str = "192.0.2.99"
    stun: Ending = Ending.ANSWERED
    strangers: dict[str | None, EdgeAnswer] = field(default_factory=dict)
    channel: BridgeAnswer = field(
        default_factory=lambda: BridgeAnswer(Ending.ANSWERED, 0.0, ADDRESS, "", status=404, speaker=Speaker.BRIDGE)
    )


def handshake(ending: Ending = Ending.ANSWERED, **facts: Any) -> TlsAnswer:
    """A handshake with a certificate of the site."""
    shown = TlsAnswer(ending, 0.0, f"{ADDRESS}:443", "shown", version="TLSv1.3", alpn="h2", chain=(LEAF,))
    return replace(shown, **facts)


def served(names: tuple[str, ...] = ("meet.example.org",), **facts: Any) -> EdgeAnswer:
    """What somebody on 443 got."""
    got = EdgeAnswer(Ending.ANSWERED, 0.0, ADDRESS, "", backend=Backend.HTTP, certificate_names=names)
    return replace(got, **facts)


@dataclass(frozen=True)
class Given:
    """An answer that is there already."""

    answer: Any

    def result(self) -> Any:
        """Return it."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class ScriptedVantage:
    """Answers as a deployment's script says; `asked` remembers every question and whom it went to."""

    name = "outside"

    def __init__(self, script: Healthy) -> None:
        self._script = script
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def run(self, probe: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Answer a probe."""
        return self.begin(probe, *args, **kwargs).result()

    def begin(self, probe: Callable[..., Any], *args: Any, **kwargs: Any) -> Given:
        """Answer a probe later."""
        self.asked.append((probe.__name__, args, kwargs))
        return Given(getattr(self, f"_{probe.__name__}")(*args, **kwargs))

    def _look_up(self, host: str, **_: Any) -> AddressesAnswer:
        return self._script.names

    def _speaks_from(self, public: str) -> str:
        return self._script.own_address

    def _handshake(self, host: str, port: int, *, dial: str, **_: Any) -> TlsAnswer:
        return self._script.tls.get(dial, handshake(address=f"{dial}:443" if "." in dial else f"[{dial}]:443"))

    def _get(self, url: str, **_: Any) -> HttpAnswer:
        answer = self._script.config if url.endswith("/config.js") else self._script.root
        now = (formatdate(time.time(), usegmt=True),)
        return replace(answer, headers={"date": now, **answer.headers})

    def _external_services(self, url: str, domain: str, **_: Any) -> ServicesAnswer:
        return self._script.services

    def _tcp(self, host: str, ports: tuple[int, ...], **_: Any) -> ScanAnswer:
        states = [PortState.OPEN if port in self._script.open_ports else PortState.SILENT for port in ports]
        found = tuple(ScannedPort(port, state, 0.0, "") for port, state in zip(ports, states, strict=True))
        return ScanAnswer(Ending.ANSWERED, 0.0, host, "", found)

    def _binding(self, host: str, port: int, **_: Any) -> StunAnswer:
        return StunAnswer(self._script.stun, 0.0, host, "no answer came in time")

    def _ask(self, host: str, *, server_name: str | None, **_: Any) -> EdgeAnswer:
        return self._script.strangers.get(server_name, served())

    def _colibri_websocket(self, url: str, **_: Any) -> BridgeAnswer:
        return self._script.channel


def seen(script: Healthy, url: str = SITE) -> Description:
    """Describe a scripted deployment."""
    return look(url, cast(Vantage, ScriptedVantage(script)))
