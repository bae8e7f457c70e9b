"""Moments as the engine prints them."""

import re
from datetime import datetime

_NANOSECONDS = re.compile(r"(\.\d{6})\d*")


def moment(printed: str) -> float:
    """Return seconds since the epoch of a time such as 2026-11-22T18:54:44.086764829Z."""
    return datetime.fromisoformat(_NANOSECONDS.sub(r"\1", printed)).timestamp()
