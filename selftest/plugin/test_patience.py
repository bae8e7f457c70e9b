"""Waiting ends with the answer or with the limit."""

import pytest

from fixtures.plugin.patience import Patience, consistently, eventually


def test_eventually_returns_the_answer() -> None:
    """Asking stops as soon as the answer is there."""
    answers = iter([1, 2, 3, 4])

    assert eventually(lambda: next(answers), 3, within=5, every=0) == 3
    assert next(answers) == 4


def test_eventually_gives_up() -> None:
    """After the limit the last answer is returned, for the check to judge."""
    assert eventually(lambda: 1, 2, within=0.01, every=0.001) == 1


def test_consistently_returns_the_deviation() -> None:
    """The first answer that differs is returned at once."""
    answers = iter([1, 1, 2, 1])

    assert consistently(lambda: next(answers), 1, during=5, every=0) == 2


def test_consistently_ends() -> None:
    """What stays as it is ends with the time."""
    assert consistently(lambda: 1, 1, during=0.01, every=0.001) == 1


@pytest.mark.parametrize("factor", [0.0, -1.0, 0.5, 101.0, float("nan"), float("inf")])
def test_factor(factor: float) -> None:
    """A factor that makes no sense is refused."""
    with pytest.raises(ValueError, match="is not from 1 to 100"):
        Patience(factor)


def test_factor_stretches_every_limit() -> None:
    """All limits follow the factor."""
    names = [name for name in dir(Patience) if isinstance(getattr(Patience, name), property)]

    assert len(names) >= 6
    assert all(getattr(Patience(2), name) == 2 * getattr(Patience(), name) for name in names)
