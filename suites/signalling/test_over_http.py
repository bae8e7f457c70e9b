"""BOSH, for networks that block WebSockets.

When these checks fail, only those who are on such a network notice, and they are in a reconnect loop. Wrong words in a
refusal are as bad: clients decide by them whether to try again.
"""

from collections.abc import Mapping

import pytest

from suites.signalling import logins
from suites.vocabulary import expected, given, requirement, xmpp


@requirement("SIGNALLING-19")
@pytest.mark.parametrize("vantage", ["outside", "only_443"], indirect=True)
def test_bosh_session(vantage: given.Vantage, bosh_visits: Mapping[str, given.Pending[xmpp.BoshAnswer]]) -> None:
    """A guest logs in over BOSH and leaves in order."""
    answer = logins.past_authentication(bosh_visits[vantage.name].result())

    assert answer == expected.BOSH_VISIT


@requirement("SIGNALLING-19")
def test_bosh_holds_polls(outside: given.Vantage, bosh_visits: Mapping[str, given.Pending[xmpp.BoshAnswer]]) -> None:
    """Prosody holds an empty request instead of answering at once, which would make clients ask without a pause."""
    answer = logins.logged_in(bosh_visits[outside.name].result())

    assert answer.poll > xmpp.POLL / 2, answer.detail


@requirement("SIGNALLING-20")
def test_bosh_unknown_session(outside: given.Vantage, target: given.Target) -> None:
    """Prosody does not know a session that nobody made."""
    answer = outside.run(xmpp.bosh.unknown_session, target.bosh_url)

    assert answer == expected.answered(condition="item-not-found")


@requirement("SIGNALLING-20")
def test_bosh_unknown_domain(outside: given.Vantage, target: given.Target) -> None:
    """Prosody opens no session to the public name, which is no XMPP domain."""
    answer = outside.run(xmpp.bosh.session, target.bosh_url, target.web_name)

    assert answer == expected.SESSION_REFUSED
