"""What the checks of this chapter expect of a participant's answer."""

from dataclasses import dataclass
from typing import Any, Final

from fixtures.expected.comparing import Expected, Knowing
from fixtures.probes.participant.facts import ParticipantAnswer

ENOUGH: Final = 10
"""Pictures or pieces of sound that are no accident; at ten pictures a second they are a second of a meeting."""

ASKS_NOBODY_ELSE: Final[Expected] = Knowing({"strays": ()}, "a page that asks for nothing outside of the deployment")
"""However much of the meeting came about."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DECODED(Expected):
    """The participant's decoder gave out enough of what one endpoint sends; a browser's camera carries no mark."""

    owner: str
    media: str

    def differences(self, answer: Any) -> list[str]:
        got = frames(answer, self.owner, self.media)
        return [] if got >= ENOUGH else [f"{got} of {ENOUGH} frames of {self.media} were decoded"]

    def __str__(self) -> str:
        return f"{ENOUGH} decoded frames of {self.media} of {self.owner or 'a browser'}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HEARD_AND_SEEN(Expected):  # noqa: N801 - reads as a value in an assertion
    """The participant decodes both of an endpoint's media."""

    owner: str

    def differences(self, answer: Any) -> list[str]:
        return [phrase for media in ("audio", "video") for phrase in DECODED(self.owner, media).differences(answer)]

    def __str__(self) -> str:
        return f"sound and pictures of {self.owner or 'a browser'}"


def frames(answer: ParticipantAnswer, owner: str, media: str) -> int:
    """Frames of an owner's that came out of the participant's decoders."""
    return sum(remote.frames for remote in answer.remotes if (remote.owner, remote.media) == (owner, media))
