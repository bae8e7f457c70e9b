"""What our own documents name is there: files, commands and their options, worlds, chapters and requirements."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from fixtures.lab.options import FrontName
from fixtures.plugin.catalogue import load
from fixtures.worlds.catalogue import WORLDS

ROOT: Final = Path(__file__).parents[2]
PLACEHOLDER: Final = "ID"
_NOT_OURS: Final = {".venv", ".pytest_cache", "reports"}
"""Folders below which others write."""
DOCUMENTS: Final = sorted(path for path in ROOT.rglob("*.md") if not _NOT_OURS & {*path.relative_to(ROOT).parts[:-1]})
_LINK: Final = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_PATH: Final = re.compile(r"`((?:suites|fixtures|compose|selftest|scripts|docs|templates|monitoring)/[\w./-]*)`")
_MAKE: Final = re.compile(r"(?:`|^ {4})make ([a-z-]+)", re.MULTILINE)
_MODULE: Final = re.compile(r"python -m ((?:fixtures|selftest)[\w.]*)")
_RUN: Final = re.compile(r"pytest suites/?((?: --?[\w-]+(?:[ =][^\s`-][^\s`]*)?)*)")
_OPTION: Final = re.compile(r"--([a-z][a-z0-9-]*)")
_VALUE: Final = re.compile(r"--(world|chapter|require|rehearse|front)[ =]([\w-]+)")


def found(pattern: re.Pattern[str], document: Path) -> Iterator[str]:
    """Return what a pattern finds in a document."""
    yield from pattern.findall(document.read_text())


@cache
def options() -> str:
    """What pytest says of its options here."""
    words = (sys.executable, "-m", "pytest", "suites", "--help")
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request: pytest.FixtureRequest) -> Path:
    """Every document, one after the other."""
    path: Path = request.param
    return path


def test_files_are_there(document: Path) -> None:
    """A link leads to a file, and a path in code is one of this checkout."""
    linked = [link for link in found(_LINK, document) if not (document.parent / link.strip()).exists()]
    named = [path for path in found(_PATH, document) if not (ROOT / path).exists()]

    assert linked + named == []


def test_commands_are_there(document: Path) -> None:
    """A target of make and a module that is run exist."""
    targets = {*re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)}
    modules = [name for name in found(_MODULE, document) if not _runs(name)]

    assert {*found(_MAKE, document)} - targets == set()
    assert modules == []


def _runs(module: str) -> bool:
    path = ROOT / module.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__main__.py").exists()


def test_options_are_known(document: Path) -> None:
    """What a run of the suite is told, it takes."""
    told = {option for words in found(_RUN, document) for option in _OPTION.findall(words)}

    assert [option for option in sorted(told) if f"--{option}" not in options()] == []


def test_names_are_known(document: Path) -> None:
    """A world, chapter, requirement, rehearsal or front that a command names is there."""
    catalogue = load(ROOT / "suites")
    known = {
        "world": {*WORLDS},
        "chapter": {*catalogue.chapters},
        "require": {requirement.id for requirement in catalogue},
        "rehearse": {*catalogue.rehearsals},
        "front": {*FrontName},
    }
    told = [pair for words in found(_RUN, document) for pair in _VALUE.findall(words) if pair[1] != PLACEHOLDER]

    assert [name for kind, name in told if name not in known[kind]] == []
