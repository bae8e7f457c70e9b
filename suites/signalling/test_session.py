"""What a session withstands: pings, its end, large stanzas, and idling.

When these checks fail, meetings work and then end: when somebody shares many tracks, when nobody has moved for a
minute, or on leaving, which leaves a ghost in the room. The limits are the other direction: without them one client can
fill Prosody.
"""

from collections.abc import Mapping

import pytest

from suites.signalling import logins, sessions
from suites.vocabulary import expected, given, outcomes, requirement, xmpp

PINGS = 3
PING_PATIENCE = 5.0
"""Seconds after which browsers count a ping as lost; two lost ones end the session (lib-jitsi-meet strophe.ping)."""
AT_ONCE = 3.0
"""Seconds; at the rate of other stanzas this one would take thirty."""
BURST = 2.0
"""Seconds of its rate that Prosody lets a client use up at once, and as much as timing may be off."""


@requirement("SIGNALLING-12")
def test_pings(outside: given.Vantage, target: given.Target) -> None:
    """Prosody answers one ping after the other in time."""
    answer = logins.logged_in(outside.run(xmpp.ping, *logins.way_in(target), count=PINGS))

    assert answer == expected.answered(pings=PINGS, slowest=expected.at_most(PING_PATIENCE))


@requirement("SIGNALLING-13")
def test_clean_close(outside: given.Vantage, target: given.Target) -> None:
    """Prosody returns the end of the stream, and every hop the end of the WebSocket."""
    answer = logins.logged_in(outside.run(xmpp.clean_close, *logins.way_in(target)))

    assert answer == expected.answered(in_order=True)


@requirement("SIGNALLING-16")
def test_stanza_beyond_the_limit(outside: given.Vantage, target: given.Target) -> None:
    """Prosody ends a session on which a stanza is too large, before it has read all of it."""
    served = given.Served(outside.begin(xmpp.ping, *logins.way_in(target), count=1), expected.answered(pings=1))

    answer = logins.logged_in(outside.run(xmpp.large_stanza, *logins.way_in(target), sessions.TOO_LARGE))

    assert served.beside(answer) == expected.STANZA_REFUSED
    assert answer.seconds < AT_ONCE


@requirement("SIGNALLING-14")
@pytest.mark.parametrize("size", sessions.LARGE)
def test_large_stanza(large_stanzas: Mapping[int, given.Pending[xmpp.EchoAnswer]], size: int) -> None:
    """A large stanza comes back as it was sent."""
    answer = logins.logged_in(large_stanzas[size].result())

    assert answer == expected.answered(intact=True)


@requirement("SIGNALLING-15")
def test_rate_limit(large_stanzas: Mapping[int, given.Pending[xmpp.EchoAnswer]]) -> None:
    """Prosody takes no more than its rate from one client, burst aside."""
    largest = max(sessions.LARGE)
    answer = logins.logged_in(large_stanzas[largest].result())

    if not answer.intact:
        outcomes.could_not_tell(f"The stanza did not come back, so it had no speed: {answer.detail}.")
    assert answer.rtt > largest / sessions.RATE - BURST


@requirement("SIGNALLING-17")
@pytest.mark.slow
def test_pinging_past_a_minute(idlers: sessions.Idlers) -> None:
    """Every ping of more than a minute is answered, and so is one after it."""
    answer = logins.logged_in(idlers.pinging.result())

    assert answer == expected.answered(pings=sessions.PAST_A_MINUTE // sessions.BROWSER_PINGS_EVERY + 1)


@requirement("SIGNALLING-18")
@pytest.mark.slow
def test_silent_past_a_minute(idlers: sessions.Idlers) -> None:
    """No hop closes a connection that is idle for more than a minute."""
    answer = logins.logged_in(idlers.silent.result())

    assert answer == expected.answered(pings=1)
