"""A participant notices by itself that a stream is dead."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.probes.answer import Ending
from fixtures.probes.endings import Ended
from fixtures.probes.participant import conversation
from fixtures.probes.participant.conversation import Conversation

SILENT = Ended(Ending.SILENT, "no reply")


class Stream:
    """An XMPP session whose pings end as they are told to, one after the other, and then are answered."""

    jid = "a1b2@meet.jitsi/c3"

    def __init__(self, *pings: Ended | None) -> None:
        self.ended: Ended | None = None
        self.pings = list(pings)
        self.all_sent = asyncio.Event()

    def handle(self, handler: object) -> None:
        """Nothing comes in here."""

    async def ping(self, *, within: float) -> float:
        """End as told."""
        how = self.pings.pop(0) if self.pings else None
        if not self.pings:
            self.all_sent.set()
        if how is not None:
            raise how
        return 0.0

    async def give_up(self, end: Ended) -> None:
        """Count as ended."""
        self.ended = end


@pytest.mark.parametrize(
    ("pings", "lost"),
    [
        pytest.param((SILENT, None, SILENT, None), False, id="one unanswered now and then"),
        pytest.param((SILENT, SILENT), True, id="two in a row unanswered"),
    ],
)
async def test_unanswered_pings(monkeypatch: pytest.MonkeyPatch, pings: tuple[Ended | None, ...], lost: bool) -> None:
    """The stream is given up when two pings in a row are not answered."""
    monkeypatch.setattr(conversation, "KEEP_ALIVE_EVERY", 0.001)
    stream: Any = Stream(*pings)

    held = Conversation(stream, announces_sctp=False)
    await stream.all_sent.wait()
    await asyncio.sleep(0.05)
    await held.stop()

    assert (held.lost is not None) is lost


async def test_waiting_ends_with_the_stream() -> None:
    """Whoever waits for something to come in is told how the stream ended."""
    stream: Any = SimpleNamespace(jid="", ended=Ended(Ending.CLOSED, "cut"), handle=lambda _: None)

    with pytest.raises(Ended, match="cut"):
        await Conversation(stream, announces_sctp=False).wait(lambda: False)
