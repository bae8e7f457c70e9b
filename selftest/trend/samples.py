"""Nights for a history."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fixtures.report.model import Level, Outcome
from fixtures.trend.history import SCHEMA, Broken, Night

FIRST = datetime(2026, 10, 20, 2, 30, tzinfo=UTC)


def night(number: int = 0, *broken: str, **more: Any) -> Night:
    """Return the night of a number, in which these requirements were broken."""
    verdict = Outcome.BROKEN if broken else Outcome.HOLDS
    values: dict[str, Any] = {
        "verdict": verdict,
        "chapters": {"edge": Outcome.HOLDS, "relay": verdict},
        "broken": {name: Broken(Level.MUST, "turn", "allowed-peer-ip of coturn") for name in broken},
        "numbers": {"first frame": {"outside": 0.6 + number / 100, "lan": 0.5}},
    }
    return Night(SCHEMA, FIRST + timedelta(days=number), **{**values, **more})
