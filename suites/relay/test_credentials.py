"""Who has no credentials, or has not got them from the deployment, or had them once, gets nothing.

When these checks fail, strangers relay through the host, at its admin's expense and under its address.
"""

import base64
import hmac
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from suites.relays import HOUR, WAYS, Advertised, Way, over_udp
from suites.vocabulary import (
    ALLOCATED,
    CREDENTIALS_REFUSED,
    Credentials,
    Reason,
    Target,
    Vantage,
    not_applicable,
    requirement,
    turn,
    unauthorized,
)

FORGERIES: dict[str, Callable[[Credentials], Credentials]] = {
    "a wrong password": lambda given: replace(given, password=given.password[::-1]),
    "an empty password": lambda given: replace(given, password=""),
    "an expiry put off": lambda given: replace(given, username=str(int(given.username) + 1)),
    "a user without expiry": lambda given: replace(given, username="guest"),
    "another secret": lambda given: signed(int(given.username), "another secret"),
}


@requirement("RELAY-08")
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_without_credentials(outside: Vantage, advertised: Advertised, target: Target, way: Way) -> None:
    """Coturn challenges whoever shows no credentials."""
    relay = advertised.reached(outside, way(target))

    answer = outside.run(turn.allocate, relay)

    assert answer == unauthorized(relay.host)


@requirement("RELAY-09")
@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_forged_credentials(
    outside: Vantage, advertised: Advertised, target: Target, forge: Callable[[Credentials], Credentials]
) -> None:
    """Coturn refuses credentials that the deployment did not give out."""
    relay = advertised.reached(outside, over_udp(target))
    forged = forge(advertised.credentials(outside))

    answer = outside.run(turn.allocate, relay, forged)

    assert answer == CREDENTIALS_REFUSED


@requirement("RELAY-10")
@pytest.mark.parametrize("age", [10.0, HOUR, 24 * HOUR], ids=["seconds ago", "an hour ago", "a day ago"])
def test_expired_credentials(outside: Vantage, advertised: Advertised, target: Target, age: float) -> None:
    """Coturn refuses credentials that expired."""
    relay = advertised.reached(outside, over_udp(target))
    expired = signed(int(time.time() - age), _secret(target))

    answer = outside.run(turn.allocate, relay, expired)

    assert answer == CREDENTIALS_REFUSED


@requirement("RELAY-10")
def test_credentials_about_to_expire(outside: Vantage, advertised: Advertised, target: Target) -> None:
    """Coturn accepts credentials until they expire, so that it is the expiry for which it refuses the others."""
    relay = advertised.reached(outside, over_udp(target))
    current = signed(int(time.time() + HOUR), _secret(target))

    answer = outside.run(turn.allocate, relay, current)

    assert answer == ALLOCATED


def signed(expiry: int, secret: str) -> Credentials:
    """Credentials that end at a moment (seconds since the epoch), as whoever knows the secret makes them."""
    username = str(expiry)
    digest = hmac.new(secret.encode(), username.encode(), "sha1").digest()
    return Credentials(username, base64.b64encode(digest).decode())


def _secret(target: Target) -> str:
    __tracebackhide__ = True
    if "TURN_PASSWORD" not in target.secrets:
        not_applicable(
            Reason.IMPOSSIBLE_HERE, "The shared secret is not known here, so no credentials can be made old."
        )
    return target.secrets["TURN_PASSWORD"]
