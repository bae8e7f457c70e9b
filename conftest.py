"""Wires the plugin; everything else is in fixtures/."""

import sys
from importlib.util import find_spec

NEEDED = ("docker", "execnet", "jinja2", "msgspec", "rich", "testinfra", "trustme")


def _refuse(sentence: str) -> None:
    """End with one line and the status of a run that decided nothing; an import error would end with another."""
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(2)


if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older Python meets this line before any other
    _refuse("The suite needs Python 3.11 or newer; `make setup` makes an environment in .venv that has it.")
if _missing := [name for name in NEEDED if find_spec(name) is None]:
    _refuse(f"This Python lacks {', '.join(_missing)}; `make setup` makes an environment in .venv that has them.")

pytest_plugins = ["fixtures.plugin.hooks"]
