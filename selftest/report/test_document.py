"""The JSON of schema 1, the exit status, and the files of a run."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fixtures.report.conclusion import Status, not_verified, status, verdict_sentence
from fixtures.report.document import document, restored
from fixtures.report.html import html
from fixtures.report.junit import junit
from fixtures.report.model import (
    Attachment,
    Diagnosis,
    Identity,
    Level,
    Number,
    Outcome,
    Passage,
    Report,
    Requirement,
    Table,
    TargetName,
)
from fixtures.report.summary import summary
from fixtures.report.writer import write
from selftest.report.samples import CAUSE, report, result

HOSTILE = "</script><img src=x onerror=alert(1)>\"'&\x00\x1b[31m\ud800\uffff{{ 7*7 }}{% raw %}"
SCHEMA: Any = {
    "schema": int,
    "run": {
        "started": str,
        "seconds": {"bring_up": float, "checks": float, "teardown": float, "total": float},
        "target": {"kind": str, "flavour": str, "public_name": str, "warm": bool, "choice": str, "front": str},
        "identity": {
            "images": {"*": str},
            "packages": {"*": str},
            "configs": {"*": str},
            "stand_ins": [str],
            "digests": {"*": str},
            "origins": {"*": str},
            "versions": {"*": str},
        },
        "failures": [str],
        "did_not_come_up": str,
        "world": object,  # None but in a deployment that is broken on purpose
    },
    "diagnosis": {
        "causes": [
            {
                **dict.fromkeys(["hop", "sentence", "decide", "look_at"], str),
                "evidence": [str],
                "explains": [str],
                "not_explained": [str],
                "instead": [str],
            }
        ],
        "unexplained": [str],
    },
    "headline": str,
    "published": str,
    "results": [
        {
            **dict.fromkeys(["requirement", "level", "chapter", "sentence", "test", "vantage", "outcome"], str),
            **dict.fromkeys(
                ["reason", "excuse", "hop", "expected", "actual", "path", "remedy", "check", "ending"], str
            ),
            "seconds": float,
            "whole": bool,
            "route": [str],
            "evidence": [{"heading": str, "text": str, "columns": [str], "rows": [[str]]}],
        }
    ],
    "totals": dict.fromkeys(Outcome, int),
    "requirement_totals": dict.fromkeys(Outcome, int),
    "not_applicable_totals": {"*": int},
    "not_verified": [{"requirement": str, "sentence": str, "why": str}],
    "tables": [{"name": str, "columns": [str], "rows": [[str]]}],
    "numbers": [{"name": str, "of": str, "value": float, "unit": str}],
    "attachments": [str],
}


def assert_shape(value: Any, shape: Any) -> None:
    """Compare JSON values with their shape: the same keys, and types at the leaves."""
    if isinstance(shape, type):
        assert isinstance(value, shape)
    elif isinstance(shape, list):
        for item in value:
            assert_shape(item, shape[0])
    elif "*" in shape:
        for item in value.values():
            assert_shape(item, shape["*"])
    else:
        assert set(value) == set(shape)
        for key, part in shape.items():
            assert_shape(value[key], part)


def everything() -> Report:
    """Return a report in which every key of the schema says something."""
    return report(
        result(seconds=0.5, evidence=(Passage("haproxy", "line"),)),
        result("EDGE-02", Outcome.COULD_NOT_TELL, reason="Gone."),
        failures=("Gone.",),
        not_verified=not_verified([requirement("EDGE-02"), requirement("EDGE-03")], []),
        tables=(Table("client addresses", ("hop", "seen"), (("haproxy", "198.51.100.11"),)),),
        numbers=(Number("memory", "jvb", 12.3456, "MB"),),
        attachments=(Attachment("page", "image/png", b""),),
        diagnosis=Diagnosis((CAUSE,), ("EDGE-09",)),
    )


def test_schema() -> None:
    """The document has the keys and types of schema 1."""
    written = json.loads(json.dumps(document(everything())))

    assert_shape(written, SCHEMA)
    assert written["schema"] == 1


def test_written_and_read_back() -> None:
    """A report is what it was, but for its pictures, which lie beside it."""
    written = json.loads(json.dumps(document(everything())))

    assert restored(written) == replace(everything(), attachments=(), numbers=restored(written).numbers)
    assert document(restored(written)) == {**document(everything()), "attachments": []}


def test_requirement_counts_once() -> None:
    """A requirement is as bad as its worst check; one that applies somewhere applies."""
    whole = report(
        result("EDGE-01"),
        result("EDGE-01", Outcome.BROKEN),
        result("EDGE-02"),
        result("EDGE-02", Outcome.NOT_APPLICABLE),
    )

    written = document(whole)

    assert written["totals"] == {"holds": 2, "broken": 1, "could-not-tell": 0, "not-applicable": 1}
    assert written["requirement_totals"] == {"holds": 1, "broken": 1, "could-not-tell": 0, "not-applicable": 0}


@pytest.mark.parametrize(
    ("outcomes", "failures", "expected", "words"),
    [
        ([Outcome.HOLDS], (), Status.HOLDS, "Everything checked holds: 1 requirement."),
        ([Outcome.NOT_APPLICABLE], (), Status.HOLDS, "Nothing that was checked applies here."),
        ([Outcome.HOLDS, Outcome.BROKEN], (), Status.BROKEN, "2 requirements checked, 1 broken."),
        ([Outcome.COULD_NOT_TELL, Outcome.BROKEN], (), Status.BROKEN, "2 requirements checked, 1 broken."),
        ([Outcome.COULD_NOT_TELL], (), Status.UNDECIDED, "1 requirement checked, 1 could not be decided."),
        ([Outcome.HOLDS, Outcome.BROKEN], ("Gone.",), Status.UNDECIDED, "The run failed: Gone."),
        ([], (), Status.UNDECIDED, "Nothing was checked."),
    ],
)
def test_status(outcomes: list[Outcome], failures: tuple[str, ...], expected: Status, words: str) -> None:
    """Exit status and verdict follow from the results."""
    whole = report(*(result(f"EDGE-0{n}", outcome) for n, outcome in enumerate(outcomes)), failures=failures)

    assert status(whole) is expected
    assert verdict_sentence(whole) == words


def test_broken_may_is_told() -> None:
    """An optional requirement that is broken is said, and fails nothing."""
    whole = report(result(), result("EDGE-02", Outcome.BROKEN, level=Level.MAY))

    assert status(whole) is Status.HOLDS
    assert verdict_sentence(whole) == "Everything required holds; of what is optional 1 broken."


def test_not_verified() -> None:
    """What was not decided is listed with its reason."""
    catalogue = [requirement(f"EDGE-0{number}") for number in range(1, 5)]
    results = [
        result("EDGE-01"),
        result("EDGE-02", Outcome.COULD_NOT_TELL, reason="Gone."),
        result("EDGE-03", Outcome.NOT_APPLICABLE, reason="switched off: Off."),
        result("EDGE-03"),
    ]

    gaps = not_verified(catalogue, results)

    assert [(gap.requirement, gap.why) for gap in gaps] == [
        ("EDGE-02", "Gone."),
        ("EDGE-04", "Not part of this run."),
    ]


def test_hostile_text_everywhere(tmp_path: Path) -> None:
    """Text from a hostile server can be written in every file and steers none."""
    words = dict.fromkeys(("reason", "expected", "actual", "path", "hop", "vantage", "test", "remedy"), HOSTILE)
    whole = report(
        result(outcome=Outcome.BROKEN, evidence=(Passage(HOSTILE, HOSTILE),), **words),
        failures=(HOSTILE,),
        headline=HOSTILE,
        tables=(Table(HOSTILE, (HOSTILE,), ((HOSTILE,),)),),
    )

    directory = write(whole, tmp_path)

    assert json.loads((directory / "report.json").read_text())["schema"] == 1
    assert "<img" not in (directory / "report.html").read_text()
    assert "{{ 7*7 }}" in (directory / "report.html").read_text()
    assert b"<img" not in junit(whole)
    assert not [line for line in summary(whole, tmp_path) if "\x1b" in line]


def test_page_is_the_same_for_an_empty_run() -> None:
    """A run that found nothing still has a page that says so."""
    assert "Nothing was checked." in html(report())


def test_latest_points_at_the_last_run(tmp_path: Path) -> None:
    """Each run has its own directory; the link follows, runs of one second do not collide."""
    first, second = write(report(), tmp_path), write(report(result()), tmp_path)

    assert first.name == "2026-03-04T05-06-07Z"
    assert second.name == "2026-03-04T05-06-07Z.1"
    assert (tmp_path / "latest").resolve() == second
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.name, second.name, "latest"]


def test_summary_stays_one_screen() -> None:
    """However many reasons there are, the summary ends in time and in width."""
    catalogue = [requirement(f"EDGE-{number}") for number in range(10, 60)]
    untold = [
        result(f"EDGE-{number}", Outcome.COULD_NOT_TELL, reason=f"Reason {number} " + "long " * 40)
        for number in range(10, 60)
    ]

    lines = summary(report(*untold, not_verified=not_verified(catalogue, untold)), Path("report.html"))

    assert len(lines) <= 24
    assert max(map(len, lines)) <= 120


def requirement(identity: str) -> Requirement:
    """Return a requirement."""
    return Requirement(identity, Level.MUST, "It works.", "seed", "haproxy", ("haproxy",), "look", "edge")


def test_the_first_line_says_how_the_flavour_was_chosen() -> None:
    """On the screen and on the page, and only where the run chose it."""
    chosen = "Flavour upstream, the published images, because ghcr.io answers."
    made = report(result(), target=TargetName("twin", "upstream", "meet.lab.test", choice=chosen))

    assert summary(made, None)[0] == chosen
    assert chosen in html(made)
    assert summary(report(result()), None)[0] == verdict_sentence(report(result()))


def test_the_last_line_names_the_command_that_looks_at_the_published_images() -> None:
    """Where a registry has them, and only there."""
    assert summary(report(result(), published="ghcr.io"), None)[-1] == (
        "ghcr.io answers; this looks at the published images: .venv/bin/python -m pytest suites --flavour upstream"
    )
    assert "--flavour upstream" in html(report(result(), published="ghcr.io"))
    assert "--flavour upstream" not in "".join(summary(report(result()), None)) + html(report(result()))


def test_the_page_names_a_few_packages_and_counts_them() -> None:
    """The other hundreds are for programs that compare two nights."""
    page = html(report(result()))

    assert "haproxy 3.0, 2 in all" in page
    assert "apt 3" not in page


def test_a_report_names_what_ran() -> None:
    """ID, the registry's digest and where the image came from stand side by side; versions have a table."""
    identity = Identity(
        {"jvb": "sha256:1"}, {}, {}, (), {"jvb": "ghcr.io/jitsi/jvb@sha256:2"}, {"jvb": "pulled"}, {"jvb": "JVB 2.3"}
    )
    page = html(report(result(), identity=identity))

    assert "sha256:1, ghcr.io/jitsi/jvb@sha256:2, pulled" in page
    assert "JVB 2.3" in page
    assert "Stand-ins" not in page + "".join(summary(report(result(), identity=identity), None))
