"""The proof's own rules: every case still fits its files, and only an exact answer is right."""

from pathlib import Path

import pytest

from fixtures.preflight.answer import Verdict, answer
from fixtures.preflight.checkout import ROOT
from fixtures.preflight.proof.__main__ import Proved
from fixtures.preflight.proof.case import Case
from fixtures.preflight.proof.cases import CASES
from fixtures.report.known import KnownFailures
from fixtures.worlds.changes import Intact
from selftest.preflight.samples import said, stored

CASE = Case("x", "UPG-06", "It is.", Intact(), ("edge",), red=("EDGE-01",), may=("EDGE-02",))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case_fits(case: Case, tmp_path: Path) -> None:
    """Every change still fits the files that it is about."""
    case.write(ROOT, tmp_path)

    changed = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert changed
    assert all(path.read_bytes() != (ROOT / "compose" / path.relative_to(tmp_path)).read_bytes() for path in changed)


def test_there_are_enough() -> None:
    """At least ten changes that break and five that do not."""
    listed = [case for case in CASES if case.listed]

    assert (len(listed) >= 10, len(CASES) - len(listed) >= 5) == (True, True)
    assert len({case.listed for case in listed}) == len(listed)


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        (["EDGE-01"], True),
        (["EDGE-01", "EDGE-02"], True),
        (["EDGE-02"], False),
        (["EDGE-01", "EDGE-03"], False),
        ([], False),
    ],
    ids=["exactly", "and what may", "another", "and another", "nothing"],
)
def test_right(broken: list[str], right: bool) -> None:
    """Only what must regress may, and all of it must."""
    names = ("EDGE-01", "EDGE-02", "EDGE-03")
    before = stored(*(said(name, "holds") for name in names))
    after = stored(*(said(name, "broken" if name in broken else "holds") for name in names))

    found = answer(before, after, (), KnownFailures(Path()))

    assert Proved(CASE, found, 1.0).right is right
    assert found.verdict is (Verdict.BREAKS if broken else Verdict.SAFE)
