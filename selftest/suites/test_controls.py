"""Who is sent away proves nothing about a service that is dead: beside every refusal somebody must be served."""

import ast
import importlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from unittest.mock import ANY

import pytest

from fixtures.expected.comparing import EndedAs, EndedWith, Every, Expected, Some
from fixtures.expected.refusals import TLS_REFUSED
from fixtures.expected.values import answered
from fixtures.plugin.control import Served
from fixtures.plugin.outcomes import CouldNotTell
from fixtures.probes.net import Ending
from fixtures.probes.tls import TlsAnswer

SUITES: Final = Path(__file__).resolve().parents[2] / "suites"
NOTHING: Final = (Ending.SILENT, Ending.CLOSED, Ending.RESET, Ending.REFUSED, Ending.UNREACHABLE)
"""What comes of asking a service that does not run."""

SERVED_AFTERWARDS: Final = {
    "test_quiet_websocket": "the same pair talks once its silence is over",
    "test_quiet_sctp": "the same pair talks once its silence is over",
}
"""Checks whose own next sentence is the control, each with it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was answered."""

    answer: TlsAnswer

    def result(self) -> TlsAnswer:
        """Return the answer."""
        return self.answer


def shaken(ending: Ending) -> TlsAnswer:
    """Return how a handshake ended."""
    return TlsAnswer(ending, 0.1, "198.51.100.1:443", "it ended")


@pytest.mark.parametrize("ending", [Ending.CLOSED, Ending.RESET, Ending.ALERT])
def test_refusal_beside_a_service(ending: Ending) -> None:
    """A refusal counts while somebody beside it is served."""
    served = Served(Asked(shaken(Ending.ANSWERED)), answered())

    assert served.beside(shaken(ending)) == TLS_REFUSED


@pytest.mark.parametrize("ending", [*NOTHING, Ending.ALERT])
def test_refusal_without_a_service(ending: Ending) -> None:
    """A dead service refuses nobody, so that nothing can be decided; the sentence says what became of the control."""
    served = Served(Asked(shaken(Ending.CLOSED)), answered())

    with pytest.raises(CouldNotTell, match=r"the control beside it was to be an answer, and was it ended \(closed"):
        served.beside(shaken(ending))


@pytest.mark.parametrize("ending", [Ending.ANSWERED, Ending.MALFORMED, Ending.UNTRUSTED])
def test_what_was_granted_needs_no_control(ending: Ending) -> None:
    """Who got what nobody must get, wrongly signed perhaps, met somebody, whatever became of the control."""
    served = Served(Asked(shaken(Ending.CLOSED)), answered())

    assert served.beside(shaken(ending)) != TLS_REFUSED


class DeadAnswer:
    """The answer of nobody: it ended in one way, and nothing else is known that could speak against it."""

    def __init__(self, ending: Ending) -> None:
        self.ending = ending

    def __getattr__(self, name: str) -> Any:
        return ANY


def believes_the_dead(known: Mapping[str, Any], expected: ast.expr) -> bool:
    """Return whether what a check expects is what a dead service says."""
    try:
        value = eval(compile(ast.Expression(expected), "<expected>", "eval"), dict(known))
    except NameError:
        # It is made of what the check found before.
        return False
    while isinstance(value, Every | Some):
        value = value.each
    ways = [way for way in value.ways() if isinstance(way, EndedAs | EndedWith)] if isinstance(value, Expected) else []
    return any(not way.differences(DeadAnswer(ending)) for way in ways for ending in NOTHING)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a check compares: its name, the answer, what is expected, and the names that are known before it runs."""

    check: str
    answer: ast.expr
    expected: ast.expr
    known: Mapping[str, Any]


@pytest.fixture(scope="module")
def comparisons() -> Iterator[list[Comparison]]:
    """All of them. The suites' modules are forgotten again, for other self-tests bring suites of their own."""
    before = {*sys.modules}
    yield [each for path in sorted(SUITES.rglob("test_*.py")) for each in comparisons_in(path)]
    for name in {*sys.modules} - before:
        if name.partition(".")[0] == SUITES.name:
            del sys.modules[name]


def comparisons_in(path: Path) -> Iterator[Comparison]:
    """Yield what the checks of a module compare."""
    module = vars(importlib.import_module(".".join(path.relative_to(SUITES.parent).with_suffix("").parts)))
    for function in ast.parse(path.read_text()).body:
        if isinstance(function, ast.FunctionDef):
            own = {argument.arg for argument in function.args.args}
            known = {name: value for name, value in module.items() if name not in own}
            for node in ast.walk(function):
                if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare):
                    yield Comparison(function.name, node.test.left, node.test.comparators[0], known)


def test_every_refusal_has_a_control(comparisons: list[Comparison]) -> None:
    """No check takes for a refusal what a dead service gives as well, unless somebody beside it is served."""
    refusals = [each for each in comparisons if believes_the_dead(each.known, each.expected)]

    lacking = {each.check for each in refusals if ".beside(" not in ast.unparse(each.answer)}

    assert lacking == {*SERVED_AFTERWARDS}


def test_refusals_are_found(comparisons: list[Comparison]) -> None:
    """The rule is not kept by looking at nothing: it sees the refusals that are there."""
    seen = {each.check for each in comparisons if believes_the_dead(each.known, each.expected)}

    assert seen >= {"test_old_versions_of_the_site", "test_noise", "test_stranger_is_refused", "test_silence"}
