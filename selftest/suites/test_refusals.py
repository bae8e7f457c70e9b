"""What counts as a refusal, and that what a stranger must not get never does."""

import pytest

from fixtures.expected import refusals
from fixtures.expected.comparing import Expected
from fixtures.probes.bridge.http_ports import BridgeAnswer, Speaker
from fixtures.probes.ice.check import IceAnswer
from fixtures.probes.net.answer import Ending
from fixtures.probes.xmpp.answer import LoginAnswer
from fixtures.probes.xmpp.authentication import LoginStep

HEAD = (0.1, "198.51.100.1:443", "")


def channel(status: int, speaker: Speaker) -> BridgeAnswer:
    """Return how a channel was answered."""
    return BridgeAnswer(Ending.ANSWERED, *HEAD, status=status, speaker=speaker)


def check(code: int, ending: Ending = Ending.ANSWERED) -> IceAnswer:
    """Return how a check was answered."""
    return IceAnswer(ending, *HEAD, code=code)


def login(condition: str, jid: str = "") -> LoginAnswer:
    """Return how a login ended."""
    return LoginAnswer(Ending.ANSWERED, *HEAD, LoginStep.AUTHENTICATION, condition=condition, jid=jid)


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        pytest.param(channel(403, Speaker.BRIDGE), refusals.CHANNEL_REFUSED, id="403 of the bridge"),
        pytest.param(channel(500, Speaker.BRIDGE), refusals.CHANNEL_REFUSED, id="500 of its Jetty"),
        pytest.param(check(401), refusals.CHECK_REFUSED, id="401 of ice4j"),
        pytest.param(check(0, Ending.SILENT), refusals.CHECK_REFUSED, id="silence"),
        pytest.param(login("not-authorized"), refusals.PASSWORD_REFUSED, id="SASL failure"),
    ],
)
def test_refusals(answer: object, refusal: Expected) -> None:
    """Each way to say no that was seen or is specified is accepted."""
    assert answer == refusal


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        pytest.param(channel(101, Speaker.BRIDGE), refusals.CHANNEL_REFUSED, id="a channel"),
        pytest.param(channel(200, Speaker.WEB_APP), refusals.CHANNEL_REFUSED, id="a page"),
        pytest.param(channel(500, Speaker.PROXY), refusals.CHANNEL_REFUSED, id="a proxy's 500"),
        pytest.param(channel(502, Speaker.PROXY), refusals.CHANNEL_REFUSED, id="a proxy's 502"),
        pytest.param(check(0), refusals.CHECK_REFUSED, id="a success"),
        pytest.param(check(0, Ending.MALFORMED), refusals.CHECK_REFUSED, id="a success signed by nobody"),
        pytest.param(check(0, Ending.REFUSED), refusals.CHECK_REFUSED, id="nobody there"),
        pytest.param(login("", jid="focus@auth.meet.jitsi/x"), refusals.PASSWORD_REFUSED, id="a login"),
        pytest.param(login("invalid-mechanism"), refusals.PASSWORD_REFUSED, id="a password that was never read"),
    ],
)
def test_no_refusals(answer: object, refusal: Expected) -> None:
    """What a stranger must not get is no refusal, and neither is what says nothing about one."""
    assert answer != refusal
