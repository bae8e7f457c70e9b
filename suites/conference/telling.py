"""What the report says of meetings beside their outcome: the headline and tables."""

from fixtures.probes.participant.facts import ParticipantAnswer
from fixtures.report.facts import Facts
from suites.conference.meeting import Gathering


def tell_who_met(meeting: Gathering, facts: Facts) -> None:
    """State the headline, and how everybody came to the bridge."""
    places = {guest.vantage.name for guest in meeting.guests.values()}
    who, where = f"{len(meeting.guests)} participants", f"{len(places)} vantages"
    facts.headline(f"{who} exchanged media from {where} in {meeting.seconds:.1f} seconds.")
    table = facts.table("How participants met")
    for name, answer in meeting.answers.items():
        facts.number("first frame", meeting.guests[name].vantage.name, answer.timings.first_picture, "s")
        table.row(
            vantage=meeting.guests[name].vantage.name.replace("_", "-"),
            path=path_in_words(answer),
            first_decoded_picture=f"{answer.timings.first_picture:.2f} s",
            round_trip=f"{answer.path.round_trip * 1000:.1f} ms",
        )


def path_in_words(answer: ParticipantAnswer) -> str:
    """The way that a participant's media took, as an admin would say it."""
    path = answer.path
    if path.relay:
        return f"through {path.relay} to {path.remote_address}"
    return f"straight to {path.remote_address}" if path.remote_address else "none"
