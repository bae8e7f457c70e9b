"""A meeting with real participants at real vantages, over the stand-ins of focus and bridge in this process."""

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Final

import pytest

from fixtures.declared.ports import Ports
from fixtures.expected import DONE, ENTRANCE_REFUSED, EVERYBODY_MET, channel_over, every, media_of, no_more_media_of
from fixtures.meetings import ChannelWish, Guest, Meeting, Participant, Rates, RelayUse, hold, participate
from fixtures.meetings import guest as guests_and_plans
from fixtures.patience import Patience
from fixtures.probes.participant.facts import ParticipantAnswer
from fixtures.target.target import Kind, Target
from fixtures.vantage.vantage import Vantage
from selftest.participant.stack import Stack, stack
from suites.bridge import channels

PATIENCE: Final = Patience(2)
SLOWLY: Final = Rates(25, 5)
BEGUN_WITHIN: Final = 60.0


class Serving:
    """A deployment in miniature, in a thread and an event loop of its own."""

    def __init__(self) -> None:
        self.stack: Stack | None = None
        self.begun = threading.Event()
        self.end: Callable[[], object] = bool
        """Lets it stop."""
        self.thread = threading.Thread(target=asyncio.run, args=(self._serve(),), daemon=True)
        self.thread.start()

    async def _serve(self) -> None:
        over = asyncio.Event()
        self.end = partial(asyncio.get_running_loop().call_soon_threadsafe, over.set)
        async with stack() as self.stack:
            self.begun.set()
            await over.wait()


@pytest.fixture(scope="module")
def deployment() -> Iterator[Stack]:
    """A deployment in miniature."""
    serving = Serving()
    assert serving.begun.wait(BEGUN_WITHIN)
    assert serving.stack is not None
    yield serving.stack
    serving.end()
    serving.thread.join(BEGUN_WITHIN)


@pytest.fixture
def target(deployment: Stack, monkeypatch: pytest.MonkeyPatch) -> Target:
    """The same as a target; it speaks no TLS."""
    usual = guests_and_plans.plan_of
    for module in ("meeting", "visit"):
        monkeypatch.setattr(f"fixtures.meetings.{module}.plan_of", lambda *asked: replace(usual(*asked), secure=False))
    ports = Ports(https=deployment.running.web_port)
    return Target(Kind.TWIN, "local", "127.0.0.1", "127.0.0.1", *("",) * 8, ports=ports)


@pytest.fixture(scope="module")
def here() -> Iterator[Vantage]:
    """A vantage on this machine."""
    vantage = Vantage("outside", None, "here", sys.executable, inside=True)
    yield vantage
    vantage.close()


def test_three_meet(here: Vantage, target: Target) -> None:
    """Everybody hears and sees everybody else."""
    guests = (Guest(name, here, RelayUse.NEVER) for name in ("anna", "boris", "clara"))

    assert hold(target, PATIENCE, *guests, rates=SLOWLY) == EVERYBODY_MET


def test_camera_off_and_on_and_an_impostor(here: Vantage, target: Target) -> None:
    """Who switched the camera off is seen again afterwards, and nobody else gets in under the same name."""
    with ExitStack() as held:
        meeting = Meeting(held, target, PATIENCE, SLOWLY)
        meeting.admit(*(Guest(name, here, RelayUse.NEVER) for name in ("anna", "boris")))
        assert meeting.gather(one_by_one=True) == EVERYBODY_MET
        boris = meeting.endpoints["boris"]

        meeting.one("boris", Participant.mute, "video")
        dark = meeting.all(Participant.wait_for_silence, ["anna"], boris, "video", 0.8, PATIENCE.media)
        meeting.one("boris", Participant.mute, "video", False)
        bright = meeting.exchange(["anna"], of=["boris"], fresh=True)
        with here.hold(participate, meeting.plan(meeting.guests["anna"])) as impostor:
            refused = impostor.run(Participant.join)
        meeting.leave()

    assert dark["anna"] == DONE
    assert bright["anna"] == media_of(boris)
    assert refused == ENTRANCE_REFUSED


def test_audio_removed_and_restored(here: Vantage, target: Target) -> None:
    """The others no longer expect what a guest removed, and hear it again when it is back."""
    with ExitStack() as held:
        meeting = Meeting(held, target, PATIENCE, SLOWLY)
        meeting.admit(*(Guest(name, here, RelayUse.NEVER) for name in ("anna", "boris")))
        assert meeting.gather() == EVERYBODY_MET
        boris = meeting.endpoints["boris"]

        def known() -> ParticipantAnswer:
            return meeting.one("anna", Participant.statistics)

        before = known()

        meeting.one("boris", Participant.withdraw, "audio")
        after = PATIENCE.until(known, no_more_media_of(boris, "audio"), PATIENCE.signalling)
        meeting.one("boris", Participant.restore, "audio")
        again = meeting.exchange(["anna"], of=["boris"], fresh=True)
        meeting.leave()

    assert before != no_more_media_of(boris, "audio")
    assert after == no_more_media_of(boris, "audio")
    assert after != no_more_media_of(boris)
    assert again["anna"] == media_of(boris)


@pytest.mark.parametrize(
    ("wish", "kind"), [(ChannelWish.SCTP, "sctp"), (ChannelWish.ONLY_WEBSOCKET, "websocket")], ids=["SCTP", "WebSocket"]
)
def test_two_who_send_nothing_talk(here: Vantage, target: Target, wish: ChannelWish, kind: str) -> None:
    """A muted pair gets the channel that it wishes for, and both of its messages."""
    with ExitStack() as held:
        pair = channels.meet(held, (here, here), target, PATIENCE, wish)

        assert pair.at_channel(kind) == every(channel_over(kind))
        assert pair.on_channel(kind).talk() == every(DONE)
