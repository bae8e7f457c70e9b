"""As many relayed addresses as people who need one, and enough room in each for a picture.

When these checks fail, the first few people behind strict firewalls are seen and heard, and all others join in silence
or see still pictures; coturn says 486 or 508, which no client shows to anybody.
"""

import pytest

from suites import relays
from suites.capacity import evening
from suites.vocabulary import expected, given, requirement, turn

pytestmark = pytest.mark.disruptive

EACH_WAY = pytest.mark.parametrize("way", relays.WAYS.values(), ids=relays.WAYS)


@requirement("CAPACITY-03")
@EACH_WAY
def test_hundred_relays_and_one_more(allocate_for: evening.Allocates, target: given.Target, way: relays.Way) -> None:
    """A hundred clients of one network hold an allocation each, by whatever transport, and so does one more."""
    answers = allocate_for(way(target), evening.RELAYS + 1)

    assert answers == expected.every(expected.ALLOCATED)


@requirement("CAPACITY-08")
@EACH_WAY
def test_room_for_a_picture(
    outside: given.Vantage, target: given.Target, advertised: relays.Advertised, facts: given.Facts, way: relays.Way
) -> None:
    """A relay carries what one participant of a video meeting sends, by whatever transport."""
    relay = way(target)
    credentials = advertised.usable(outside, relay)

    answer = outside.run(turn.throughput, relay, credentials, megabits=2 * evening.MEGABITS)

    facts.number("throughput", relay.url, answer.megabits, "Mbit/s")
    assert answer == expected.answered(megabits=expected.at_least(evening.MEGABITS))
