"""One twin is lent to one run after another, for as long as it can be shown to be what it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from fixtures.lab.options import FrontName, LabOptions
from fixtures.plugin import series
from fixtures.plugin.series import Lender, Telling
from fixtures.worlds.catalogue import INTACT
from fixtures.worlds.errors import WorldError
from fixtures.worlds.series import AS_BEFORE

SEED, PLAIN = LabOptions(), LabOptions(front=FrontName.PLAIN)


@dataclass
class Lab:
    """Counts the twins that are stood up and taken down.

    left: what a world leaves behind, "" for nothing; stays_ill: a twin cannot be made ready for a further world.
    """

    events: list[str] = field(default_factory=list)
    left: str = ""
    stays_ill: bool = False

    @contextmanager
    def stand_up(self, options: LabOptions, progress: Telling) -> Iterator[str]:
        """Stand one up."""
        self.events.append(f"up {options.front}")
        yield options.front
        self.events.append("down")

    def prepare(self, twin: Any, before: str, change: Any) -> str:
        """Take note, and fail where that is to be so."""
        if self.stays_ill:
            raise WorldError("It does not recover.")
        return before

    def restore(self, twin: Any, before: str, asked: float) -> str:
        """Take note, and complain of what is left."""
        self.events.append("restored")
        if self.left:
            raise WorldError(self.left)
        return before


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A lab whose twins are words."""
    lab = Lab()
    monkeypatch.setattr(series, "stand_up", lab.stand_up)
    monkeypatch.setattr(series, "restore", lab.restore)
    monkeypatch.setattr(series, "prepare", lab.prepare)
    monkeypatch.setattr(series, "read_footing", lambda _: "footing")
    monkeypatch.setattr(series, "_handled_anew", lambda twin: twin)
    return lab


def run(lender: Lender, options: LabOptions = SEED) -> None:
    """Let a run have the twin."""
    with lender.pytest_stand_up(options, Telling()) as twin:
        assert str(twin) == options.front


def test_twin_is_lent_again(lab: Lab) -> None:
    """A twin that is what it was serves the next run, and goes in the end."""
    lender = Lender(INTACT)

    run(lender)
    run(lender)
    lender.close()

    assert lender.said == AS_BEFORE
    assert lab.events == ["up seed", "restored", "restored", "down"]


def test_twin_with_a_leftover_is_replaced(lab: Lab) -> None:
    """A twin on which something was left is nobody's ground any more, and it is said why."""
    lender = Lender(INTACT)
    lab.left = "A rule was left."

    run(lender)
    run(lender)

    assert lender.said == "A rule was left."
    assert lab.events == ["up seed", "restored", "down"] * 2


def test_twin_that_cannot_be_made_ready_is_replaced(lab: Lab) -> None:
    """Where a container does not recover the world gets a new twin."""
    lender = Lender(INTACT)
    run(lender)
    lab.stays_ill = True

    run(lender)

    assert lab.events == ["up seed", "restored", "down", "up seed", "restored"]


def test_another_front_is_another_twin(lab: Lab) -> None:
    """A world of another front does not find the twin of the last one."""
    lender = Lender(INTACT)

    run(lender)
    run(lender, PLAIN)

    assert lab.events == ["up seed", "restored", "down", "up plain", "restored"]


def test_run_that_breaks_off_takes_its_twin_down(lab: Lab) -> None:
    """Whatever ends a run in the middle of a world ends the twin: nobody knows what it is like."""
    lender = Lender(INTACT)

    with pytest.raises(KeyboardInterrupt), lender.pytest_stand_up(SEED, Telling()):
        raise KeyboardInterrupt

    assert lab.events == ["up seed", "down"]
