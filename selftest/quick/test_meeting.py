"""How the answers of two participants and of several candidates become one."""

import asyncio
import time
from dataclasses import replace
from typing import Any

from fixtures.probes.ice.check import IceAnswer
from fixtures.probes.net.answer import Ending
from fixtures.quick.rung import Broken
from fixtures.quick.rungs.meeting import first_authentic
from selftest.quick.conftest import climb
from selftest.quick.scripted import OK, PARTICIPANT, Scripted, healthy

GOOD = IceAnswer(*OK, "the bridge answered", authentic=True)
SILENT = IceAnswer(Ending.SILENT, 4.0, "192.0.2.1:10000", "no answer came")
FORBIDDEN = IceAnswer(*OK, "403 Forbidden IP", code=403, step="permission")


async def after(seconds: float, answer: IceAnswer) -> IceAnswer:
    """An answer that takes its time."""
    await asyncio.sleep(seconds)
    return answer


async def test_first_answer_of_the_bridge_is_enough() -> None:
    """A candidate that stays silent is not waited for once another one answered."""
    began = time.monotonic()

    answer = await first_authentic([after(60.0, SILENT), after(0.0, GOOD)])

    assert answer == GOOD
    assert time.monotonic() - began < 30


async def test_refusal_says_more_than_silence() -> None:
    """Where no candidate answers, a refusal of the relay is what is told, whichever came last."""
    for order in ([after(0.0, SILENT), after(0.02, FORBIDDEN)], [after(0.02, SILENT), after(0.0, FORBIDDEN)]):
        assert await first_authentic(order) == FORBIDDEN


async def test_bridge_that_offers_no_address() -> None:
    """An invitation without any candidate is said at the relay, where one would be checked."""
    bare: Any = replace(PARTICIPANT, candidates=())

    last = (await climb(Scripted(healthy() | {"wait_for_invitation": bare})))[-1]

    assert isinstance(last, Broken)
    assert (last.name, last.actual) == (
        "relay to bridge",
        "the bridge offers no address that could be checked (silent, 0 ms)",
    )
