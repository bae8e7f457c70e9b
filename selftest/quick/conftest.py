"""The ladder as the self-tests climb it."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from fixtures.plugin.catalogue import load
from fixtures.quick.known import Known
from fixtures.quick.ladder import Ladder
from fixtures.quick.rung import Outcome
from fixtures.quick.vantage import QuickVantage
from selftest.quick.scripted import WEB

CATALOGUE = load(Path(__file__).resolve().parents[2] / "suites").requirements


async def climb(vantage: QuickVantage, turn_name: str = "", **more: Any) -> list[Outcome]:
    """Climb from a URL; return every outcome."""
    spoken = more.pop("spoken", {})
    ladder = Ladder(vantage, Known(f"https://{WEB}", turn_name, **more), CATALOGUE, spoken)
    async with AsyncExitStack() as held:
        return [outcome async for outcome in ladder.climb(held)]
