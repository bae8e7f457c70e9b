"""What the checks of this chapter share: one browser, and what was seen with it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from fixtures.declared.features import RELAY_HTTPS_PORT
from fixtures.meetings import Guest, Meeting
from fixtures.patience import Patience
from fixtures.plugin import could_not_tell
from fixtures.probes import xmpp
from fixtures.probes.browser.chromium import Chromium, browse
from fixtures.probes.browser.facts import PageAnswer
from fixtures.probes.net import Credentials
from fixtures.target.target import Target
from fixtures.vantage.vantage import Held, Vantage
from suites.browser.seen import SIZES, BothSides, Call, meet, relay_on_443


@pytest.fixture(scope="session")
def chromium(browser: Vantage, target: Target) -> Iterator[Held[Chromium]]:
    """Yield the browser, started once; every question gets a page of its own, and none leads out of the deployment."""
    with browser.hold(browse, (target.web_name, target.turn_name)) as held:
        yield held


@pytest.fixture(scope="session")
def site(chromium: Held[Chromium], target: Target, patience: Patience) -> PageAnswer:
    """Return the site as a user sees it who types its name."""
    return chromium.run(Chromium.visit, f"{target.site}/", within=patience.media)


@pytest.fixture(scope="session")
def call(browser: Vantage, chromium: Held[Chromium], target: Target, patience: Patience) -> Call:
    """Two peer connections of one page, over the relay on 443 and nothing else; AbsentError without one there."""
    target.relay(RELAY_HTTPS_PORT)
    told = browser.run(xmpp.external_services, target.websocket_url, target.xmpp.domain)
    relay = relay_on_443(told.services, target)
    if relay is None:
        could_not_tell(f"The deployment names no relay on 443 with credentials: {told.detail}.")
    since, credentials = time.time(), Credentials(relay.username, relay.password)
    answer = chromium.run(
        Chromium.call_through_relay, f"{target.site}/", relay.url, credentials, sizes=SIZES, within=patience.media
    )
    return Call(answer, since, relay.url, relay.username)


@pytest.fixture(scope="session")
def both_sides(outside: Vantage, chromium: Held[Chromium], target: Target, patience: Patience) -> Iterator[BothSides]:
    """Yield the browser and a participant outside in one room, until each was seen by the other."""
    with ExitStack() as held:
        meeting = Meeting(held, target, patience)
        meeting.admit(Guest("outside", outside))
        yield meet(meeting, chromium, f"{target.site}/{meeting.room}")
        meeting.leave()
