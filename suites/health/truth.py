"""The health truth table: which signs notice that a part is down, as far as it is documented.

A sign that is not listed for a part does not notice it: the part can be down and the sign stays good.
"""

from dataclasses import dataclass
from typing import Any

from fixtures.expected.values import Expected
from fixtures.hops.known import SERVICES
from fixtures.target.layout import Layout
from suites.offers import Channels
from suites.signs import (
    BREWERY,
    BRIDGE_HEALTH,
    CHANNEL,
    END_TO_END,
    FOCUS_HEALTH,
    LOGIN,
    MEDIA,
    MEETING,
    SITE,
    STUN,
    TURN,
    UNITS,
    HealthSnapshot,
    check_name,
)

OVER_THE_SITE = (SITE, LOGIN, MEETING, CHANNEL)
"""What goes through HAProxy, go-mmproxy, the host's nginx and web."""

TRUTH = {
    # Jicofo pings Prosody. The bridge does not watch its XMPP connection and serves the media it has.
    "prosody": {"prosody check", FOCUS_HEALTH, "jicofo check", BREWERY, LOGIN, MEETING},
    # Without a bridge the focus still takes meetings, and tells their members that there is none.
    "jvb": {"jvb check", BRIDGE_HEALTH, FOCUS_HEALTH, "jicofo check", BREWERY, CHANNEL, MEDIA},
    "turn": {"turn check", TURN, STUN},
    "web": {"web check", *OVER_THE_SITE},
    "jicofo": {"jicofo check", FOCUS_HEALTH, BREWERY, MEETING},
    # What is behind them on 443 is gone, and every container is healthy; of the one that owns it, TURN there as well.
    "haproxy": {UNITS, *OVER_THE_SITE},
    "go-mmproxy": {UNITS, *OVER_THE_SITE},
    "nginx": {UNITS, *OVER_THE_SITE},
}
"""By the part that is stopped: the signs that notice (jitsi-videobridge doc/health-checks.md, jicofo
JicofoHealthChecker, the images' HEALTHCHECK lines)."""

IN_A_MEETING = ("prosody", "jicofo")
"""The parts that a channel needs besides where it can be looked at in a meeting alone."""

PARTS = tuple(TRUTH)
CHECKS = tuple(check_name(service) for service in SERVICES)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Noticed(Expected):
    """Exactly these signs notice, and no others."""

    signs: frozenset[str]

    def differences(self, answer: Any) -> list[str]:
        noticed = answer.unwell
        missed = [f"{name} does not notice" for name in answer.signs if name in self.signs - set(noticed)]
        unforeseen = [f"{name} notices: {words}" for name, words in noticed.items() if name not in self.signs]
        return missed + unforeseen

    def __str__(self) -> str:
        return f"exactly these signs to notice: {', '.join(sorted(self.signs))}"


def documented(part: str, channels: Channels, layout: Layout) -> Noticed:
    """Return which signs notice that a part is down, where these channels are offered and the host is built so."""
    more = {CHANNEL} if part in IN_A_MEETING and not channels.websocket else set()
    if layout.splitter and part == layout.owner:
        more |= {TURN}
    return Noticed(frozenset(TRUTH[part] | more))


def row(stopped: str, look: HealthSnapshot) -> dict[str, str]:
    """Return a snapshot as a row of the table: what each sign and the containers' health checks report."""
    told = {name: words or "well" for name, words in look.signs.items()}
    all_green = not [name for name in CHECKS if name in look.unwell]
    unserved = [name for name in END_TO_END if name in look.unwell]
    verdict = "green but broken" if all_green and unserved else "a container shows it"
    return {"stopped": stopped, "verdict": verdict, **told}
