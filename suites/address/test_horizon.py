"""Two clients come at the same time, each with marks of its own; every hop is asked whom it saw.

Red at one hop, everything behind it sees one client with the traffic of all: a limit throttles the whole meeting, a
ban locks everybody out, and the log of an abuse names the gateway.
"""

import secrets
import time

import pytest

from suites.address.horizon import Horizon
from suites.vocabulary import ask_until, given, hops, http, requirement

TABLE = "ip horizon"
"""Hop by hop: what it calls the clients. The HTML report shows this table."""


@requirement("ADDRESS-01")
def test_splitter(horizon: Horizon, target: given.Target, facts: given.Facts) -> None:
    """What splits 443 logs both clients with their own addresses."""
    seen = horizon.at_splitter(target.layout.splitter)

    facts.table(TABLE).row(hop="the clients themselves", road="", **horizon.own)
    facts.table(TABLE).row(hop=target.layout.splitter, road="443", **seen)
    assert seen == horizon.own


@requirement("ADDRESS-02")
def test_nginx(horizon: Horizon, facts: given.Facts) -> None:
    """The host's nginx logs both clients with their own addresses."""
    seen = horizon.at("nginx")

    facts.table(TABLE).row(hop="nginx", road="443", **seen)
    assert seen == horizon.own


@requirement("ADDRESS-03")
def test_web(horizon: Horizon, facts: given.Facts) -> None:
    """The web container logs both clients with their own addresses."""
    seen = horizon.at("web")

    facts.table(TABLE).row(hop="web", road="443", **seen)
    assert seen == horizon.own


@requirement("ADDRESS-04")
def test_prosody(horizon: Horizon, facts: given.Facts) -> None:
    """Prosody logs the logins of both clients with their own addresses."""
    seen = horizon.at("prosody")

    facts.table(TABLE).row(hop="prosody", road="443, xmpp-websocket", **seen)
    assert seen == horizon.own


@requirement("ADDRESS-05")
@pytest.mark.parametrize("hop", ["nginx", "web"])
def test_told_apart(horizon: Horizon, hop: str) -> None:
    """A web server has two names for two clients."""
    first, second = horizon.both_at(hop)

    assert first != second


@requirement("ADDRESS-21")
def test_told_apart_by_prosody(horizon: Horizon) -> None:
    """Prosody has two names for two clients."""
    first, second = horizon.both_at("prosody")

    assert first != second


@requirement("ADDRESS-15")
def test_hairpin(
    lan: given.Vantage, target: given.Target, deployment: given.Deployment, patience: given.Patience, facts: given.Facts
) -> None:
    """The host's nginx logs a client of the LAN with the router's address."""
    room, routers_own = f"hairpin-{secrets.token_hex(4)}", target.router_lan_address

    since = time.time()
    lan.run(http.get, f"{target.site}/{room}", verify=False)

    seen = ask_until(
        lambda: Horizon((), deployment.hops.observe(hops.traffic.Traffic(since))).name_at("nginx", (room,)),
        routers_own,
        patience.answer,
    )
    facts.table(TABLE).row(hop="nginx", road="443 by hairpin", lan=seen)
    assert seen == routers_own
