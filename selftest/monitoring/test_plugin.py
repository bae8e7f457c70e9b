"""The ladder as a Nagios plug-in keeps the contract whatever happens: one line, a status of 0 to 3."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from fixtures.quick.nagios import nagios_line
from fixtures.quick.rung import Broken, Outcome, Reached, Undecided
from fixtures.report.known import Known, KnownFailures
from fixtures.report.outputs.nagios import State

PLUGIN = Path(__file__).resolve().parents[2] / "monitoring" / "check_jitsi"
NAME = Reached("name", "SITE-01", 0.012, "198.51.100.1")
BROKEN = Broken("bridge", "BRIDGE-08", 6.192, "a session", "silent | for 6 s", "path: outside → router ✗", "10000/udp")
NOTHING = KnownFailures(Path("known.toml"))
KNOWN = KnownFailures(
    Path("known.toml"), (Known("BRIDGE-08", "silent", "https://example.org/1", date(2026, 12, 31), 1),)
)


@pytest.mark.parametrize(
    ("outcomes", "known", "failures", "state", "words"),
    [
        ([NAME], NOTHING, [], State.OK, "1 rungs reached"),
        (
            [NAME, BROKEN],
            NOTHING,
            [],
            State.CRITICAL,
            "BRIDGE-08 broken at bridge: silent / for 6 s; look at 10000/udp",
        ),
        ([NAME, BROKEN], KNOWN, [], State.WARNING, "known until 2026-12-31: BRIDGE-08 broken at bridge"),
        (
            [NAME, Undecided("relay", "", "none.")],
            NOTHING,
            [],
            State.UNKNOWN,
            "nothing beyond relay can be decided: none.",
        ),
        ([NAME], NOTHING, ["The vantage went away."], State.UNKNOWN, "The vantage went away."),
        ([], NOTHING, [], State.UNKNOWN, "nothing was asked"),
    ],
    ids=["reached", "broken", "known", "untold", "failed", "nothing"],
)
def test_line(outcomes: list[Outcome], known: KnownFailures, failures: list[str], state: State, words: str) -> None:
    """State and sentence follow the last rung; a figure for each that was timed."""
    found, line = nagios_line(outcomes, known, failures)

    assert found is state
    assert line.startswith(f"JITSI {state.name} - ")
    assert words in line
    assert ("'name'=0.012s" in line) is bool(outcomes)


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (["--nonsense"], {}, "JITSI UNKNOWN - Unrecognized arguments: --nonsense"),
        ([], {}, "JITSI UNKNOWN - --quick --output nagios needs a live deployment"),
        (["--url", "https://meet.example.org"], {"PYTHON": "/nowhere"}, "JITSI UNKNOWN - "),
        (["--url", "https://meet.example.org"], {"CHECK_JITSI_WITHIN": "0.01"}, "did not end in 0.01 s"),
        (["--url", "https://no-such-name.invalid"], {}, "JITSI CRITICAL - "),
    ],
    ids=["option", "no deployment", "no Python", "too slow", "no such name"],
)
def test_command_keeps_the_contract(words: list[str], environment: dict[str, str], said: str, tmp_path: Path) -> None:
    """One line on standard output, nothing on standard error, a status from 0 to 3."""
    ended = subprocess.run(
        ["sh", str(PLUGIN), *words, *(["--reports", str(tmp_path)] if "--url" in words else [])],
        env={**os.environ, "PYTHON": sys.executable, **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said in ended.stdout
    assert (ended.stdout.count("\n"), ended.stderr) == (1, "")
    assert ended.returncode == (2 if "CRITICAL" in said else 3)
