"""`python -m selftest.nearest`: for less than a minute, the self-tests that are nearest to what was changed.

Near is whoever imports: a test module that imports a changed one comes before one that imports it by way of others. A
file that is no module is near to the modules that name it. What needs a twin is left to `make test`, and so is what
there was no time for; both are said.
"""

import ast
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from fixtures.command_line import OneLineParser

ROOT: Final = Path(__file__).parents[1]
SOURCES: Final = (".", "compose/jitsi/local/python", "compose/jitsi/local/jicofo", "compose/jitsi/local/jvb")
"""Where the names of modules begin."""
WITH_A_TWIN: Final = ("selftest/twin/", "selftest/lookalikes/")
SECONDS: Final = 40.0
"""In which tests begin, reckoned from the command's own beginning; the last one to end comes on top."""
MOST: Final = 60
"""Modules of tests in one go: collecting more takes longer than it is worth."""
SIDE_BY_SIDE: Final = 2


def main(arguments: list[str] | None = None) -> int:
    """Run them; return pytest's worst status, 0 also where nothing is near."""
    until = time.time() + SECONDS
    options = _parser().parse_args(arguments)
    changed = options.file or changes(ROOT)
    near = nearest(ROOT, changed)
    chosen = [test for test in near if not test.startswith(WITH_A_TWIN)][:MOST]
    print(f"changed: {', '.join(changed) or 'nothing'}")
    print(f"{len(chosen)} of {len(near)} modules of self-tests that may notice, the nearest first; make test runs all")
    halves = [half for half in (chosen[number::SIDE_BY_SIDE] for number in range(SIDE_BY_SIDE)) if half]
    words = ("-m", "pytest", "-q", "-p", "selftest.nearest", "-p", "no:cacheprovider", f"--until={until}")
    begun = [
        subprocess.Popen(
            (sys.executable, *words, *half), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        for half in halves
    ]
    for process in begun:
        print(process.communicate()[0].rstrip())
    return max((process.returncode for process in begun), default=0)


def _parser() -> OneLineParser:
    parser = OneLineParser("python -m selftest.nearest", __doc__, "[FILE ...]")
    parser.add_argument("file", nargs="*", metavar="FILE", help="what was changed, by default what git says")
    return parser


def changes(root: Path) -> list[str]:
    """Return the files that differ from where this branch left main, or from the last commit on main itself."""
    base = _git(root, "merge-base", "HEAD", "main") or ["HEAD"]
    here = base == _git(root, "rev-parse", "HEAD") and not _git(root, "status", "--porcelain")
    since = "HEAD~1" if here else base[0]
    new = _git(root, "ls-files", "--others", "--exclude-standard")
    return sorted({*_git(root, "diff", "--name-only", since), *new})


def _git(root: Path, *words: str) -> list[str]:
    return subprocess.run(("git", *words), cwd=root, capture_output=True, text=True, check=False).stdout.splitlines()


def nearest(root: Path, changed: Iterable[str]) -> list[str]:
    """Return the modules of tests that may notice a change, by how many imports they are away from it."""
    readers = readers_of(root)
    distance = dict.fromkeys(changed, 0)
    for file in distance:
        if not file.endswith(".py"):
            readers[file] = {name for name in readers if Path(file).name in (root / name).read_text()}
    waiting = list(distance)
    for file in waiting:
        for reader in readers.get(file, ()):
            if reader not in distance:
                distance[reader] = distance[file] + 1
                waiting.append(reader)
    tests = [file for file in distance if file.startswith("selftest/") and Path(file).match("test_*.py")]
    tests = [file for file in tests if (root / file).exists()]
    return sorted(tests, key=lambda file: (distance[file], file))


def readers_of(root: Path) -> dict[str, set[str]]:
    """Return by module of the checkout those that import it; each is named by its path."""
    modules = {name: path for source in SOURCES for name, path in _modules(root, source)}
    readers: dict[str, set[str]] = {path: set() for path in modules.values()}
    for path in modules.values():
        for read in _imported(root, path, modules):
            readers[read].add(path)
    return readers


def _modules(root: Path, source: str) -> Iterator[tuple[str, str]]:
    """Yield the modules below a folder, by their names as they are imported from there."""
    folders = [root / source / name for name in ("fixtures", "suites", "selftest", "standin", "focus", "bridge")]
    files = [path for folder in folders for path in sorted(folder.rglob("*.py"))]
    for path in (*files, *((root / source).glob("conftest.py"))):
        parts = path.relative_to(root / source).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), str(path.relative_to(root))


def _imported(root: Path, path: str, modules: Mapping[str, str]) -> Iterator[str]:
    """Yield what a module imports and what it names, as it does plugins; tests read the conftest beside them too."""
    text = (root / path).read_text()
    for node in ast.walk(ast.parse(text)):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{each.name}" for each in node.names] + [str(node.module)]
        elif isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [node.value]
        yield from (modules[name] for name in names if name in modules)
    if (beside := Path(path).parent / "conftest.py").as_posix() in modules.values():
        yield beside.as_posix()
    if "pytester" in text:  # it runs checks, with all that the suite's conftest brings along
        yield "conftest.py"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option by which this module, as a plugin, bounds a run."""
    parser.addoption("--until", type=float, help="begin no test after this second of the epoch; skip what is left")


class _Bound:
    """Skips what would begin too late."""

    def __init__(self, until: float) -> None:
        self._until = until

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self) -> None:
        if time.time() > self._until:
            pytest.skip("no time left; make test runs it")


def pytest_configure(config: pytest.Config) -> None:
    """Bound the run, if it is to be."""
    until = config.getoption("--until")
    if until is not None:
        config.pluginmanager.register(_Bound(until))


if __name__ == "__main__":
    sys.exit(main())
