"""What the focus counts since its start."""

import time
from collections import Counter
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element


@dataclass(slots=True)
class Counters:
    """Totals; `sent` and `received` are Jingle requests by action."""

    started: float = field(default_factory=time.monotonic)
    conferences: int = 0
    participants: int = 0
    participants_moved: int = 0
    bridges_removed: int = 0
    """Sessions that ended because their bridge failed or left."""
    bridges_lost: int = 0
    ice_failures: int = 0
    restarts: int = 0
    slow_health_checks: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    received: Counter[str] = field(default_factory=Counter)

    def note_sent(self, jingle: Element) -> None:
        """Count a Jingle request of ours."""
        self.sent[jingle.get("action", "")] += 1
