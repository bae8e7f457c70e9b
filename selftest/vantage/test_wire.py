"""Calls and answers keep their types on the way to a vantage and back."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from fixtures.vantage import wire


class Colour(StrEnum):
    """An enumeration as probes have them."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Question:
    """A frozen fact with every type that probes may use."""

    colour: Colour
    payload: bytes
    names: tuple[str, ...]
    table: dict[str, float]
    maybe: int | None = None


async def ask(question: Question, number: int, *, within: float = 5.0) -> Question:
    """A probe that gives back what it was given."""
    return question


questions = some.builds(
    Question,
    colour=some.sampled_from(Colour),
    payload=some.binary(),
    names=some.lists(some.text()).map(tuple),
    table=some.dictionaries(some.text(), some.floats(allow_nan=False)),
    maybe=some.none() | some.integers(-(2**31), 2**31),
)


@given(questions)
def test_a_call_arrives_as_it_was_made(question: Question) -> None:
    """Every argument has its type and value again on the far side."""
    bound = wire.unpack_call(ask, wire.pack_call((question,), {"number": 3}))

    assert bound.arguments == {"question": question, "number": 3}


@given(questions)
def test_an_answer_arrives_as_it_was_given(question: Question) -> None:
    """An answer is of the annotated type again."""
    answer = asyncio.run(ask(question, 1))

    assert wire.unpack_answer(ask, wire.pack_answer(answer)) == question


def test_a_value_of_another_type_is_refused() -> None:
    """An argument that does not fit its annotation never reaches the probe."""
    payload = wire.pack_call(("not a question", 1), {})

    with pytest.raises(msgspec.ValidationError):
        wire.unpack_call(ask, payload)


def test_the_default_of_a_parameter_is_found() -> None:
    """A probe's own deadline can be read from its signature."""
    assert wire.default_of(ask, "within") == 5.0
    assert wire.default_of(ask, "number") is None
