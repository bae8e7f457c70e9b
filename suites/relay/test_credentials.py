"""A client without credentials, with forged ones or with expired ones gets no allocation.

When these checks fail, anybody relays through the host, at its admin's expense and under its address.
"""

import time
from collections.abc import Callable

import pytest

from suites import relays
from suites.relay import credentials
from suites.vocabulary import expected, given, requirement, turn


@requirement("RELAY-08")
@pytest.mark.parametrize("way", relays.WAYS.values(), ids=relays.WAYS)
def test_without_credentials(
    outside: given.Vantage, advertised: relays.Advertised, target: given.Target, way: relays.Way
) -> None:
    """Coturn challenges a client without credentials."""
    relay = advertised.reached(outside, way(target))

    answer = outside.run(turn.allocate, relay)

    assert answer == expected.unauthorized(relay.host)


@requirement("RELAY-09")
@pytest.mark.parametrize("forge", credentials.FORGERIES.values(), ids=credentials.FORGERIES)
def test_forged_credentials(
    outside: given.Vantage,
    advertised: relays.Advertised,
    target: given.Target,
    forge: Callable[[turn.Credentials], turn.Credentials],
) -> None:
    """Coturn refuses credentials that the deployment did not issue."""
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
    expired = credentials.signed(int(time.time() - age), credentials.shared_secret(target))

    answer = outside.run(turn.allocate, relay, expired)

    assert answer == expected.CREDENTIALS_REFUSED


@requirement("RELAY-10")
def test_credentials_about_to_expire(
    outside: given.Vantage, advertised: relays.Advertised, target: given.Target
) -> None:
    """Coturn accepts credentials until they expire, so that it is the expiry for which it refuses the others."""
    relay = advertised.reached(outside, relays.over_udp(target))
    current = credentials.signed(int(time.time() + relays.HOUR), credentials.shared_secret(target))

    answer = outside.run(turn.allocate, relay, current)

    assert answer == expected.ALLOCATED
