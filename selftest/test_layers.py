"""The packages of fixtures/ are layers: each imports those below it and none above."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
LAYERS: Final = (
    "new",
    "plugin",
    "preflight",
    "nightly",
    "trend",
    "diagnosis",
    "bench",
    "audit",
    "worlds",
    "describe",
    "lint_document",
    "documents",
    "meetings",
    "target",
    "quick",
    "replay",
    "expected",
    "description",
    "host",
    "lab",
    "report",
    "vantage",
    "evidence",
    "site",
    "declared",
    "probes",
    "hops",
    "patience",
    "runs",
    "outlet",
    "command_line",
    "wording",
)
"""From the top to the bottom, packages and single modules alike."""
_ARROWS: Final = re.compile(r"^    (\w+) --> (.+)$", re.MULTILINE)
_ROW: Final = re.compile(r"^\| (`fixtures/[^|]*) \|", re.MULTILINE)
_NAMED: Final = re.compile(r"`fixtures/(\w+)(?:/|\.py)`")


def imported(source: str) -> Iterator[str]:
    """Yield the packages of fixtures/ that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            within = [f"fixtures.{each.name}" for each in node.names] if node.module == "fixtures" else [node.module]
        else:
            within = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        yield from (name.split(".")[1] for name in within if name and name.startswith("fixtures."))


def upwards(layer: str, source: str) -> set[str]:
    """Return what a module of a layer imports from layers above it, or from one that the order does not have."""
    allowed = {*LAYERS[LAYERS.index(layer) :]}
    return set(imported(source)) - allowed


def imports() -> dict[str, set[str]]:
    """Return which other packages each package of fixtures/ imports, and which of them suites/ imports."""
    found: dict[str, set[str]] = {layer: set() for layer in ("suites", *LAYERS)}
    for folder in ("suites", "fixtures"):
        for path in (ROOT / folder).rglob("*.py"):
            layer = layer_of(path) if folder == "fixtures" else folder
            found.setdefault(layer, set()).update({*imported(path.read_text())} - {layer})
    return found


def arrows(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Leave out each import that another one of the same package makes in turn, and who then imports nothing."""

    def below(layer: str) -> set[str]:
        return {layer}.union(*(below(each) for each in graph[layer]))

    kept = {
        layer: {each for each in read if not any(each in below(other) for other in read - {each})}
        for layer, read in graph.items()
    }
    return {layer: read for layer, read in kept.items() if read}


def layer_of(path: Path) -> str:
    """Return the layer that a module belongs to."""
    return path.relative_to(ROOT / "fixtures").parts[0].removesuffix(".py")


def test_every_package_has_its_place() -> None:
    """The order has every package and module of fixtures/, and nothing else."""
    found = {layer_of(path) for path in (ROOT / "fixtures").rglob("*.py")} - {"__init__"}

    assert found == {*LAYERS}


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_downwards(layer: str) -> None:
    """No module imports a layer above its own."""
    modules = [path for path in (ROOT / "fixtures").rglob("*.py") if layer_of(path) == layer]

    found = {path.name: upwards(layer, path.read_text()) for path in modules}

    assert {name: above for name, above in found.items() if above} == {}


@pytest.mark.parametrize(
    "source",
    [
        "from fixtures.plugin.run import Run",
        "from fixtures import worlds",
        "def later():\n    import fixtures.target.target",
    ],
)
def test_an_import_upwards_is_found(source: str) -> None:
    """However and wherever it is written."""
    assert upwards("hops", source)


def test_contributing_has_the_same_order() -> None:
    """The table that people read names every layer, from the top to the bottom."""
    rows = _ROW.findall((ROOT / "CONTRIBUTING.md").read_text())

    assert [name for row in rows for name in _NAMED.findall(row)] == [*LAYERS]


def test_contributing_draws_the_imports() -> None:
    """The map that people look at has every arrow, but those that follow from others."""
    drawn = _ARROWS.findall((ROOT / "CONTRIBUTING.md").read_text())

    assert {layer: {*read.split(" & ")} for layer, read in drawn} == arrows(imports())


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    """What is imported on the way is not drawn a second time."""
    assert arrows({"top": {"middle", "bottom"}, "middle": {"bottom"}, "bottom": set()}) == {
        "top": {"middle"},
        "middle": {"bottom"},
    }
