"""A check is written with few names: whoever reads it learns five words, not fifteen."""

import ast
from pathlib import Path
from statistics import median
from typing import Final

SUITES: Final = Path(__file__).parents[2] / "suites"
MOST: Final = 5
"""Names of ours that a module of checks imports, in the median. The standard library and pytest are not counted."""


def imported(source: str) -> list[str]:
    """Return the names of fixtures/ and suites/ that a module imports, wherever in it; a star is no name."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and _is_ours(node.module or ""):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if _is_ours(alias.name)]
    return found


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in ("fixtures", "suites")


def test_checks_import_few_names() -> None:
    """Half of all modules of checks import at most five names of ours, and none hides how many behind a star."""
    names = {str(path.relative_to(SUITES)): imported(path.read_text()) for path in SUITES.glob("*/test_*.py")}
    counts = {module: len(found) for module, found in names.items()}

    assert [module for module, found in names.items() if "*" in found] == []
    assert median(counts.values()) <= MOST, {module: count for module, count in counts.items() if count > MOST}


def test_nothing_is_imported_from_a_conftest() -> None:
    """What modules of checks share by name is in modules of their chapter; a conftest hands over fixtures alone."""
    shared = [str(path) for path in SUITES.glob("*/test_*.py") if ".conftest import" in path.read_text()]

    assert shared == []


def test_what_is_counted() -> None:
    """Every name counts that is ours, in whatever form and vantage it is imported."""
    source = "import re\nimport pytest\nfrom suites.vocabulary import given, turn\ndef f():\n    import fixtures.hops\n"

    assert imported(source) == ["given", "turn", "fixtures.hops"]
