"""As many relayed addresses as people who need one.

When these checks fail, the first few people behind strict firewalls are seen and heard, and all others join in silence;
coturn says 486, which no client shows to anybody.
"""

import pytest

from suites import relays
from suites.capacity import evening
from suites.vocabulary import expected, given, requirement

pytestmark = pytest.mark.disruptive


@requirement("CAPACITY-03")
def test_relays_over_udp(allocate_for: evening.Allocates, target: given.Target) -> None:
    """Everybody gets a relayed address over UDP, and so does one person more."""
    answers = allocate_for(relays.over_udp(target), evening.PEOPLE + 1)

    assert answers == expected.every(expected.ALLOCATED)


@requirement("CAPACITY-03")
def test_relays_over_443(allocate_for: evening.Allocates, target: given.Target) -> None:
    """Everybody gets a relayed address over TLS on 443, and so does one person more."""
    answers = allocate_for(relays.over_https_port(target), evening.PEOPLE + 1)

    assert answers == expected.every(expected.ALLOCATED)
