"""The router forwards what the deployment needs, and the host's inner ports are closed to others.

When these checks fail, clients bypass the SNI router: plain HTTP to the web container, XMPP without TLS, or
Docker's API.
"""

from suites.address import scans
from suites.vocabulary import expected, given, net, requirement


@requirement("ADDRESS-10")
def test_public_ports(target: given.Target, port_scans: scans.PortScans) -> None:
    """The public address accepts connections for the web and for TURN alone."""
    answer = port_scans.public_ports.result()

    assert answer == scans.open_to_everybody(target)


@requirement("ADDRESS-11")
def test_ports_in_the_lan(lan: given.Vantage, target: given.Target, ports: tuple[int, ...]) -> None:
    """The host accepts connections from the LAN for the web and for TURN alone."""
    answer = lan.run(net.scan.tcp, target.host_address, ports)

    assert answer == scans.open_to_everybody(target)


@requirement("ADDRESS-16")
def test_policy_rule(host: given.HostShell) -> None:
    """The kernel has one rule for answers from loopback, and its table delivers them locally."""
    rules = [line for line in host.output("ip", "-4", "rule").splitlines() if "iif lo" in line]

    assert len(rules) == 1
    table = rules[0].split()[-1]
    assert host.output("ip", "-4", "route", "show", "table", table).split()[:4] == ["local", "default", "dev", "lo"]


@requirement("ADDRESS-16")
def test_rule_decides(deployment: given.Deployment) -> None:
    """The kernel sends answers to every client back to the host itself, whatever other rules there are."""
    astray = [str(way) for way in given.returns(deployment) if not way.is_local]

    assert astray == []


@requirement("ADDRESS-09")
def test_proxy_from_outside(port_scans: scans.PortScans, taker_of_proxy_lines: given.Served) -> None:
    """A client on the internet cannot send PROXY lines to go-mmproxy."""
    answer = port_scans.mmproxy.result()

    assert taker_of_proxy_lines.beside(answer) == expected.NO_ENTRY
