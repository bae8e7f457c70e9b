"""A requirement is begun with one command, and nothing that was only begun stays unnoticed."""

import shutil
from pathlib import Path

import pytest

from fixtures.new import ROOT, UNWRITTEN, main
from fixtures.plugin.catalogue import load
from fixtures.worlds.catalogue import WORLDS
from fixtures.worlds.changes import NotWritten

SENTENCE = "The site says in what language it speaks."


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the command reads and writes."""
    for folder in ("suites", "fixtures/worlds"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_entry_check_and_world_are_begun(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The entry is one that the catalogue takes, with the next number; check and world are Python."""
    before = [each.id for each in load(checkout / "suites") if each.chapter == "edge"]

    assert main(["EDGE", SENTENCE, "--hop", "nginx"], checkout) == 0

    new = [each for each in load(checkout / "suites") if each.chapter == "edge"][-1]
    check = checkout / "suites/edge/test_site_says_what_language_it_speaks.py"
    world = checkout / "fixtures/worlds/catalogue/edge.py"
    assert (new.id, new.sentence, new.hop) == (f"EDGE-{len(before) + 1:02}", SENTENCE, "nginx")
    for file in (check, world):
        compile(file.read_text(), str(file), "exec")
        assert new.id in file.read_text()
    assert f"make check ID={new.id}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("EGDE", SENTENCE), "There is no chapter egde; the chapters are edge, "),
        (("EDGE", "No full stop"), "The sentence is one line that ends with a full stop"),
        (("EDGE", 'Says "yes".'), "holds no quotation mark"),
    ],
    ids=["no such chapter", "no full stop", "quotation marks"],
)
def test_refused(words: tuple[str, str], said: str, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written, and the reason is one line."""
    before = {file: file.read_bytes() for file in checkout.rglob("*.*") if file.is_file()}

    assert main([*words], checkout) == 2

    assert said in capsys.readouterr().err
    assert {file: file.read_bytes() for file in checkout.rglob("*.*") if file.is_file()} == before


def test_check_of_that_name_is_there(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second check does not overwrite the first."""
    assert main(["EDGE", SENTENCE], checkout) == 0

    assert main(["EDGE", SENTENCE], checkout) == 2
    assert "is there already" in capsys.readouterr().err


def test_nothing_was_only_begun() -> None:
    """No requirement, check or world of this checkout waits to be written."""
    texts = [file for file in (ROOT / "suites").rglob("*.*") if file.suffix in (".py", ".toml")]
    begun = [str(file) for file in texts if UNWRITTEN in file.read_text().lower()]
    worlds = [world.id for world in WORLDS.values() if isinstance(world.change, NotWritten)]

    assert (begun, worlds) == ([], [])


def test_what_a_requirement_touches(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The worlds that name it are told from those that break a hop of its path without naming it."""
    assert main(["--touches", "EDGE-04"], checkout) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("EDGE-04 must be red in: turn-acl-missing, turn-name-in-small-letters")
    assert " turn-name-contained " in lines[-1]
    assert " turn-acl-missing " not in lines[-1]


def test_what_nobody_requires(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown ID is refused in one line."""
    assert main(["--touches", "EDGE-99"], checkout) == 2

    assert "There is no requirement EDGE-99." in capsys.readouterr().err
