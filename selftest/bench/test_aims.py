"""What the suite aims at is held against the figures of one run of the bench."""

from dataclasses import replace

from fixtures.bench.aims import aim_table, rows
from fixtures.bench.figures import SuiteFigures

FLOOR = {"bring_up": 7.0, "teardown": 3.0, "total": 10.0}
SMOKE = SuiteFigures(24.0, 7.0, 14.0, 3.0, 0.01, 0.1, 1e8, {}, 500, (0,))
SUITES = {"smoke": SMOKE, "conformance": replace(SMOKE, total=90.0)}


def test_each_aim_is_a_row() -> None:
    """A row says what was measured, in which unit, what the aim is, and whether it holds."""
    assert [row.document() for row in rows(FLOOR, SUITES)] == [
        {"name": "`make smoke`", "value": 2.4, "unit": "times the floor", "aim": 2.5, "held": True},
        {"name": "`make conformance`", "value": 9.0, "unit": "times the floor", "aim": 8.0, "held": False},
        {"name": "the checks of `make smoke`", "value": 14.0, "unit": "s", "aim": 12.0, "held": False},
    ]


def test_table_says_which_aims_are_missed() -> None:
    """Whoever reads the table alone sees it as well."""
    assert aim_table(rows(FLOOR, SUITES)).splitlines()[2:4] == [
        "| `make smoke` | 2.4 times the floor | 2.5 times the floor | held |",
        "| `make conformance` | 9.0 times the floor | 8 times the floor | missed |",
    ]
