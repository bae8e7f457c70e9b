"""Prosody is re-created, as every upgrade does, and usually comes back with another address.

When these checks fail, everybody gets 502 until somebody restarts web, which has been healthy all the time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from suites.signalling import logins
from suites.vocabulary import ask_until, expected, given, outcomes, requirement, xmpp

FOUND_AGAIN = 15.0
FOCUS_BACK = 60.0
ONE_TRY = 3.0
"""Seconds that a single question may take while everything is still coming back."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where prosody was before it was re-created, and where it is since."""

    before: str
    since: str


@pytest.fixture(scope="module")
def moved(
    outside: given.Vantage, target: given.Target, services: given.Services, patience: given.Patience
) -> Iterator[Moved]:
    """Prosody, re-created while nothing else is touched; at the end guests get in and every container is well again."""
    if (before := outside.run(xmpp.login, *logins.way_in(target))) != expected.LOGGED_IN:
        outcomes.could_not_tell(f"Nobody could log in before prosody was re-created: {before.detail}.")
    address, web_since = services["prosody"].state().address, services["web"].state().started_at
    services["prosody"].move()
    yield Moved(address, services["prosody"].state().address)
    if _arrive(outside, target) != expected.LOGGED_IN or services["web"].state().started_at != web_since:
        # Web does not follow: prosody goes back to its first address now, and not at somebody's next restart of it.
        services["prosody"].recreate()
        _lead_web_to_prosody(outside, target, services)
    ask_until(lambda: all(state.is_well for state in services.states().values()), True, patience.restart)


def _arrive(outside: given.Vantage, target: given.Target) -> xmpp.LoginAnswer:
    """Try to log in until it works, for as long as web may take to find prosody again."""
    return ask_until(
        lambda: outside.run(xmpp.login, *logins.way_in(target), within=ONE_TRY),
        expected.LOGGED_IN,
        FOUND_AGAIN,
        every=0.5,
    )


def _lead_web_to_prosody(outside: given.Vantage, target: given.Target, services: given.Services) -> xmpp.LoginAnswer:
    """Do what an admin does when web does not find prosody again: what is behind web is not to blame for it."""
    answer = _arrive(outside, target)
    if answer == expected.LOGGED_IN:
        return answer
    services["web"].restart()
    return _arrive(outside, target)


@pytest.mark.disruptive
@requirement("SIGNALLING-30")
def test_prosody_is_found_again(outside: given.Vantage, target: given.Target, moved: Moved) -> None:
    """Web asks for prosody's address again, so guests get in."""
    answer = _arrive(outside, target)

    assert answer == expected.LOGGED_IN
    if moved.before == moved.since:
        outcomes.could_not_tell(
            f"The engine gave prosody its old address {moved.since} again, so nothing had to be found."
        )


@pytest.mark.disruptive
@pytest.mark.usefixtures("moved")
@requirement("SIGNALLING-31")
def test_focus_is_back(
    outside: given.Vantage, target: given.Target, services: given.Services, patience: given.Patience
) -> None:
    """The focus logs in again by itself and takes requests."""
    names = target.xmpp
    room = f"{target.new_room()}@{names.conference}"
    logins.logged_in(_lead_web_to_prosody(outside, target, services))

    answer = patience.eventually(
        lambda: outside.run(xmpp.focus.request, *logins.way_in(target), focus=names.focus, room=room, within=ONE_TRY),
        FOCUS_BACK,
    )

    assert answer == expected.MEETING_READY
