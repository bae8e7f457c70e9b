"""A soak counts green runs in a row, goes on where it ended, and ends at the first run that is not green."""

import json
from pathlib import Path
from typing import Any

import pytest

from fixtures.bench import soak
from fixtures.bench.measure import SuiteRun
from fixtures.runs import Runs

GREEN: dict[str, Any] = {"requirement": "EDGE-01", "outcome": "holds"}
RED: dict[str, Any] = {"requirement": "EDGE-02", "outcome": "broken"}


def run(*results: dict[str, Any], status: int = 0) -> SuiteRun:
    """Return a run of these results."""
    return SuiteRun(60.0, 1, status, (), {"run": {"started": "2026-11-30T23:00:00+00:00"}, "results": results})


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the soak writes; no processor is kept busy."""
    monkeypatch.setattr(soak, "SOAK", tmp_path / "soak.jsonl")
    monkeypatch.setattr(soak, "_spin", lambda: None)
    return tmp_path / "soak.jsonl"


def let(monkeypatch: pytest.MonkeyPatch, *runs: SuiteRun) -> None:
    """Let these be the runs, one after the other."""
    left = iter(runs)
    monkeypatch.setattr(soak, "measure_suite", lambda *_: next(left))


def test_interrupted_soak_goes_on(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was green before counts, from the last run on that was not; the busy runs come first."""
    let(monkeypatch, run(GREEN), run(GREEN))
    before = [{"status": 1, "not_green": [], "busy": True}, {"status": 0, "not_green": [], "busy": True}]

    assert soak.soak(Runs(), before, wanted=3, busy=2) == 0
    assert [each["busy"] for each in soak.read(file)] == [True, False]


@pytest.mark.parametrize(
    ("bad", "named"),
    [(run(GREEN, RED, status=1), ["EDGE-02 broken"]), (run(GREEN, status=2), [])],
    ids=["a check is broken", "the run failed"],
)
def test_first_bad_run_ends_it(file: Path, monkeypatch: pytest.MonkeyPatch, bad: SuiteRun, named: list[str]) -> None:
    """Nothing is tried again: the run is written down with what was not green."""
    let(monkeypatch, run(GREEN), bad, run(GREEN))

    assert soak.soak(Runs(), [], wanted=3, busy=0) == 1
    assert [each["not_green"] for each in map(json.loads, file.read_text().splitlines())] == [[], named]
