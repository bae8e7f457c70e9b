"""Lets each command that is written on standard input be read by the program that it starts, and start nothing.

A line in is the JSON of a command's words; a line out is what its parser says against them, "" where it takes them. A
process of its own, because pytest keeps what it was told.
"""

import argparse
import contextlib
import io
import json
import runpy
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

# What pytest does between reading its words and configuring its plugins has no public name.
from _pytest.config import _prepareconfig


# No Exception: what a command makes of one that it did not expect is not to be its end.
class Parsed(BaseException):
    """The words were taken; the command is not carried out."""


_parse = argparse.ArgumentParser.parse_args


def _only_parse(parser: argparse.ArgumentParser, *args: Any, **kwargs: Any) -> None:
    _parse(parser, *args, **kwargs)
    raise Parsed


def complaint(module: str, words: list[str]) -> str:
    """Return what a module says against its words."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            if module == "pytest":
                _prepareconfig(words)
            else:
                _run(module, words)
    except Parsed:
        return ""
    except (SystemExit, pytest.UsageError) as end:
        return said.getvalue().strip() or str(end)
    return ""


def _run(module: str, words: list[str]) -> None:
    name = f"{module}.__main__" if _source(module).name == "__init__.py" else module
    source = _source(name).read_text()
    if "parse_args" not in source:
        # It would begin. What it knows are the words in its text.
        unknown = [word for word in words if f'"{word}"' not in source]
        if unknown:
            raise SystemExit(f"{module} does not know {unknown}")
        return
    sys.argv = [name, *words]
    # By its file's text rather than by -m: modules that are loaded already would be run twice.
    runpy.run_module(name, run_name="__main__", alter_sys=False)


def _source(module: str) -> Path:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise SystemExit(f"there is no module {module}")
    return Path(spec.origin)


def main() -> None:
    """Answer line by line."""
    argparse.ArgumentParser.parse_args = _only_parse  # type: ignore[method-assign,assignment]
    for line in sys.stdin:
        module, *words = json.loads(line)
        print(json.dumps(complaint(module, words)), flush=True)


if __name__ == "__main__":
    main()
