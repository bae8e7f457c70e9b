"""How the signalling chapter judges addresses, and when it says that it cannot tell."""

from dataclasses import dataclass

import pytest

from fixtures.plugin import CouldNotTell
from fixtures.probes.net.answer import Ending
from fixtures.probes.xmpp.authentication import LoginStep
from fixtures.site.configuration import SiteConfiguration
from suites.signalling.config_js import strays
from suites.signalling.logins import come_to, logged_in

PAGE = "https://meet.lab.test/"


@pytest.mark.parametrize(
    "url",
    ["wss://meet.lab.test:8443/x", "ws://meet.lab.test/x", "wss://other.lab.test/x", "wss://meet.lab.test.example/x"],
    ids=["another port", "not encrypted", "another host", "a longer name"],
)
def test_strays(url: str) -> None:
    """An entrance anywhere else is one that strays; one without a host is on the host of the page."""
    configuration = SiteConfiguration(PAGE, {"websocket": url, "bosh": "/http-bind"})

    assert strays(configuration) == [f"websocket {url}"]


@dataclass(frozen=True, slots=True)
class Walk:
    """An end of a login."""

    step: LoginStep
    ending: Ending = Ending.ANSWERED
    detail: str = "it ended"


@pytest.mark.parametrize("step", [LoginStep.AUTHENTICATION, LoginStep.BIND, LoginStep.DONE])
def test_step_that_was_reached(step: LoginStep) -> None:
    """A login that came to a step, or beyond it, can be judged by it."""
    walk = Walk(step)

    assert come_to(LoginStep.AUTHENTICATION, walk) is walk


@pytest.mark.parametrize(
    "walk",
    [Walk(LoginStep.UPGRADE), Walk(LoginStep.STREAM, Ending.SILENT)],
    ids=["no WebSocket", "a WebSocket that carries nothing"],
)
def test_step_that_was_not_reached(walk: Walk) -> None:
    """A login that ended before the stream began says nothing about the stream."""
    with pytest.raises(CouldNotTell):
        come_to(LoginStep.STREAM, walk)


@pytest.mark.parametrize("step", [LoginStep.UPGRADE, LoginStep.AUTHENTICATION, LoginStep.BIND])
def test_nobody_got_in(step: LoginStep) -> None:
    """A login that ended before an address was bound says nothing about what comes after it."""
    with pytest.raises(CouldNotTell):
        logged_in(Walk(step))
