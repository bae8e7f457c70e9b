"""A participant that gets video it cannot decode asks for a key frame, as browsers do."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.probes.participant import reception
from fixtures.probes.participant.offer import Media
from fixtures.probes.participant.reception import Receiver


class UndecodableVideo:
    """An aiortc receiver to which packets come, and no key frame with them; it counts what it is made to ask."""

    def __init__(self) -> None:
        self.asked = 0
        self.track = SimpleNamespace(recv=self.never)

    async def never(self) -> None:
        await asyncio.Event().wait()

    def getSynchronizationSources(self) -> list[object]:  # noqa: N802 - the library's name
        return [object()]

    async def _send_rtcp_pli(self, media_ssrc: int) -> None:
        self.asked += 1

    async def stop(self) -> None:
        """The library's own end."""


@pytest.mark.parametrize(("media", "asks"), [(Media.VIDEO, True), (Media.AUDIO, False)])
async def test_undecodable_media(monkeypatch: pytest.MonkeyPatch, media: Media, asks: bool) -> None:
    """Video without a picture leads to requests for a key frame, sound never does."""
    monkeypatch.setattr(reception, "KEY_FRAME_EVERY", 0.01)
    fake: Any = UndecodableVideo()
    source: Any = SimpleNamespace(media=media, owner="a1b2c3d4", ssrc=7)

    receiver = Receiver(source, fake)
    await asyncio.sleep(0.2)
    await receiver.stop()

    assert (fake.asked > 0) is asks
