"""The page shows verdicts, first bad nights and plots, and needs nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from fixtures.report.model import Outcome
from fixtures.trend import __main__ as command
from fixtures.trend.history import History, Night, append
from fixtures.trend.page import page, series_of, still_bad
from selftest.preflight.samples import document, said, written
from selftest.trend.samples import FIRST, night

UNDECIDED = night(1, verdict=Outcome.COULD_NOT_TELL, untold=("RELAY-11",))


@pytest.mark.parametrize(
    ("nights", "found"),
    [
        ([], []),
        ([night(0, "RELAY-11"), night(1)], []),
        ([night(0), night(1, "RELAY-11")], [("RELAY-11", 1, 1)]),
        ([night(0), night(1, "RELAY-11"), night(2, "RELAY-11")], [("RELAY-11", 1, 2)]),
        ([night(0, "RELAY-11"), night(1), night(2, "RELAY-11")], [("RELAY-11", 2, 1)]),
        ([night(0, "RELAY-11"), UNDECIDED, night(2, "RELAY-11")], [("RELAY-11", 0, 2)]),
        ([night(0, "RELAY-11"), night(1, failure="Gone."), night(2, "RELAY-11")], [("RELAY-11", 0, 2)]),
    ],
    ids=["none", "mended", "since last night", "for two nights", "again", "over a doubt", "over a failed run"],
)
def test_first_bad_night(nights: list[Night], found: list[tuple[str, int, int]]) -> None:
    """What is broken is so since the first night after it last held."""
    bad = still_bad(nights)

    assert [(each.requirement, (each.since - FIRST).days, each.nights) for each in bad] == found


def test_page_is_self_contained() -> None:
    """Nothing is asked of the network, no script runs, and every plot has a name."""
    text = page(History(tuple(night(number) for number in range(40)), (7,)))

    assert not re.search(r'<script|<link|(?:src|href)="(?!#)|url\((?!#)|@import', text)
    assert text.count('role="img" aria-label="first frame per night, in s"') == 2
    assert "40 nights, 30 of them in the table. Lines that ended in the middle and were passed over: 7." in text


def test_page_without_a_night() -> None:
    """A history without a night is said to be one."""
    assert "The history holds no night yet." in page(History(()))


def test_hostile_words() -> None:
    """What a log said is text on the page."""
    text = page(History((night(0, "RELAY-11", failure="<script>alert(1)</script>"),)))

    assert "<script>" not in text


def test_nights_without_a_number_leave_a_gap() -> None:
    """A night in which nothing was measured is no zero."""
    (series,) = series_of([night(0), night(1, numbers={}), night(2)])

    assert [value for _, value in series.lines["outside"]] == [0.6, 0.62]


@pytest.mark.parametrize(
    ("history", "report", "line"),
    [
        ("garbage\n", document(said("EDGE-01", "holds")), "history.jsonl:1: this is no line of a history"),
        ("", {"schema": 3}, "report.json:2: this report is of schema 3"),
    ],
    ids=["garbage", "report"],
)
def test_refused(
    tmp_path: Path,
    history: str,
    report: object,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What cannot be used is one line and status 2; the history stays as it is."""
    file, added = tmp_path / "history.jsonl", written(tmp_path / "report.json", report)
    file.write_text(history)
    monkeypatch.setattr("sys.argv", ["trend", str(file), "--add", str(added)])

    assert command.main() == 2
    assert line in capsys.readouterr().err
    assert file.read_text() == history


def test_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A run is added, and the page is beside the history."""
    file = tmp_path / "history.jsonl"
    append(file, night(0))
    written(tmp_path / "report.json", document(said("EDGE-01", "broken"), run_started="2026-10-21T02:30:00+00:00"))
    monkeypatch.setattr("sys.argv", ["trend", str(file), "--add", str(tmp_path)])

    assert command.main() == 0
    assert capsys.readouterr().out == f"2 nights.  Page: {tmp_path / 'history.html'}\n"
    assert "EDGE-01" in (tmp_path / "history.html").read_text()
