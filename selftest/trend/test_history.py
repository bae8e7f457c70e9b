"""A history grows by whole lines, survives a cut-off one, and is never changed."""

from pathlib import Path

import pytest

from fixtures.report.model import Outcome
from fixtures.trend.history import History, HistoryError, append, night_of, read
from selftest.preflight.samples import said, stored
from selftest.trend.samples import night


def test_round_trip(tmp_path: Path) -> None:
    """What was appended is read back, in order."""
    file = tmp_path / "deep" / "history.jsonl"

    for each in (night(0), night(1, "RELAY-11")):
        append(file, each)

    assert read(file) == History((night(0), night(1, "RELAY-11")))


def test_no_history_yet(tmp_path: Path) -> None:
    """Before the first night there is none."""
    assert read(tmp_path / "history.jsonl") == History(())


@pytest.mark.parametrize("kept", [1, 20, 200])
def test_line_that_was_cut_off(tmp_path: Path, kept: int) -> None:
    """A line that a power cut left is passed over, and the next night is not lost behind it."""
    file = tmp_path / "history.jsonl"
    append(file, night(0))
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:kept])

    append(file, night(2))

    assert read(file) == History((night(0), night(2)), (2,))
    assert file.read_bytes().startswith(whole + whole[:kept])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"garbage", "history.jsonl:2: this is no line of a history: JSON is malformed"),
        (b"\xff\x00", "history.jsonl:2: this is no line of a history: "),
        (b"[]", "history.jsonl:2: this is no line of a history: Expected `object`"),
        (b'{"schema": 1}', "history.jsonl:2: this is no line of a history: Object missing required field `started`"),
        (b'{"schema": 2}', "history.jsonl:2: this line is of schema 2, and this suite reads schema 1;"),
        (b"{}", "history.jsonl:2: this line is of schema none"),
    ],
    ids=["words", "bytes", "another value", "half a night", "newer", "no schema"],
)
def test_garbage(tmp_path: Path, line: bytes, words: str) -> None:
    """Any other line is refused with its number, and the file stays as it is."""
    file = tmp_path / "history.jsonl"
    append(file, night(0))
    file.write_bytes(file.read_bytes() + line + b"\n")
    before = file.read_bytes()

    with pytest.raises(HistoryError, match=r"^[^\n]*$") as refused:
        read(file)

    assert words in str(refused.value)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("results", "failures", "verdict"),
    [
        ([said("EDGE-01", "holds")], [], Outcome.HOLDS),
        ([said("EDGE-01", "holds"), said("RELAY-01", "broken")], [], Outcome.BROKEN),
        ([said("RELAY-01", "broken", level="MAY"), said("EDGE-01", "holds")], [], Outcome.HOLDS),
        ([said("EDGE-01", "could-not-tell"), said("RELAY-01", "holds")], [], Outcome.COULD_NOT_TELL),
        ([said("EDGE-01", "broken")], ["The engine went away."], Outcome.COULD_NOT_TELL),
        ([], [], Outcome.COULD_NOT_TELL),
    ],
    ids=["holds", "broken", "optional", "untold", "failed", "nothing"],
)
def test_verdict_of_a_report(results: list[dict[str, str]], failures: list[str], verdict: Outcome) -> None:
    """A night's verdict is what the exit status of its run says."""
    assert night_of(stored(*results, run_failures=failures)).verdict is verdict


def test_night_keeps_what_a_trend_needs() -> None:
    """Chapters, what is broken with hop and remedy, and numbers by whom they are of."""
    numbers = [{"name": "memory", "of": "jvb", "value": 94.5, "unit": "MB"}]

    kept = night_of(stored(said("EDGE-01", "holds"), said("RELAY-01", "broken"), numbers=numbers))

    assert kept.chapters == {"edge": Outcome.HOLDS, "relay": Outcome.BROKEN}
    assert [(name, each.hop, each.remedy) for name, each in kept.broken.items()] == [
        ("RELAY-01", "haproxy", "haproxy.cfg")
    ]
    assert kept.numbers == {"memory": {"jvb": 94.5}}
