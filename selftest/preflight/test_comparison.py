"""Two reports side by side: every kind of change is named, and nothing that is no change."""

import pytest

from fixtures.preflight.comparison import Kind, compare
from fixtures.preflight.drift import drifts
from selftest.preflight.samples import said, stored


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ([said("EDGE-01", "holds")], [said("EDGE-01", "holds")], []),
        ([said("EDGE-01", "broken")], [said("EDGE-01", "broken")], []),
        ([said("EDGE-01", "holds")], [said("EDGE-01", "broken")], [Kind.REGRESSED]),
        ([said("EDGE-01", "could-not-tell")], [said("EDGE-01", "broken")], [Kind.REGRESSED]),
        ([said("EDGE-01", "broken")], [said("EDGE-01", "holds")], [Kind.IMPROVED]),
        ([said("EDGE-01", "holds")], [said("EDGE-01", "could-not-tell")], [Kind.UNDECIDED]),
        ([said("EDGE-01", "holds")], [said("EDGE-01", "not-applicable")], [Kind.NOT_APPLICABLE]),
        ([said("EDGE-01", "not-applicable")], [said("EDGE-01", "holds")], []),
        ([said("EDGE-01", "holds")], [], [Kind.VANISHED]),
        ([said("EDGE-01", "not-applicable")], [], []),
        ([], [said("EDGE-01", "broken")], [Kind.APPEARED]),
        ([], [said("EDGE-01", "holds")], []),
        ([said("EDGE-01", "holds")], [said("EDGE-01", "holds", check="0b")], [Kind.CHECK_CHANGED]),
        ([said("EDGE-01", "holds", check="")], [said("EDGE-01", "holds", check="0b")], []),
        (
            [said("EDGE-01", "holds")],
            [said("EDGE-01", "broken", check="0b")],
            [Kind.REGRESSED, Kind.CHECK_CHANGED],
        ),
        (
            [said("EDGE-01", "holds"), said("EDGE-01", "broken", test="slow")],
            [said("EDGE-01", "holds")],
            [],
        ),
        (
            [said("EDGE-01", "broken"), said("EDGE-01", "holds", test="lan")],
            [said("EDGE-01", "broken"), said("EDGE-01", "broken", test="lan")],
            [Kind.REGRESSED],
        ),
        (
            [said("EDGE-01", "holds")],
            [said("EDGE-01", "holds"), said("EDGE-01", "broken", test="added")],
            [Kind.APPEARED],
        ),
    ],
    ids=[
        "holds",
        "stays broken",
        "regressed",
        "broken where nobody could tell",
        "improved",
        "untold",
        "turned to not-applicable",
        "applies now",
        "vanished",
        "vanished without ever being decided",
        "appeared broken",
        "appeared",
        "check changed",
        "nobody knows the earlier check",
        "regressed under a changed check",
        "only one of its checks was asked again",
        "broken from a further vantage",
        "a check that is new is broken",
    ],
)
def test_kinds(before: list[dict[str, str]], after: list[dict[str, str]], kinds: list[Kind]) -> None:
    """What became of a requirement is named, once."""
    changes = compare(stored(*before), stored(*after))

    assert [change.kind for change in changes] == kinds


@pytest.mark.parametrize(("whole", "kinds"), [(False, []), (True, [Kind.VANISHED])], ids=["a part", "everything"])
def test_what_was_not_asked_did_not_vanish(whole: bool, kinds: list[Kind]) -> None:
    """A run of a part says nothing of the rest; one of everything that leaves a requirement out lost it."""
    gap = {"requirement": "EDGE-01", "sentence": "It is.", "why": "Not part of this run."}
    before, after = stored(said("EDGE-01", "holds")), stored(said("EDGE-02", "holds"), not_verified=[gap])

    assert [change.kind for change in compare(before, after, whole=whole)] == kinds


def test_worst_first() -> None:
    """What breaks is read first."""
    before = stored(said("EDGE-01", "broken"), said("EDGE-02", "holds"))
    after = stored(said("EDGE-01", "holds"), said("EDGE-02", "broken"))

    assert [change.kind for change in compare(before, after)] == [Kind.REGRESSED, Kind.IMPROVED]


def number(name: str, value: float) -> dict[str, object]:
    """Return a number of a report."""
    return {"name": name, "of": "jvb", "value": value, "unit": "MB"}


@pytest.mark.parametrize(
    ("name", "before", "after", "shown"),
    [
        ("memory", 100.0, 100.0, []),
        ("memory", 100.0, 145.0, []),
        ("memory", 100.0, 160.0, ["memory of jvb: 100.00 MB before, 160.00 MB now"]),
        ("memory", 160.0, 100.0, ["memory of jvb: 160.00 MB before, 100.00 MB now"]),
        ("memory", 1.0, 20.0, []),
        ("something else", 1.0, 2000.0, []),
    ],
    ids=["equal", "within the factor", "more", "less", "too little to matter", "unknown"],
)
def test_drift(name: str, before: float, after: float, shown: list[str]) -> None:
    """A number that moved by more than two runs of the same differ is shown with both values."""
    pair = (stored(numbers=[number(name, value)]) for value in (before, after))

    assert [str(drift) for drift in drifts(*pair)] == shown
