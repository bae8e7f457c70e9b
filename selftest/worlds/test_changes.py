"""Changes are undone whatever happens, and refuse a deployment that they do not fit."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

import pytest

from fixtures.host.command import CommandError
from fixtures.target.deployment import Deployment
from fixtures.vantage.shell import CommandResult
from fixtures.worlds.changes import DaemonFile, DaemonStopped, Edit, HostFile, Together
from fixtures.worlds.commands import HostCommand, PortClosed
from fixtures.worlds.errors import WorldError
from fixtures.worlds.files import variable

FILE = "/etc/haproxy/haproxy.cfg"
TEXT = "frontend main\n  use_backend turn if is_turn\n"


@dataclass
class Host:
    """A host of files; every other command is only noted, but for those that are to fail."""

    files: dict[str, str] = field(default_factory=lambda: {FILE: TEXT})
    done: list[str] = field(default_factory=list)
    failing: tuple[str, ...] = ()

    def run(self, *words: str, stdin: bytes = b"", within: float = 30.0) -> CommandResult:
        """Write a file."""
        self.files[words[-1]] = stdin.decode()
        return CommandResult(words, 0, "", "", 0.0)

    def output(self, *words: str, within: float = 30.0) -> str:
        """Read a file, or note the command."""
        if words[0] == "cat":
            return self.files[words[1]]
        self.done.append(" ".join(words))
        if self.done[-1] in self.failing:
            raise CommandError(f"{self.done[-1]} failed")
        return "1700000000\n" if words[0] == "stat" else ""


@dataclass
class Part:
    """A daemon or service that notes what is done to it."""

    name: str
    host: Host

    def stop(self) -> None:
        """Note it."""
        self.host.output("stop", self.name)

    def start(self) -> None:
        """Note it."""
        self.host.output("start", self.name)

    def restart(self) -> None:
        """Note it, and with which file."""
        self.host.output("restart", self.name, "intact" if self.host.files[FILE] == TEXT else "changed")

    def recreate(self, *, alone: bool = False) -> None:
        """Note it."""
        self.host.output("recreate", self.name, *self.host.files.get("/compose/.env_global", "").split())


def deployment(host: Host) -> Deployment:
    """Return a deployment of parts that only note what is done to them."""

    class Parts(dict[str, Part]):
        project = "/compose"

        def __missing__(self, name: str) -> Part:
            return Part(name, host)

    parts = SimpleNamespace(shell=host, daemons=Parts(), services=Parts(), twin_router=None, vantages={})
    return cast(Deployment, parts)


def test_edited_file_is_given_back() -> None:
    """A daemon runs with the changed file and in the end with its own."""
    host = Host()
    change = DaemonFile("haproxy", FILE, (Edit(r"^\s+use_backend turn .*\n", ""),))

    with change.on(deployment(host)):
        assert host.files[FILE] == "frontend main\n"

    assert host.files[FILE] == TEXT
    assert [line for line in host.done if line.startswith("restart")] == [
        "restart haproxy changed",
        "restart haproxy intact",
    ]


def test_edit_that_fits_nothing_is_refused() -> None:
    """A world that no longer fits the file says so instead of proving that nothing turns red."""
    host = Host()

    with pytest.raises(WorldError, match=r"holds nothing that matches 'use_backend coturn'"):
        DaemonFile("haproxy", FILE, (Edit("use_backend coturn", ""),)).on(deployment(host)).__enter__()

    assert host.files[FILE] == TEXT


def test_daemon_that_refuses_the_file_gets_its_own_back() -> None:
    """A daemon that does not start with the change is started without it."""
    host = Host(failing=("restart haproxy changed",))

    with pytest.raises(CommandError):
        DaemonFile("haproxy", FILE, (Edit("turn", "coturn"),)).on(deployment(host)).__enter__()

    assert host.files[FILE] == TEXT
    assert host.done[-1] == "restart haproxy intact"


def test_variable_is_set_and_given_back() -> None:
    """Services are re-created with the value and without it."""
    host = Host(files={FILE: TEXT, "/compose/.env_global": "A=1\nENABLE_TURN=1\n"})

    with variable("ENABLE_TURN", r"0\1", "prosody").on(deployment(host)):
        pass

    recreated = [line for line in host.done if line.startswith("recreate")]
    assert recreated == [r"recreate prosody A=1 ENABLE_TURN=0\1", "recreate prosody A=1 ENABLE_TURN=1"]


def test_restored_file_is_as_old_as_before() -> None:
    """Who read the file before the edit has read what it says afterwards, and its date tells so."""
    host = Host()

    with HostFile(FILE, (Edit("main", "other"),)).on(deployment(host)):
        pass

    assert host.done == [f"stat --format %Y {FILE}", f"touch --date=@1700000000 {FILE}"]


def test_together_is_undone_in_reverse() -> None:
    """Changes that build on each other are taken back last to first, also when a later one fails."""
    host = Host(failing=("sh -ec bad",))
    change = Together((DaemonStopped("nginx"), HostCommand("good", "ungood"), HostCommand("bad", "unbad")))

    with pytest.raises(CommandError):
        change.on(deployment(host)).__enter__()

    assert host.done == ["stop nginx", "sh -ec good", "sh -ec bad", "sh -ec ungood", "start nginx"]


def test_no_router_no_closed_port() -> None:
    """Without a router of ours nothing can be closed, which is no fault of the deployment."""
    with pytest.raises(WorldError, match="no router of ours"):
        PortClosed("udp", 10000).on(deployment(Host())).__enter__()


def test_router_is_asked() -> None:
    """A port is closed for as long as the change lasts."""
    done: list[str] = []

    class Router:
        @contextmanager
        def closed(self, protocol: str, port: int) -> Iterator[None]:
            done.append(f"closed {protocol} {port}")
            yield
            done.append("open")

    site = deployment(Host())
    cast(SimpleNamespace, site).twin_router = Router()

    with PortClosed("udp", 10000).on(site):
        done.append("in between")

    assert done == ["closed udp 10000", "in between", "open"]
