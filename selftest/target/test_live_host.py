"""A live host is asked for what checks need of it, and by the allow-list alone."""

import json
import time

import pytest

from fixtures.declared.front import Front
from fixtures.description.description import Description
from fixtures.description.host.kernel import gateway, networks
from fixtures.hops.known import BY_NAME
from fixtures.host.allowed import ForbiddenCommandError
from fixtures.host.command import CommandError, HostShell
from fixtures.host.remote import ReadOnlyShell, UnusableHostError
from fixtures.target import fronts
from fixtures.target.layout import Layout
from fixtures.target.live_host import SideBySide, know
from fixtures.vantage.shell import CommandResult

HOST = "ssh://root@meet.example.org"
MEET = Description("https://meet.example.org", host=HOST, project="/srv/jitsi")
ROUTES = [
    {"dst": "default", "gateway": "192.168.178.1", "dev": "eth0"},
    {"dst": "default", "type": "local", "dev": "lo", "table": "123"},
    {"dst": "172.30.0.0/24", "dev": "br-1", "scope": "link"},
    {"dst": "192.168.178.0/24", "dev": "eth0", "scope": "link"},
    {"type": "broadcast", "dst": "192.168.178.255", "scope": "link", "table": "local"},
]
JVB = {
    "Id": "a" * 64,
    "Name": "/jvb",
    "Image": f"sha256:{'b' * 64}",
    "RestartCount": 0,
    "State": {"Status": "running", "Health": {"Status": "healthy"}, "ExitCode": 0, "StartedAt": ""},
    "Config": {"Image": "jitsi/jvb:stable", "Labels": {"com.docker.compose.service": "jvb"}, "Healthcheck": None},
    "HostConfig": {"RestartPolicy": {"Name": "always"}},
    "NetworkSettings": {"Networks": {"meet": {"IPAddress": "172.30.0.100", "Gateway": "172.30.0.1"}}},
}


class Host:
    """A host with one container; ahead: by how many seconds its clock is."""

    def __init__(self, ahead: float = 0.0, clock: str = "", *containers: dict[str, object]) -> None:
        self._containers = containers or (JVB,)
        self._ahead = ahead
        self._clock = clock

    def run(self, *words: str, stdin: bytes = b"", within: float = 30.0) -> CommandResult:
        """Answer a command; what is not installed ends as shells say it."""
        line = " ".join(words)
        answers = {
            "date": self._clock or f"{time.time() + self._ahead:.9f}",
            "docker ps": "a" * 64,
            "docker inspect": "\n".join(map(json.dumps, self._containers)),
            "ip -j": json.dumps(ROUTES),
            "haproxy -v": "HAProxy version 3.0.11",
        }
        found = next((answer for beginning, answer in answers.items() if line.startswith(beginning)), None)
        return CommandResult(words, 127 if found is None else 0, found or "", "", 0.0)


def test_what_a_host_says() -> None:
    """Addresses, networks, images and versions are the host's own words."""
    known = know(ReadOnlyShell(Host()), HOST, MEET, Layout())

    assert (known.router, known.gateway, known.bridge) == ("192.168.178.1", "172.30.0.1", "172.30.0.100")
    assert known.networks == ("172.30.0.0/24", "192.168.178.0/24")
    assert known.identity.images == {"jvb": f"sha256:{'b' * 64}"}
    assert known.identity.versions == {"haproxy": "3.0.11"}


@pytest.mark.parametrize(("ahead", "words"), [(3600.0, "is 3600 s ahead of"), (-3600.0, "is 3600 s behind")])
def test_clock(ahead: float, words: str) -> None:
    """A host of another time is refused in one line: lines of its logs could not be told from older ones."""
    with pytest.raises(UnusableHostError, match=words):
        know(ReadOnlyShell(Host(ahead)), HOST, MEET, Layout())


def test_no_clock() -> None:
    """A host that does not say its time is refused too."""
    with pytest.raises(UnusableHostError, match="does not say what time it is"):
        know(ReadOnlyShell(Host(clock="date: not found")), HOST, MEET, Layout())


def of(service: str, folder: str, address: str) -> dict[str, object]:
    """Return a container of a compose project."""
    labels = {"com.docker.compose.service": service, "com.docker.compose.project.working_dir": folder}
    networks = {"Networks": {"meet": {"IPAddress": address, "Gateway": "172.30.0.1"}}}
    return {**JVB, "Config": {"Image": "x/y:z", "Labels": labels, "Healthcheck": None}, "NetworkSettings": networks}


def test_units_of_other_names() -> None:
    """The journals of the units that the description names are read, and no others."""
    shell, units = ReadOnlyShell(Host()), {"go-mmproxy": "go-mmproxy.service"}
    known = know(shell, HOST, MEET, fronts.layout(Front(), units=units))

    with pytest.raises(CommandError, match="ended with status 127"):
        known.inside.daemons["go-mmproxy"].log(0.0)
    with pytest.raises(ForbiddenCommandError):
        shell.run(*BY_NAME["go-mmproxy"].source.latest)

    assert shell.sent[-1][:3] == ("journalctl", "--unit", "go-mmproxy.service")


def test_other_projects() -> None:
    """A service of the same name in another project of the host is none of the deployment's."""
    own, other = of("jvb", "/srv/jitsi", "172.30.0.100"), of("jvb", "/srv/other", "172.31.0.9")

    known = know(ReadOnlyShell(Host(0.0, "", own, other)), HOST, MEET, Layout())

    assert known.bridge == "172.30.0.100"


def test_another_host() -> None:
    """A host without Jitsi's services is not the deployment's, and that is said in one line."""
    with pytest.raises(UnusableHostError, match="has no containers of the compose services jvb, prosody, jicofo"):
        know(ReadOnlyShell(Host(0.0, "", of("web", "/srv/blog", "172.31.0.2"))), HOST, MEET, Layout())


def test_nothing_else_is_sent() -> None:
    """What is not on the list is refused before it is sent, also side by side."""
    shell = ReadOnlyShell(Host())
    begun = HostShell(SideBySide(shell)).begin("systemctl", "restart", "nginx.service")

    with pytest.raises(ForbiddenCommandError):
        begun()
    assert shell.sent == []


def test_routes_that_say_nothing() -> None:
    """A host without a default route has no router, and without links no networks."""
    assert (gateway([]), networks([])) == ("", ())
