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
