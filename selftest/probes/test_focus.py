"""The probe that asks the focus for a meeting, against servers that answer well, badly and not at all."""

import pytest

from fixtures.probes.net.answer import Ending
from fixtures.probes.xmpp import focus
from selftest.probes.xmpp_double import UNAVAILABLE, Manners, xmpp_server

SHORT = 0.5
ADDRESS = "focus.meet.jitsi"
REPLY = f'<iq xmlns="jabber:client" id="q1" from="{ADDRESS}" type="%s">%s</iq>'
READY = '<conference xmlns="http://jitsi.org/protocol/focus" ready="%s"/>'


@pytest.mark.parametrize(
    ("frames", "ending", "ready", "condition"),
    [
        pytest.param((REPLY % ("result", READY % "true"),), Ending.ANSWERED, True, "", id="ready"),
        pytest.param((REPLY % ("result", READY % " 1 "),), Ending.ANSWERED, True, "", id="ready, in another spelling"),
        pytest.param((REPLY % ("result", READY % "false"),), Ending.ANSWERED, False, "", id="on its way"),
        pytest.param((REPLY % ("result", ""),), Ending.MALFORMED, False, "", id="says nothing"),
        pytest.param((REPLY % ("error", UNAVAILABLE),), Ending.ANSWERED, False, "service-unavailable", id="no focus"),
        pytest.param((), Ending.SILENT, False, "", id="silent"),
        pytest.param(("<iq",), Ending.MALFORMED, False, "", id="half an element"),
    ],
)
async def test_a_meeting_is_asked_for(frames: tuple[str, ...], ending: Ending, ready: bool, condition: str) -> None:
    """Every way in which a request can end is told, in time."""
    async with xmpp_server(Manners(instead={"conference": frames})) as url:
        answer = await focus.request(url, "meet.jitsi", focus=ADDRESS, room="new@muc.meet.jitsi", within=SHORT)

    assert (answer.ending, answer.ready, answer.condition) == (ending, ready, condition), answer.detail
    assert answer.room.endswith("@muc.meet.jitsi")
    assert answer.seconds < SHORT + 0.3


class InTurn(dict[str, tuple[str, ...]]):
    """What a server says for one element, each time something else."""

    def __init__(self, element: str, *turns: tuple[str, ...]) -> None:
        super().__init__({element: ()})
        self._turns = iter(turns)

    def __getitem__(self, element: str) -> tuple[str, ...]:
        return next(self._turns)


async def test_focus_on_its_way_is_asked_again() -> None:
    """Who asks second hears that the focus is on its way, as the real one said it to two at once, and waits for it."""
    on_its_way, there = (REPLY % ("result", READY % ready) for ready in ("false", "true"))
    manners = Manners(instead=InTurn("conference", (on_its_way,), (there.replace("q1", "q2"),)))

    async with xmpp_server(manners) as url:
        answer = await focus.request(url, "meet.jitsi", focus=ADDRESS, room="new@muc.meet.jitsi", within=3.0)

    assert answer.ready, answer.detail
    assert answer.seconds >= focus.FIRST_PAUSE
    assert manners.heard.count("conference") == 2
