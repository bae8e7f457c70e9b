"""Rooms are apart, and large enough.

When these checks fail in one direction, a meeting of ten breaks down; in the other, people hear what is said in a room
that they are not in.
"""

import pytest

from suites.conference import gatherings
from suites.vocabulary import expected, meetings, outcomes, requirement

ROOMS = ["left", "right"]


@requirement("CONFERENCE-17")
def test_ten_in_a_room(full_meeting: meetings.Gathering) -> None:
    """Ten participants, two from each network, all hear and see the others; eight where one network has no way."""
    assert full_meeting == expected.EVERYBODY_MET


@requirement("CONFERENCE-18")
@pytest.mark.parametrize("room", ROOMS)
def test_both_rooms_meet(neighbours: gatherings.Neighbours, room: str) -> None:
    """In each of two rooms at once everybody hears and sees everybody else of that room."""
    assert neighbours.rooms[room] == expected.EVERYBODY_MET


@requirement("CONFERENCE-19")
@pytest.mark.parametrize("room", ROOMS)
def test_media_stays_in_its_room(neighbours: gatherings.Neighbours, room: str) -> None:
    """Nobody is offered or sent audio or video of a participant in the other room."""
    require_both_rooms(neighbours)
    meeting = neighbours.rooms[room]

    heard = {name: meeting.heard_by(name) for name in meeting.answers}

    assert heard == {name: set(meeting.others(name)) for name in meeting.answers}


@requirement("CONFERENCE-19")
@pytest.mark.parametrize("room", ROOMS)
def test_messages_stay_in_their_room(neighbours: gatherings.Neighbours, room: str) -> None:
    """A message to everybody over the bridge channel reaches those of its room once, and nobody in the other."""
    require_both_rooms(neighbours)

    read = {name: [message.text for message in answer.messages] for name, answer in neighbours.readers(room).items()}

    assert read == {name: [neighbours.greeting(room)] for name in read}


def require_both_rooms(neighbours: gatherings.Neighbours) -> None:
    """CouldNotTell what passes between two rooms unless everybody was in session in both."""
    __tracebackhide__ = True
    for room, meeting in neighbours.rooms.items():
        if lost := [name for name, answer in meeting.answers.items() if answer.step is not meetings.Step.DONE]:
            outcomes.could_not_tell(
                f"In the {room} room {', '.join(lost)} had no session, so nothing could reach the other one."
            )
