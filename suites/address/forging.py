"""Clients who write an address of their choice into what they send, and what the hops call them then."""

from dataclasses import dataclass
from typing import Any, Final

from fixtures.expected.comparing import Expected
from fixtures.hops.traffic import Traffic
from fixtures.patience import Patience, ask_until
from fixtures.plugin.outcomes import CouldNotTell, NotApplicable, could_not_tell
from fixtures.target.deployment import Deployment
from suites.address.client_addresses import BEHIND_THE_FRONT, UNNAMED, ClientAddresses

FORGED: Final = "192.0.2.66"
"""The address a forger would like to have (RFC 5737: nobody has it)."""
PROXY_LINE: Final = f"PROXY TCP4 {FORGED} 192.0.2.1 4321 443\r\n".encode()


@dataclass(frozen=True, slots=True)
class Forgery:
    """A client that sent a forged header, and asked for a room that nobody else asks for."""

    client_addresses: ClientAddresses
    room: str

    def at(self, hop: str) -> str:
        """Return the address that a hop has for it; raises CouldNotTell when the hop names none, or logged nothing."""
        __tracebackhide__ = True
        name = self.client_addresses.by_bosh() if hop == "prosody" else self.client_addresses.name_at(hop, (self.room,))
        if UNNAMED in name:
            could_not_tell(f"The log of {hop} holds nothing of the client that lied.")
        return name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CalledEverywhere(Expected):
    """Every hop that names the client has the same address for it."""

    address: str

    def differences(self, answer: Any) -> list[str]:
        return [hop for hop in BEHIND_THE_FRONT if self._wrong(answer, hop)]

    def _wrong(self, answer: Any, hop: str) -> bool:
        try:
            return bool(answer.at(hop) != self.address)
        except (CouldNotTell, NotApplicable):
            # Whether it never will is for the check to say, when the time is over.
            return True

    def __str__(self) -> str:
        return f"every hop to call the client {self.address}"


def clients_at_nginx(deployment: Deployment, since: float, patience: Patience) -> set[str]:
    """Return what the host's nginx calls the clients that it logged since a moment (seconds since the epoch).

    Raises CouldNotTell when it logged nobody.
    """
    __tracebackhide__ = True

    def logged() -> set[str]:
        return ClientAddresses((), deployment.hops.observe(Traffic(since))).everybody_at("nginx")

    ask_until(lambda: bool(logged()), True, patience.absence)
    return logged() or could_not_tell("The host's nginx logged nothing of the connection.")
