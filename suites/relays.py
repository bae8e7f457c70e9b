"""The relays by their transport, what is advertised of them, and listeners beside them."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from fixtures.declared.features import RELAY_HTTPS_PORT, RELAY_UDP, TURN_OWN_PORT
from fixtures.expected.comparing import Expected
from fixtures.patience import ask_until
from fixtures.plugin import could_not_tell
from fixtures.probes import turn, xmpp
from fixtures.probes.net import Credentials, Ending, Witness
from fixtures.probes.stun import Transport
from fixtures.probes.turn import AllocateAnswer, PeerAnswer, TurnServer
from fixtures.probes.xmpp import LoginStep, Service, ServicesAnswer, credentials_of, relays_of
from fixtures.report.facts import Facts
from fixtures.target.target import Target
from fixtures.vantage.vantage import Held, Pending, Vantage

DISCARD: Final = 9
"""The port of the peer listeners: low, so that no ephemeral socket of the vantage can have taken it (RFC 863)."""
COPIES: Final = 2
"""How often a client that insists sends its payload: as an indication and on a channel."""
ARRIVAL: Final = 2.0
"""Seconds within which a datagram is relayed and answered; 0.01 were measured."""
HOUR: Final = 3600.0
LONGEST_MEETING: Final = 4 * HOUR
"""Credentials have to outlive a meeting that begins with them; clients do not ask for new ones."""


def over_udp(target: Target) -> TurnServer:
    """Return the relay as open networks reach it."""
    return TurnServer(target.relay(RELAY_UDP), target.ports.turn_udp)


def over_tls(target: Target) -> TurnServer:
    """Return the relay as networks without UDP reach it."""
    return TurnServer(target.relay(TURN_OWN_PORT), target.ports.turn_tls, Transport.TLS)


def over_https_port(target: Target) -> TurnServer:
    """Return the relay as networks reach it that let out nothing but 443."""
    return TurnServer(target.relay(RELAY_HTTPS_PORT), target.ports.https, Transport.TLS)


def over_any_tls(target: Target) -> TurnServer:
    """Return the relay as networks without UDP reach it at best: on 443 where it is there, else on its own port."""
    return over_https_port(target) if target.offers(RELAY_HTTPS_PORT) else over_tls(target)


Way = Callable[[Target], TurnServer]
WAYS: Final[dict[str, Way]] = {"UDP 3478": over_udp, "TLS 5349": over_tls, "TLS 443": over_https_port}
"""How the one relay is reached, by the words for it; every check of a client's dealings goes all three ways."""


class EachRelay(Expected):
    """There are relays among the advertised services, and none of them has a gap."""

    __slots__ = ("_gaps", "_words")

    def __init__(self, gaps: Callable[[Service], list[str]], words: str) -> None:
        self._gaps = gaps
        self._words = words

    def differences(self, answer: Any) -> list[str]:
        """Return what is wrong now, one phrase each."""
        relays = relays_of(answer.services)
        wrong = [f"{relay.url}: {gap}" for relay in relays for gap in self._gaps(relay)]
        return wrong if relays else ["there is no relay"]

    def __str__(self) -> str:
        return self._words


COMPLETE: Final = EachRelay(
    lambda relay: _gaps(relay, time.time()),
    "relays with name, port, transport, user name, password and the same expiry in both, hours from now",
)
UNREFUSED: Final = EachRelay(
    lambda relay: [] if relay.port in (53, 80, 443) or relay.port >= 1024 else [f"browsers do not open {relay.port}"],
    "relays on 53, 80, 443 or a port from 1024 on",
)
"""WebRTC's TurnPort::AllowedTurnPort, and Firefox since https://bugzilla.mozilla.org/show_bug.cgi?id=1699175."""


def _gaps(relay: Service, now: float) -> list[str]:
    """Return what one relay lacks: browsers refuse to work with an entry that has no user name or password at all."""
    facts = {
        "host": relay.host,
        "port": relay.port,
        "transport": relay.transport in ("udp", "tcp"),
        "user name": relay.username,
        "password": relay.password,
        "mark as restricted": relay.restricted,
        "agreement of expiry and user name": _expiry(relay) == relay.username.partition(":")[0],
        "time until it expires": _expiry(relay).isdigit() and int(_expiry(relay)) > now + LONGEST_MEETING,
    }
    return [f"no {name}" for name, fact in facts.items() if not fact]


def _expiry(relay: Service) -> str:
    """Return the moment in `expires` (XEP-0082) as seconds since the epoch, as a TURN user name carries it; else ""."""
    try:
        return f"{datetime.fromisoformat(relay.expires).timestamp():.0f}"
    except ValueError:
        return ""


def note_seconds(facts: Facts, relays: Iterable[Service], answers: Iterable[AllocateAnswer]) -> None:
    """Keep how long each relay took to allocate, where it did."""
    for relay, answer in zip(relays, answers, strict=True):
        if answer.allocated:
            facts.number("allocation", f"{relay.type} {relay.port}/{relay.transport}", answer.seconds, "s")


@dataclass(slots=True)
class Advertised:
    """What Prosody advertises over XMPP, asked once from each vantage."""

    target: Target
    _pending: dict[str, Pending[ServicesAnswer]] = field(default_factory=dict)
    _told: dict[str, ServicesAnswer] = field(default_factory=dict)
    _tried: dict[tuple[str, TurnServer], AllocateAnswer] = field(default_factory=dict)

    def ask(self, vantage: Vantage) -> None:
        """Begin to ask from a vantage, unless that was done before."""
        if vantage.name not in self._pending:
            arguments = self.target.websocket_url, self.target.xmpp.domain
            self._pending[vantage.name] = vantage.begin(xmpp.external_services, *arguments)

    def at(self, vantage: Vantage) -> ServicesAnswer:
        """Return what is advertised at a vantage."""
        self.ask(vantage)
        if vantage.name not in self._told:
            self._told[vantage.name] = self._pending[vantage.name].result()
        return self._told[vantage.name]

    def services(self, vantage: Vantage) -> tuple[Service, ...]:
        """Return the services advertised at a vantage; CouldNotTell where no login got that far."""
        __tracebackhide__ = True
        told = self.at(vantage)
        if told.step is not LoginStep.DONE:
            could_not_tell(f"Nobody logged in who could be told of services (it ended at {told.step}): {told.detail}.")
        return told.services

    def credentials(self, vantage: Vantage) -> Credentials:
        """Return credentials for every relay, as a client at this vantage gets them; CouldNotTell without any."""
        __tracebackhide__ = True
        told = self.at(vantage)
        usable = [relay for relay in relays_of(told.services) if relay.username and relay.password]
        if not usable:
            could_not_tell(f"The deployment gave out no credentials to try its relays with: {told.detail}.")
        return credentials_of(usable[0])

    def usable(self, vantage: Vantage, relay: TurnServer) -> Credentials:
        """Return credentials with which this relay serves clients at this vantage; CouldNotTell without such a relay.

        For checks of what a relay does for its clients: whether it has any is decided by others.
        """
        __tracebackhide__ = True
        tried = self._try(vantage, relay)
        if not tried.allocated:
            could_not_tell(f"{relay.url} does not serve clients at {vantage.name}: {tried.detail}.")
        return self.credentials(vantage)

    def reached(self, vantage: Vantage, relay: TurnServer) -> TurnServer:
        """Return the same relay, if it answers at this vantage at all, be it with a refusal; else CouldNotTell."""
        __tracebackhide__ = True
        tried = self._try(vantage, relay)
        if tried.ending is not Ending.ANSWERED:
            could_not_tell(f"{relay.url} is not reached from {vantage.name}: {tried.detail}.")
        return relay

    def _try(self, vantage: Vantage, relay: TurnServer) -> AllocateAnswer:
        __tracebackhide__ = True
        key = vantage.name, relay
        if key not in self._tried:
            self._tried[key] = vantage.run(turn.allocate, relay, self.credentials(vantage))
        return self._tried[key]


@dataclass(frozen=True, slots=True)
class Intruder:
    """A client of the relay who does not take a refusal for an answer."""

    target: Target
    advertised: Advertised

    def insist(self, vantage: Vantage, peer: str, payload: bytes, *, family: int = 4) -> PeerAnswer:
        """Ask for permission to reach a peer and send to it all the same, by indication and on a channel.

        The same is sent to an ordinary peer at last; where that one is refused too, silence proves nothing. `family`
        is the IP version of the relayed address.
        """
        __tracebackhide__ = True
        relay, peers = over_udp(self.target), (peer, self.target.ordinary_public_address)
        credentials = self.advertised.usable(vantage, relay)
        asked = {"port": DISCARD, "family": family}
        refused, ordinary = vantage.run(turn.permissions, relay, credentials, peers, payload=payload, **asked)
        if family == 4 and not ordinary.granted:
            could_not_tell(f"The ordinary peer is refused as well: {ordinary.detail}.")
        return refused


@dataclass(frozen=True, slots=True)
class PeerListeners:
    """Listeners on the discard port of every vantage a relay might reach; one of them is an ordinary peer."""

    held: Mapping[str, Held[Witness]]
    ordinary: str
    """The vantage of the ordinary peer, which a relay must reach."""

    def reached(self, payload: bytes) -> tuple[str, ...]:
        """Return the vantages that a payload reached, once both copies sent last have reached the ordinary peer.

        A relay handles in their order the datagrams of one client: what went elsewhere before has arrived by then,
        or never will.
        """
        __tracebackhide__ = True
        if not ask_until(lambda: self._copies(self.ordinary, payload) >= COPIES, True, ARRIVAL, every=0.01):
            could_not_tell("The peer listeners prove nothing: the ordinary peer did not receive what was sent last.")
        return tuple(vantage for vantage in self.held if self._copies(vantage, payload))

    def _copies(self, vantage: str, payload: bytes) -> int:
        history = self.held[vantage].run(Witness.history)
        return sum(visit.first_bytes == payload for visit in history)
