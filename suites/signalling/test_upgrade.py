"""The XMPP WebSocket, from the upgrade on: five hops have to agree on it before a client has said anything.

When these checks fail, the start page opens and joining ends in "you have been disconnected". A proxy that upgrades
whatever it is asked for is the other direction: then an ordinary request breaks, or whoever is no XMPP client is let
through.
"""

import pytest

from suites.signalling import logins
from suites.vocabulary import expected, given, http, requirement, xmpp

XMPP = ("xmpp",)


@requirement("SIGNALLING-01")
@pytest.mark.parametrize("vantage", ["outside", "no_udp", "only_443", "lan"], indirect=True)
def test_websocket_carries_a_stream(vantage: given.Vantage, target: given.Target, patience: given.Patience) -> None:
    """Every hop switches protocols, and Prosody's stream header arrives."""
    answer = vantage.run(xmpp.login, *logins.way_in(target), within=patience.answer)

    assert answer == expected.XMPP_STREAM


@requirement("SIGNALLING-01")
def test_websocket_with_a_room(outside: given.Vantage, target: given.Target, patience: given.Patience) -> None:
    """The query that browsers append changes nothing."""
    url, domain = logins.way_in(target)

    answer = outside.run(xmpp.login, f"{url}?room=standup", domain, within=patience.answer)

    assert answer == expected.XMPP_STREAM


@requirement("SIGNALLING-02")
def test_plain_request(outside: given.Vantage, target: given.Target) -> None:
    """Prosody answers a plain request on the path of the WebSocket itself."""
    answer = outside.run(http.get, f"{target.site}/xmpp-websocket")

    assert answer == expected.status(200)
    assert b"WebSocket" in answer.body


@requirement("SIGNALLING-03")
def test_origin_of_the_site(outside: given.Vantage, target: given.Target) -> None:
    """A page of the site may open the WebSocket."""
    answer = outside.run(http.websocket.upgrade, target.websocket_url, subprotocols=XMPP, origin=target.site)

    assert answer == expected.XMPP_WEBSOCKET


@requirement("SIGNALLING-04")
def test_no_origin(outside: given.Vantage, target: given.Target) -> None:
    """A client that is no page may open the WebSocket."""
    answer = outside.run(http.websocket.upgrade, target.websocket_url, subprotocols=XMPP, origin=None)

    assert answer == expected.XMPP_WEBSOCKET


@requirement("SIGNALLING-05")
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"], ids=["another site", "an opaque origin"])
def test_foreign_origin(outside: given.Vantage, target: given.Target, origin: str) -> None:
    """Prosody does not compare the Origin with anything."""
    answer = outside.run(http.websocket.upgrade, target.websocket_url, subprotocols=XMPP, origin=origin)

    assert answer == expected.XMPP_WEBSOCKET


@requirement("SIGNALLING-06")
@pytest.mark.parametrize("offered", [(), ("chat",)], ids=["none", "another one"])
def test_missing_subprotocol(outside: given.Vantage, target: given.Target, offered: tuple[str, ...]) -> None:
    """Prosody refuses a WebSocket that is not for XMPP."""
    answer = outside.run(http.websocket.upgrade, target.websocket_url, subprotocols=offered)

    assert answer == expected.SUBPROTOCOL_REFUSED


@requirement("SIGNALLING-06")
def test_subprotocol_among_others(outside: given.Vantage, target: given.Target) -> None:
    """Prosody finds its subprotocol among several and chooses it."""
    answer = outside.run(http.websocket.upgrade, target.websocket_url, subprotocols=("chat", "xmpp"))

    assert answer == expected.answered(status=101, subprotocol="xmpp")
