"""The host's own daemons: running, started with the host, validly configured, and able to carry many users.

A failure here means that nobody reaches the deployment, or that nobody will after the next reboot or reload.
"""

import re

import pytest
from testinfra.host import Host

from suites.health import complaints
from suites.vocabulary import given, hops, outcomes, requirement

FAMILIES = {"IPv4": ("-4", "127.0.0.1"), "IPv6": ("-6", "::1")}
"""Option of `ip` and the loopback address whose presence means that the host speaks the family."""

USUAL_TABLE = "123"
"""Where the routes are when no rule says it (seed: go-mmproxy)."""
FILES_NEEDED = {"haproxy": 10_000, "go-mmproxy": 10_000, "nginx": 1024}
"""Two descriptors for each client connection; nginx's own default of 768 connections needs no more than 1024."""


def tables(host: given.HostShell, family: str) -> list[str]:
    """Return the table of each policy rule for replies from loopback."""
    option, loopback = FAMILIES[family]
    return re.findall(rf"from {loopback}\S* iif lo lookup (\S+)", host.output("ip", option, "rule"))


def routes_of(host: given.HostShell, option: str, table: str) -> list[str]:
    """Return the routes of a table; one that is not there has none."""
    return host.run("ip", option, "route", "show", "table", table).output.splitlines()


@requirement("HEALTH-01")
@pytest.mark.parametrize("daemon", hops.DAEMONS)
def test_daemon_runs(daemons: given.Daemons, daemon: str) -> None:
    """A daemon of the host is active."""
    state = daemons[daemon].state()

    assert state.active == "active"


@requirement("HEALTH-02")
@pytest.mark.parametrize("daemon", hops.DAEMONS)
def test_daemon_starts_with_the_host(daemons: given.Daemons, daemon: str) -> None:
    """A daemon is enabled, so that a reboot starts it."""
    state = daemons[daemon].state()

    assert state.enabled == "enabled"


@requirement("HEALTH-02")
def test_engine_starts_with_the_host(infra: Host) -> None:
    """The engine is enabled: containers come back after a reboot only when it does."""
    engine = infra.service("docker.service")

    assert engine.is_enabled


@requirement("HEALTH-34")
def test_engine_runs(infra: Host) -> None:
    """The engine is active: containers can outlive it, and then nobody watches them or starts them again."""
    engine = infra.service("docker.service")

    assert engine.is_running


@requirement("HEALTH-03")
def test_no_unit_has_failed(host: given.HostShell) -> None:
    """Systemd has no failed unit."""
    failed = host.output("systemctl", "list-units", "--failed", "--plain", "--no-legend")

    assert failed.split() == []


@requirement("HEALTH-04")
def test_haproxy_configuration_is_valid(host: given.HostShell, target: given.Target) -> None:
    """HAProxy itself accepts its configuration file."""
    target.layout.require("haproxy")

    result = host.run("haproxy", "-c", "-f", "/etc/haproxy/haproxy.cfg")

    assert complaints.complaint(result) == ""


@requirement("HEALTH-05")
def test_nginx_configuration_is_valid(host: given.HostShell) -> None:
    """Nginx itself accepts its configuration, all sites included."""
    result = host.run("nginx", "-t")

    assert complaints.complaint(result) == ""


@requirement("HEALTH-06")
@pytest.mark.parametrize("daemon", hops.DAEMONS)
def test_unit_file_is_valid(host: given.HostShell, daemons: given.Daemons, daemon: str) -> None:
    """Systemd finds no fault in the unit file of a daemon."""
    # The manual pages that Debian's units refer to are left out of minimal installations.
    result = host.run("systemd-analyze", "verify", "--man=no", daemons[daemon].unit)

    assert complaints.complaint(result) == ""
    assert result.complaint == ""


@requirement("HEALTH-07")
@pytest.mark.parametrize("family", FAMILIES)
def test_policy_rule_is_there_once(host: given.HostShell, family: str) -> None:
    """Exactly one policy rule sends replies from loopback to the table of go-mmproxy."""
    option, loopback = FAMILIES[family]
    spoken = loopback in host.output("ip", option, "address", "show", "dev", "lo")

    assert len(tables(host, family)) == (1 if spoken else 0)


@requirement("HEALTH-07")
def test_no_other_rule_is_asked_first(host: given.HostShell, deployment: given.Deployment) -> None:
    """The table of go-mmproxy, and no other one, decides where answers to a client go."""
    own = tables(host, "IPv4")
    astray = [str(way) for way in given.returns(deployment) if way.table not in own]

    assert astray == []


@requirement("HEALTH-08")
def test_answers_come_back(deployment: given.Deployment) -> None:
    """The kernel delivers answers to a client to the host itself."""
    astray = [str(way) for way in given.returns(deployment) if not way.is_local]

    assert astray == []


@requirement("HEALTH-08")
@pytest.mark.parametrize("family", FAMILIES)
def test_policy_route_delivers_locally(host: given.HostShell, family: str) -> None:
    """The table of go-mmproxy delivers every address to the host itself."""
    option, loopback = FAMILIES[family]
    spoken = loopback in host.output("ip", option, "address", "show", "dev", "lo")
    routes = [line for table in set(tables(host, family) or [USUAL_TABLE]) for line in routes_of(host, option, table)]

    assert [route.split()[:4] for route in routes] == ([["local", "default", "dev", "lo"]] if spoken else [])


@requirement("HEALTH-09")
@pytest.mark.parametrize("daemon", FILES_NEEDED)
def test_daemon_may_open_enough_files(host: given.HostShell, daemons: given.Daemons, daemon: str) -> None:
    """A daemon's limit of open files leaves room for two connections for each client."""
    process = daemons[daemon].state().main_process
    if not process:
        outcomes.could_not_tell(f"{daemon} does not run, so it has no limit.")
    limits = host.output("cat", f"/proc/{process}/limits")
    soft = re.search(r"Max open files\s+(\d+)", limits)

    assert soft is not None
    assert int(soft[1]) >= FILES_NEEDED[daemon]
