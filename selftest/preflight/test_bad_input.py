"""Input that cannot be used is one line that names the file and line, and status 2; nothing is started."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from fixtures.preflight import __main__ as command
from fixtures.preflight.candidate import Candidate, read_candidate
from fixtures.preflight.errors import PreflightError
from fixtures.report.known import KnownFailureError, read_known
from fixtures.report.stored import StoredReportError, read_report
from selftest.preflight.samples import document, said, written

NOW = datetime(2026, 11, 30, tzinfo=UTC)
WHOLE = document(said("EDGE-01", "holds"))
ENTRY = '[[failure]]\nrequirement = "{}"\ntext = "{}"\nlink = "https://example.org/1"\nexpires = {}\n'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({**WHOLE, "schema": 2}, "report.json:2: this report is of schema 2, and this suite reads schema 1;"),
        ({"results": []}, "this report is of schema none"),
        (
            '{\n  "schema": 1,\n  "run": {\n    "star',
            "report.json:4: this is no whole report.json: Input data was trunc",
        ),
        ("", "report.json:1: this is no whole report.json"),
        ("# a report", "report.json:1: this is no whole report.json: JSON is malformed"),
        (document(run_started="2031-01-01T00:00:00+00:00"), "which is still to come; is a clock wrong?"),
        ({**WHOLE, "results": [{"requirement": 3}]}, "this is no report.json of a run: "),
        ({"schema": 1, "kind": "quick", "rungs": []}, "missing required field `run`"),
    ],
    ids=["newer", "no schema", "cut in half", "empty", "another file", "from the future", "results", "of the ladder"],
)
def test_stored_report(tmp_path: Path, content: Any, words: str) -> None:
    """A report that cannot be believed is refused."""
    file = written(tmp_path / "report.json", content)

    with pytest.raises(StoredReportError, match=r"^[^\n]*$") as refused:
        read_report(file, NOW)

    assert words in str(refused.value)


def test_report_of_a_run(tmp_path: Path) -> None:
    """The directory of a run is as good as its file."""
    written(tmp_path / "report.json", WHOLE)

    assert read_report(tmp_path, NOW).results[0].requirement == "EDGE-01"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY.format("EDGE-99", "403", "2026-12-31"), "known.toml:1: 'EDGE-99' is no requirement;"),
        ("\n\n" + ENTRY.format("EDGE-01", "403", "2026-11-29"), "known.toml:3: the entry for EDGE-01 expired on 2026-"),
        (ENTRY.format("EDGE-01", "", "2026-12-31"), "are texts, and none is empty"),
        (ENTRY.format("EDGE-01", "403", '"soon"'), "known.toml:1: expires is a date"),
        (
            '[[failure]]\nrequirement = "EDGE-01"\n',
            "known.toml:1: a known failure has requirement, text, link, expires",
        ),
        ("failure = 3", "must consist of [[failure]] tables"),
        ("[[failure", "are not TOML: "),
    ],
    ids=["unknown", "expired", "no text", "no date", "half", "another shape", "no TOML"],
)
def test_known_failures(tmp_path: Path, text: str, words: str) -> None:
    """An entry that cannot be true is refused with its line."""
    file = tmp_path / "known.toml"
    file.write_text(text)

    with pytest.raises(KnownFailureError) as refused:
        read_known(file, {"EDGE-01"}, date(2026, 11, 30))

    assert words in str(refused.value)


def test_known_failure_until_its_last_day(tmp_path: Path) -> None:
    """An entry holds on the day that it names."""
    file = tmp_path / "known.toml"
    file.write_text("# why\n" + ENTRY.format("EDGE-01", "403", "2026-11-30"))

    assert [entry.requirement for entry in read_known(file, {"EDGE-01"}, date(2026, 11, 30)).entries] == ["EDGE-01"]


@pytest.mark.parametrize(
    ("words", "said_of_it"),
    [
        ("jvb", "'jvb' is not of the form KEY=VALUE"),
        ("jvb=", "'jvb' is not of the form KEY=VALUE"),
        ("bridge=x:1", "'bridge' is unknown; it is one of flavour, front, archive, registry, config, compose, web"),
        ("jvb=a:1 jvb=b:1", "says jvb twice"),
        ("jvb=A", "'A' is not the name of an image"),
        ("front=sideways", "front=sideways is unknown; it is one of seed, plain, nginx-stream, haproxy-tls."),
        ("config=nowhere", "config=nowhere is not a folder that can be read."),
        ("archive=nowhere.tar", "archive=nowhere.tar is not a file that can be read."),
        ("package:haproxy=;reboot", "package:haproxy=;reboot is no Debian package and version."),
        ("config='", "cannot be divided into words: No closing quotation."),
    ],
    ids=["no value", "empty", "unknown", "twice", "image", "front", "folder", "archive", "version", "quote"],
)
def test_candidate(tmp_path: Path, words: str, said_of_it: str) -> None:
    """A word that means nothing is named."""
    with pytest.raises(PreflightError) as refused:
        read_candidate(words, "CANDIDATE", tmp_path)

    assert str(refused.value).startswith("CANDIDATE")
    assert said_of_it in str(refused.value)


def test_empty_folder(tmp_path: Path) -> None:
    """A folder without a file is no candidate."""
    with pytest.raises(PreflightError, match="holds no file"):
        read_candidate(f"config={tmp_path}", "CANDIDATE", tmp_path)


def test_nothing_said_is_this_checkout(tmp_path: Path) -> None:
    """Whoever says nothing means what the checkout has."""
    assert read_candidate("", "CURRENT", tmp_path) == Candidate()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--candidate", "flavour=local"], "CANDIDATE is what CURRENT is: "),
        (["--candidate", "front=plain", "--against", "/nowhere.json"], "The report /nowhere.json cannot be read: "),
        (["--candidate", "front=plain", "--require", "EDGE-99"], "--require 'EDGE-99' is no requirement"),
        ([], "the following arguments are required: --candidate"),
    ],
    ids=["equal", "no report", "no requirement", "nothing"],
)
def test_command(
    words: list[str], line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command ends in one line and status 2."""
    monkeypatch.setattr("sys.argv", ["preflight", *words])

    try:
        status = command.main()
    except SystemExit as ended:
        status = int(str(ended.code))

    errors = capsys.readouterr().err
    assert (status, errors.count("\n")) == (2, 1)
    assert line in errors
