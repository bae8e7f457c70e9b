"""Many people at the same moment, most of them behind one address.

When these checks fail, a lesson that begins at eight has half of its pupils in front of an empty page: a limit that was
meant for attackers meets a school, or one service takes people in one by one.
"""

import pytest

from suites.capacity import evening
from suites.vocabulary import expected, given, http, requirement, xmpp

pytestmark = pytest.mark.disruptive


@requirement("CAPACITY-04")
def test_everybody_sees_everybody(
    outside: given.Vantage, target: given.Target, facts: given.Facts, patience: given.Patience
) -> None:
    """Forty people who open one room at once all see each other in time."""
    names = target.xmpp
    room = f"{target.new_room()}@{names.conference}"

    answer = outside.run(
        xmpp.rush,
        target.websocket_url,
        names.domain,
        focus=names.focus,
        room=room,
        people=evening.MEETING,
        within=patience.media,
    )

    facts.number("full roster", f"{evening.MEETING} people", answer.seconds, "s")
    assert answer == expected.answered(complete=evening.MEETING)


@requirement("CAPACITY-05")
def test_class_behind_one_address(outside: given.Vantage, target: given.Target) -> None:
    """Thirty browsers behind one address load the page and its scripts at once, and every file comes."""
    asked = [outside.begin(http.get, f"{target.site}{path}") for path in evening.PATHS * evening.CLASS]

    assert [pending.result() for pending in asked] == expected.every(expected.status(200))


@requirement("CAPACITY-07")
def test_beside_clients_that_never_finish(
    outside: given.Vantage, target: given.Target, patience: given.Patience
) -> None:
    """A well-behaved client gets the page while two hundred others stop in the middle of what they say."""
    begun = {"hellos": evening.UNFINISHED, "requests": evening.UNFINISHED}
    with outside.hold(http.slow_clients, target.site, **begun, within=patience.restart) as others:
        answer = outside.run(http.get, target.site, within=patience.answer)
        begun_by = others.run(http.SlowClients.state)

    # The others first: they leave traces at the hop that lets nobody else in.
    assert begun_by == expected.answered(connected=2 * evening.UNFINISHED)
    assert answer == expected.status(200)
