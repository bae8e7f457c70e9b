"""The words of the relay chapter: what is missing from an advertised relay is named, and nothing else is."""

import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fixtures.expected.values import advertising
from fixtures.probes.net.answer import Ending
from fixtures.probes.xmpp.answer import Service, ServicesAnswer
from fixtures.probes.xmpp.authentication import LoginStep
from suites.relays import COMPLETE, HOUR

EXPIRY = int(time.time() + 24 * HOUR)
RELAY = Service(
    type="turns",
    host="turn.lab.test",
    port=443,
    transport="tcp",
    username=str(EXPIRY),
    password="secret",
    expires=datetime.fromtimestamp(EXPIRY, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    restricted=True,
)
URL = "turns:turn.lab.test:443?transport=tcp"


def told(*services: Service) -> ServicesAnswer:
    """An answer that advertises these services."""
    return ServicesAnswer(Ending.ANSWERED, 0.08, "198.51.100.1:443", "told", LoginStep.DONE, services)


def test_nothing_is_missing() -> None:
    """A complete relay is complete, also with a name behind the expiry in its user name."""
    assert told(RELAY, replace(RELAY, username=f"{EXPIRY}:alice")) == COMPLETE


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        ({"username": ""}, "no user name"),
        ({"password": ""}, "no password"),
        ({"port": 0}, "no port"),
        ({"host": ""}, "no host"),
        ({"transport": ""}, "no transport"),
        ({"restricted": False}, "no mark as restricted"),
        ({"expires": "tomorrow"}, "no time until it expires"),
        ({"username": str(EXPIRY + 1)}, "no agreement of expiry and user name"),
        ({"username": "1", "expires": "1970-01-01T00:00:01Z"}, "no time until it expires"),
    ],
)
def test_a_gap_is_named(change: dict[str, object], gap: str) -> None:
    """Each thing that a relay lacks is named with the relay."""
    differences = COMPLETE.differences(told(RELAY, replace(RELAY, **change)))  # type: ignore[arg-type]

    assert any(phrase.endswith(gap) for phrase in differences)


def test_no_relay_at_all() -> None:
    """A deployment that advertises STUN alone is not complete."""
    assert COMPLETE.differences(told(Service("stun", "turn.lab.test", 3478))) == ["there is no relay"]


def test_advertised_among_others() -> None:
    """A service is found by its URL, and what is there instead is named."""
    assert told(Service("stun", "turn.lab.test", 3478), RELAY) == advertising(URL)
    assert advertising(URL).differences(told()) == [f"{URL} is not among them: there is none"]
