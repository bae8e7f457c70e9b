"""UDP ports that are asked in the language of those who may be behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fixtures.plugin import could_not_tell
from fixtures.probes.net import Ending
from fixtures.probes.stun import StunAnswer
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending

STUN_PORTS: Final = (443, 3478, 3479, 4443, 4445, 4446, 5349, 5350, 10001, 19302)
"""STUN and TURN with and without TLS and their second ports (RFC 8489 section 16, coturn: alt-listening-port), TURN on
443, the ports that older bridges and sample files have for media, and a bridge's next one beside 10000."""


def ports_of(target: Target) -> tuple[int, ...]:
    """Return the ports to ask, all but the bridge's, whose answers chapter bridge judges."""
    asked = dict.fromkeys((target.ports.turn_udp, *STUN_PORTS))
    return tuple(port for port in asked if port != target.ports.media)


@dataclass(frozen=True, slots=True)
class StunScan:
    """The public address, asked for STUN at several UDP ports at once."""

    declared: int
    asked: Mapping[int, Pending[StunAnswer]]

    def undeclared(self) -> list[int]:
        """Return the ports at which somebody answers although nobody declared it.

        Raises CouldNotTell where the declared one is silent as well: then silence elsewhere says nothing.
        """
        __tracebackhide__ = True
        answers = {port: pending.result() for port, pending in self.asked.items()}
        found = [port for port, answer in answers.items() if answer.ending in (Ending.ANSWERED, Ending.MALFORMED)]
        if self.declared not in found:
            could_not_tell(f"No port answers STUN, not even the relay's own: {answers[self.declared].detail}.")
        return [port for port in found if port != self.declared]
