"""Clients that we did not write use the twin: what the doubles and our own participant agree on, others agree with.

They run at a vantage of their own, from Debian's and Python's ordinary packages (compose/strangers).
"""

import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from fixtures.lab import plan
from fixtures.lab.options import LabOptions
from fixtures.lab.plan import TRUST_STORE
from fixtures.lab.progress import PlainProgress
from fixtures.lab.twin import twin
from fixtures.lab.vantages import Vantages
from fixtures.probes import xmpp
from fixtures.probes.participant.facts import ParticipantPlan
from fixtures.probes.participant.participant import Participant, participate
from fixtures.target import packages
from fixtures.vantage.shell import CommandResult, command
from fixtures.vantage.vantage import Vantage

SITE = f"https://{plan.WEB_NAME}"
INSPECT_JITSI = (
    *("env", "PYTHONPATH=/opt/strangers", f"REQUESTS_CA_BUNDLE={TRUST_STORE}", "NO_COLOR=1"),
    *("python3", "-c", "from inspect_jitsi.cli import main; main()"),
)
WAYS = {
    "UDP": ("-p", "3478"),
    "TLS": ("-p", "5349", "-t", "-S", "-E", TRUST_STORE),
}
RECEIVED = re.compile(r"tot_recv_msgs=([1-9]\d*)")
PATIENCE = 60.0
"""Seconds that a stranger's program may take: turnutils_uclient waits ten of them for messages that were lost."""


@pytest.fixture(scope="module")
def vantages() -> Iterator[Vantages]:
    """The vantages of a twin, and with them the place of the strangers."""
    with twin(LabOptions(), PlainProgress(sys.stderr)) as up:
        up.vantages.start(plan.STRANGERS)
        yield up.vantages


@pytest.fixture(scope="module")
def strangers(vantages: Vantages) -> Vantage:
    """The vantage where the programs of others are."""
    return vantages[plan.STRANGERS.name]


@pytest.fixture(scope="module")
def relay(strangers: Vantage) -> xmpp.Service:
    """A relay with the credentials that Prosody hands out."""
    told = strangers.run(xmpp.external_services, f"wss://{plan.WEB_NAME}/xmpp-websocket", "meet.jitsi")
    return next(service for service in told.services if service.type == "turn")


def inspect_jitsi(strangers: Vantage, word: str, path: str) -> Any:
    """Let the command line client look at a room; return what it says as JSON."""
    ended = strangers.run(command, (*INSPECT_JITSI, word, f"{SITE}/{path}"), within=PATIENCE)
    assert ended.status == 0, str(ended)
    return json.loads(ended.output)


def relay_messages(strangers: Vantage, way: str, user: str, password: str) -> CommandResult:
    """Let two clients of coturn's allocate a relayed address each and send one another five messages."""
    words = ("turnutils_uclient", "-y", "-c", "-m", "1", "-n", "5", "-u", user, "-w", password, *WAYS[way])
    return strangers.run(command, (*words, plan.TURN_NAME), within=PATIENCE)


def test_packages_of_the_strangers_are_told(strangers: Vantage) -> None:
    """What the vantage is made of can be listed like every other image, the clients among it."""
    installed = packages.packages_in(strangers.run(command, packages.ASK).output)

    assert re.search(r"(^| )coturn@\S+", installed)
    assert re.search(r"(^| )pypi:inspect_jitsi@\S+", installed)


@pytest.mark.parametrize("path", ["room", "tenant/room"])
def test_client_reads_the_configuration_and_logs_in(strangers: Vantage, path: str) -> None:
    """A client that looks for assignments in config.js finds the names in it, and a login without an account."""
    told = inspect_jitsi(strangers, "diagnose", path)

    assert told["discovered_hosts"] == {"domain": "meet.jitsi", "muc": "muc.meet.jitsi", "anonymousdomain": None}
    assert (told["domain_recognized"], told["anonymous_login_ok"], told["error"]) == (True, True, None)
    assert "ANONYMOUS" in told["sasl_mechanisms"]


def test_client_sees_who_is_in_a_room(strangers: Vantage, vantages: Vantages) -> None:
    """A client that enters a room sees our participant there under its name."""
    described = ParticipantPlan(plan.WEB_NAME, room="strangers", display_name="Outside")
    with vantages["outside"].hold(participate, described) as participant:
        participant.run(Participant.join)

        count = inspect_jitsi(strangers, "count", "strangers")
        who = inspect_jitsi(strangers, "participants", "strangers")

    assert count == 1
    assert "Outside" in json.dumps(who)


@pytest.mark.parametrize("way", WAYS)
def test_turn_client_relays(strangers: Vantage, relay: xmpp.Service, way: str) -> None:
    """With Prosody's credentials coturn's own client gets relayed addresses, and messages pass between them."""
    ended = relay_messages(strangers, way, relay.username, relay.password)

    assert ended.status == 0, str(ended)
    assert RECEIVED.search(ended.output), str(ended)


def test_turn_client_with_a_wrong_password(strangers: Vantage, relay: xmpp.Service) -> None:
    """With another password coturn's own client gets nothing."""
    ended = relay_messages(strangers, "UDP", relay.username, "wrong")

    assert ended.status != 0
    assert "Cannot complete Allocation" in f"{ended.output}{ended.complaint}"
