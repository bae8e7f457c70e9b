"""Waiting ends with the answer or with the limit."""

import pytest

from fixtures.patience import Patience, ask_until


def test_asking_returns_the_answer() -> None:
    """Asking stops as soon as the answer is there."""
    answers = iter([1, 2, 3, 4])

    assert ask_until(lambda: next(answers), 3, within=5, every=0) == 3
    assert next(answers) == 4


def test_asking_gives_up() -> None:
    """After the limit the last answer is returned, for the check to judge."""
    assert ask_until(lambda: 1, 2, within=0.01, every=0.001) == 1


def test_an_answer_that_becomes_right() -> None:
    """A comparison asks until the answer is as expected, which is said once; it stays what it was then."""
    answers = iter([1, 2, 3, 4])
    answer = Patience().eventually(lambda: next(answers))

    assert answer == 3
    assert answer != 4
    assert answer.actual == 3
    assert repr(answer) == "3"


def test_an_answer_that_never_becomes_right() -> None:
    """The last answer is what a failure shows; nothing was seen before anybody compared."""
    answer = Patience().eventually(lambda: 1, within=0.0)

    assert repr(answer) == "what nobody has asked for yet"
    assert answer != 2
    assert answer.actual == 1


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
