"""Requests that must get no answer, which takes a second to see.

They are begun before the first check of the chapter and looked at when their check comes. They are asked at the public
address, so that the second is not spent on a name server.
"""

from dataclasses import dataclass, field
from typing import Any

from fixtures.expected.values import answered
from fixtures.plugin import could_not_tell
from fixtures.plugin.control import Served
from fixtures.probes import stun, tls, turn
from fixtures.probes.net import Ending, PortState, ScanAnswer, scan
from fixtures.probes.stun import StunAnswer, Transport
from fixtures.probes.turn import AllocateAnswer, TurnServer
from fixtures.report.facts import Facts
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending, Vantage

SILENCE = 1.0
"""Seconds without an answer that prove a closed way; an open one answers within 0.01."""


@dataclass(slots=True)
class Proof:
    """What a network lets out: a STUN request over UDP, and connections to the relay's own TLS port and to 443."""

    vantage: Vantage
    target: Target
    shown: bool = False
    datagram: Pending[StunAnswer] = field(init=False)
    ports: Pending[ScanAnswer] = field(init=False)

    def __post_init__(self) -> None:
        """Begin to ask, because a closed way takes its time to say nothing."""
        address, ports = self.target.public_address, self.target.ports
        self.datagram = self.vantage.begin(stun.binding, address, ports.turn_udp, within=SILENCE)
        self.ports = self.vantage.begin(scan.tcp, address, (ports.turn_tls, ports.https), within=SILENCE)

    def show(self, facts: Facts) -> None:
        """End the check when the network lets out what its name denies; put what it does into the report, once."""
        __tracebackhide__ = True
        datagram, own_port, web_port = self.datagram.result(), *self.ports.result().ports
        if datagram.ending is Ending.ANSWERED:
            could_not_tell(f"The vantage {self.vantage.name} lets UDP out: {datagram.detail}.")
        if self.vantage.name == "only_443" and own_port.state is PortState.OPEN:
            could_not_tell(f"The vantage {self.vantage.name} lets more out than 443: {own_port.detail}.")
        if not self.shown:
            states = {"STUN_over_UDP": datagram.ending, "TLS_port": own_port.state, "port_443": web_port.state}
            facts.table("What the restricted networks let out").row(network=self.vantage.name, **states)
        self.shown = True


class Restrictions:
    """The proofs of all restricted networks of the run, by the names of their vantages."""

    def __init__(self, vantages: list[Vantage], target: Target) -> None:
        self._proofs = {vantage.name: Proof(vantage, target) for vantage in vantages}

    def shown(self, vantage: Vantage, facts: Facts) -> Vantage:
        """Return a vantage, put to the proof before if it is a restricted network."""
        __tracebackhide__ = True
        if vantage.name in self._proofs:
            self._proofs[vantage.name].show(facts)
        return vantage


@dataclass(frozen=True, slots=True)
class Attempt:
    """An Allocate request over TCP without TLS, and a client beside it that asks the same port the usual way."""

    pending: Pending[AllocateAnswer]
    served: Served

    @property
    def answer(self) -> AllocateAnswer:
        """How the request went."""
        return self.pending.result()


class PlainTcp:
    """TURN over TCP without TLS, tried on both of the relay's ports."""

    def __init__(self, vantage: Vantage, target: Target) -> None:
        self._target = target
        self._asked = {port: self._begin(vantage, port) for port in (target.ports.turn_tls, target.ports.turn_udp)}

    def attempt(self, port: int) -> Attempt:
        """Return the request for a relayed address without TLS at a port."""
        return self._asked[port]

    def _begin(self, vantage: Vantage, port: int) -> Attempt:
        server = TurnServer(self._target.public_address, port, Transport.TCP)
        pending = vantage.begin(turn.allocate, server, within=SILENCE)
        return Attempt(pending, Served(self._as_clients_do(vantage, port), answered()))

    def _as_clients_do(self, vantage: Vantage, port: int) -> Pending[Any]:
        address = self._target.public_address
        if port == self._target.ports.turn_udp:
            return vantage.begin(stun.binding, address, port)
        return vantage.begin(tls.handshake, address, port, verify=False)
