"""Runs that are ended from outside, or by what nobody foresaw: one sentence, status 2, the twin taken down."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from selftest.plugin.conftest import REPOSITORY, Suite, entry

pytest_plugins = ["pytester"]

WAITING = """
    import pathlib, time

    @requirement("EDGE-01")
    def test_one(outside):
        pass

    @requirement("EDGE-01")
    def test_two(outside):
        pathlib.Path("checking").touch()
        while not pathlib.Path("{}").exists():
            time.sleep(0.01)
"""
AT_ONCE = "suites"
SLOW_TO_GO = """
    import pathlib, time
    from contextlib import contextmanager
    from selftest.plugin.double import double

    @pytest.hookimpl(tryfirst=True)
    @contextmanager
    def pytest_stand_up(options, progress):
        yield double.deployment()
        pathlib.Path("going").touch()
        while not pathlib.Path("go").exists():
            time.sleep(0.01)
        pathlib.Path("gone").touch()
"""
PATIENCE = 60.0


class Process:
    """A run of a tiny suite in a process of its own."""

    def __init__(self, folder: Path, *further: str, stdout: int = subprocess.PIPE) -> None:
        self._folder = folder
        words = [sys.executable, "-m", "pytest", "suites", "-p", "no:hypothesispytest", *further]
        environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
        self._process = subprocess.Popen(
            words, cwd=folder, env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True, start_new_session=True
        )

    def wait_for(self, name: str) -> None:
        """Wait until the suite has touched a file."""
        deadline = time.monotonic() + PATIENCE
        while not (self._folder / name).exists():
            assert time.monotonic() < deadline, f"the suite did not touch {name}"
            assert self._process.poll() is None, self._process.communicate()
            time.sleep(0.01)

    def send(self, number: int) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def end(self) -> tuple[int, str]:
        """Wait for its end; return status and standard error."""
        _, errors = self._process.communicate(timeout=PATIENCE)
        return self._process.returncode, errors

    def touched(self, name: str) -> bool:
        """Whether the suite touched a file."""
        return (self._folder / name).exists()


@pytest.fixture
def folder(suite: Suite, pytester: pytest.Pytester) -> Path:
    """A suite whose only check waits for ever, and whose deployment goes down when it is let."""
    suite.chapter("edge", entry("EDGE-01"), WAITING.format("on"))
    suite.conftest(SLOW_TO_GO)
    return pytester.path


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
def test_a_signal_ends_a_run_tidily(folder: Path, number: signal.Signals) -> None:
    """The deployment is taken down, the report says why, and the status is that of a failed run."""
    (folder / "go").touch()
    run = Process(folder)
    run.wait_for("checking")

    run.send(number)
    status, errors = run.end()

    assert (status, run.touched("gone")) == (2, True)
    assert f"{number.name}: the run ends and takes its twin down" in errors
    assert "Traceback" not in errors
    assert "was interrupted" in (folder / "reports" / "latest" / "report.json").read_text()


def test_a_signal_does_not_interrupt_the_taking_down(folder: Path) -> None:
    """A run whose checks are over finishes what it does, and says that it failed."""
    (folder / "on").touch()
    run = Process(folder)
    run.wait_for("going")

    run.send(signal.SIGTERM)
    (folder / "go").touch()
    status, errors = run.end()

    assert (status, run.touched("gone")) == (2, True)
    assert "SIGTERM: the twin is being taken down" in errors


def test_a_second_signal_ends_at_once(folder: Path) -> None:
    """What stays behind is said, and what removes it."""
    run = Process(folder)
    run.wait_for("checking")

    run.send(signal.SIGINT)
    run.wait_for("going")
    run.send(signal.SIGINT)
    status, errors = run.end()

    assert (status, run.touched("gone")) == (2, False)
    assert "ended at once" in errors
    assert "`make down` removes it" in errors
    assert "Traceback" not in errors


def test_a_terminal_that_closes_is_a_signal(folder: Path) -> None:
    """The deployment is taken down although nothing can be written any more."""
    (folder / "go").touch()
    ours, theirs = pty.openpty()
    run = Process(folder, stdout=theirs)
    os.close(theirs)
    run.wait_for("checking")

    os.close(ours)
    run.send(signal.SIGHUP)
    status, _ = run.end()

    assert (status, run.touched("gone")) == (2, True)


def test_a_full_output_is_no_verdict(folder: Path) -> None:
    """Status 1 would say that something is broken."""
    full = os.open("/dev/full", os.O_WRONLY)
    run = Process(folder, stdout=full)
    os.close(full)

    assert run.end() == (2, "The run's output cannot be written: No space left on device.\n")


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-"], ids=["standard output", "both outputs"])
def test_a_closed_output_is_no_verdict(closed: str) -> None:
    """Nobody is told that something is broken, nor shown where our code failed."""
    words = f'"{sys.executable}" -m pytest suites --requirements {closed}'

    ended = subprocess.run(words, shell=True, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True, check=False)

    assert ended.returncode == 2
    assert ended.stderr == ("" if "2>" in closed else "The run's output cannot be written: it is closed.\n")


def test_a_reader_that_goes_away_is_no_verdict(folder: Path) -> None:
    """A pipe that closes in mid-run ends it, and the deployment is taken down."""
    (folder / "go").touch()
    ours, theirs = os.pipe()
    run = Process(folder, stdout=theirs)
    os.close(theirs)
    run.wait_for("checking")

    os.close(ours)
    (folder / "on").touch()
    status, errors = run.end()

    assert (status, run.touched("gone")) == (2, True)
    assert "The run's output cannot be written: Broken pipe." in errors
    assert "Traceback" not in errors


def test_an_unknown_option_is_one_line(folder: Path) -> None:
    """pytest itself would print its usage and end with status 4."""
    status, errors = Process(folder, "--levle").end()

    assert (status, errors) == (2, "Unrecognized arguments: --levle; pytest --help lists what there is.\n")


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_nobody_foresaw_is_one_sentence(suite: Suite, when: str) -> None:
    """The details, secrets masked, are in a file; every check could not be decided, none has a traceback."""
    suite.chapter(
        "edge",
        entry("EDGE-01") + entry("EDGE-02"),
        """
        @requirement("EDGE-01")
        def test_one(outside):
            pass

        @requirement("EDGE-02")
        def test_two(outside):
            pass
    """,
    )
    suite.conftest(f"""
        from contextlib import contextmanager
        from selftest.plugin.double import double

        @pytest.hookimpl(tryfirst=True)
        @contextmanager
        def pytest_stand_up(options, progress):
            if {when!r} == "before":
                raise ZeroDivisionError("password=hunter22")
            yield double.deployment()
            raise ZeroDivisionError("password=hunter22")
    """)

    ended = suite.run()
    (details,) = ended.reports.glob("unexpected-*.txt")

    assert ended.status == 2
    assert ended.errors == (
        f"Something unexpected happened: ZeroDivisionError: password=[redacted] (details for a bug report: {details})."
    )
    assert "Traceback" not in ended.output
    assert "pytest_stand_up" in details.read_text()
    assert "hunter22" not in details.read_text()


def test_a_run_of_nothing_leaves_the_last_report_alone(suite: Suite) -> None:
    """A mistyped expression selects no check; what `latest` shows stays what it was."""
    suite.chapter("edge", entry("EDGE-01"), WAITING.format(AT_ONCE))
    before = suite.run()

    ended = suite.run("suites", "-k", "no_such_check")

    assert ended.status == 2
    assert ended.report == before.report


def test_a_report_that_cannot_be_finished_is_not_there(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk leaves the last report, says so, and leaves nothing half written."""
    suite.chapter("edge", entry("EDGE-01"), WAITING.format(AT_ONCE))
    before = suite.run()

    def fail(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    ended = suite.run()

    assert ended.status == 2
    assert f"The report cannot be written to {ended.reports}: No space left on device." in ended.errors
    assert ended.report == before.report
    assert len([*ended.reports.iterdir()]) == 2
