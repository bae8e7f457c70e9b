"""Which bridges there are, and which one a new conference gets."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from focus.names import COLIBRI, tag
from focus.wire import Occupancy


@dataclass(slots=True)
class Bridge:
    """An occupant of the brewery whose presence carries statistics. Times are on the monotonic clock."""

    address: str
    """The occupant's address in the brewery, by which it is asked."""
    healthy: bool
    draining: bool
    stress: float
    version: str
    shunned_until: float = 0.0

    def operational(self, now: float) -> bool:
        """Tell whether new endpoints may be put on this bridge."""
        return self.healthy and now >= self.shunned_until


class Bridges:
    """The bridges of the brewery, kept up to date by their presence."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, Bridge] = {}

    def __len__(self) -> int:
        return len(self._known)

    def __iter__(self) -> Iterator[Bridge]:
        return iter(tuple(self._known.values()))

    def operational(self) -> list[Bridge]:
        """Return the usable bridges, the best first: not draining, then the least stressed."""
        now = self._clock()
        usable = [bridge for bridge in self._known.values() if bridge.operational(now)]
        return sorted(usable, key=lambda bridge: (bridge.draining, bridge.stress, bridge.address))

    def is_operational(self, address: str) -> bool:
        """Tell whether the bridge at an address is usable."""
        return any(bridge.address == address for bridge in self.operational())

    def observe(self, occupancy: Occupancy) -> tuple[Bridge | None, Bridge | None]:
        """Take in one presence of the brewery; return the bridge that it added and the one that it removed."""
        stats = occupancy.element.find(tag(COLIBRI, "stats"))
        if not occupancy.present:
            return None, self._known.pop(occupancy.address, None)
        if stats is None:
            return None, None
        fresh = _read_bridge(occupancy.address, stats)
        known = self._known.get(occupancy.address)
        fresh.shunned_until = 0.0 if known is None else known.shunned_until
        self._known[occupancy.address] = fresh
        return (fresh if known is None else None), None

    def shun(self, address: str, seconds: float) -> None:
        """Keep a bridge that failed out of use for a while."""
        if address in self._known:
            self._known[address].shunned_until = self._clock() + seconds

    def forget(self) -> None:
        """Forget all bridges, as when the connection is lost."""
        self._known.clear()


def _read_bridge(address: str, stats: Element) -> Bridge:
    facts = {stat.get("name", ""): stat.get("value", "") for stat in stats.findall(tag(COLIBRI, "stat"))}
    return Bridge(
        address=address,
        healthy=facts.get("healthy", "true") == "true",
        # A bridge that does not say so is taken to be draining.
        draining=facts.get("drain", "true") != "false",
        stress=_number(facts.get("stress_level", "0")),
        version=facts.get("version", ""),
    )


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
