"""An outage is said as soon as one check met it, not only when all others have waited for it in vain."""

from selftest.plugin.conftest import Suite, entry

pytest_plugins = ["pytester"]

CHECKS = """
    @requirement("RELAY-01")
    def test_first(outside):
        assert outside.run() == status({})

    @requirement("RELAY-02")
    def test_second(outside):
        assert outside.run() == status(404)
"""
STOPPED = """
    from selftest.plugin import double
    from fixtures.target.circumstances import Circumstances

    double.double.seen = Circumstances(unwell={"turn": "turn is exited"}, stopped=frozenset({"turn"}))
"""


def said(suite: Suite, first: int = 404) -> list[str]:
    """Return the lines of a run whose first check expects this status, as far as they matter here."""
    suite.chapter("relay", entry("RELAY-01") + entry("RELAY-02"), CHECKS.format(first))
    output = suite.run("suites", "--verbose").output.splitlines()
    return [line for line in output if line.startswith(("So far", "Cause")) or "%]" in line]


def test_cause_is_said_at_once(suite: Suite) -> None:
    """After the first broken check, before the next one begins, the part that does not run is named."""
    suite.conftest(STOPPED)

    first, so_far, second, cause = said(suite)

    assert "test_first" in first
    assert so_far == "So far: turn. turn does not run."
    assert "test_second" in second
    assert cause == "Cause: turn. turn does not run."


def test_guess_is_not_said(suite: Suite) -> None:
    """What a look does not show is for the whole run to conclude."""
    assert not any(line.startswith("So far") for line in said(suite))


def test_nothing_is_said_of_what_holds(suite: Suite) -> None:
    """Where the only broken check is the last one, its diagnosis is the run's."""
    suite.conftest(STOPPED)

    assert not any(line.startswith("So far") for line in said(suite, first=200))
