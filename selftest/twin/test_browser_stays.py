"""Chromium goes where it is told and nowhere else: not a packet leaves for what a page asks for elsewhere."""

from collections.abc import Iterator
from typing import Final

import pytest

from fixtures.expected.values import answered
from fixtures.probes.browser.chromium import Chromium, browse
from fixtures.probes.browser.facts import PageAnswer
from fixtures.probes.net import witness
from fixtures.probes.net.witness import Visit, Witness
from fixtures.vantage.vantage import Vantage
from selftest.twin.chromium import in_chromium

ELSEWHERE: Final = "127.0.0.1"
"""An address of the same loopback; the page is at its name."""
HEAD: Final = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/html\r\n\r\n"


@pytest.fixture(scope="module")
def vantage() -> Iterator[Vantage]:
    """A container with Chromium that has no network but its own loopback."""
    with in_chromium() as opened:
        yield opened


def look(vantage: Vantage, *names: str) -> tuple[PageAnswer, str, tuple[Visit, ...]]:
    """Load a page that asks for something elsewhere, in a browser that knows these names.

    Returns what came of it, what was asked for elsewhere, and who was seen there.
    """
    with vantage.hold(witness.listen_tcp, reply=HEAD, host=ELSEWHERE) as canary:
        stray = f"http://{ELSEWHERE}:{canary.run(Witness.port)}/count.js"
        page = HEAD + f"<!doctype html><title>A page</title><script src='{stray}'></script>".encode()
        with (
            vantage.hold(witness.listen_tcp, reply=page, host=ELSEWHERE) as site,
            vantage.hold(browse, names) as chromium,
        ):
            answer = chromium.run(Chromium.visit, f"http://localhost:{site.run(Witness.port)}/")
            return answer, stray, canary.run(Witness.history)


def test_what_lies_elsewhere_is_not_visited(vantage: Vantage) -> None:
    """The page is loaded, what it asks for elsewhere is told, and nobody came there."""
    answer, stray, visits = look(vantage, "localhost")

    assert answer == answered(status=200, strays=(stray,))
    assert visits == ()


def test_what_may_be_visited_is(vantage: Vantage) -> None:
    """It is the rule that keeps the browser away: told of the same address as well, it goes there."""
    answer, _, visits = look(vantage, "localhost", ELSEWHERE)

    assert answer == answered(status=200, strays=())
    assert visits
