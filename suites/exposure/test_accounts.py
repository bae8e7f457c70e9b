"""What strangers get of Prosody over the public WebSocket beside the guest's login.

When these checks fail, a stranger makes accounts, logs in as a service, or stands beside the bridges and is taken for
one: the media of meetings then goes through a machine of the stranger's.
"""

import pytest

from suites.vocabulary import expected, given, requirement, turn, xmpp

SHIPPED = "passw0rd"
"""What docker-jitsi-meet's sample file had for every service account until April 2020 (CVE-2020-11878)."""


@requirement("EXPOSURE-02")
@pytest.mark.parametrize("domain", ["domain", "auth_domain"], ids=["guests", "accounts"])
def test_registration(outside: given.Vantage, target: given.Target, domain: str) -> None:
    """Prosody offers no form by which a stranger makes an account."""
    answer = outside.run(xmpp.registration_form, target.websocket_url, getattr(target.xmpp, domain))

    assert answer == expected.REGISTRATION_REFUSED


@requirement("EXPOSURE-03")
@pytest.mark.parametrize("account", ["focus", "jvb"])
@pytest.mark.parametrize("password", [SHIPPED, None], ids=["shipped", "its own name"])
def test_guessable_password(outside: given.Vantage, target: given.Target, account: str, password: str | None) -> None:
    """The account of a service does not open with a password that everybody can look up or guess."""
    guess = turn.Credentials(account, password or account)

    answer = outside.run(xmpp.login, target.websocket_url, target.xmpp.auth_domain, credentials=guess)

    assert answer == expected.PASSWORD_REFUSED


@requirement("EXPOSURE-04")
def test_brewery(outside: given.Vantage, target: given.Target) -> None:
    """No guest enters the room in which bridges announce themselves to the focus."""
    answer = outside.run(xmpp.enter_room, target.websocket_url, target.xmpp.domain, target.xmpp.brewery)

    assert answer == expected.GUEST_KEPT_OUT
