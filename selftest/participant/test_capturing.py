"""What participants say and hear can be kept, written, and replayed: over both roads and both channels."""

import asyncio
from pathlib import Path

from fixtures.probes.net import tape
from fixtures.probes.net.tape import Kind
from fixtures.probes.participant.confer import ConferencePlan, confer
from fixtures.probes.participant.facts import ChannelWish
from fixtures.replay.finding import Findings
from fixtures.replay.folder import read_folder
from fixtures.replay.player import replay
from fixtures.replay.writer import write_folder
from selftest.participant.stack import stack


async def test_a_meeting_is_kept_and_replayed(tmp_path: Path) -> None:
    """Two meet, are heard and seen, and part; the replay refuses nothing of it."""
    async with stack() as deployment:
        plans = [deployment.plan(channel=wish) for wish in (ChannelWish.SCTP, ChannelWish.ONLY_WEBSOCKET)]
        await tape.start()
        answers = await asyncio.gather(
            *(confer(ConferencePlan(plan, video_frames=1, greeting="hello")) for plan in plans)
        )
        kept = await tape.stop()
    assert [answer.detail for answer in answers] == ["", ""]

    write_folder(tmp_path / "new", {"here": kept}, {}, [])
    total = Findings()
    async for found in replay(read_folder(tmp_path / "new")):
        total += found

    assert total.refusals == ()
    assert total.messages > 20
    assert {kind: len({m.session for m in kept if m.kind is kind}) for kind in (Kind.XMPP, Kind.CHANNEL)} == {
        Kind.XMPP: 2,
        Kind.CHANNEL: 2,
    }
