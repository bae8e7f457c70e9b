"""What both stand-ins log of a meeting, as the suite reads it in the logs of a deployment."""

import asyncio

import pytest

from fixtures.hops import java, jicofo, jvb
from fixtures.hops.event import What
from fixtures.probes.participant.confer import ConferencePlan, confer
from selftest.participant.stack import stack
from selftest.standins.bridge_client import until

PROGRAMS = {"Jicofo": jicofo.HOP, "JVB": jvb.HOP}


@pytest.fixture
async def logs(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The log of each program, of a meeting of two and of a connection to the server that is lost once."""
    async with stack() as deployment:
        meeting = ConferencePlan(deployment.plan(), video_frames=0, greeting="hello")
        answers = await asyncio.gather(confer(meeting), confer(meeting))
        assert [answer.detail for answer in answers] == ["", ""]
        deployment.running.cut_accounts()
        await until(lambda: not deployment.focus.conferences)
        await until(lambda: bool(deployment.focus.desk.bridges.operational()))
    printed = capsys.readouterr().out
    return {program: _of(program, printed) for program in PROGRAMS}


def _of(program: str, printed: str) -> str:
    """One program's lines out of those of both, each with the lines below it."""
    kept, own = [], False
    for line in printed.splitlines():
        if line.startswith(tuple(PROGRAMS)):
            own = line.startswith(program)
        if own:
            kept.append(line)
    return "\n".join(kept)


async def test_every_line_is_known_and_none_complains(logs: dict[str, str]) -> None:
    """Nothing is in a format that no reader knows, and an ordinary meeting and a lost connection are passed over."""
    for program, hop in PROGRAMS.items():
        assert [record.line for record in java.records(logs[program]) if record.format != java.JAVA] == []
        assert any(event.what is What.TRAFFIC for event in hop.events(logs[program]))
        assert hop.complaints(logs[program]) == []


async def test_the_bridge_hides_where_it_met_somebody(logs: dict[str, str]) -> None:
    """The selected pair is there, the address is not."""
    endpoints = {record.session for record in java.records(logs["JVB"]) if record.source == "Endpoint.<init>"}

    met = [jvb.remote(logs["JVB"], endpoint) for endpoint in endpoints]

    assert len(met) == 2
    assert [remote and remote.host for remote in met] == [None, None]
    assert jvb.present(logs["JVB"]) == set()
