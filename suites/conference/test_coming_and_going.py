"""A meeting is not the same people all the time: they come late, fall silent, leave, and everybody else keeps up.

When these checks fail, meetings begin well and decay: faces that stay black, people who are still there after they
left.
"""

from dataclasses import dataclass

import pytest

from suites.conference import gatherings
from suites.vocabulary import expected, given, meetings, requirement

PROMPTLY = 5.0
"""Seconds after which a late guest must have the first video frame; 0.7 were measured."""
QUIET = 0.5
"""Seconds without a new video frame that count as none; ten a second are sent."""


@dataclass(frozen=True, slots=True)
class LateGuest:
    """A guest that joined late and left again: what it received, and what the others saw of both."""

    endpoint: str
    had: meetings.ParticipantAnswer
    seen_by: meetings.Answers
    missed_by: meetings.Answers


@pytest.fixture(scope="module")
def late_guest(house: gatherings.House, strictest: given.Vantage) -> LateGuest:
    """Return a guest who came into a meeting under way, and left it."""
    meeting, name = house.meeting, "dora"
    meeting.admit(meetings.Guest(name, strictest))
    came = meeting.join([name])[name]
    present = [*house.names, *([name] if came.step is meetings.Step.DONE else [])]
    everybody = {name: came} | meeting.exchange(present)
    meeting.one(name, meetings.Participant.leave)
    missed_by = meeting.all(meetings.Participant.wait_for_occupants, house.names, len(house.names) - 1)
    seen_by = {other: everybody[other] for other in house.names}
    return LateGuest(meeting.endpoints[name], everybody[name], seen_by, missed_by)


@requirement("CONFERENCE-11")
def test_late_guest_sees(house: gatherings.House, late_guest: LateGuest) -> None:
    """A late guest hears and sees all who were there before."""
    assert late_guest.had == expected.media_of(*house.at_first.endpoints.values())


@requirement("CONFERENCE-11")
def test_late_guest_is_seen(late_guest: LateGuest) -> None:
    """All who were there before hear and see a late guest."""
    assert list(late_guest.seen_by.values()) == expected.every(expected.media_of(late_guest.endpoint))


@requirement("CONFERENCE-12")
def test_late_guest_sees_promptly(late_guest: LateGuest) -> None:
    """A late guest decodes its first video frame within five seconds of logging in."""
    seconds = late_guest.had.timings.first_frame

    assert seconds > 0
    assert seconds == expected.at_most(PROMPTLY)


@requirement("CONFERENCE-13")
def test_leaving_is_announced(late_guest: LateGuest) -> None:
    """All who stay are notified that a guest left the room."""
    assert list(late_guest.missed_by.values()) == expected.every(expected.DONE)


@requirement("CONFERENCE-13")
@pytest.mark.parametrize("name", ["anna", "boris", "clara"])
def test_media_of_a_guest_that_left_end(
    house: gatherings.House, late_guest: LateGuest, patience: given.Patience, name: str
) -> None:
    """Nobody who stays still expects audio and video of a guest that left."""
    answer = patience.eventually(lambda: house.meeting.one(name, meetings.Participant.statistics), patience.signalling)

    assert answer == expected.no_more_media_of(late_guest.endpoint)


@requirement("CONFERENCE-14")
def test_switching_the_camera_off_and_on(house: gatherings.House, patience: given.Patience) -> None:
    """The others get no video of a guest whose camera is off, and new frames when it is on again."""
    meeting, boris = house.meeting, house.meeting.endpoints["boris"]

    meeting.one("boris", meetings.Participant.mute, "video")
    dark = meeting.all(
        meetings.Participant.wait_for_silence, ["anna", "clara"], boris, "video", QUIET, patience.signalling
    )
    meeting.one("boris", meetings.Participant.mute, "video", False)
    bright = meeting.exchange(["anna", "clara"], of=["boris"], fresh=True)

    assert list(dark.values()) == expected.every(expected.DONE)
    assert list(bright.values()) == expected.every(expected.media_of(boris))


@requirement("CONFERENCE-15")
def test_withdrawing_and_restoring_a_source(house: gatherings.House, patience: given.Patience) -> None:
    """The others are notified when a guest removes its audio source, and hear it again when it is back."""
    meeting, clara = house.meeting, house.meeting.endpoints["clara"]

    meeting.one("clara", meetings.Participant.withdraw, "audio")
    removed = expected.no_more_media_of(clara, "audio")
    notified = patience.until(
        lambda: meeting.one("anna", meetings.Participant.statistics), removed, patience.signalling
    )
    meeting.one("clara", meetings.Participant.restore, "audio")
    again = meeting.exchange(["anna", "boris"], of=["clara"], fresh=True)

    assert notified == removed
    assert list(again.values()) == expected.every(expected.media_of(clara))
