"""The pictures in the README show the pages as they are made today."""

import json
from typing import Final

import pytest

from fixtures.preflight.checkout import ROOT
from fixtures.report.page import shape
from selftest.twin.screenshots import FOLDER, NOTES, SHAPES

LARGEST: Final = 150_000
"""Bytes of a picture."""


@pytest.mark.parametrize("name", SHAPES)
def test_picture_is_of_todays_page(name: str) -> None:
    """A template that changed since makes it one of an older page: `make screenshots` takes it anew."""
    noted = json.loads(NOTES.read_text())[name]

    assert noted["shape"] == shape(SHAPES[name]), f"docs/screenshots/{name}.webp is out of date: make screenshots"


@pytest.mark.parametrize("name", SHAPES)
def test_picture_is_small_and_shown_with_its_date(name: str) -> None:
    """Whoever reads the README sees it, and when its run was."""
    picture, readme = FOLDER / f"{name}.webp", (ROOT / "README.md").read_text()
    begun = json.loads(NOTES.read_text())[name]["begun"]
    _, shown, after = readme.partition(f"](docs/screenshots/{picture.name})")

    assert picture.stat().st_size < LARGEST
    assert shown
    assert begun in after.partition("\n\n")[2].partition("\n")[0]
