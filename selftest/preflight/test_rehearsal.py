"""What an upgrade costs is said in one line, and what does not come back makes the answer red."""

from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.lab.options import Flavour, FrontName
from fixtures.preflight.answer import Verdict, answer, document, lines
from fixtures.preflight.candidate import Candidate, read_candidate
from fixtures.preflight.page import Side, page
from fixtures.preflight.rehearsal import Passage, Rehearsal
from fixtures.preflight.rehearsal.rehearsing import not_rehearsed, words_of
from fixtures.report.known import KnownFailures
from selftest.preflight.samples import said, stored

NOTHING = KnownFailures(Path("known.toml"))
HOLDS = stored(said("EDGE-01", "holds"))
WAY = Passage("to the candidate", 16.2, {"relay on 443": 2.4}, 6, 6, True, 17.3)
BACK = replace(WAY, way="back", interrupted={})
LOST = replace(WAY, together=False, again=None, lost=("two who come anew do not meet within 60 s",))


@pytest.mark.parametrize(
    ("passages", "verdict", "why"),
    [
        pytest.param((WAY, BACK), Verdict.SAFE, "Requirements compared: 1.", id="all comes back"),
        pytest.param(
            (LOST, BACK), Verdict.BREAKS, "After the way to the candidate: two who", id="no meeting afterwards"
        ),
        pytest.param((WAY, replace(LOST, way="back")), Verdict.BREAKS, "After the way back: two", id="no way back"),
        pytest.param(
            (replace(WAY, failure="jvb is unhealthy."), BACK),
            Verdict.BREAKS,
            "The way to the candidate does not come to its end: jvb",
            id="never healthy",
        ),
    ],
)
def test_verdict(passages: tuple[Passage, ...], verdict: Verdict, why: str) -> None:
    """Both ways count, also where the checks find nothing once all is done."""
    found = answer(HOLDS, HOLDS, (), NOTHING, Rehearsal(passages))

    assert (found.verdict, found.why[0][: len(why)]) == (verdict, why)


def test_what_it_costs() -> None:
    """Terminal, JSON and page say how long who was away, and what stayed."""
    found = answer(HOLDS, HOLDS, (), NOTHING, Rehearsal((WAY, LOST)))
    shown = page(found, Side("current", ""), Side("candidate", "config=new"))

    assert [line for line in lines(found) if line.startswith("- rehearsed")] == [
        "- rehearsed to the candidate: healthy after 16.2 s; away: relay on 443 2.4 s; 6 of 6 connections stayed; "
        "those who met stayed together; a new meeting after 17.3 s",
        "- rehearsed to the candidate: healthy after 16.2 s; away: relay on 443 2.4 s; 6 of 6 connections stayed; "
        "the meeting that was on ended; nobody could meet again",
    ]
    assert document(found)["rehearsal"]["passages"][0]["interrupted"] == {"relay on 443": 2.4}
    assert "relay on 443 2.4 s" in shown
    assert "The upgrade and the way back" in shown


@pytest.mark.parametrize(
    ("candidate", "why"),
    [
        pytest.param(Candidate(front=FrontName.PLAIN), "Another front", id="another front"),
        pytest.param(Candidate(flavour=Flavour.UPSTREAM), "Another flavour", id="another flavour"),
        pytest.param(Candidate(packages={"nginx": "1.26"}), "Packages", id="packages of the host"),
        pytest.param(Candidate(images={"jvb": "jvb:new"}), "", id="another image"),
    ],
)
def test_what_is_rehearsed(candidate: Candidate, why: str) -> None:
    """What is no change of a running host by its admin is said not to be rehearsed."""
    said_why = not_rehearsed(Candidate(), candidate)

    assert said_why.startswith(why)
    assert bool(said_why) is bool(why)


def test_not_rehearsed_is_said() -> None:
    """The answer does not hide it."""
    found = answer(HOLDS, HOLDS, (), NOTHING, Rehearsal(why="Another front is another host."))

    assert "- not rehearsed: Another front is another host." in [*lines(found)]


def test_words_for_a_tree_that_has_the_files(tmp_path: Path) -> None:
    """Another process reads back everything but the files, which lie in its tree."""
    archive = tmp_path / "new images.tar"
    archive.touch()
    candidate = Candidate(images={"jvb": "jvb:new"}, archive=archive, config=tmp_path)

    assert read_candidate(words_of(candidate), "WORDS", tmp_path) == replace(candidate, config=None)
