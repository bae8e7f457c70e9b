"""What a run does with a twin that an earlier one kept."""

from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.lab import slot, twin


@pytest.fixture
def removals(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often everything in the slot was removed."""
    done: list[str] = []
    monkeypatch.setattr(slot, "remove_leftovers", lambda own, with_cache: done.append("removed"))
    return done


def settle(kept: str | None, *, whole: bool = True) -> bool:
    """Settles a slot in which a twin of this fingerprint was kept; this run's own is "wanted"."""
    own: Any = SimpleNamespace(kept_fingerprint=lambda: kept, forget=lambda: None)
    parts: Any = SimpleNamespace(fingerprint="wanted", workshop=SimpleNamespace(is_whole=lambda: whole))
    return twin.settle_kept(own, parts)


def test_one_of_the_same_parts_is_taken_over(removals: list[str]) -> None:
    """Nothing of it is removed."""
    assert settle("wanted")
    assert removals == []


@pytest.mark.parametrize(("kept", "whole"), [("another", True), ("wanted", False)])
def test_one_that_is_not_as_wanted_is_removed(removals: list[str], kept: str, whole: bool) -> None:
    """It is made of other parts, or some of it runs no more."""
    assert not settle(kept, whole=whole)
    assert removals == ["removed"]


def test_where_none_was_kept_the_engine_is_not_asked_again(removals: list[str]) -> None:
    """Taking the slot removed what a dead run had left there."""
    assert not settle(None)
    assert removals == []
