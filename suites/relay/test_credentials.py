"""Who has no credentials, or has not got them from the deployment, or had them once, gets nothing.

When these checks fail, strangers relay through the host, at its admin's expense and under its address.
"""

import base64
import hmac
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from suites import relays
from suites.vocabulary import expected, given, outcomes, requirement, turn

FORGERIES: dict[str, Callable[[turn.Credentials], turn.Credentials]] = {
    "a wrong password": lambda issued: replace(issued, password=issued.password[::-1]),
    "an empty password": lambda issued: replace(issued, password=""),
    "an expiry put off": lambda issued: replace(issued, username=str(int(issued.username) + 1)),
    "a user without expiry": lambda issued: replace(issued, username="guest"),
    "another secret": lambda issued: signed(int(issued.username), "another secret"),
}


@requirement("RELAY-08")
@pytest.mark.parametrize("way", relays.WAYS.values(), ids=relays.WAYS)
def test_without_credentials(
    outside: given.Vantage, advertised: relays.Advertised, target: given.Target, way: relays.Way
) -> None:
    """Coturn challenges whoever shows no credentials."""
    relay = advertised.reached(outside, way(target))

    answer = outside.run(turn.allocate, relay)

    assert answer == expected.unauthorized(relay.host)


@requirement("RELAY-09")
@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_forged_credentials(
    outside: given.Vantage,
    advertised: relays.Advertised,
    target: given.Target,
    forge: Callable[[turn.Credentials], turn.Credentials],
) -> None:
    """Coturn refuses credentials that the deployment did not give out."""
    relay = advertised.reached(outside, relays.over_udp(target))
    forged = forge(advertised.credentials(outside))

    answer = outside.run(turn.allocate, relay, forged)

    assert answer == expected.CREDENTIALS_REFUSED


@requirement("RELAY-10")
@pytest.mark.parametrize("age", [10.0, relays.HOUR, 24 * relays.HOUR], ids=["seconds ago", "an hour ago", "a day ago"])
def test_expired_credentials(
    outside: given.Vantage, advertised: relays.Advertised, target: given.Target, age: float
) -> None:
    """Coturn refuses credentials that expired."""
    relay = advertised.reached(outside, relays.over_udp(target))
    expired = signed(int(time.time() - age), _secret(target))

    answer = outside.run(turn.allocate, relay, expired)

    assert answer == expected.CREDENTIALS_REFUSED


@requirement("RELAY-10")
def test_credentials_about_to_expire(
    outside: given.Vantage, advertised: relays.Advertised, target: given.Target
) -> None:
    """Coturn accepts credentials until they expire, so that it is the expiry for which it refuses the others."""
    relay = advertised.reached(outside, relays.over_udp(target))
    current = signed(int(time.time() + relays.HOUR), _secret(target))

    answer = outside.run(turn.allocate, relay, current)

    assert answer == expected.ALLOCATED


def signed(expiry: int, secret: str) -> turn.Credentials:
    """Credentials that end at a moment (seconds since the epoch), as whoever knows the secret makes them."""
    username = str(expiry)
    digest = hmac.new(secret.encode(), username.encode(), "sha1").digest()
    return turn.Credentials(username, base64.b64encode(digest).decode())


def _secret(target: given.Target) -> str:
    __tracebackhide__ = True
    if "TURN_PASSWORD" not in target.secrets:
        outcomes.not_applicable(
            outcomes.Reason.IMPOSSIBLE_HERE, "The shared secret is not known here, so no credentials can be made old."
        )
    return target.secrets["TURN_PASSWORD"]
