"""The XMPP WebSocket, from the upgrade on: five hops have to agree on it before a client has said anything.

When these checks fail, the start page opens and joining ends in "you have been disconnected". A proxy that upgrades
whatever it is asked for is the other direction: then an ordinary request breaks, or whoever is no XMPP client is let
through.
"""

import pytest

from suites.signalling.logins import way_in
from suites.vocabulary import (
    SUBPROTOCOL_REFUSED,
    XMPP_STREAM,
    XMPP_WEBSOCKET,
    Patience,
    Target,
    Vantage,
    answered,
    http,
    requirement,
    status,
    websocket,
    xmpp,
)

XMPP = ("xmpp",)


@requirement("SIGNALLING-01")
@pytest.mark.parametrize("vantage", ["outside", "no_udp", "only_443", "lan"], indirect=True)
def test_websocket_carries_a_stream(vantage: Vantage, target: Target, patience: Patience) -> None:
    """Every hop switches protocols, and Prosody's first words get through."""
    answer = vantage.run(xmpp.login, *way_in(target), within=patience.answer)

    assert answer == XMPP_STREAM


@requirement("SIGNALLING-01")
def test_websocket_with_a_room(outside: Vantage, target: Target, patience: Patience) -> None:
    """The query that browsers append changes nothing."""
    url, domain = way_in(target)

    answer = outside.run(xmpp.login, f"{url}?room=standup", domain, within=patience.answer)

    assert answer == XMPP_STREAM


@requirement("SIGNALLING-02")
def test_plain_request(outside: Vantage, target: Target) -> None:
    """Prosody answers a plain request on the path of the WebSocket itself."""
    answer = outside.run(http.get, f"{target.site}/xmpp-websocket")

    assert answer == status(200)
    assert b"WebSocket" in answer.body


@requirement("SIGNALLING-03")
def test_origin_of_the_site(outside: Vantage, target: Target) -> None:
    """A page of the site may open the WebSocket."""
    answer = outside.run(websocket.upgrade, target.websocket_url, subprotocols=XMPP, origin=target.site)

    assert answer == XMPP_WEBSOCKET


@requirement("SIGNALLING-04")
def test_no_origin(outside: Vantage, target: Target) -> None:
    """A client that is no page may open the WebSocket."""
    answer = outside.run(websocket.upgrade, target.websocket_url, subprotocols=XMPP, origin=None)

    assert answer == XMPP_WEBSOCKET


@requirement("SIGNALLING-05")
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"], ids=["another site", "an opaque origin"])
def test_foreign_origin(outside: Vantage, target: Target, origin: str) -> None:
    """Prosody does not compare the Origin with anything."""
    answer = outside.run(websocket.upgrade, target.websocket_url, subprotocols=XMPP, origin=origin)

    assert answer == XMPP_WEBSOCKET


@requirement("SIGNALLING-06")
@pytest.mark.parametrize("offered", [(), ("chat",)], ids=["none", "another one"])
def test_missing_subprotocol(outside: Vantage, target: Target, offered: tuple[str, ...]) -> None:
    """Prosody refuses a WebSocket that is not for XMPP."""
    answer = outside.run(websocket.upgrade, target.websocket_url, subprotocols=offered)

    assert answer == SUBPROTOCOL_REFUSED


@requirement("SIGNALLING-06")
def test_subprotocol_among_others(outside: Vantage, target: Target) -> None:
    """Prosody finds its subprotocol among several and chooses it."""
    answer = outside.run(websocket.upgrade, target.websocket_url, subprotocols=("chat", "xmpp"))

    assert answer == answered(status=101, subprotocol="xmpp")
