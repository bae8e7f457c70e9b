"""Clients inside reach the same names over other paths: hairpin through the router, or the bypass on the host.

When these checks fail, the site works on the internet and fails in the office, or the other way round, so the first
report is not believed.
"""

import time

import pytest

from suites.edge import tls_services
from suites.vocabulary import edge, expected, given, hops, outcomes, requirement


@requirement("EDGE-24")
def test_site_from_the_lan(lan: given.Vantage, web_service: tls_services.TlsService) -> None:
    """The router returns traffic from the LAN to its public address."""
    answer = web_service.request(lan).result()

    assert answer == web_service.right


@requirement("EDGE-25")
def test_coturn_from_the_lan(lan: given.Vantage, turn_service: tls_services.TlsService) -> None:
    """The LAN reaches coturn by the public address."""
    answer = turn_service.request(lan).result()

    assert answer == turn_service.right


@requirement("EDGE-26")
def test_site_from_the_host(on_host: given.Vantage, web_service: tls_services.TlsService) -> None:
    """The router returns the host's own traffic to its public address."""
    answer = web_service.request(on_host).result()

    assert answer == web_service.right


@requirement("EDGE-27")
def test_coturn_from_the_host(on_host: given.Vantage, turn_service: tls_services.TlsService) -> None:
    """The host reaches coturn by the public address, because it arrives there as the router."""
    answer = turn_service.request(on_host).result()

    assert answer == turn_service.right


@requirement("EDGE-28")
@pytest.mark.parametrize("source", ["host_address", "loopback"])
def test_bypass(
    on_host: given.Vantage, daemons: given.Daemons, target: given.Target, patience: given.Patience, source: str
) -> None:
    """HAProxy hands the host's own requests to nginx directly."""
    address = target.host_address if source == "host_address" else "127.0.0.1"
    since = time.time()

    on_host.run(edge.ask, target.web_name, dial=address)

    def chosen() -> set[str]:
        return hops.haproxy.backends_for(address, daemons["haproxy"].log(since))

    taken = patience.eventually(chosen)
    if taken != {"ssl-local"} and not taken.actual:
        outcomes.could_not_tell(f"HAProxy logged no connection of {address}, so that nobody sees which way it took.")
    assert taken == {"ssl-local"}


@requirement("EDGE-28")
def test_site_through_the_bypass(on_host: given.Vantage, target: given.Target) -> None:
    """The host's own requests to its own address are answered by the site."""
    answer = on_host.run(edge.ask, target.web_name, dial=target.host_address)

    assert answer == expected.site(target.web_name)


@requirement("EDGE-29")
def test_bypass_before_the_turn_name(on_host: given.Vantage, target: given.Target) -> None:
    """HAProxy checks whether the source is local before it checks the name."""
    answer = on_host.run(edge.ask, target.turn_name, dial=target.host_address, speak=edge.Speech.STUN)

    assert answer == expected.site(target.web_name, 400)
