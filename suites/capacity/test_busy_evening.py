"""Many connections at once through everything on 443, and one person more.

When these checks fail, the page does not load although nothing is overloaded: a hop limits connections to a number that
nobody chose.
"""

import pytest

from suites.capacity import evening
from suites.vocabulary import expected, given, http, requirement, xmpp

pytestmark = pytest.mark.disruptive


@requirement("CAPACITY-01")
def test_next_connection(
    busy_evening: given.Held[xmpp.crowd.Crowd], outside: given.Vantage, target: given.Target, patience: given.Patience
) -> None:
    """Beside a crowd that comes from one address the next WebSocket is granted, and nobody of the crowd is missing."""
    answer = outside.run(http.websocket.upgrade, target.websocket_url, subprotocols=("xmpp",), within=patience.answer)

    # The newcomer first: whoever is missing of the crowd met what the newcomer meets, among traces of all others.
    assert answer == expected.XMPP_WEBSOCKET
    assert busy_evening.run(xmpp.crowd.Crowd.state, within=patience.answer) == expected.answered(
        idle=evening.IDLE, active=evening.ACTIVE
    )


@requirement("CAPACITY-02")
def test_one_more_person(
    busy_evening: given.Held[xmpp.crowd.Crowd], outside: given.Vantage, target: given.Target, patience: given.Patience
) -> None:
    """The last client to come is served as well."""
    busy_evening.run(xmpp.crowd.Crowd.state, within=patience.answer)

    answer = outside.run(xmpp.login, target.websocket_url, target.xmpp.domain, within=patience.answer)

    assert answer == expected.LOGGED_IN
