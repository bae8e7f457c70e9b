"""Worlds go through a process that keeps a twin, and what became of the twin is said."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.runs import Runs
from fixtures.worlds import running, series
from fixtures.worlds.campaign import WorldResult, judge
from fixtures.worlds.catalogue import INTACT, WORLDS
from fixtures.worlds.running import folder_of, resumed, shared
from fixtures.worlds.series import AS_BEFORE, Series
from fixtures.worlds.world import World

REPORT = {
    "run": {"failures": [], "world": None, "seconds": {"total": 7.5}},
    "results": [],
    "diagnosis": {"causes": []},
}
DOUBLE = f"""
import os, sys
from pathlib import Path

for line in sys.stdin:
    world, folder, *more = line.rstrip("\\n").split("\\t")
    if world == "dies":
        sys.exit(3)
    latest = Path(folder) / "latest"
    latest.mkdir()
    (latest / "report.json").write_text({json.dumps(REPORT)!r})
    print("{AS_BEFORE}" if world == "intact" else f"{{os.getpid()}} {{' '.join(more)}}", flush=True)
"""
TURN = WORLDS["turn-stopped"]


@pytest.fixture(autouse=True)
def _double(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that writes reports without a twin."""
    monkeypatch.setattr(series, "PROGRAM", (sys.executable, "-c", DOUBLE))


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Series]:
    """One such process."""
    begun = Series(Runs(), tmp_path)
    yield begun
    begun.close()


def test_one_process_serves_several_worlds(one: Series, tmp_path: Path) -> None:
    """It is not begun anew as long as it answers, and hears the options of a world."""
    _, said = one.run("turn-stopped", tmp_path / "a", "--front", "seed")
    _, again = one.run("turn-stopped", tmp_path / "b", "--front", "seed")

    assert said == again
    assert said.endswith("--front seed")


def test_process_that_dies_is_replaced(one: Series, tmp_path: Path) -> None:
    """A process that ends in the middle has no twin to go on with; the next world gets another process."""
    _, said = one.run("dies", tmp_path / "a")
    _, after = one.run("intact", tmp_path / "b")

    assert said == "The process that had the twin ended with status 3."
    assert after == AS_BEFORE


def test_another_twin_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever reads the campaign's output sees why a twin was replaced."""
    with shared(Runs(), tmp_path, 1, keep=False) as goes:
        results = [goes(INTACT), goes(TURN)]

    [line] = capsys.readouterr().out.splitlines()
    assert line.startswith("After turn-stopped another twin: ")
    assert [result.id for result in results] == ["intact", "turn-stopped"]


def test_run_without_a_report_has_failed(tmp_path: Path) -> None:
    """A world of which nothing was written is not taken for one in which nothing is broken."""
    result = running.read(TURN, tmp_path, 1.0)

    assert result.failure.startswith("The run wrote no report")
    assert not result.caught


def test_resumed_campaign_reads_what_is_there(tmp_path: Path) -> None:
    """A world that has a report is judged from that, with the seconds that it took."""

    def goes(world: World) -> WorldResult:
        return judge(world, REPORT, 1.0)

    latest = tmp_path / TURN.id / "latest"
    latest.mkdir(parents=True)
    (latest / "report.json").write_text(json.dumps(REPORT))

    assert [resumed(goes, tmp_path)(world).seconds for world in (TURN, INTACT)] == [7.5, 1.0]


def test_world_of_several_fronts_has_a_report_for_each(tmp_path: Path) -> None:
    """The last look at one front does not overwrite that at another."""
    assert folder_of(replace(INTACT, front=TURN.front), tmp_path) == tmp_path / "intact-seed"
    assert folder_of(INTACT, tmp_path) == tmp_path / "intact"
    assert folder_of(TURN, tmp_path) == tmp_path / "turn-stopped"
