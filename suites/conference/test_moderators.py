"""Who may mute and remove others: the first participant of a room, for as long as it stays.

When these checks fail, nobody can lock a room, or everybody can.
"""

from contextlib import ExitStack

from suites.conference import gatherings
from suites.vocabulary import given, meetings, requirement


def moderators(meeting: meetings.Meeting, *names: str) -> list[str]:
    """Those of them whom the room made a moderator."""
    return [name for name, answer in meeting.all(meetings.Participant.statistics, names).items() if answer.moderator]


@requirement("CONFERENCE-20")
def test_first_is_moderator(
    outside: given.Vantage, company: given.Vantage, target: given.Target, patience: given.Patience
) -> None:
    """The first participant becomes moderator, the others do not."""
    with ExitStack() as held:
        meeting = meetings.Meeting(held, target, patience)
        meeting.admit(*gatherings.three(outside, company))
        for name in meeting.guests:
            meeting.one(name, meetings.Participant.join)

        chosen = patience.eventually(lambda: moderators(meeting, *meeting.guests), patience.signalling)

        assert chosen == ["anna"]


@requirement("CONFERENCE-21")
def test_moderator_is_replaced(
    outside: given.Vantage, company: given.Vantage, target: given.Target, patience: given.Patience
) -> None:
    """When the moderator leaves, exactly one of the others becomes it."""
    with ExitStack() as held:
        meeting = meetings.Meeting(held, target, patience)
        meeting.admit(*gatherings.three(outside, company))
        for name in meeting.guests:
            meeting.one(name, meetings.Participant.join)
        meeting.one("anna", meetings.Participant.leave)

        count = patience.eventually(lambda: len(moderators(meeting, "boris", "clara")), patience.signalling)

        assert count == 1
