"""The host's own daemons: running, started with the host, validly configured, and able to carry many users.

Red here means that nobody reaches the deployment, or that nobody will after the next reboot or reload.
"""

import re

import pytest
from testinfra.host import Host

from fixtures.hops.known import DAEMONS
from fixtures.plugin import could_not_tell, requirement
from fixtures.target.daemons import Daemons
from fixtures.target.target import Target
from suites.health.complaints import complaint

FAMILIES = {"IPv4": ("-4", "127.0.0.1"), "IPv6": ("-6", "::1")}
"""Option of `ip` and the loopback address whose presence means that the host speaks the family."""

FILES_NEEDED = {"haproxy": 10_000, "go-mmproxy": 10_000, "nginx": 1024}
"""Two descriptors for each client connection; nginx's own default of 768 connections needs no more than 1024."""


@requirement("HEALTH-01")
@pytest.mark.parametrize("daemon", DAEMONS)
def test_daemon_runs(daemons: Daemons, daemon: str) -> None:
    """A daemon of the host is active."""
    state = daemons[daemon].state()

    assert state.active == "active"


@requirement("HEALTH-02")
@pytest.mark.parametrize("daemon", DAEMONS)
def test_daemon_starts_with_the_host(daemons: Daemons, daemon: str) -> None:
    """A daemon is enabled, so that a reboot starts it."""
    state = daemons[daemon].state()

    assert state.enabled == "enabled"


@requirement("HEALTH-02")
def test_engine_starts_with_the_host(host: Host) -> None:
    """The engine is enabled: containers come back after a reboot only when it does."""
    service = host.service("docker.service")

    assert service.is_enabled


@requirement("HEALTH-03")
def test_no_unit_has_failed(host: Host) -> None:
    """Systemd has no failed unit."""
    failed = host.run("systemctl list-units --failed --plain --no-legend").stdout

    assert failed.split() == []


@requirement("HEALTH-04")
def test_haproxy_configuration_is_valid(host: Host, target: Target) -> None:
    """HAProxy itself accepts its configuration file."""
    target.layout.require("haproxy")

    result = host.run("haproxy -c -f /etc/haproxy/haproxy.cfg")

    assert complaint(result) == ""


@requirement("HEALTH-05")
def test_nginx_configuration_is_valid(host: Host) -> None:
    """Nginx itself accepts its configuration, all sites included."""
    result = host.run("nginx -t")

    assert complaint(result) == ""


@requirement("HEALTH-06")
@pytest.mark.parametrize("daemon", DAEMONS)
def test_unit_file_is_valid(host: Host, daemons: Daemons, daemon: str) -> None:
    """Systemd finds no fault in the unit file of a daemon."""
    # The manual pages that Debian's units refer to are left out of minimal installations.
    result = host.run("systemd-analyze verify --man=no %s", daemons[daemon].unit)

    assert complaint(result) == ""
    assert result.stderr == ""


@requirement("HEALTH-07")
@pytest.mark.parametrize("family", FAMILIES)
def test_policy_rule_is_there_once(host: Host, family: str) -> None:
    """Exactly one policy rule sends replies from loopback to the table of go-mmproxy."""
    option, loopback = FAMILIES[family]
    spoken = loopback in host.check_output("ip %s address show dev lo", option)
    rules = re.findall(rf"from {loopback}\S* iif lo lookup (\S+)", host.check_output("ip %s rule", option))

    assert len(rules) == (1 if spoken else 0)


@requirement("HEALTH-08")
@pytest.mark.parametrize("family", FAMILIES)
def test_policy_route_delivers_locally(host: Host, family: str) -> None:
    """The table of go-mmproxy delivers every address to the host itself."""
    option, loopback = FAMILIES[family]
    spoken = loopback in host.check_output("ip %s address show dev lo", option)
    routes = host.run("ip %s route show table 123", option).stdout.splitlines()

    assert [route.split()[:4] for route in routes] == ([["local", "default", "dev", "lo"]] if spoken else [])


@requirement("HEALTH-09")
@pytest.mark.parametrize("daemon", FILES_NEEDED)
def test_daemon_may_open_enough_files(host: Host, daemons: Daemons, daemon: str) -> None:
    """A daemon's limit of open files leaves room for two connections for each client."""
    process = daemons[daemon].state().main_process
    if not process:
        could_not_tell(f"{daemon} does not run, so it has no limit.")
    limits = host.file(f"/proc/{process}/limits").content_string
    soft = re.search(r"Max open files\s+(\d+)", limits)

    assert soft is not None
    assert int(soft[1]) >= FILES_NEEDED[daemon]
