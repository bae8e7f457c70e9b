"""Every command of our documents is taken by the program that it starts: by make, by pytest, by our own modules."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCUMENTS: Final = ("README.md", "CONTRIBUTING.md", *(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*.md")))
_PYTHON: Final = r"(?:\.venv/bin/)?python -m |pytest suites"
_COMMAND: Final = re.compile(
    rf"`((?:make (?=[a-z])|{_PYTHON})[^`]*)`|^ +((?:make (?=[a-z])|{_PYTHON}).*)$", re.MULTILINE
)
_STARTED: Final = re.compile(r"\S*python3? -m (pytest|fixtures\S*|selftest\S*)([^;&|]*)")
SOME: Final = {"FILE": "README.md", "ID": "EDGE-01", "URL-OF-THIS-REPOSITORY": "https://example.org/conformance"}
"""What stands for the words in capitals that a reader replaces."""


def commands() -> dict[str, str]:
    """Return the commands of all documents, each with the one that has it last."""
    found = {}
    for name in DOCUMENTS:
        for match in _COMMAND.finditer((ROOT / name).read_text()):
            found[match[1] or match[2]] = name
    return found


def words_of(command: str) -> list[str]:
    """Return the words of a command as a shell hands them on."""
    return [SOME.get(word, word) for word in shlex.split(command, comments=True)]


def started_by(command: str) -> list[list[str]]:
    """Return module and words of every Python program that a command starts; make itself says which those are."""
    words = words_of(command)
    if words[0] == "pytest":
        return [words]
    if words[0] != "make":
        return [words[2:]]
    printed = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert printed.returncode == 0, f"{command}: {printed.stderr}"
    return [[found[1], *shlex.split(found[2])] for found in _STARTED.finditer(printed.stdout)]


def complaints(programs: list[list[str]]) -> list[str]:
    """Return what the programs say against their words, "" where nothing."""
    asked = "".join(f"{json.dumps(words)}\n" for words in programs)
    told = subprocess.run(
        (sys.executable, "-m", "selftest.documents.parsing"),
        cwd=ROOT,
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert told.returncode == 0, told.stderr
    return [json.loads(line) for line in told.stdout.splitlines()]


def test_commands_are_taken() -> None:
    """No program refuses what a document tells a reader to type."""
    programs = [(command, name, words) for command, name in commands().items() for words in started_by(command)]

    said = complaints([words for _, _, words in programs])

    refused = {f"{name}: {command}": each for (command, name, _), each in zip(programs, said, strict=True) if each}
    assert refused == {}


def test_there_are_commands() -> None:
    """The recipes are found, of each kind, so that nothing was judged instead of all."""
    kinds = {words_of(command)[0] for command in commands()}

    assert {"make", ".venv/bin/python", "pytest"} <= kinds


def test_a_wrong_word_is_refused() -> None:
    """An option, a value or a world that is not there is refused, by whoever reads it."""
    wrong = [
        ["pytest", "suites", "--no-such-option"],
        ["fixtures.lint_document"],
        ["fixtures.describe", "--no-such-option"],
        ["fixtures.nowhere"],
    ]

    assert all(complaints(wrong))
