"""The crowd of a busy evening: thirty people with two devices each, and all who left a tab open."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from fixtures.patience import Patience
from fixtures.probes import turn
from fixtures.probes.turn import AllocateAnswer, HeldAllocation, TurnServer
from fixtures.probes.xmpp.crowd import Crowd, crowd
from fixtures.target.target import Target
from fixtures.vantage.vantage import Held, Vantage
from suites.capacity.evening import ACTIVE, IDLE, Allocates
from suites.relays import Advertised


@pytest.fixture(scope="module")
def busy_evening(outside: Vantage, target: Target, patience: Patience) -> Iterator[Held[Crowd]]:
    """Yield the crowd, connected from one address."""
    where = target.websocket_url, target.xmpp.domain
    each, within = patience.answer, patience.restart
    with outside.hold(crowd, *where, idle=IDLE, active=ACTIVE, each=each, within=within) as people:
        yield people


@pytest.fixture(scope="module")
def advertised(target: Target) -> Advertised:
    """Return what is advertised of relays."""
    return Advertised(target)


@pytest.fixture
def allocate_for(outside: Vantage, advertised: Advertised) -> Iterator[Allocates]:
    """Allocate for so many people with the advertised credentials, until one is refused; release everything."""
    credentials = advertised.credentials(outside)
    with ExitStack() as held:

        def allocate(relay: TurnServer, people: int) -> list[AllocateAnswer]:
            answers: list[AllocateAnswer] = []
            while len(answers) < people and all(answer.allocated for answer in answers):
                allocation = held.enter_context(outside.hold(turn.held_allocation, relay, credentials))
                answers.append(allocation.run(HeldAllocation.allocated))
            return answers

        yield allocate
