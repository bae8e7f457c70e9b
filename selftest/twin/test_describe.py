"""A twin is described as the lab knows it, by looking from outside and by asking its host with allowed commands."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from fixtures.declared.features import LOGIN_ADDRESSES, PROMISES, SCTP_CHANNEL, Expectation
from fixtures.declared.front import Front
from fixtures.declared.names import Xmpp
from fixtures.declared.ports import Ports
from fixtures.description.describing import describe_by
from fixtures.description.description import Description
from fixtures.description.errors import DescriptionError
from fixtures.description.looking import look
from fixtures.description.reading import parse_description
from fixtures.description.writing import write
from fixtures.hops.known import DAEMONS
from fixtures.host.allowed import require_allowed
from fixtures.host.command import AtVantage, HostShell
from fixtures.host.remote import ReadOnlyShell
from fixtures.lab import plan
from fixtures.lab.options import FrontName, LabOptions
from fixtures.lab.plan import PROJECT
from fixtures.lab.progress import PlainProgress
from fixtures.lab.twin import Twin, twin
from fixtures.target.fronts import FRONTS
from fixtures.target.twin import PASSWORDS

URL = f"https://{plan.WEB_NAME}"
HOST = f"ssh://root@{plan.WEB_NAME}"
PROGRESS = PlainProgress(sys.stderr)


@dataclass(frozen=True)
class Described:
    """A twin, its description, and the shell by which its host was asked."""

    up: Twin
    found: Description
    shell: ReadOnlyShell


@pytest.fixture(scope="module")
def described() -> Iterator[Described]:
    """A twin that was described from outside and by its host."""
    with twin(LabOptions(), PROGRESS) as up:
        shell = ReadOnlyShell(HostShell(AtVantage(up.host.on_host)))
        yield Described(up, describe_by(URL, up.vantages["outside"], PROGRESS, shell, HOST), shell)


def test_description_is_what_the_lab_knows(described: Described) -> None:
    """Names, addresses, folder, ports and front of the twin are found, and every feature that its flavour promises."""
    found = described.found

    promised = PROMISES["local"].keys() - {LOGIN_ADDRESSES}
    assert found == Description(
        URL,
        turn_name=plan.TURN_NAME,
        other_name=plan.OTHER_NAME,
        public_addresses=(plan.PUBLIC_ADDRESS,),
        host=HOST,
        private_address=plan.HOST_ADDRESS,
        project=PROJECT,
        ports=Ports(),
        xmpp=Xmpp(),
        front=FRONTS[FrontName.SEED],
        websocket_url=f"wss://{plan.WEB_NAME}/xmpp-websocket",
        bosh_url=f"{URL}/http-bind",
        features=dict.fromkeys(promised, Expectation.MUST_WORK) | {SCTP_CHANNEL: Expectation.IF_PRESENT},
        units=DAEMONS,
        origins=found.origins,
    )
    assert "replies return by table 123" in found.origins["front.client_address"]


def test_description_without_a_host(described: Described) -> None:
    """By looking alone the same is found but for what no client can see, which is said to be unknown."""
    found = look(URL, described.up.vantages["outside"])

    assert (found.turn_name, found.public_addresses, found.xmpp) == (plan.TURN_NAME, (plan.PUBLIC_ADDRESS,), Xmpp())
    assert found.front == Front(strangers="site")
    assert "by the server name turn.lab.test" in found.why_not_found("front.splitter")
    assert (found.host, found.project, found.private_address) == (None, None, None)


def test_description_is_read_back(described: Described) -> None:
    """What is written says the same when it is read."""
    read = parse_description(write(described.found).encode(), "deployment.toml")

    assert (read.front, read.ports, read.features) == (
        described.found.front,
        described.found.ports,
        described.found.features,
    )
    assert (read.project, read.turn_name) == (PROJECT, plan.TURN_NAME)


def test_commands_that_the_host_was_sent(described: Described) -> None:
    """Only allowed commands were sent."""
    for words in described.shell.sent:
        require_allowed(words)
    assert len(described.shell.sent) > 5


def test_secrets_of_the_twin(described: Described) -> None:
    """None of the twin's passwords is in the description or in its text."""
    shown = repr(described.found) + write(described.found)

    passwords = [described.up.environment[name] for name in PASSWORDS if described.up.environment.get(name)]
    assert passwords
    assert not [each for each in passwords if each in shown]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"https://{plan.OTHER_NAME}", "No Jitsi answers at https://cloud.lab.test: its config.js cannot be had"),
        (f"https://{plan.TURN_NAME}", "No Jitsi answers at https://turn.lab.test: its config.js cannot be had"),
        ("https://nobody.lab.test", "nobody.lab.test has no address here"),
    ],
)
def test_names_without_a_meeting(described: Described, url: str, said: str) -> None:
    """Another site, a relay and a name that nobody has are not described, each with its reason."""
    with pytest.raises(DescriptionError, match=said):
        look(url, described.up.vantages["outside"])


def test_vantage_without_udp(described: Described) -> None:
    """From a network that drops UDP the relay's port is still known, and that it did not answer there."""
    found = look(URL, described.up.vantages["no_udp"])

    assert found.ports.turn_udp == Ports().turn_udp
    assert "it answers no STUN over UDP" in found.origins["ports.turn_udp"]
