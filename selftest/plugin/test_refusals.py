"""Bad input ends in one clear line and status 2, and nothing is started."""

import json

import pytest

from selftest.plugin.conftest import REPOSITORY, Suite, entry

pytest_plugins = ["pytester"]

CHECK = """
    @requirement("EDGE-01")
    def test_it(outside):
        pass
"""
NOTHING_STARTS = """
    @pytest.hookimpl(tryfirst=True)
    def pytest_stand_up(options, progress):
        raise RuntimeError("started")
"""


def one_line(errors: str) -> str:
    """Return the only line of stderr."""
    lines = errors.splitlines()
    assert len(lines) == 1, errors
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--flavour", "vanilla"], "--flavour 'vanilla' is unknown; it is one of local, seed, upstream, auto."),
        (["--flavour"], "--flavour needs a value."),
        (
            ["--front", "sideways"],
            "--front 'sideways' is unknown; it is one of seed, plain, nginx-stream, haproxy-tls.",
        ),
        (["--front"], "--front needs a value."),
        (["--level", "must"], "--level 'must' is unknown; it is one of MUST, SHOULD, MAY."),
        (["--chapter", "egde"], "--chapter 'egde' is unknown; it is one of edge."),
        (["--rehearse", "earthquake"], "--rehearse 'earthquake' is unknown; it is one of "),
        (["--rehearse", "reboot", "--url", "https://meet.lab.test"], "--rehearse is for a twin; it does not go with "),
        (["--require", "EDGE-99"], "--require 'EDGE-99' is no requirement; pytest --requirements lists them."),
        (["--require"], "--require needs a value."),
        (["--world", "nowhere"], "--world 'nowhere' is unknown; python -m fixtures.worlds --list names them."),
        (["--world", "intact", "--chapter"], "--chapter needs a value."),
        (["--world", "turn-stopped"], "The world turn-stopped speaks of "),
        (["--archive", "/nowhere.tar"], "The image archive /nowhere.tar is not a file that can be read."),
        (["--archive", "pytest.ini"], "The image archive pytest.ini is not a tar file"),
        (["--image"], "--image needs a value."),
        (["--image", "jvb"], "--image 'jvb' is not of the form SERVICE=IMAGE."),
        (["--image", "jvb="], "'' is not the name of an image"),
        (["--image", "jvb=Some Image"], "'Some Image' is not the name of an image"),
        (["--image", "bridge=a/b:c"], "There is no service 'bridge'; it is one of web, prosody, jicofo, jvb, turn."),
        (["--image", "jvb=a/b:c", "--image", "jvb=a/b:d"], "--image names jvb twice."),
        (["--reports", "pytest.ini"], "is not a directory that may be written to."),
        (["--reports", "/proc/nowhere"], "--reports /proc/nowhere has 0 MiB left; a report takes 16."),
        (["--without-mount", "/opt/x"], "--without-mount goes with --config, whose compose file mounts."),
        (["--without-mount"], "--without-mount needs a value."),
        (["--config", "suites"], "/suites/deployment.toml cannot be read: No such file or directory."),
        (["--capture-to"], "--capture-to needs a value."),
        (["--capture-to", "suites"], "suites is there already and is no empty folder."),
        (["--capture-to", "pytest.ini"], "pytest.ini is there already and is no empty folder."),
        (["--capture-to", "/proc/nowhere/new"], "--capture-to: /proc/nowhere is no folder that can be written to."),
        (["suites/nowhere"], "file or directory not found: suites/nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_option(suite: Suite, arguments: list[str], words: str) -> None:
    """A value that cannot be used is refused in one line."""
    suite.chapter("edge", entry("EDGE-01"), CHECK)
    suite.conftest(NOTHING_STARTS)

    ended = suite.run("suites", *arguments)

    assert words in one_line(ended.errors)
    assert ended.status == 2


@pytest.mark.parametrize("factor", ["much", "1e-9", "0.5", "-2", "inf", "nan", "1e9", ""])
def test_bad_patience(suite: Suite, monkeypatch: pytest.MonkeyPatch, factor: str) -> None:
    """A factor that cuts limits short, or that nobody can mean, is refused in one line."""
    suite.chapter("edge", entry("EDGE-01"), CHECK)
    suite.conftest(NOTHING_STARTS)
    monkeypatch.setenv("CONFORMANCE_PATIENCE", factor)

    ended = suite.run()

    why = f"{factor!r} is not a number from 1 to 100." if factor else "needs a value."
    assert one_line(ended.errors) == f"--patience {why} Said by CONFORMANCE_PATIENCE."
    assert ended.status == 2


def test_latest_in_the_way(suite: Suite, pytester: pytest.Pytester) -> None:
    """A directory that no run made is not overwritten."""
    suite.chapter("edge", entry("EDGE-01"), CHECK)
    pytester.mkdir("reports").joinpath("latest").mkdir()

    ended = suite.run()

    assert "is in the way" in one_line(ended.errors)
    assert ended.status == 2


@pytest.mark.parametrize(
    ("catalogue", "checks", "words"),
    [
        (entry("EDGE-01"), "def test_it(): pass", "must decide exactly one requirement, not 0."),
        (entry("EDGE-01"), CHECK.replace("EDGE-01", "EDGE-07"), "decides EDGE-07, which chapter edge does not have"),
        (entry("EDGE-01") + entry("EDGE-02"), CHECK, "No check decides EDGE-02."),
        (entry("EDGE-01") + entry("EDGE-01"), CHECK, "EDGE-01 is in the catalogue twice."),
        (entry("RELAY-01"), CHECK, "RELAY-01 is not of the form EDGE-01"),
        (entry("EDGE-01", level="must"), CHECK, "EDGE-01 has the level 'must'; it is one of MUST, SHOULD, MAY."),
        (entry("EDGE-01", colour="red"), CHECK, "EDGE-01 has the unknown key 'colour'."),
        (entry("EDGE-01").replace("coturn.", "coturn"), CHECK, "does not end with a full stop"),
        (entry("EDGE-01").replace("remedy", "#"), CHECK, "EDGE-01 needs one line of text as 'remedy'."),
        (entry("EDGE-01", intrusive="yes"), CHECK, "EDGE-01 has 'yes' as 'intrusive'; it is true or false."),
        (
            entry("EDGE-01", client_address="keep"),
            CHECK,
            "EDGE-01 has 'keep' as 'client_address'; it is one of kept, unforged.",
        ),
        ("[[requirement", CHECK, "cannot be read"),
    ],
)
def test_broken_rule_of_the_catalogue(suite: Suite, catalogue: str, checks: str, words: str) -> None:
    """Requirements and checks belong together one to one, or nothing runs."""
    suite.chapter("edge", catalogue, checks)
    suite.conftest(NOTHING_STARTS)

    ended = suite.run()

    assert words in one_line(ended.errors)
    assert ended.status == 2


def test_part_of_the_suites_may_leave_requirements_unchecked(suite: Suite) -> None:
    """A run of one file is not blamed for the requirements of others."""
    suite.chapter("edge", entry("EDGE-01") + entry("EDGE-02"), CHECK)

    ended = suite.run("suites/edge/test_edge.py")

    assert ended.status == 0


def test_listing_starts_nothing(suite: Suite, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue is printed as JSON."""
    suite.chapter("relay", entry("RELAY-01"), CHECK)
    suite.chapter("edge", entry("EDGE-01"), CHECK)
    suite.conftest(NOTHING_STARTS)
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))

    result = pytester.runpytest_subprocess("suites", "--requirements")

    listed = json.loads(result.stdout.str())
    assert [requirement["id"] for requirement in listed] == ["EDGE-01", "RELAY-01"]
    assert listed[0]["path"] == ["haproxy", "turn"]
    assert result.ret == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--chapter", "edge", "--require", "RELAY-01"], "No check fits --chapter edge and --require RELAY-01."),
        (["--chapter", "relay", "--level", "MUST"], "No check fits --chapter relay and --level MUST."),
        (["-m", "browser"], "No check fits -m browser."),
        (["-k", "nowhere"], "No check fits -k nowhere."),
        (["suites/empty"], "No check fits suites/empty."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_selection_of_nothing(suite: Suite, pytester: pytest.Pytester, arguments: list[str], words: str) -> None:
    """Options that exclude each other are refused in one line, and nothing is started."""
    suite.chapter("edge", entry("EDGE-01"), CHECK)
    suite.chapter("relay", entry("RELAY-01", level="SHOULD"), CHECK.replace("EDGE-01", "RELAY-01"))
    (pytester.path / "suites" / "empty").mkdir()
    suite.conftest(NOTHING_STARTS)

    ended = suite.run(*([] if arguments[0].startswith("suites") else ["suites"]), *arguments)

    assert one_line(ended.errors) == words
    assert ended.status == 2
    assert not ended.reports.exists()
