"""Every option can be said on the command line, in the environment and in the ini file, and each is explained."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from fixtures.plugin import reference
from fixtures.plugin.options import OPTIONS, Group, Kind, Option, SettingError, elsewhere, settle
from selftest.plugin.conftest import CONFTEST, Suite, entry
from selftest.plugin.test_refusals import CHECK, NOTHING_STARTS, one_line

pytest_plugins = ["pytester"]

SAID: Mapping[Kind, tuple[str, Any]] = {
    Kind.VALUE: ("a b", "a b"),
    Kind.FLAG: ("Yes", True),
    Kind.LIST: ("one 'two three'", ["one", "two three"]),
}
"""What a variable says of an option of each kind, and what is read."""


def settled(pytester: pytest.Pytester, option: Option, *words: str, **environment: str) -> tuple[Any, str]:
    """Return what an option is in the end, and what was said elsewhere than on the command line."""
    pytester.makeconftest(CONFTEST)
    config = pytester.parseconfig("-p", "no:hypothesispytest", *words)
    settle(config, environment)
    return getattr(config.option, option.dest), elsewhere(config)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_said_in_the_environment(pytester: pytest.Pytester, option: Option) -> None:
    """Each has a variable, and its value counts."""
    said, read = SAID[option.kind]

    assert settled(pytester, option, **{option.variable: said}) == (read, option.variable)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_said_in_the_ini_file(pytester: pytest.Pytester, option: Option) -> None:
    """Each has a name in the file, and its value counts."""
    said, read = SAID[option.kind]
    pytester.makeini(f"[pytest]\n{option.ini} = {said}\n")

    assert settled(pytester, option) == (read, option.ini)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_said_nowhere(pytester: pytest.Pytester, option: Option) -> None:
    """Without a word each is what its help says it is by default."""
    value, told = settled(pytester, option)

    assert (value or "", told) == ({Kind.FLAG: "", Kind.LIST: ""}.get(option.kind, option.default), "")
    assert not option.default or f"(default: {option.default})" in option.says


@pytest.mark.parametrize(
    ("words", "environment", "value"),
    [
        (("--level", "MUST"), {"CONFORMANCE_LEVEL": "SHOULD"}, "MUST"),
        ((), {"CONFORMANCE_LEVEL": "SHOULD"}, "SHOULD"),
        ((), {}, "MAY"),
    ],
    ids=["command line", "environment", "file"],
)
def test_what_counts_more(
    pytester: pytest.Pytester, words: tuple[str, ...], environment: dict[str, str], value: str
) -> None:
    """The command line counts more than the environment, and that more than the file."""
    pytester.makeini("[pytest]\nconformance_level = MAY\n")
    level = next(option for option in OPTIONS if option.name == "--level")

    assert settled(pytester, level, *words, **environment)[0] == value


@pytest.mark.parametrize(
    ("name", "said", "words"),
    [
        ("CONFORMANCE_KEEP", "perhaps", "CONFORMANCE_KEEP=perhaps is neither yes nor no"),
        ("CONFORMANCE_CHAPTER", "'edge", "CONFORMANCE_CHAPTER cannot be divided into words: No closing quotation."),
    ],
)
def test_what_cannot_be_read(pytester: pytest.Pytester, name: str, said: str, words: str) -> None:
    """It is refused by the name under which it was said."""
    with pytest.raises(SettingError, match=f"^{re.escape(words)}"):
        settled(pytester, OPTIONS[0], **{name: said})


@pytest.mark.parametrize(
    ("ini", "environment", "words"),
    [
        ("", {"CONFORMANCE_KEEP": "perhaps"}, "CONFORMANCE_KEEP=perhaps is neither yes nor no; --keep is one of 1, "),
        ("", {"CONFORMANCE_FLAVOUR": "vanilla"}, "upstream, auto. Said by CONFORMANCE_FLAVOUR."),
        ("", {"CONFORMANCE_REPORTS": ""}, "--reports needs a value. Said by CONFORMANCE_REPORTS."),
        (
            "conformance_chapter = egde",
            {},
            "--chapter 'egde' is unknown; it is one of edge. Said by conformance_chapter.",
        ),
        ("conformance_offline = 2", {}, "conformance_offline=2 is neither yes nor no"),
        ("conformance_url = x", {"CONFORMANCE_WORLD": "intact"}, "Said by CONFORMANCE_WORLD, conformance_url."),
    ],
)
def test_refused(
    suite: Suite,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    ini: str,
    environment: dict[str, str],
    words: str,
) -> None:
    """What cannot be used is one line that says who said it, and status 2; nothing is started."""
    suite.chapter("edge", entry("EDGE-01"), CHECK)
    suite.conftest(NOTHING_STARTS)
    file = pytester.path / "pytest.ini"
    file.write_text(f"{file.read_text()}\n{ini}\n")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    ended = suite.run()

    assert words in one_line(ended.errors)
    assert ended.status == 2


def test_a_run_says_what_it_was_told_elsewhere(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is surprised by a variable that was forgotten."""
    suite.chapter("edge", entry("EDGE-01"), CHECK)
    monkeypatch.setenv("CONFORMANCE_LEVEL", "SHOULD")

    assert "conformance: said by CONFORMANCE_LEVEL" in suite.run().output


def test_help_explains_each_in_its_group(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """`pytest --help` has a heading for each group and below it what its options do, also beside a bad variable."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("CONFORMANCE_KEEP", "perhaps")
    text = " ".join(suite.run("--help").output.split())

    for group in Group:
        _, _, below = text.partition(f"{group} (in the environment")
        for option in (each for each in OPTIONS if each.group is group):
            explained = below.partition("Jitsi conformance: ")[0]
            assert option.name in explained
            assert option.says in explained


def test_the_reference_is_up_to_date() -> None:
    """docs/options.md is what `python -m fixtures.plugin.reference` writes."""
    assert reference.PAGE.read_text() == reference.page()
