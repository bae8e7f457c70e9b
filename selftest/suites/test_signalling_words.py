"""How the signalling chapter reads config.js, and when it says that it cannot tell."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.plugin import CouldNotTell
from fixtures.probes.answer import Ending
from fixtures.probes.xmpp import LoginStep
from suites.signalling.configuration import read_configuration
from suites.signalling.logins import come_to, logged_in

PAGE = "https://meet.lab.test"
JSON_LIKE = 'var config = {"hosts": {"domain": "meet.jitsi"}, "websocket": "wss://meet.lab.test/xmpp-websocket"};'
ASSIGNED = """
// config.websocket = 'wss://commented.example/';
config.hosts.domain = 'meet.jitsi';
config.bosh = '/http-bind'; /* bosh: "https://also.example/" */
config.websocket = 'wss://old.example/xmpp-websocket';
config.websocket = 'wss://meet.lab.test/xmpp-websocket';
"""


@pytest.mark.parametrize("script", [JSON_LIKE, ASSIGNED], ids=["an object", "assignments"])
def test_settings(script: str) -> None:
    """Both ways to write config.js are read; comments are not, and later settings replace earlier ones."""
    configuration = read_configuration(PAGE, script)

    assert configuration.settings["domain"] == "meet.jitsi"
    assert configuration.entrances["websocket"] == "wss://meet.lab.test/xmpp-websocket"
    assert configuration.strays == []


def test_relative_entrance() -> None:
    """An address without a host is on the host of the page."""
    assert read_configuration(PAGE, ASSIGNED).entrances["bosh"] == f"{PAGE}/http-bind"


@pytest.mark.parametrize(
    "url",
    ["wss://meet.lab.test:8443/x", "ws://meet.lab.test/x", "wss://other.lab.test/x", "wss://meet.lab.test.example/x"],
    ids=["another port", "not encrypted", "another host", "a longer name"],
)
def test_strays(url: str) -> None:
    """An entrance anywhere else is one that strays."""
    assert read_configuration(PAGE, f'{{"websocket": "{url}"}}').strays == [f"websocket {url}"]


@given(st.text(alphabet="\"'/*:=\\ \nab{},."))
def test_any_script(script: str) -> None:
    """Whatever config.js is, it can be read."""
    read_configuration(PAGE, script)


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
