"""An allocation lasts as long as its client wants it, and no longer.

When these checks fail in one direction, everybody on a relay falls silent ten minutes into a meeting; in the other,
relay ports run out, since they are few and each abandoned allocation holds one.
"""

import pytest

from suites import relays
from suites.vocabulary import expected, given, requirement, turn

LONGER = 1200
"""Seconds asked for by the refresh, twice what is allocated at first."""


@requirement("RELAY-20")
@pytest.mark.parametrize("way", relays.WAYS.values(), ids=relays.WAYS)
def test_refresh(outside: given.Vantage, advertised: relays.Advertised, target: given.Target, way: relays.Way) -> None:
    """Coturn extends an allocation by the requested lifetime, and ends it on a lifetime of zero."""
    relay = way(target)
    credentials = advertised.usable(outside, relay)

    answer = outside.run(turn.refresh, relay, credentials, lifetime=LONGER)

    assert answer == expected.answered(refresh_code=0, refreshed=LONGER, delete_code=0)


@requirement("RELAY-20")
def test_given_up(given_up: given.Held[turn.HeldAllocation], target: given.Target, patience: given.Patience) -> None:
    """A released allocation creates no permission any more, and cannot be refreshed."""
    peer = target.ordinary_public_address
    permission = patience.eventually(lambda: given_up.run(turn.HeldAllocation.permit, peer))

    assert permission == expected.answered(granted=False)
    assert given_up.run(turn.HeldAllocation.refresh) == expected.answered(code=437)
