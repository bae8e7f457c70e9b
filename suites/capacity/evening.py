"""How many there are on a busy evening."""

from typing import Final

IDLE: Final = 200
ACTIVE: Final = 60
"""WebSockets: those that carry nothing, and those whose people are logged in."""
PEOPLE: Final = 30
"""Who need a relay at the same time."""
