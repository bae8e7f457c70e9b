"""Whole participants over the focus and bridge stand-ins: they meet, hear and see each other, and part."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from focus.sessions import Sessions

from fixtures.probes.participant.confer import ConferencePlan, confer
from fixtures.probes.participant.facts import ChannelWish, ParticipantAnswer
from fixtures.probes.participant.participant import Participant, participate
from fixtures.probes.participant.peer import Peer
from fixtures.probes.participant.steps import Hop, Step
from fixtures.vantage import wire
from selftest.participant.stack import Stack, stack


@pytest.fixture
async def deployment() -> AsyncIterator[Stack]:
    """A deployment in miniature."""
    async with stack() as running:
        yield running


class Room:
    """Several held participants who are all in."""

    def __init__(self, held: AsyncExitStack, deployment: Stack) -> None:
        self._held = held
        self._deployment = deployment

    async def join(self, count: int, room: str = "standup", **changes: object) -> list[Participant]:
        """Let so many join one after the other."""
        plans = [self._deployment.plan(room, **changes) for _ in range(count)]
        joined = [await self._held.enter_async_context(participate(plan)) for plan in plans]
        for participant in joined:
            succeeded(await participant.join())
        return joined


@pytest.fixture
async def room(deployment: Stack) -> AsyncIterator[Room]:
    """A room that everybody is out of at the end."""
    async with AsyncExitStack() as held:
        yield Room(held, deployment)


def succeeded(answer: ParticipantAnswer) -> ParticipantAnswer:
    """The answer, which must be a good one."""
    assert answer.succeeded, f"{answer.step} at {answer.hop}: {answer.detail}"
    return answer


async def all_of(*actions: Awaitable[ParticipantAnswer]) -> list[ParticipantAnswer]:
    """Return the answers of actions done at once, all successful."""
    return [succeeded(answer) for answer in await asyncio.gather(*actions)]


async def test_three_see_and_hear_each_other(deployment: Stack) -> None:
    """One call per participant tells of everybody's recognised audio and video frames, both ways."""
    plan = ConferencePlan(deployment.plan(), others=2, video_frames=3, audio_windows=1, greeting="good morning")

    answers = await all_of(*(confer(plan, within=30.0) for _ in range(3)))

    for answer in answers:
        assert answer.step is Step.DONE
        assert {(media.owner, media.media) for media in answer.remotes if media.recognised} >= {
            (other.endpoint, kind) for other in answers if other is not answer for kind in ("audio", "video")
        }
        assert answer.channel == "sctp"
        assert answer.timings.ready > answer.timings.ice > 0


async def test_answers_cross_to_and_from_a_vantage(deployment: Stack) -> None:
    """Plans and answers survive the wire between the suite and a vantage."""
    plan = ConferencePlan(deployment.plan(), others=0)
    assert wire.unpack_call(confer, wire.pack_call((plan,), {"within": 4.0})).args == (plan,)

    answer = await confer(plan, within=4.0)

    assert wire.unpack_answer(confer, wire.pack_answer(answer)) == answer


async def test_alone_nobody_is_invited(room: Room) -> None:
    """The first participant becomes moderator, waits, and is told why nothing comes."""
    (alice,) = await room.join(1)

    answer = await alice.wait_for_session(0.5)

    assert (answer.step, answer.hop, answer.moderator) == (Step.INVITE, "participants", True)
    assert "without others" in answer.detail


async def test_a_late_joiner_is_seen_and_sees(room: Room) -> None:
    """Somebody who comes into a running conference gets the sources that are there, and adds its own."""
    alice, bob = await room.join(2)
    await all_of(alice.wait_for_media(others=1), bob.wait_for_media(others=1))

    (carol,) = await room.join(1)

    await all_of(*(one.wait_for_media(others=2, video_frames=2) for one in (alice, bob, carol)))


async def test_the_channel_carries_messages_to_one_and_to_all(room: Room) -> None:
    """A message to one endpoint reaches nobody else."""
    alice, bob, carol = await room.join(3)
    answers = await all_of(*(one.wait_for_session() for one in (alice, bob, carol)))
    target = answers[1].endpoint

    succeeded(await alice.send_message("for bob", to=target))
    succeeded(await alice.send_message("for all"))

    heard = succeeded(await bob.wait_for_message("for all", sender=answers[0].endpoint))
    assert [message.text for message in heard.messages] == ["for bob", "for all"]
    succeeded(await carol.wait_for_message("for all"))
    assert [message.text for message in succeeded(await carol.statistics()).messages] == ["for all"]


@pytest.mark.parametrize("wish", [ChannelWish.WEBSOCKET, ChannelWish.ONLY_WEBSOCKET])
async def test_the_channel_opens_over_the_websocket(room: Room, wish: ChannelWish) -> None:
    """colibri-ws greets, and video flows after the constraints that go over it."""
    alice, bob = await room.join(2, channel=wish)

    answers = await all_of(*(one.wait_for_media(others=1) for one in (alice, bob)))

    assert [answer.channel for answer in answers] == ["websocket", "websocket"]
    assert answers[0].channel_messages["ServerHello"] == 1
    assert answers[0].endpoint in answers[0].channel_urls[0]
    assert "pwd=" not in repr(answers[0])


async def test_without_a_channel_there_is_audio_but_no_video(room: Room) -> None:
    """A bridge sends no video before it was asked for over the channel."""
    alice, bob = await room.join(2, channel=ChannelWish.NONE)

    await all_of(*(one.wait_for_media(others=1, video_frames=0) for one in (alice, bob)))

    assert all(media.frames == 0 for media in (await alice.statistics()).remotes if media.media == "video")


async def test_muting_and_unmuting_are_noticed(room: Room) -> None:
    """Video frames stop, and go on with later numbers."""
    alice, bob = await room.join(2)
    answers = await all_of(*(one.wait_for_media(others=1) for one in (alice, bob)))

    succeeded(await alice.mute("video"))
    succeeded(await bob.wait_for_silence(answers[0].endpoint, "video", seconds=0.6))
    succeeded(await alice.mute("video", muted=False))

    succeeded(await bob.wait_for_media((answers[0].endpoint,), fresh=True, audio_windows=0))


async def test_nothing_that_never_came_has_stopped(room: Room) -> None:
    """Silence can be told only of somebody who was seen."""
    alice, bob = await room.join(2)
    await all_of(*(one.wait_for_media(others=1) for one in (alice, bob)))

    answer = await alice.wait_for_silence("nobody", "video", seconds=0.0, within=0.2)

    assert "never came" in answer.detail


async def test_a_withdrawn_source_goes_and_a_restored_one_comes_back(room: Room) -> None:
    """source-remove and source-add travel from one client to the other."""
    alice, bob = await room.join(2)
    answers = await all_of(*(one.wait_for_media(others=1) for one in (alice, bob)))
    owner = answers[0].endpoint

    succeeded(await alice.withdraw("video"))
    gone = succeeded(await bob.wait_for_silence(owner, "video", seconds=30.0))
    succeeded(await alice.restore("video"))

    assert not any(media.active for media in gone.remotes if media.owner == owner and media.media == "video")
    succeeded(await bob.wait_for_media((owner,), fresh=True, audio_windows=0))


async def test_leaving_is_noticed_and_the_last_one_is_terminated(room: Room) -> None:
    """Sources go with their owner; a lone participant loses its session as expired."""
    alice, bob = await room.join(2)
    await all_of(*(one.wait_for_session() for one in (alice, bob)))

    succeeded(await bob.leave())
    succeeded(await alice.wait_for_occupants(0))

    assert succeeded(await alice.wait_for_termination(5.0)).terminated == "expired"
    alone = await alice.statistics()
    assert (alone.step, alone.hop, alone.detail) == (Step.MEDIA, Hop.FOCUS, "The focus ended the session (expired).")


async def test_bridge_that_ends_sooner_than_the_focus(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bridge is told first that a session is over; the focus's word for it is waited for all the same."""
    alice, bob = await room.join(2)
    await all_of(*(one.wait_for_session() for one in (alice, bob)))

    monkeypatch.setattr(Peer, "alive", property(lambda _: False))
    succeeded(await bob.leave())

    assert succeeded(await alice.wait_for_termination(5.0)).terminated == "expired"


async def test_media_go_with_who_leaves(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose presence says that they left is heard and seen no more, though the focus withdraws nothing."""
    announce = Sessions._announce

    def add_only(sessions: Sessions, to: Any, session: Any, action: str, sources: Any) -> None:
        if action == "source-add":
            announce(sessions, to, session, action, sources)

    monkeypatch.setattr(Sessions, "_announce", add_only)
    alice, bob, clara = await room.join(3)
    answers = await all_of(*(one.wait_for_media(others=2) for one in (alice, bob, clara)))

    succeeded(await bob.leave())
    succeeded(await alice.wait_for_occupants(1))
    succeeded(await alice.wait_for_silence(answers[1].endpoint, "video", seconds=30.0))
    seen = succeeded(await alice.wait_for_media((answers[2].endpoint,), fresh=True))

    assert {media.owner for media in seen.remotes if media.active} == {answers[2].endpoint}


async def test_two_rooms_do_not_hear_each_other(room: Room) -> None:
    """Nobody of another room is ever announced."""
    one = await room.join(2, "one")
    two = await room.join(2, "two")

    answers = await all_of(*(participant.wait_for_media(others=1) for participant in (*one, *two)))

    owners = [{media.owner for media in answer.remotes} for answer in answers]
    assert owners == [{answers[i].endpoint} for i in (1, 0, 3, 2)]


async def test_a_reported_ice_failure_brings_a_new_session(room: Room) -> None:
    """The focus terminates and invites anew, and media flows again."""
    alice, bob = await room.join(2)
    await all_of(*(one.wait_for_media(others=1) for one in (alice, bob)))

    succeeded(await alice.ask_again())
    succeeded(await alice.wait_for_invitation(2))

    answers = await all_of(*(one.wait_for_media(others=1, fresh=True) for one in (alice, bob)))
    assert (answers[0].invitations, answers[0].terminated) == (2, "connectivity-error")
    succeeded(await alice.statistics())


async def test_the_focus_is_healthy_only_with_a_bridge(deployment: Stack) -> None:
    """Health is 200 with everything up; without a bridge it is 500 and says so."""
    assert (await deployment.checks.run()).status == 200

    deployment.focus.desk.bridges.forget()

    health = await deployment.checks.run()
    assert (health.status, health.reason) == (500, "No operational bridges available (total bridge count: 0)")
