"""The stand-ins live beside their Dockerfiles; their tests run them in this process."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from selftest.standins.bridge_room import Room
    from selftest.standins.focus_stage import Stage

_LOCAL = Path(__file__).resolve().parents[2] / "compose" / "jitsi" / "local"
# What the fixtures below import stands there, so they import it late.
sys.path[:0] = [str(_LOCAL / folder) for folder in ("python", "jvb", "jicofo")]


@pytest.fixture
def room() -> Room:
    """Ann's sources are known and bob wants her video."""
    from selftest.standins.bridge_room import made_room

    return made_room()


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A conference with a usable bridge and short deadlines."""
    from selftest.standins.focus_stage import made_stage

    made = made_stage()
    yield made
    made.conference.drop()
