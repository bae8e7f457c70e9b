"""The site in a browser, before anybody meets: Chromium's own judgement of certificate, content and WebSocket.

When these checks fail while those of other chapters hold, clients of ours forgive what a browser does not: a
certificate, a content type, a script that fails.
"""

import pytest

from fixtures.probes.browser.chromium import Chromium
from fixtures.probes.browser.facts import PageAnswer
from suites.vocabulary import expected, given, requirement

pytestmark = pytest.mark.browser


@requirement("BROWSER-01")
def test_site_loads(site: PageAnswer) -> None:
    """Chromium trusts the site and shows the meeting application."""
    assert site == expected.answered(status=200)
    assert "jitsi" in f"{site.title} {site.text}".lower()


@requirement("BROWSER-02")
def test_nothing_goes_wrong(site: PageAnswer) -> None:
    """The site loads without an error on the console and without a failed request."""
    assert site == expected.answered(complaints=())


@requirement("BROWSER-14")
def test_site_asks_nobody_else(site: PageAnswer) -> None:
    """All that the site's page asks for comes from the deployment itself."""
    assert site == expected.answered(strays=())


@requirement("BROWSER-03")
def test_page_opens_the_stream(chromium: given.Held[Chromium], target: given.Target, patience: given.Patience) -> None:
    """A page of the site is offered an anonymous login over the XMPP WebSocket."""
    page, domain = f"{target.site}/", target.xmpp.domain

    stream = chromium.run(Chromium.open_stream, page, target.websocket_url, domain, within=patience.signalling)

    assert stream == expected.answered(
        subprotocol="xmpp", page_origin=target.site, mechanisms=expected.including("ANONYMOUS")
    )
