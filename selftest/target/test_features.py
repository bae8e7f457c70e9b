"""The features that checks depend on are those that a description may speak of."""

import re
from pathlib import Path

from fixtures.declared import features
from fixtures.declared.features import FEATURES, PROMISES

SUITES = Path(__file__).resolve().parents[2] / "suites"
IN_CATALOGUE = re.compile(r'^feature = "([^"]+)"$', re.MULTILINE)
IN_CHECK = re.compile(r"@requirement\([^)]*feature=(?:features\.)?(\w+)")


def test_features_of_the_checks() -> None:
    """Every feature that a requirement or a check names is known, so that a description can declare it."""
    in_catalogue = {name for path in SUITES.rglob("*.toml") for name in IN_CATALOGUE.findall(path.read_text())}
    in_checks = {name for path in SUITES.rglob("*.py") for name in IN_CHECK.findall(path.read_text())}

    assert in_catalogue
    assert in_checks
    assert in_catalogue | {getattr(features, name) for name in in_checks} <= set(FEATURES)


def test_features_of_the_flavours() -> None:
    """Every feature that a flavour promises is known."""
    assert {name for promised in PROMISES.values() for name in promised} <= set(FEATURES)
