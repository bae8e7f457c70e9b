"""The bridge's health as the real one judges it (JvbHealthChecker): late, and blind to XMPP.

The first check runs one interval after the start; until then the bridge calls itself healthy.
"""

import ipaddress
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from bridge.service_lines import ServiceLines

_STALE_FACTOR: Final = 1.5


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `/about/health` says: the HTTP status and its body."""

    status: int = 200
    message: str = ""

    @property
    def healthy(self) -> bool:
        """True for status 200."""
        return self.status == 200


def has_valid_address(addresses: Iterable[str]) -> bool:
    """True when a client somewhere could reach one of them, by the rule of Java's InetAddress.

    Only 10/8, 172.16/12, 192.168/16, link-local and loopback are refused; documentation ranges and
    100.64/10 pass, as they do with the real bridge.
    """
    return any(_is_valid(address) for address in addresses)


_SITE_LOCAL: Final = tuple(
    ipaddress.IPv4Network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)


def _is_valid(text: str) -> bool:
    address = ipaddress.IPv4Address(text)
    refused = address.is_loopback or address.is_link_local or address.is_unspecified
    return not refused and not any(address in network for network in _SITE_LOCAL)


class HealthChecker:
    """Keeps the last result; `check` answers the message of what is wrong, or an empty text."""

    def __init__(self, check: Callable[[], str], interval: float, now: float, lines: ServiceLines) -> None:
        self._lines = lines
        self._check = check
        self._interval = interval
        self._started = now
        self._checked: float | None = None
        self._message = ""

    def tick(self, now: float) -> None:
        """Run the check when it is due."""
        last = self._started if self._checked is None else self._checked
        if now - last >= self._interval:
            self._checked, before = now, self._message
            began = time.monotonic()
            self._message = self._check()
            taken = time.monotonic() - began
            if self._message:
                self._lines.unhealthy(taken, self._message)
            elif before:
                self._lines.healthy(taken)

    def verdict(self, now: float) -> Verdict:
        """The result of the last check, or healthy before the first one."""
        if self._checked is None:
            return Verdict()
        if now - self._checked > self._interval * _STALE_FACTOR:
            return Verdict(500, "No health checks performed recently, the last result was too long ago.")
        return Verdict(500, self._message) if self._message else Verdict()
