"""The vantages stand in one table, and nobody lists their names a second time."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from fixtures.declared.vantages import CLIENTS, MACHINES, NEAR, ON_HOST, OPEN, OUTSIDE, RESTRICTED, VANTAGES, spoken
from fixtures.plugin import vantages

ROOT: Final = Path(__file__).parents[1]
TABLE: Final = ROOT / "fixtures" / "declared" / "vantages.py"
NAMES: Final = {*VANTAGES, *map(spoken, VANTAGES)}
SEVERAL: Final = 4
"""Names that make a list of vantages one that belongs into the table; a check may name up to three of them."""


def lists(source: str) -> Iterator[int]:
    """Yield the lines at which several names of vantages stand side by side in a constant of a module."""
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            named = {node.value for node in ast.walk(statement.value) if isinstance(node, ast.Constant)} & NAMES
            if len(named) >= SEVERAL:
                yield statement.lineno


def test_derived_lists() -> None:
    """Each list is what the table says of networks and of what they let out."""
    assert OUTSIDE == ("outside", "outside_too", "no_udp", "only_443", "ipv6")
    assert OUTSIDE[:-1] == CLIENTS
    assert (CLIENTS[:2], CLIENTS[2:]) == (OPEN, RESTRICTED)
    assert ("lan", *ON_HOST) == NEAR
    assert (*CLIENTS, "lan") == MACHINES


def test_every_vantage_is_a_fixture() -> None:
    """A check can ask for every vantage by its name."""
    assert {name for name in VANTAGES if not hasattr(vantages, name)} == set()


def test_one_table() -> None:
    """No constant of the suite lists vantages beside the table; addresses and aliases are theirs who use them."""
    modules = [path for folder in ("fixtures", "suites") for path in (ROOT / folder).rglob("*.py") if path != TABLE]

    found = {f"{path.relative_to(ROOT)}:{line}" for path in modules for line in lists(path.read_text())}

    assert {place.partition(":")[0] for place in found} <= {
        "fixtures/lab/plan.py",  # their addresses on the twin
        "fixtures/target/sources.py",  # the addresses of the target that they may have
        "suites/relay/conftest.py",  # where canaries stand, the farthest last
    }


def test_a_second_list_is_found() -> None:
    """However it is spelt."""
    assert [*lists('X = ("outside", "no-udp", "only_443", "lan")')] == [1]
