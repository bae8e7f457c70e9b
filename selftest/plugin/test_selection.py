"""Which checks a run has, in which order they have their turn, and how they decide together."""

import textwrap

import pytest

from selftest.plugin.conftest import TWO, Suite, entry

pytest_plugins = ["pytester"]


@pytest.mark.parametrize(("level", "status"), [("MUST", 1), ("SHOULD", 1), ("MAY", 0)])
def test_level_decides_whether_broken_fails(suite: Suite, level: str, status: int) -> None:
    """A broken MAY is reported and does not fail the run."""
    suite.chapter("edge", entry("EDGE-01", level) + entry("EDGE-02"), TWO.format("assert 0"))

    ended = suite.run()

    assert ended.outcomes()["EDGE-01"] == "broken"
    assert ended.status == status


def test_broken_counts_more_than_untold(suite: Suite) -> None:
    """A finding is not hidden by another check that could not tell."""
    checks = TWO.format("assert 0").replace("pass", "could_not_tell('The log is gone.')")
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), checks)

    ended = suite.run()

    assert ended.status == 1


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        (["--chapter", "edge"], {"EDGE-01", "EDGE-02"}),
        (["--require", "EDGE-02", "--require", "RELAY-01"], {"EDGE-02", "RELAY-01"}),
        (["--level", "SHOULD"], {"EDGE-01", "EDGE-02"}),
        (["-m", "not disruptive"], {"EDGE-01", "EDGE-02"}),
    ],
    ids=["chapter", "requirement", "level", "marker"],
)
def test_selection(suite: Suite, arguments: list[str], chosen: set[str]) -> None:
    """Checks are chosen by chapter, requirement, level and marker; the rest is listed as not verified."""
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02", "SHOULD"), TWO.format("pass"))
    suite.chapter(
        "relay", entry("RELAY-01", "MAY"), "@pytest.mark.disruptive\n@requirement('RELAY-01')\ndef test_it(): pass"
    )

    ended = suite.run("suites", *arguments)

    assert set(ended.outcomes()) == chosen
    assert {gap["requirement"] for gap in ended.report["not_verified"]} == {"EDGE-01", "EDGE-02", "RELAY-01"} - chosen


@pytest.mark.parametrize(
    ("named", "chosen"),
    [(["reboot"], {"EDGE-01"}), (["reboot", "reload"], {"EDGE-01", "EDGE-02"})],
    ids=["one", "two"],
)
def test_rehearsals(suite: Suite, named: list[str], chosen: set[str]) -> None:
    """What is to be rehearsed is asked for by its name."""
    suite.chapter(
        "edge", entry("EDGE-01", rehearsal="reboot") + entry("EDGE-02", rehearsal="reload"), TWO.format("pass")
    )
    suite.chapter("relay", entry("RELAY-01"), "@requirement('RELAY-01')\ndef test_it(): pass")

    ended = suite.run("suites", *(f"--rehearse={name}" for name in named))

    assert set(ended.outcomes()) == chosen


def test_order(suite: Suite) -> None:
    """Chapters follow the traffic; slow, disruptive and last checks come after the ordinary ones."""
    marks = ["first", "disruptive", "slow", "last"]
    for chapter in ("health", "relay", "edge"):
        named = {mark: f"{chapter.upper()}-{number:02}" for number, mark in enumerate(["", *marks], 1)}
        checks = "\n".join(
            f"{f'@pytest.mark.{mark}' if mark else ''}\n@requirement('{identity}')\ndef test_{mark or 'plain'}(): pass"
            for mark, identity in named.items()
        )
        suite.chapter(chapter, "".join(entry(identity) for identity in named.values()), checks)

    ended = suite.run()

    names = [(result["test"].rpartition("_")[2], result["chapter"]) for result in ended.report["results"]]
    turns = ["first", "plain", "slow", "disruptive", "last"]
    assert names == [(turn, chapter) for turn in turns for chapter in ("edge", "relay", "health")]


EARLY = """
    def pytest_asked_early():
        return "refreshed", "unwanted"

    @pytest.fixture(scope="session")
    def refreshed(outside):
        {act}

    @pytest.fixture(scope="session")
    def unwanted():
        raise AssertionError("Nobody asks for this.")
"""
ASKS = """
    @requirement("RELAY-01")
    def test_first():
        {first}

    @pytest.mark.slow
    @requirement("RELAY-02")
    def test_refresh(refreshed):
        assert refreshed == 7
"""


def relay(suite: Suite, pytester: pytest.Pytester, *, act: str, first: str) -> None:
    """Write a chapter whose conftest declares an early question."""
    suite.chapter("relay", entry("RELAY-01") + entry("RELAY-02"), ASKS.format(first=first))
    early = textwrap.dedent(EARLY.format(act=act))
    (pytester.path / "suites" / "relay" / "conftest.py").write_text(f"import pathlib\nimport pytest\n{early}")


def test_early_questions_come_before_the_first_check(suite: Suite, pytester: pytest.Pytester) -> None:
    """What a chapter's conftest declares is asked before any check of the chapter, if one of the run asks for it."""
    relay(
        suite,
        pytester,
        act="pathlib.Path('asked').touch(); return 7",
        first="import pathlib; assert pathlib.Path('asked').exists()",
    )

    assert suite.run().outcomes() == {"RELAY-01": "holds", "RELAY-02": "holds"}


def test_what_comes_first_is_undisturbed(suite: Suite, pytester: pytest.Pytester) -> None:
    """What vantages see at the beginning is looked at before another chapter lets a dozen participants join."""
    relay(suite, pytester, act="pathlib.Path('asked').touch(); return 7", first="pass")
    alone = "import pathlib; assert not pathlib.Path('asked').exists()"
    look = f"@pytest.mark.first\n@requirement('HEALTH-01')\ndef test_look(outside): {alone}"
    suite.chapter("health", entry("HEALTH-01"), look)

    assert suite.run().outcomes() == {"HEALTH-01": "holds", "RELAY-01": "holds", "RELAY-02": "holds"}


def test_early_question_that_nobody_asks_for(suite: Suite, pytester: pytest.Pytester) -> None:
    """What no selected check asks for is not asked."""
    relay(
        suite,
        pytester,
        act="pathlib.Path('asked').touch(); return 7",
        first="import pathlib; assert not pathlib.Path('asked').exists()",
    )

    assert suite.run("suites", "-m", "not slow").outcomes() == {"RELAY-01": "holds"}


def test_early_question_that_fails(suite: Suite, pytester: pytest.Pytester) -> None:
    """A fault in asking early is held against the check that asks for it, not against the first one."""
    relay(suite, pytester, act="raise ValueError('no allocation')", first="pass")

    ended = suite.run()

    assert ended.outcomes() == {"RELAY-01": "holds", "RELAY-02": "could-not-tell"}
    assert "no allocation" in ended.report["results"][1]["reason"]


def test_selftests_are_no_checks(suite: Suite, pytester: pytest.Pytester) -> None:
    """Tests outside suites/ need no requirement, no deployment, and leave no report."""
    pytester.mkdir("selftest").joinpath("test_it.py").write_text("def test_it(patience): assert patience.factor == 1")

    ended = suite.run("selftest")

    assert ended.status == 0
    assert not ended.reports.exists()
