"""What the site tells strangers and browsers: the host that an answer names, reports, and fields that protect.

When these checks fail, a link to the meeting leads to an attacker's site, figures of meetings are open to everybody, or
the first visit of a browser can be read and changed on the way.
"""

import pytest

from suites.exposure import pages
from suites.vocabulary import given, requirement

FORMS = {
    "Host": f"GET /Weekly HTTP/1.1\r\nHost: {pages.STRANGER}\r\nConnection: close\r\n\r\n",
    "absolute": f"GET http://{pages.STRANGER}/Weekly HTTP/1.1\r\nHost: {{name}}\r\nConnection: close\r\n\r\n",
    "X-Forwarded-Host": (
        f"GET /Weekly HTTP/1.1\r\nHost: {{name}}\r\nX-Forwarded-Host: {pages.STRANGER}\r\nConnection: close\r\n\r\n"
    ),
}
"""Requests that name a host of the client's own; a target in absolute form overrules Host (RFC 9112 section 3.2.2)."""
NAMES = {"own": "web_name", "other": "other_name"}


@requirement("EXPOSURE-05")
@pytest.mark.parametrize("request_text", FORMS.values(), ids=FORMS)
def test_redirect(outside: given.Vantage, target: given.Target, request_text: str) -> None:
    """Port 80 sends nobody to a host that the client made up."""
    answer = pages.say(outside, target, request_text)

    assert answer == pages.NOWHERE_THE_STRANGER


@requirement("EXPOSURE-06")
@pytest.mark.parametrize("path", [pages.PAGES["start"], pages.PAGES["room"], pages.PAGES["config.js"]])
@pytest.mark.parametrize("field", pages.FORGED)
def test_host_in_pages(outside: given.Vantage, target: given.Target, field: str, path: str) -> None:
    """No page names a host that the client made up."""
    answer = pages.ask(outside, f"{target.site}{path}", pages.FORGED[field])

    assert answer == pages.NOT_THE_STRANGER


@requirement("EXPOSURE-07")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_reports(outside: given.Vantage, target: given.Target, name: str) -> None:
    """No path of the web server leads to a report of the bridge, of jicofo or of Prosody."""
    paths = pages.told(outside, target, getattr(target, name))

    assert paths == []


@requirement("EXPOSURE-08")
@pytest.mark.parametrize("page", pages.PAGES)
def test_https_only(outside: given.Vantage, target: given.Target, page: str) -> None:
    """A page of the site tells browsers to use HTTPS alone."""
    answer = pages.ask(outside, f"{target.site}{pages.PAGES[page]}")

    assert answer == pages.HTTPS_ONLY


@requirement("EXPOSURE-09")
@pytest.mark.parametrize("page", pages.PAGES)
def test_no_guessing(outside: given.Vantage, target: given.Target, page: str) -> None:
    """A page of the site forbids browsers to guess what it is."""
    answer = pages.ask(outside, f"{target.site}{pages.PAGES[page]}")

    assert answer == pages.NO_GUESSING
