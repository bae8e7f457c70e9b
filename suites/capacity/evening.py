"""How many there are on a busy evening."""

from collections.abc import Callable
from typing import Final

from fixtures.probes.turn import AllocateAnswer, TurnServer

IDLE: Final = 200
ACTIVE: Final = 60
"""WebSockets: those that carry nothing, and those whose people are logged in."""
PEOPLE: Final = 30
"""Who need a relay at the same time."""

Allocates = Callable[[TurnServer, int], list[AllocateAnswer]]
"""Allocates at a relay for so many people."""
