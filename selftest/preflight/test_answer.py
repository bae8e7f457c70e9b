"""One word, why, and an exit status."""

from datetime import date
from pathlib import Path

import pytest

from fixtures.preflight.answer import Status, Verdict, answer, document, lines, of_files
from fixtures.preflight.static.finding import StaticFinding, Weight
from fixtures.report.known import Known, KnownFailures
from fixtures.report.stored import Stored
from selftest.preflight.samples import said, stored

NOTHING = KnownFailures(Path("known.toml"))
HOLDS, BROKEN = stored(said("EDGE-01", "holds")), stored(said("EDGE-01", "broken"))
CHANGE = StaticFinding(Weight.CHANGE, "ports", "web gets the port 1:1.")
BREAKS = StaticFinding(Weight.BREAKS, "healthcheck", "web has no health check any more.", "the compose file")


def known(text: str) -> KnownFailures:
    """Return a file that knows EDGE-01 to fail with this text."""
    entry = Known("EDGE-01", text, "https://example.org/1", date(2026, 12, 31), 4)
    return KnownFailures(Path("known.toml"), (entry,))


@pytest.mark.parametrize(
    ("before", "after", "static", "failures", "verdict", "why"),
    [
        (HOLDS, HOLDS, (), NOTHING, Verdict.SAFE, "Requirements compared: 1."),
        (BROKEN, BROKEN, (), NOTHING, Verdict.SAFE, "Requirements compared: 1."),
        (HOLDS, HOLDS, (CHANGE,), NOTHING, Verdict.EXPECT, "Requirements compared: 1."),
        (BROKEN, HOLDS, (), NOTHING, Verdict.EXPECT, "Requirements compared: 1."),
        (HOLDS, BROKEN, (), NOTHING, Verdict.BREAKS, "EDGE-01 held and is broken at haproxy."),
        (HOLDS, HOLDS, (BREAKS,), NOTHING, Verdict.BREAKS, "web has no health check any more."),
        (
            HOLDS,
            stored(said("EDGE-01", "could-not-tell", reason="Gone.")),
            (),
            NOTHING,
            Verdict.UNDECIDED,
            "EDGE-01 could not be decided with the candidate: Gone.",
        ),
        (
            HOLDS,
            stored(said("EDGE-01", "could-not-tell"), run_did_not_come_up="nginx refuses.", run_failures=["x"]),
            (),
            NOTHING,
            Verdict.BREAKS,
            "The candidate does not come up: nginx refuses.",
        ),
        (
            HOLDS,
            stored(said("EDGE-01", "could-not-tell"), run_failures=["The engine went away."]),
            (),
            NOTHING,
            Verdict.UNDECIDED,
            "The run of the candidate failed: The engine went away.",
        ),
        (HOLDS, stored(), (), NOTHING, Verdict.UNDECIDED, "Both runs speak of no requirement in common."),
        (
            stored(said("EDGE-01", "holds", level="MAY")),
            stored(said("EDGE-01", "broken", level="MAY")),
            (),
            NOTHING,
            Verdict.EXPECT,
            "Requirements compared: 1.",
        ),
        (HOLDS, BROKEN, (), known("403 Forbidden IP"), Verdict.SAFE, "Requirements compared: 1."),
        (
            BROKEN,
            HOLDS,
            (),
            known("403"),
            Verdict.BREAKS,
            "known.toml:4: EDGE-01 holds now; take the entry out of the file (https://example.org/1).",
        ),
        (
            BROKEN,
            BROKEN,
            (),
            known("timed out"),
            Verdict.BREAKS,
            "known.toml:4: EDGE-01 fails for another reason than 'timed out' (https://example.org/1).",
        ),
    ],
    ids=[
        "nothing changes",
        "what was broken stays broken",
        "the files differ",
        "improved",
        "regressed",
        "the files alone say it",
        "untold",
        "does not come up",
        "the run failed",
        "nothing in common",
        "what is optional is broken",
        "known to fail",
        "surprise pass",
        "another reason",
    ],
)
def test_verdict(
    before: Stored,
    after: Stored,
    static: tuple[StaticFinding, ...],
    failures: KnownFailures,
    verdict: Verdict,
    why: str,
) -> None:
    """The verdict is the worst thing found, and its first sentence says which."""
    found = answer(before, after, static, failures)

    assert (found.verdict, found.why[0]) == (verdict, why)


@pytest.mark.parametrize(
    ("found", "status"),
    [
        (answer(HOLDS, HOLDS, (), NOTHING), Status.GO),
        (answer(BROKEN, HOLDS, (), NOTHING), Status.GO),
        (answer(HOLDS, BROKEN, (), NOTHING), Status.BREAKS),
        (answer(HOLDS, stored(), (), NOTHING), Status.UNDECIDED),
        (of_files((BREAKS,)), Status.BREAKS),
        (of_files((CHANGE,)), Status.GO),
    ],
    ids=["safe", "changes", "breaks", "untold", "files break", "files differ"],
)
def test_status(found: object, status: Status) -> None:
    """The exit status follows the verdict."""
    assert getattr(found, "status") is status  # noqa: B009 - any answer


def test_regression_says_hop_and_remedy() -> None:
    """Whoever reads the screen knows where it broke and what to look at."""
    text = "\n".join(lines(answer(HOLDS, BROKEN, (BREAKS,), NOTHING)))

    assert "hop: haproxy; seen from outside" in text
    assert "look at: haproxy.cfg" in text
    assert "look at: the compose file" in text


def test_document_is_plain() -> None:
    """The answer as JSON values names every change."""
    written = document(answer(HOLDS, BROKEN, (CHANGE,), NOTHING))

    assert written["verdict"] == "breaks"
    assert [(each["requirement"], each["hop"], each["remedy"]) for each in written["changes"]] == [
        ("EDGE-01", "haproxy", "haproxy.cfg")
    ]
