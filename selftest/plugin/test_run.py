"""How a run ends as a whole: what fails it, in which order checks have their turn, and which ones."""

import json

import pytest

from fixtures.target.circumstances import Circumstances
from selftest.plugin import double
from selftest.plugin.conftest import TWO, Suite, entry

pytest_plugins = ["pytester"]


def test_lab_that_does_not_come_up(suite: Suite) -> None:
    """A lab that fails ends the run in one line; what was to be checked could not be decided."""
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), TWO.format("pass"))
    suite.conftest("""
        from fixtures.lab.errors import EngineError

        @pytest.hookimpl(tryfirst=True)
        def pytest_stand_up(options, progress):
            raise EngineError("No Docker engine answers on this machine.")
    """)

    ended = suite.run()

    assert ended.errors == "No Docker engine answers on this machine."
    assert "traceback" not in ended.output
    assert ended.status == 2
    assert ended.outcomes() == {"EDGE-01": "could-not-tell", "EDGE-02": "could-not-tell"}
    assert ended.report["run"]["failures"] == ["No Docker engine answers on this machine."]


def test_engine_dies_in_mid_run(suite: Suite) -> None:
    """What was found before the lab failed stays in the report; the rest could not be decided."""
    checks = TWO.format("pass").replace(
        "pass\n", "from fixtures.lab.errors import EngineError; raise EngineError('Gone.')\n", 1
    )
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), checks)

    ended = suite.run()

    assert ended.errors == "Gone."
    assert ended.status == 2
    assert ended.report["results"][1]["reason"] == "The run failed before: Gone."


def test_a_part_of_the_lab_vanishes(suite: Suite) -> None:
    """What looks broken while the router is gone says nothing of the deployment, and fails the run."""
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), TWO.format("assert not 'refused'"))
    suite.conftest("""
        from selftest.plugin.double import double

        @pytest.fixture(autouse=True)
        def somebody_removes_the_router():
            double.gone = ("jitsi-twin-0-router",)
    """)

    ended = suite.run()

    assert ended.errors == "Parts of the lab vanished while checks ran: jitsi-twin-0-router."
    assert ended.status == 2
    assert ended.outcomes() == {"EDGE-01": "could-not-tell", "EDGE-02": "could-not-tell"}


def test_packages_of_a_vantage_that_came_late(suite: Suite) -> None:
    """The report names what is in the image of a vantage that was started when a check asked for it."""
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), TWO.format("pass"))
    suite.conftest("""
        from selftest.plugin.double import double

        @pytest.fixture(autouse=True)
        def somebody_asks_for_the_browser():
            double.latecomers["browser"] = "chromium@150.0"
    """)

    packages = suite.run().report["run"]["identity"]["packages"]

    assert packages == {"host": "apt@3.0.3 haproxy@3.0", "browser": "chromium@150.0"}


def test_log_in_an_unknown_format(suite: Suite) -> None:
    """A log whose format is not known is named once among what was not verified, with one of its lines."""
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), TWO.format("pass"))
    suite.conftest("""
        from selftest.plugin.double import double

        @pytest.fixture(scope="session", autouse=True)
        def somebody_has_a_format_of_their_own():
            double.unknown["nginx"] = "GET /a from 198.51.100.11"
    """)

    gaps = suite.run().report["not_verified"]

    assert [gap["why"] for gap in gaps if gap["requirement"] == "log of nginx"] == [
        "The format of its lines is not known: GET /a from 198.51.100.11"
    ]


def test_lab_that_does_not_go_down(suite: Suite) -> None:
    """A twin that cannot be removed fails the run, not the last check."""
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), TWO.format("pass"))
    suite.conftest("""
        from contextlib import contextmanager
        from fixtures.lab.errors import EngineError
        from selftest.plugin.double import double

        @pytest.hookimpl(tryfirst=True)
        @contextmanager
        def pytest_stand_up(options, progress):
            yield double.deployment()
            raise EngineError("The engine went away.")
    """)

    ended = suite.run()

    assert ended.errors == "The engine went away."
    assert ended.status == 2
    assert ended.outcomes() == {"EDGE-01": "holds", "EDGE-02": "holds"}


def test_interrupted(suite: Suite) -> None:
    """An interrupted run has a report and status 2; one that decided nothing is not the latest that says something."""
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), TWO.format("raise KeyboardInterrupt"))

    ended = suite.run()

    assert ended.errors == "The run was interrupted: KeyboardInterrupt."
    assert ended.status == 2
    (written,) = ended.reports.iterdir()
    gaps = json.loads((written / "report.json").read_text())["not_verified"]
    assert {gap["requirement"] for gap in gaps} == {"EDGE-01", "EDGE-02"}


@pytest.mark.parametrize("error", ["CouldNotTell('Gone with the interruption.')", "ZeroDivisionError('odd')"])
def test_interrupted_and_then_torn_down_with_an_error(suite: Suite, error: str) -> None:
    """What a fixture says of its end does not cost the report, nor the status of a run that was interrupted."""
    suite.chapter(
        "edge",
        entry("EDGE-01") + entry("EDGE-02"),
        """
        from fixtures.plugin.outcomes import CouldNotTell

        @pytest.fixture(scope="session")
        def restored():
            yield
            raise ERROR

        @requirement("EDGE-01")
        def test_one(outside):
            pass

        @requirement("EDGE-02")
        def test_two(restored):
            raise KeyboardInterrupt
    """.replace("ERROR", error),
    )

    ended = suite.run()

    assert ended.status == 2
    assert ended.outcomes() == {"EDGE-01": "holds"}
    assert len(ended.report["run"]["failures"]) == 2
    assert "Traceback" not in ended.errors


def test_file_that_cannot_be_collected(suite: Suite) -> None:
    """A file with a fault fails the run before anything starts."""
    suite.chapter("edge", entry("EDGE-01"), "import nothing_of_that_name")

    ended = suite.run()

    assert ended.errors == "suites/edge/test_edge.py cannot be collected."
    assert ended.status == 2


def test_report_that_cannot_be_written(suite: Suite) -> None:
    """A run whose report is lost has failed, in one line."""
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), TWO.format("open('reports', 'w').close()"))

    ended = suite.run()

    assert ended.errors.startswith("The report cannot be written to ")
    assert len(ended.errors.splitlines()) == 1
    assert ended.status == 2


def test_second_look_comes_before_what_restores(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deployment is looked at again before a check that stops and starts parts, which may mend what is broken."""
    monkeypatch.setattr(double.double, "seen", Circumstances({"turn": "exited"}, frozenset({"turn"})))
    checks = """
    from fixtures.target.circumstances import Circumstances
    from selftest.plugin import double

    @requirement("EDGE-01")
    def test_one(outside):
        assert Answer(status=502) == status(200)

    @requirement("EDGE-02")
    @pytest.mark.disruptive
    def test_two(outside):
        double.double.seen = Circumstances()
    """
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), checks)

    report = suite.run().report

    assert [cause["sentence"] for cause in report["diagnosis"]["causes"]] == ["turn does not run."]
    assert [table["rows"] for table in report["tables"]] == [[["exited"]]]


def test_second_look_for_the_last_check_alone(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deployment is taken down while the last check ends; what that one found is reason enough to look again."""
    monkeypatch.setattr(double.double, "seen", Circumstances({"turn": "exited"}, frozenset({"turn"})))
    suite.chapter(
        "edge",
        entry("EDGE-01"),
        """
        @requirement("EDGE-01")
        def test_one(outside):
            assert Answer(status=502) == status(200)
        """,
    )

    [cause] = suite.run().report["diagnosis"]["causes"]

    assert cause["sentence"] == "turn does not run."
