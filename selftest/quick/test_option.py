"""`--quick` on the command line: what it prints, how it ends, and what it refuses."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from fixtures.plugin import quick
from fixtures.quick.vantage import AtVantage
from selftest.plugin import double
from selftest.plugin.conftest import REPOSITORY, Outcome, Suite

pytest_plugins = ["pytester"]

SCRIPTED = """
    from fixtures.plugin import quick
    from selftest.quick import scripted

    quick.AtVantage = lambda vantage, name='outside': scripted.Scripted(scripted.healthy() | {})
"""
UNTRUSTED = "{'tls.handshake': scripted.TlsAnswer(scripted.Ending.UNTRUSTED, 0.1, '', 'it expired')}"
LOST = "{'http.get': scripted.VantageLostError('The vantage outside went away.')}"


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """The real catalogue, with no checks at all."""
    monkeypatch.setattr(double, "double", double.Double())
    monkeypatch.setattr(quick, "AtVantage", AtVantage)  # the conftest of a suite replaces it
    for chapter in (REPOSITORY / "suites").glob("*/requirements.toml"):
        copy = pytester.path / "suites" / chapter.parent.name
        copy.mkdir(parents=True)
        shutil.copy(chapter, copy)
    return Suite(pytester)


def climbed(suite: Suite, change: str, *options: str) -> Outcome:
    """Run `pytest suites --quick` against a deployment in memory that answers otherwise in one thing."""
    suite.conftest(SCRIPTED.format(change))
    return suite.run("suites", "--quick", *options)


def test_healthy_deployment(suite: Suite) -> None:
    """Everything was reached: status 0, and no word of pytest's."""
    ended = climbed(suite, "{}")

    assert ended.status == 0
    assert "https://meet.lab.test, asked from outside:" in ended.output
    assert "Everything was reached" in ended.output
    assert "collected" not in ended.output


def test_broken_rung(suite: Suite) -> None:
    """A broken rung is status 1, with its four lines last."""
    ended = climbed(suite, UNTRUSTED)

    assert ended.status == 1
    assert "look at: certbot certificates: the lineage of the web name" in ended.output


def test_lost_vantage(suite: Suite) -> None:
    """What could not be decided is status 2."""
    ended = climbed(suite, LOST)

    assert ended.status == 2
    assert "could not tell: The vantage outside went away." in ended.output


@pytest.mark.parametrize("option", [("--require", "EDGE-01"), ("--chapter", "edge"), ("--capture-to", "x")])
def test_options_of_checks_are_refused(suite: Suite, option: tuple[str, str]) -> None:
    """What selects or records checks is refused in one line before anything is stood up."""
    ended = climbed(suite, "{}", *option)

    assert ended.status == 2
    assert ended.errors == f"--quick runs no checks, so {option[0]} cannot be used with it."
    assert "making a double" not in ended.output


def test_unknown_world_is_refused(suite: Suite) -> None:
    """Other options are judged as in every run."""
    ended = climbed(suite, "{}", "--world", "no-such-world")

    assert ended.status == 2
    assert "'no-such-world' is unknown" in ended.errors


def test_nothing_is_written_beside_the_reports(suite: Suite, pytester: pytest.Pytester) -> None:
    """A climb leaves nothing in the directory it was started in but its reports."""
    before = {Path(path).name for path in pytester.path.iterdir()}

    climbed(suite, "{}")

    assert {path.name for path in pytester.path.iterdir()} - before <= {"reports", "__pycache__"}


def test_url_without_a_twin(suite: Suite) -> None:
    """With a URL nothing is stood up, and nothing is asked before the first rung."""
    ended = climbed(suite, "{}", "--url", "https://meet.lab.test")

    assert ended.status == 0
    assert "making a double" not in ended.output
    assert ended.output.startswith("https://meet.lab.test, asked from ")


def test_world_and_url_do_not_go_together(suite: Suite) -> None:
    """A live deployment is not broken on purpose."""
    ended = climbed(suite, "{}", "--url", "https://meet.lab.test", "--world", "turn-stopped")

    assert ended.status == 2
    assert "--world is for a twin" in ended.errors


def test_climb_is_reported(suite: Suite) -> None:
    """The climb is written as JSON and as JUnit, beside the reports of checks and not in their place."""
    ended = climbed(suite, UNTRUSTED)

    report = json.loads((ended.reports / "quick" / "report.json").read_text())
    assert (report["schema"], report["kind"]) == (1, "quick")
    assert [rung["outcome"] for rung in report["rungs"]] == ["reached", "reached", "broken"]
    assert {"expected", "actual", "path", "look_at"} < set(report["rungs"][-1])
    suite_of_rungs = ElementTree.parse(ended.reports / "quick" / "junit.xml").getroot()[0]
    assert (suite_of_rungs.get("tests"), suite_of_rungs.get("failures")) == ("3", "1")
    assert not (ended.reports / "latest").exists()
