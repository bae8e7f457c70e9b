"""What the checks of this chapter expect of a participant's answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fixtures.expected.comparing import Expected
from fixtures.probes.participant.facts import ParticipantAnswer
from fixtures.probes.participant.steps import Step
from suites.conference.meeting import PICTURES, SOUNDS, Gathering

NEEDED = {"video": PICTURES, "audio": SOUNDS}
WORDS = {"video": "pictures", "audio": "sounds"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HearsAndSees(Expected):
    """The participant's purpose was met, and it decoded these others: pictures with their mark, sounds of their tone.

    What came as one of theirs must be theirs: a picture with another mark, or none, counts against it.
    """

    owners: tuple[str, ...]

    def differences(self, answer: Any) -> list[str]:
        ended = [] if answer.step is Step.DONE else [f"it ended {answer.ending} at {answer.step} ({answer.hop})"]
        return [*ended, *(phrase for owner in self.owners for phrase in _lacking(answer, owner))]

    def __str__(self) -> str:
        return f"{PICTURES} pictures and {SOUNDS} sounds, decoded and their own, of each of {', '.join(self.owners)}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AllMet(Expected):
    """In a meeting everybody hears and sees everybody else."""

    def differences(self, answer: Any) -> list[str]:
        meeting: Gathering = answer
        return [
            f"{name}: {phrase}"
            for name, seen in meeting.answers.items()
            for phrase in HearsAndSees(meeting.others(name)).differences(seen)
        ]

    def __str__(self) -> str:
        return "everybody to hear and see everybody else"


ALL_MET = AllMet()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ForgotMediaOf(Expected):
    """The participant counts no longer on somebody's sound and pictures: they left, or withdrew them."""

    owner: str

    def differences(self, answer: Any) -> list[str]:
        if not answer.succeeded:
            return [answer.detail]
        announced = [remote for remote in answer.remotes if remote.owner == self.owner]
        if not announced:
            return [f"nothing of {self.owner} was ever announced"]
        return [f"{WORDS[remote.media]} of {self.owner} are still announced" for remote in announced if remote.active]

    def __str__(self) -> str:
        return f"nothing of {self.owner} announced any more"


def owners_of(answer: ParticipantAnswer) -> set[str]:
    """Everybody of whom a participant was offered or received anything."""
    return {remote.owner for remote in answer.remotes}


def _lacking(answer: ParticipantAnswer, owner: str) -> Iterator[str]:
    for media, needed in NEEDED.items():
        remotes = [remote for remote in answer.remotes if (remote.owner, remote.media) == (owner, media)]
        got, strange = sum(remote.recognised for remote in remotes), sum(remote.foreign for remote in remotes)
        if got < needed:
            yield f"{got} of {needed} {WORDS[media]} of {owner}"
        if strange > 0 and media == "video":
            yield f"{strange} pictures that came as {owner}'s and are not"
        if strange > got and media == "audio":
            yield f"{strange} sounds that came as {owner}'s and are not, beside {got} that are"
