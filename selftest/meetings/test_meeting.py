"""How a meeting comes about, with participants who say what they were told to."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from fixtures.declared.features import RELAY_HTTPS_PORT
from fixtures.expected import EVERYBODY_MET, media_of
from fixtures.meetings import Guest, Meeting, RelayUse, Step
from fixtures.meetings.meeting import hold
from fixtures.patience import Patience
from fixtures.probes.participant.confer import NOTHING
from fixtures.probes.participant.facts import ParticipantAnswer, ParticipantPlan, RemoteMedia
from fixtures.probes.participant.tone import frequency_of
from fixtures.target.said import AbsentError
from fixtures.target.target import Kind, Target

TARGET = Target(Kind.TWIN, "local", "meet.lab.test", "198.51.100.1", *("",) * 8)
IN_ORDER = replace(NOTHING, step=Step.DONE)


@dataclass
class Come:
    """An answer that is there already."""

    answer: ParticipantAnswer

    def result(self) -> ParticipantAnswer:
        """Return it."""
        return self.answer


@dataclass
class Actor:
    """A participant who plays a part: what it answers by the name of the method, and what it was asked."""

    answers: dict[str, ParticipantAnswer]
    asked: list[str] = field(default_factory=list)
    owners: tuple[str, ...] = ()

    def begin(self, method: Any, *_: Any, owners: tuple[str, ...] = (), **__: Any) -> Come:
        """Answer at once; of those who are waited for everything came."""
        self.asked.append(method.__name__)
        self.owners = owners or self.owners
        remotes = [_received(owner, media) for owner in owners for media in ("audio", "video")]
        return Come(replace(self.answers.get(method.__name__, IN_ORDER), remotes=tuple(remotes)))

    def run(self, method: Any, *args: Any, **kwargs: Any) -> ParticipantAnswer:
        """Answer at once."""
        return self.begin(method, *args, **kwargs).result()


@dataclass
class Stage:
    """A vantage whose participants play their parts; `plans` are those by which they were opened."""

    name: str = "outside"
    answers: dict[str, ParticipantAnswer] = field(default_factory=dict)
    plans: list[ParticipantPlan] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)

    @contextmanager
    def hold(self, _: Any, plan: ParticipantPlan) -> Iterator[Actor]:
        """Open a participant."""
        self.plans.append(plan)
        self.actors.append(Actor(self.answers))
        yield self.actors[-1]


def guest(name: str, stage: Stage, **more: Any) -> Guest:
    """Return somebody who comes from a stage."""
    return Guest(name, cast(Any, stage), **more)


def test_everybody_is_told_apart() -> None:
    """In one room everybody has the names of the target, and a tone that nobody else has."""
    stage = Stage()

    hold(TARGET, Patience(), *(guest(name, stage) for name in ("anna", "boris", "clara")))

    assert {(plan.public_name, plan.domain, plan.focus) for plan in stage.plans} == {
        ("meet.lab.test", TARGET.xmpp.domain, TARGET.xmpp.focus)
    }
    assert len({plan.room for plan in stage.plans}) == 1
    assert len({frequency_of(plan.endpoint) for plan in stage.plans}) == 3


def test_everybody_waits_for_all_others() -> None:
    """Everybody joins, gets a session, hears and sees the others, and leaves."""
    stage = Stage()

    gathering = hold(TARGET, Patience(), guest("anna", stage), guest("boris", stage))

    assert gathering == EVERYBODY_MET
    assert gathering.answers["anna"] == media_of(gathering.endpoints["boris"])
    assert {tuple(actor.asked) for actor in stage.actors} == {
        ("join", "wait_for_session", "wait_for_media", "leave"),
    }


def test_who_did_not_get_in_is_not_waited_for() -> None:
    """Somebody without a session takes part in nothing further, and the others do not wait for them."""
    stage, shut_out = Stage(), Stage(answers={"join": replace(IN_ORDER, step=Step.MUC)})

    gathering = hold(TARGET, Patience(), guest("anna", stage), guest("boris", stage), guest("clara", shut_out))

    assert shut_out.actors[0].asked == ["join", "leave"]
    assert gathering.endpoints["clara"] not in stage.actors[0].owners
    assert gathering != EVERYBODY_MET


def test_who_must_get_in() -> None:
    """Where everything that follows needs everybody in the room, somebody outside is missing evidence."""
    shut_out = Stage(answers={"join": replace(IN_ORDER, step=Step.MUC, detail="The room is full.")})
    with ExitStack() as held:
        meeting = Meeting(held, TARGET, Patience())
        meeting.admit(guest("anna", shut_out))

        with pytest.raises(AbsentError, match=r"did not get into the room: The room is full\."):
            meeting.enter()


def test_who_sends_nothing() -> None:
    """A guest who sends nothing joins muted, under the name of its login."""
    stage = Stage()
    with ExitStack() as held:
        meeting = Meeting(held, TARGET, Patience())
        meeting.admit(guest("anna", stage, relay=RelayUse.NEVER, sends=False))

    (plan,) = stage.plans
    assert (plan.sends_audio, plan.sends_video, plan.endpoint, plan.relay) == (False, False, "", RelayUse.NEVER)


def test_nobody_is_admitted_without_a_way_to_media() -> None:
    """Where only 443 gets out and the deployment has no relay there, nobody is let into a room in vain."""
    without = replace(TARGET, without={RELAY_HTTPS_PORT: "This front has no relay on 443."})
    with ExitStack() as held, pytest.raises(AbsentError, match="no relay on 443"):
        Meeting(held, without, Patience()).admit(guest("anna", Stage("only_443")))


def test_one_after_the_other() -> None:
    """Those who join one by one meet as well, and join once."""
    stage = Stage()
    with ExitStack() as held:
        meeting = Meeting(held, TARGET, Patience())
        meeting.admit(guest("anna", stage), guest("boris", stage))

        assert meeting.gather(one_by_one=True) == EVERYBODY_MET

    assert [actor.asked.count("join") for actor in stage.actors] == [1, 1]


def _received(owner: str, media: str) -> RemoteMedia:
    return RemoteMedia(owner, media, 1, 10, 0, 10, 10, 0, 0, 0.1, 0.1, 0.0, active=True)
