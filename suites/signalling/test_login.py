"""From the open WebSocket to a guest with an address: stream, SASL, bind, services.

When these checks fail, the WebSocket opens and nobody gets further. A check whose step the login never came to cannot
tell, so that one broken step turns one requirement red.
"""

import re

from suites.signalling import logins
from suites.vocabulary import expected, given, requirement, xmpp

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GUESTS = 3


@requirement("SIGNALLING-07")
def test_stream_offers_anonymous(outside: given.Vantage, target: given.Target) -> None:
    """Prosody opens the stream and offers guests one mechanism."""
    answer = logins.come_to(xmpp.LoginStep.STREAM, outside.run(xmpp.login, *logins.way_in(target)))

    assert answer.mechanisms == ("ANONYMOUS",), answer.detail


@requirement("SIGNALLING-08")
def test_unknown_domain(outside: given.Vantage, target: given.Target) -> None:
    """Prosody serves no stream to the public name, which is no XMPP domain."""
    answer = logins.come_to(xmpp.LoginStep.STREAM, outside.run(xmpp.login, target.websocket_url, target.web_name))

    assert answer == expected.STREAM_REFUSED


@requirement("SIGNALLING-09")
def test_guest_is_authenticated(outside: given.Vantage, target: given.Target) -> None:
    """Prosody accepts a guest."""
    login = outside.run(xmpp.login, *logins.way_in(target))
    answer = logins.let_try(logins.come_to(xmpp.LoginStep.AUTHENTICATION, login))

    assert (xmpp.LoginStep.AUTHENTICATION, "ANONYMOUS") in [(taken.step, taken.result) for taken in answer.steps]


@requirement("SIGNALLING-10")
def test_guest_is_bound(outside: given.Vantage, target: given.Target) -> None:
    """Prosody binds a guest to an address of its domain."""
    answer = logins.come_to(xmpp.LoginStep.RESTART, outside.run(xmpp.login, *logins.way_in(target)))

    assert answer == expected.LOGGED_IN
    assert answer.jid.partition("/")[0].endswith(f"@{target.xmpp.domain}")


@requirement("SIGNALLING-10")
def test_guests_have_ids_of_their_own(outside: given.Vantage, target: given.Target) -> None:
    """Prosody gives every guest a UUID of their own."""
    asked = [outside.begin(xmpp.login, *logins.way_in(target)) for _ in range(GUESTS)]

    answers = [logins.come_to(xmpp.LoginStep.RESTART, each.result()) for each in asked]

    users = [answer.jid.partition("@")[0] for answer in answers]
    assert [user for user in users if UUID.fullmatch(user)] == users
    assert len(set(users)) == GUESTS


@requirement("SIGNALLING-11")
def test_services_are_offered(outside: given.Vantage, target: given.Target) -> None:
    """Prosody offers guests STUN and TURN with and without TLS at the TURN name, and nothing elsewhere."""
    answer = logins.logged_in(outside.run(xmpp.login, *logins.way_in(target)))

    assert {service.type for service in answer.services} == {"stun", "turn", "turns"}
    assert {service.host for service in answer.services} == {target.turn_name}
