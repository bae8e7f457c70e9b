"""Strict clients, burdened requests, and browsers that have been here before.

When these checks fail, the site is fine in the browser of whoever looks after it: others get an empty page in Safari, a
414 because of their token, or the scripts of before the upgrade.
"""

import pytest

from suites.site import clients
from suites.vocabulary import expected, given, http, requirement

each_page = pytest.mark.parametrize("page", clients.PAGES)


@requirement("SITE-01")
@each_page
def test_strict_client(outside: given.Vantage, target: given.Target, control: given.Control, page: str) -> None:
    """A client that insists on RFC 9113 gets a page over HTTP/2 that everybody gets over HTTP/1.1."""
    if outside.run(http.get, f"{target.site}{clients.PAGES[page]}") == expected.status(200):
        control.came_through(otherwise="nginx")

    told = clients.strictly(outside, target, clients.PAGES[page])

    assert told == "HTTP/2 200"


@requirement("SITE-02")
@each_page
def test_burdened_page(outside: given.Vantage, target: given.Target, page: str) -> None:
    """A page is served to somebody with a long token and many cookies."""
    url = f"{target.site}{clients.PAGES[page]}?jwt={clients.TOKEN}"

    answer = outside.run(http.get, url, headers=clients.BURDEN)

    assert answer == expected.status(200)


@requirement("SITE-02")
def test_burdened_websocket(outside: given.Vantage, target: given.Target) -> None:
    """The XMPP WebSocket is granted to somebody with a long token and many cookies."""
    url = f"{target.websocket_url}?room=weekly&token={clients.TOKEN}"

    answer = outside.run(http.websocket.upgrade, url, subprotocols=("xmpp",), headers=clients.BURDEN)

    assert answer == expected.XMPP_WEBSOCKET


@requirement("SITE-03")
@each_page
def test_asked_for_again(
    outside: given.Vantage, target: given.Target, control: given.Control, web_alone: clients.WebAlone, page: str
) -> None:
    """What an upgrade changes is asked for again within an hour."""
    answer = outside.run(http.get, f"{target.site}{clients.PAGES[page]}")
    if web_alone.answer(clients.PAGES[page]) == clients.ASKED_AGAIN:
        control.came_through(otherwise="nginx")

    assert answer == clients.ASKED_AGAIN
