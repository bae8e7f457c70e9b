"""Expectations compare answers, name every acceptable outcome, and never agree with what is no answer."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.expected.facts import OneOf
from fixtures.expected.values import ALERT, DONE, NOBODY, REFUSED, RESET, answered, describe, every, status
from fixtures.probes.net.answer import Ending
from fixtures.probes.participant.confer import NOTHING
from fixtures.probes.participant.steps import Step
from selftest.plugin.double import Answer


def test_answer_as_expected() -> None:
    """An answer without a difference equals the expectation, from either side."""
    assert Answer(status=404) == status(404)
    assert status(404) == Answer(status=404)
    assert Answer(status=200) != status(404)


def test_facts_count_only_in_an_answer() -> None:
    """Facts of a conversation that ended otherwise prove nothing."""
    silent = Answer(status=404, ending=Ending.SILENT)

    assert status(404).differences(silent) == ["ending is silent instead of answered"]


def test_alternatives_are_all_named() -> None:
    """A failure names every acceptable outcome and every difference."""
    either = REFUSED | RESET | ALERT

    assert str(either) == "a refused connection, or a reset connection, or a TLS alert"
    assert either.differences(Answer()) == ["ending is answered instead of refused or reset or alert"]
    assert Answer(ending=Ending.RESET) == either


def test_every_answer_counts() -> None:
    """One wrong answer among many is a difference; no answer at all is one as well."""
    assert [Answer(), Answer()] == every(status(200))
    assert every(status(200)).differences([Answer(), Answer(status=500, detail="HTTP 500.")]) == [
        "answer 2 (HTTP 500): status is 500 instead of 200"
    ]
    assert every(status(200)) != []


def test_one_of_several_values() -> None:
    """A fact may have one of several values, and a difference names them all."""
    refused = answered(status=OneOf(403, 500))

    assert Answer(status=500) == refused
    assert refused.differences(Answer(status=200)) == ["status is 200 instead of 403, 500"]
    assert OneOf(403, 500).differences(200) == ["200 is none of 403, 500"]


@pytest.mark.parametrize("nothing", [None, 404, "refused", object()])
def test_what_is_no_answer(nothing: object) -> None:
    """A value that no probe returned equals no expectation."""
    assert nothing != status(404)
    assert nothing != NOBODY


def test_fact_that_the_answer_does_not_have() -> None:
    """A misspelt fact is a fault of the check, not a difference."""
    with pytest.raises(AttributeError):
        answered(statsu=200).differences(Answer())


@given(st.sampled_from(Ending))
def test_description(ending: Ending) -> None:
    """An answer is described by its sentence, its ending and its time."""
    assert describe(Answer(ending=ending)) == f"HTTP 200 from nginx ({ending}, 41 ms)"


def test_a_participant_who_was_refused_on_the_way() -> None:
    """Whoever refuses a participant answers, and nothing came true by that."""
    refused = replace(NOTHING, ending=Ending.ANSWERED, step=Step.CONFERENCE_REQUEST)

    assert refused != DONE
    assert replace(refused, step=Step.DONE) == DONE
