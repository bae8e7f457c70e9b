"""The page says the answer first, then everything that changes, and needs nothing from elsewhere."""

import re

import pytest

from fixtures.preflight.answer import Answer, answer, of_files
from fixtures.preflight.comparison import Kind
from fixtures.preflight.page import Side, page
from selftest.preflight.pages import FILES, NOTHING, before, comparison
from selftest.preflight.samples import said, stored


def shown(found: Answer) -> str:
    """Return the page of an answer without any run, as text."""
    return page(found, Side("current", ""), Side("candidate", "config=new"))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_change_has_its_rows(kind: Kind) -> None:
    """What changed can be filtered by how it changed."""
    assert f'data-outcome="{kind}"' in comparison()


@pytest.mark.parametrize(
    "words",
    [
        "web has no health check any more.",
        "turn does not run.",
        "<dt>Look at</dt><dd>haproxy.cfg</dd>",
        "<dt>At fault</dt><dd>turn</dd>",
        "100.00 MB",
        "250.00 MB",
        "turn: 4.6.1 → 4.7.0",
        "host: haproxy 3.0.11 → 3.0.12",
        "turn=coturn:4.7",
        '<a href="../runs/report.html">',
        "✗ healthcheck",
    ],
)
def test_what_an_admin_asks_for(words: str) -> None:
    """Why, the cause, where to look, both values of a number, what differs, and where the runs are."""
    assert words in comparison()


def test_the_answer_comes_first() -> None:
    """Verdict, cause, what regressed and then all changes, in this order."""
    text = comparison()
    places = [
        text.index(words)
        for words in (
            "<h1>Breaks: 6 of 10 requirements regressed</h1>",
            "turn does not run.",
            "<h2>Regressed",
            ">All changes</h2>",
        )
    ]

    assert places == sorted(places)


def test_anchors_are_unique() -> None:
    """A requirement that changed in two ways has two rows, and each a place of its own."""
    was = stored(said("EDGE-01", "holds"))
    now = stored(said("EDGE-01", "broken", check="0b"))
    text = page(answer(was, now, (), NOTHING), Side("current", "", was), Side("candidate", "", now))
    anchors = re.findall(r'\bid="([^"]+)"', text)

    assert text.count('data-chapter="edge"') == 2
    assert len(anchors) == len({*anchors})


def test_page_is_self_contained() -> None:
    """Nothing is asked of the network."""
    assert not re.search(r'<link|src="|url\((?!#)|@import|href="https?:', comparison())


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (of_files(FILES), "<h1>Breaks</h1>"),
        (of_files(()), "<h1>Safe</h1>"),
        (answer(before(), before(), (), NOTHING), "No requirement is decided otherwise than before."),
        (answer(before(), stored(), (), NOTHING), "<h1>Could not tell</h1>"),
    ],
    ids=["files alone", "nothing differs", "nothing changed", "nothing in common"],
)
def test_answers_without_a_change(found: Answer, words: str) -> None:
    """What has no run, or no change, is a page too."""
    assert words in shown(found)


def test_hostile_words() -> None:
    """What a log said is text on the page."""
    now = stored(said("EDGE-01", "broken", actual="<img src=x onerror=alert(1)>{{ 7*7 }}"))
    text = page(answer(stored(said("EDGE-01", "holds")), now, (), NOTHING), Side("a", "<b>"), Side("b", "", now))

    assert "<img" not in text
    assert "<b>" not in text.partition("What was compared")[2]
    assert "{{ 7*7 }}" in text
