"""Whatever moment a run dies at, the next one removes what it left, and a living one is not touched."""

import os
from pathlib import Path

from selftest.twin.deaths import soak

COUNT = int(os.environ.get("CONFORMANCE_DEATHS", "2"))
"""How many runs die; `python -m selftest.twin.deaths` takes up again where it was stopped."""


def test_nothing_of_the_dead_stays_and_nothing_of_the_living_goes(tmp_path: Path) -> None:
    """Runs end by kill -9, SIGTERM and SIGHUP at random moments, beside one that goes on."""
    deaths = soak(COUNT, seed=os.getpid(), notes=tmp_path / "deaths.jsonl")

    assert [death for death in deaths if death.wrong] == []
