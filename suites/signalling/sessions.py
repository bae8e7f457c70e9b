"""What sessions have to stand here: stanzas of several sizes, in characters of their text, and idleness."""

from dataclasses import dataclass
from typing import Final

from fixtures.probes.xmpp import PingAnswer
from fixtures.vantage.vantage import Pending

RATE: Final = 10_000
"""Bytes a second that Prosody takes from a client (seed: prosody, limits)."""
LARGE: Final = (20_000, 50_000)
"""An offer to a full room, and as much again as anybody has a reason to send; both below the limit of 256 KiB."""
TOO_LARGE: Final = 300_000
PAST_A_MINUTE: Final = 65.0
"""Seconds of idleness; the timeouts that forgetful proxies have are 50 and 60."""
BROWSER_PINGS_EVERY: Final = 10.0


@dataclass(frozen=True, slots=True)
class Idlers:
    """Sessions that are nearly idle."""

    pinging: Pending[PingAnswer]
    silent: Pending[PingAnswer]
