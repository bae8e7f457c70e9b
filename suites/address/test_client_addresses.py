"""Two clients come at the same time, each with marks of its own; the log of every hop shows the address of each.

When these checks fail at one hop, everything behind it sees one client with the traffic of all: a limit throttles the
whole meeting, a ban locks everybody out, and the log of an abuse names the gateway.
"""

import secrets
import time

import pytest

from suites.address.client_addresses import ClientAddresses
from suites.vocabulary import given, hops, http, requirement

TABLE = "client addresses"
"""Hop by hop: what it calls the clients. The HTML report shows this table."""


@requirement("ADDRESS-01")
def test_splitter(client_addresses: ClientAddresses, target: given.Target, facts: given.Facts) -> None:
    """The splitter on 443 logs both clients with their own addresses."""
    seen = client_addresses.at_splitter(target.layout.splitter)

    facts.table(TABLE).row(hop="the clients themselves", route="", **client_addresses.own)
    facts.table(TABLE).row(hop=target.layout.splitter, route="443", **seen)
    assert seen == client_addresses.own


@requirement("ADDRESS-02")
def test_nginx(client_addresses: ClientAddresses, facts: given.Facts) -> None:
    """The host's nginx logs both clients with their own addresses."""
    seen = client_addresses.at("nginx")

    facts.table(TABLE).row(hop="nginx", route="443", **seen)
    assert seen == client_addresses.own


@requirement("ADDRESS-03")
def test_web(client_addresses: ClientAddresses, facts: given.Facts) -> None:
    """The web container logs both clients with their own addresses."""
    seen = client_addresses.at("web")

    facts.table(TABLE).row(hop="web", route="443", **seen)
    assert seen == client_addresses.own


@requirement("ADDRESS-04")
def test_prosody(client_addresses: ClientAddresses, facts: given.Facts) -> None:
    """Prosody logs the logins of both clients with their own addresses."""
    seen = client_addresses.at("prosody")

    facts.table(TABLE).row(hop="prosody", route="443, xmpp-websocket", **seen)
    assert seen == client_addresses.own


@requirement("ADDRESS-05")
@pytest.mark.parametrize("hop", ["nginx", "web"])
def test_web_servers_distinguish_clients(client_addresses: ClientAddresses, hop: str) -> None:
    """A web server has two addresses for two clients."""
    first, second = client_addresses.both_at(hop)

    assert first != second


@requirement("ADDRESS-21")
def test_prosody_distinguishes_clients(client_addresses: ClientAddresses) -> None:
    """Prosody has two addresses for two clients."""
    first, second = client_addresses.both_at("prosody")

    assert first != second


@requirement("ADDRESS-15")
def test_hairpin(
    lan: given.Vantage, target: given.Target, deployment: given.Deployment, patience: given.Patience, facts: given.Facts
) -> None:
    """The host's nginx logs a client of the LAN with the router's address."""
    room, routers_own = f"hairpin-{secrets.token_hex(4)}", target.router_lan_address

    since = time.time()
    lan.run(http.get, f"{target.site}/{room}", verify=False)

    seen = patience.until(
        lambda: ClientAddresses((), deployment.hops.observe(hops.traffic.Traffic(since))).name_at("nginx", (room,)),
        routers_own,
        patience.answer,
    )
    facts.table(TABLE).row(hop="nginx", route="443 by hairpin", lan=seen)
    assert seen == routers_own
