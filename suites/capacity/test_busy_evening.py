"""Many connections at once through everything on 443, and one person more.

When these checks fail, people wait before a page that does not load, although nothing is overloaded: somebody on the
way counts connections and has reached a number that nobody chose.
"""

import pytest

from fixtures.plugin import requirement
from fixtures.plugin.patience import Patience
from fixtures.probes import xmpp
from fixtures.probes.xmpp.crowd import Crowd
from fixtures.target.target import Target
from fixtures.vantage.place import Held, Vantage
from fixtures.vocabulary import LOGGED_IN, answered
from suites.capacity.conftest import ACTIVE, IDLE

pytestmark = pytest.mark.disruptive


@requirement("CAPACITY-01")
def test_everybody_is_connected(busy_evening: Held[Crowd], patience: Patience) -> None:
    """All WebSockets of a crowd that comes from one address are open, and those who are logged in answer."""
    answer = busy_evening.run(Crowd.state, within=patience.answer)

    assert answer == answered(idle=IDLE, active=ACTIVE)


@requirement("CAPACITY-02")
def test_one_more_person(busy_evening: Held[Crowd], outside: Vantage, target: Target, patience: Patience) -> None:
    """Whoever comes last is let in as well."""
    busy_evening.run(Crowd.state, within=patience.answer)

    answer = outside.run(xmpp.login, target.websocket_url, target.xmpp.domain, within=patience.answer)

    assert answer == LOGGED_IN
