"""Code is written once: what two places need is in one that both import."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
FOLDERS: Final = ("fixtures", "suites", "selftest", "compose")
MOST: Final = 10
"""Lines that may stand in two places. Blank lines, comments and imports do not count; indentation is ignored."""


def lines_of(source: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a module that count, each with its number."""
    imports = {
        number
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    for number, line in enumerate(source.splitlines(), 1):
        text = line.strip()
        if text and not text.startswith("#") and number not in imports:
            yield number, text


def repeated(sources: dict[str, str]) -> list[tuple[str, ...]]:
    """Return where more lines than may be are the same, as `file:line`, once for each set of files."""
    places: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for name, source in sources.items():
        lines = list(lines_of(source))
        for first in range(len(lines) - MOST):
            window = lines[first : first + MOST + 1]
            places[tuple(text for _, text in window)].append((name, window[0][0]))
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for several in places.values():
        if len(several) > 1:
            found.setdefault(tuple(name for name, _ in several), tuple(f"{name}:{line}" for name, line in several))
    return list(found.values())


def test_code_is_written_once() -> None:
    """No more than ten lines of code are the same in two places."""
    modules = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]

    assert repeated({str(path.relative_to(ROOT)): path.read_text() for path in modules}) == []


def test_what_counts_as_repeated() -> None:
    """Eleven lines do, however they are indented and whatever is between them; ten do not."""
    eleven = "\n".join(f"step({number})" for number in range(11))
    indented = "if True:\n" + "\n\n    # why\n".join(f"    step({number})" for number in range(11))
    ten = "\n".join(f"step({number})" for number in range(10))

    assert repeated({"one.py": eleven, "two.py": indented, "three.py": ten}) == [("one.py:1", "two.py:2")]
