"""Everything these probes take and answer can cross to a vantage: plain values under resolvable annotations."""

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

import msgspec
import pytest

from fixtures.probes import bridge, edge, http, ice, net, stun, tls, turn, xmpp
from fixtures.probes.ice import relay
from fixtures.probes.net import Ending, PortState, addresses, scan
from fixtures.probes.turn import HeldAllocation, library
from fixtures.probes.xmpp import bosh, focus
from fixtures.probes.xmpp.authentication import LoginStep

MODULES = (addresses, bosh, bridge, edge, focus, http, ice, library, net, relay, scan, stun, tls, turn, xmpp)
PROBES = [
    probe
    for module in MODULES
    for name, probe in inspect.getmembers(module, inspect.iscoroutinefunction)
    if name in module.__all__ and probe.__module__.startswith("fixtures.probes")
]
METHODS = [method for name, method in inspect.getmembers(HeldAllocation, inspect.iscoroutinefunction)]
ANSWERS: list[type[Any]] = sorted(
    {
        value
        for module in MODULES
        for name, value in inspect.getmembers(module, inspect.isclass)
        if name in module.__all__ and is_dataclass(value)
    },
    key=lambda answer: answer.__name__,
)


@pytest.mark.parametrize("probe", [*PROBES, *METHODS], ids=lambda probe: f"{probe.__module__}.{probe.__name__}")
def test_every_argument_and_answer_has_a_type_that_crosses(probe: Callable[..., Any]) -> None:
    """A decoder can be made for every annotation, and there is one for everything."""
    hints = get_type_hints(probe)

    assert set(inspect.signature(probe).parameters) - {"self"} == set(hints) - {"return"}
    for hint in hints.values():
        msgspec.msgpack.Decoder(hint)


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.__name__)
def test_every_answer_survives_the_way(answer: type[Any]) -> None:
    """What is encoded at the vantage is decoded to the same value here."""
    samples = {
        Ending: Ending.ANSWERED,
        LoginStep: LoginStep.BIND,
        PortState: PortState.OPEN,
        tuple[str, ...]: ("x",),
        str: "x",
        int: 1,
        float: 0.5,
        bool: True,
        bytes: b"x",
    }
    hints = get_type_hints(answer)
    value = answer(
        **{field.name: samples[hints[field.name]] for field in fields(answer) if hints[field.name] in samples}
    )

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=answer) == value
