"""Runs of tiny suites against a deployment in memory."""

import json
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from selftest.plugin import double

REPOSITORY = Path(__file__).resolve().parents[2]
CONFTEST = 'import pytest\n\npytest_plugins = ["fixtures.plugin.hooks", "selftest.plugin.double"]\n'
HEAD = """
import pytest
from fixtures.plugin import *
from fixtures.patience import ask_until
from fixtures.expected.values import *
from selftest.plugin.double import Answer, SECRET

"""
TWO = """
    @requirement("EDGE-01")
    def test_one(outside):
        {}

    @requirement("EDGE-02")
    def test_two():
        pass
"""
"""Two checks, the first of which does what it is formatted with."""


def entry(identity: str, level: str = "MUST", **more: str) -> str:
    """Return a requirement as TOML."""
    further = "".join(f"{key} = {json.dumps(value)}\n" for key, value in more.items())
    return (
        textwrap.dedent(f"""
        [[requirement]]
        id = "{identity}"
        level = "{level}"
        sentence = "The TURN name reaches coturn."
        source = "seed, overview"
        hop = "haproxy"
        path = ["haproxy", "turn"]
        remedy = "the is_turn ACL in haproxy.cfg"
        """)
        + further
    )


@dataclass(frozen=True)
class Outcome:
    """How a run of a tiny suite ended."""

    status: int
    output: str
    errors: str
    reports: Path

    @property
    def report(self) -> Any:
        """The JSON report."""
        return json.loads((self.reports / "latest" / "report.json").read_text())

    def outcomes(self) -> dict[str, str]:
        """Outcome by requirement."""
        return {result["requirement"]: result["outcome"] for result in self.report["results"]}


class Suite:
    """A tiny suite in a directory of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        pytester.makefile(".ini", pytest=(REPOSITORY / "pytest.ini").read_text())
        pytester.makeconftest(CONFTEST)

    def chapter(self, name: str, catalogue: str, checks: str, module: str = "") -> None:
        """Write a chapter: its requirements and one module of checks."""
        directory = self._pytester.path / "suites" / name
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "requirements.toml").write_text(catalogue)
        (directory / f"test_{module or name}.py").write_text(HEAD + textwrap.dedent(checks))

    def conftest(self, text: str) -> None:
        """Add to the conftest."""
        self._pytester.makeconftest(CONFTEST + textwrap.dedent(text))

    def run(self, *arguments: str) -> Outcome:
        """Run pytest in this process."""
        words = ("-p", "no:hypothesispytest", *(arguments or ("suites",)))
        result = self._pytester.runpytest_inprocess(*words, no_reraise_ctrlc=True)
        return Outcome(int(result.ret), result.stdout.str(), result.stderr.str(), self._pytester.path / "reports")


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """An empty suite, against a deployment of its own: what one suite changes of it, the next does not see."""
    monkeypatch.setattr(double, "double", double.Double())
    return Suite(pytester)
