"""What the checks of this chapter share: questions that take their time, begun before anybody waits for them."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest

from fixtures.meetings import Participant, ParticipantAnswer
from fixtures.patience import Patience
from fixtures.plugin import could_not_tell
from fixtures.probes import xmpp
from fixtures.probes.http import HttpAnswer
from fixtures.probes.xmpp import BoshAnswer, EchoAnswer, bosh
from fixtures.site.configuration import SiteConfiguration
from fixtures.target.deployment import Deployment
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending, Vantage
from suites.signalling.config_js import configuration_of, script_of
from suites.signalling.logins import way_in
from suites.signalling.rooms import Lonely, enter, leave_alone, muted
from suites.signalling.sessions import BROWSER_PINGS_EVERY, LARGE, PAST_A_MINUTE, RATE, Idlers


@pytest.fixture(scope="session")
def script(outside: Vantage, target: Target) -> HttpAnswer:
    """config.js as it comes to clients outside."""
    return script_of(outside, f"{target.site}/config.js")


@pytest.fixture(scope="session")
def configuration(script: HttpAnswer, target: Target) -> SiteConfiguration:
    """Return what config.js tells clients outside."""
    if script.status != 200:
        could_not_tell(f"There is no config.js to read: {script.detail}.")
    read = configuration_of(f"{target.site}/", script)
    if isinstance(read, str):
        could_not_tell(read)
    return read


def pytest_asked_early() -> tuple[str, ...]:
    """Declare what takes its time."""
    return "large_stanzas", "bosh_visits", "idlers", "unaccompanied", "lonely"


@pytest.fixture(scope="session")
def large_stanzas(outside: Vantage, target: Target, patience: Patience) -> Mapping[int, Pending[EchoAnswer]]:
    """Stanzas of several sizes on their way, which takes seconds at the rate that Prosody grants."""
    limits = {size: patience.answer + 2 * size / RATE for size in LARGE}
    return {
        size: outside.begin(xmpp.large_stanza, *way_in(target), size, within=limit) for size, limit in limits.items()
    }


@pytest.fixture(scope="session")
def bosh_visits(deployment: Deployment, target: Target) -> Mapping[str, Pending[BoshAnswer]]:
    """Guests who come over BOSH, by where they come from; each is held in a poll for a second."""
    vantages = [vantage for name, vantage in deployment.vantages.items() if name in ("outside", "only_443")]
    return {vantage.name: vantage.begin(bosh.session, target.bosh_url, target.xmpp.domain) for vantage in vantages}


@pytest.fixture(scope="session")
def idlers(outside: Vantage, target: Target, patience: Patience) -> Idlers:
    """Two sessions that stay idle for more than a minute, side by side."""
    within = PAST_A_MINUTE + 4 * patience.answer
    return Idlers(
        pinging=outside.begin(xmpp.idle, *way_in(target), PAST_A_MINUTE, ping_every=BROWSER_PINGS_EVERY, within=within),
        silent=outside.begin(xmpp.idle, *way_in(target), PAST_A_MINUTE, within=within),
    )


@pytest.fixture(scope="session")
def unaccompanied(outside: Vantage, target: Target, patience: Patience) -> Iterator[Pending[ParticipantAnswer]]:
    """Yield a participant alone in a room."""
    with ExitStack() as stack:
        meeting = enter(stack, target, patience, muted("anna", outside))
        yield meeting.begin("anna", Participant.wait_for_invitation, 1, within=patience.absence)


@pytest.fixture(scope="session")
def lonely(outside: Vantage, company: Vantage, target: Target, patience: Patience) -> Iterator[Lonely]:
    """Yield a room that one of two participants has left."""
    with ExitStack() as stack:
        yield leave_alone(stack, target, patience, muted("stays", outside), muted("leaves", company))
