"""Many connections at once through everything on 443, and one person more.

When these checks fail, people wait before a page that does not load, although nothing is overloaded: somebody on the
way counts connections and has reached a number that nobody chose.
"""

import pytest

from fixtures.probes.xmpp.crowd import Crowd
from suites.capacity.conftest import ACTIVE, IDLE
from suites.vocabulary import (
    LOGGED_IN,
    XMPP_WEBSOCKET,
    Held,
    Patience,
    Target,
    Vantage,
    answered,
    requirement,
    websocket,
    xmpp,
)

pytestmark = pytest.mark.disruptive


@requirement("CAPACITY-01")
def test_next_connection(busy_evening: Held[Crowd], outside: Vantage, target: Target, patience: Patience) -> None:
    """Beside a crowd that comes from one address the next WebSocket is granted, and nobody of the crowd is missing."""
    answer = outside.run(websocket.upgrade, target.websocket_url, subprotocols=("xmpp",), within=patience.answer)

    # The newcomer first: whoever is missing of the crowd met what the newcomer meets, among traces of all others.
    assert answer == XMPP_WEBSOCKET
    assert busy_evening.run(Crowd.state, within=patience.answer) == answered(idle=IDLE, active=ACTIVE)


@requirement("CAPACITY-02")
def test_one_more_person(busy_evening: Held[Crowd], outside: Vantage, target: Target, patience: Patience) -> None:
    """Whoever comes last is let in as well."""
    busy_evening.run(Crowd.state, within=patience.answer)

    answer = outside.run(xmpp.login, target.websocket_url, target.xmpp.domain, within=patience.answer)

    assert answer == LOGGED_IN
