"""The health truth table: each part is stopped in turn, and every sign is read to see whether it notices.

When these checks fail, a part can be down unnoticed, or an alarm names the wrong part. The table itself goes into the
report: the rows that say "green but broken" are the faults that no container's health check ever shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest

from fixtures.evidence.ledger import LEDGER
from suites import recovery, signs
from suites.health import truth
from suites.vocabulary import given, hops, outcomes, requirement

NOTICED_AFTER: Final = 35.0
"""Seconds; jicofo checks itself every 10 s, and a check may wait 20 s for its answer (contract section 6.1)."""

pytestmark = pytest.mark.disruptive


@dataclass(frozen=True, slots=True)
class Stopped:
    """A part that is stopped, and what every sign reports."""

    part: str
    look: signs.HealthSnapshot


@pytest.fixture(scope="module")
def stopped(request: pytest.FixtureRequest, observers: signs.Observers, patience: given.Patience) -> Iterator[Stopped]:
    """Stop one part for the checks that ask about it; afterwards it runs and every sign is good again."""
    part, deployment = str(request.param), observers.deployment
    handle = (deployment.services if part in hops.SERVICES else deployment.daemons)[part]
    recovery.wait_until_green(observers, patience.calm, f"Before {part} was to be stopped,")
    try:
        handle.stop()
        yield Stopped(part, settled(observers, part, patience))
    finally:
        recovery.start_everything(deployment)
        recovery.wait_until_green(observers, patience.restart, f"After {part} was started again,")


def settled(observers: signs.Observers, part: str, patience: given.Patience) -> signs.HealthSnapshot:
    """Look until every sign says what is documented of it, or has had the time to."""
    return patience.until(
        lambda: look(observers),
        truth.documented(part, observers.channels, observers.deployment.target.layout),
        NOTICED_AFTER * patience.factor,
    )


def look(observers: signs.Observers) -> signs.HealthSnapshot:
    """Ask everything, the containers by their own health checks."""
    mark, outward = LEDGER.mark(), signs.begin_outside_signs(observers, recovery.QUESTION)
    inward = {**signs.own_checks(observers), **signs.read_inside_signs(observers, recovery.QUESTION)}
    return signs.HealthSnapshot({**inward, **outward()}, LEDGER.begun_since(mark))


each_part = pytest.mark.parametrize("stopped", truth.PARTS, indirect=True)


@requirement("HEALTH-27")
@each_part
def test_users_side_notices(stopped: Stopped, facts: given.Facts) -> None:
    """A part that is down is noticed by a request from outside."""
    facts.table("health truth table").row(**truth.row(stopped.part, stopped.look))

    noticing = [name for name in signs.END_TO_END if name in stopped.look.unwell]

    assert noticing != []


@requirement("HEALTH-28")
@pytest.mark.parametrize("stopped", ["prosody", "jvb"], indirect=True)
def test_focus_notices(stopped: Stopped) -> None:
    """Jicofo reports itself unhealthy while a part that it needs is down."""
    if signs.FOCUS_HEALTH not in stopped.look.signs:
        outcomes.not_applicable(outcomes.Reason.NOT_SUPPORTED, signs.FOCUS_HEALTH_IS_OFF)

    assert stopped.look.signs[signs.FOCUS_HEALTH] != ""


@requirement("HEALTH-29")
@each_part
def test_signs_notice_what_is_documented(stopped: Stopped, observers: signs.Observers) -> None:
    """The signs notice a part that is down exactly where it is documented."""
    assert stopped.look == truth.documented(stopped.part, observers.channels, observers.deployment.target.layout)


@requirement("HEALTH-30")
@each_part
def test_host_names_the_part(stopped: Stopped) -> None:
    """The host itself shows which part is down."""
    sign = signs.check_name(stopped.part) if stopped.part in hops.SERVICES else signs.UNITS

    assert stopped.look.signs[sign] != ""
