"""The two TLS services behind 443, as the checks of this chapter ask them, and the connections that take their time."""

from dataclasses import dataclass
from typing import Final

from fixtures.declared.features import RELAY_HTTPS_PORT
from fixtures.expected.values import Expected, coturn, site
from fixtures.plugin.control import Served
from fixtures.probes import edge
from fixtures.probes.edge import EdgeAnswer, PlainAnswer, Speech
from fixtures.probes.tls import Delivery, HelloSize
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending, Vantage

NGINX_PATIENCE: Final = 60.0
"""Seconds nginx waits for a ClientHello: its client_header_timeout, unless set."""


@dataclass(frozen=True, slots=True)
class TlsService:
    """A name on 443: its protocol, the expected answer, and the answer where the name was not read."""

    name: str
    speak: Speech
    right: Expected
    default: Expected

    def request(
        self,
        vantage: Vantage,
        delivery: Delivery | None = None,
        *,
        size: HelloSize = HelloSize.DEFAULT,
        preface: bytes = b"",
        within: float = 5.0,
    ) -> Pending[EdgeAnswer]:
        """Send a request to this name."""
        return vantage.begin(
            edge.ask,
            self.name,
            speak=self.speak,
            delivery=delivery,
            hello_size=size,
            preface=preface,
            within=within,
        )


@dataclass(frozen=True, slots=True)
class SlowHellos:
    """Slow ClientHellos for one name."""

    halves_in_time: Pending[EdgeAnswer]
    halves_too_late: Pending[EdgeAnswer]
    bytewise: Pending[EdgeAnswer]


@dataclass(frozen=True, slots=True)
class Silence:
    """A connection on which nothing is sent, and a client beside it that requests the site."""

    endured: Pending[PlainAnswer]
    served: Served


def turn_service_of(target: Target) -> TlsService:
    """Return the service of the TURN name."""
    # A web server that is addressed in TURN's language answers 400.
    name = target.relay(RELAY_HTTPS_PORT)
    return TlsService(name, Speech.STUN, coturn(name), site(target.web_name, 400))


def web_service_of(target: Target) -> TlsService:
    """Return the service of the web name."""
    return TlsService(target.web_name, Speech.HTTP, site(target.web_name), site(target.web_name))
