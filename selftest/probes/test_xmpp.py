"""XMPP over WebSocket against a small server that behaves, and against the same one when it does not."""

import contextlib
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.probes import xmpp
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.credentials import Credentials
from fixtures.probes.net.endings import Ended
from fixtures.probes.xmpp.authentication import LoginStep
from fixtures.probes.xmpp.services import read_services
from fixtures.probes.xmpp.stream import XmppRefused, read_features
from fixtures.probes.xmpp.xml import make, read_xml, tag
from selftest.probes.hostile import stream_server
from selftest.probes.xmpp_double import JID, SUCCESS, UNAVAILABLE, Manners, xmpp_server

DOMAIN = "meet.jitsi"
SHORT = 0.5
STEPS = [LoginStep.UPGRADE, LoginStep.STREAM, LoginStep.AUTHENTICATION, LoginStep.RESTART, LoginStep.BIND]


async def test_a_login_from_the_upgrade_to_the_services() -> None:
    """Every step is told with its time, and the advertised services with their credentials."""
    async with xmpp_server(Manners()) as url:
        answer = await xmpp.login(url, DOMAIN)

    assert (answer.ending, answer.step, answer.jid) == (Ending.ANSWERED, LoginStep.DONE, JID)
    assert (answer.status, answer.subprotocol) == (101, "xmpp")
    assert answer.mechanisms == ("ANONYMOUS", "PLAIN")
    assert [taken.step for taken in answer.steps] == [*STEPS, LoginStep.USE]
    assert sum(taken.seconds for taken in answer.steps) <= answer.seconds
    stun, turns = answer.services
    assert stun.url == "stun:turn.lab.test:3478"
    assert turns.url == "turns:turn.lab.test:443?transport=tcp"
    assert (turns.username, turns.password, turns.restricted) == ("1790000000", "secret", True)
    assert "secret" not in repr(answer)


@pytest.mark.parametrize(
    ("manners", "credentials", "step", "condition"),
    [
        pytest.param(
            Manners(),
            Credentials("focus", "wrong"),
            LoginStep.AUTHENTICATION,
            "not-authorized",
            id="wrong password",
        ),
        pytest.param(
            Manners(mechanisms=("PLAIN",)), None, LoginStep.AUTHENTICATION, "invalid-mechanism", id="no guests"
        ),
        pytest.param(Manners(services=UNAVAILABLE), None, LoginStep.USE, "service-unavailable", id="no services"),
    ],
)
async def test_a_refusal_names_its_step_and_condition(
    manners: Manners, credentials: Credentials | None, step: LoginStep, condition: str
) -> None:
    """What the server refuses in XMPP is an answer, with the defined condition."""
    async with xmpp_server(manners) as url:
        answer = await xmpp.login(url, DOMAIN, credentials=credentials)

    assert (answer.ending, answer.step, answer.condition) == (Ending.ANSWERED, step, condition)
    assert [taken.step for taken in answer.steps] == [each for each in LoginStep][: len(answer.steps)]


async def test_an_account_logs_in_with_plain() -> None:
    """With credentials the mechanism is PLAIN; the old session is made where it is demanded."""
    manners = Manners(session=True)
    async with xmpp_server(manners) as url:
        answer = await xmpp.login(url, DOMAIN, credentials=Credentials("focus", "right"))

    assert answer.logged_in
    assert manners.heard[:5] == ["open", "auth", "open", "bind", "session"]


async def test_services_pings_echo_and_close() -> None:
    """The small probes, each on a login of its own."""
    async with xmpp_server(Manners()) as url:
        services = await xmpp.external_services(url, DOMAIN)
        pinged = await xmpp.ping(url, DOMAIN, count=3)
        echoed = await xmpp.large_stanza(url, DOMAIN, 200_000)
        closed = await xmpp.clean_close(url, DOMAIN)

    assert len(services.services) == 2
    assert (pinged.pings, pinged.step) == (3, LoginStep.DONE)
    assert 0 < pinged.fastest <= pinged.slowest
    assert (echoed.sent, echoed.intact) == (200_000, True)
    assert closed.in_order


async def test_a_stanza_beyond_the_limit() -> None:
    """The server's policy violation is the answer."""
    async with xmpp_server(Manners()) as url:
        echoed = await xmpp.large_stanza(url, DOMAIN, 300_000)

    assert (echoed.ending, echoed.condition, echoed.intact) == (Ending.ANSWERED, "policy-violation", False)


async def test_a_server_that_does_not_close_in_order() -> None:
    """A stream whose end is not answered is not closed in order, and nobody waits for long."""
    async with xmpp_server(Manners(closes=False)) as url:
        closed = await xmpp.clean_close(url, DOMAIN, within=SHORT)

    assert (closed.ending, closed.in_order) == (Ending.ANSWERED, False)
    assert closed.seconds < SHORT + 0.3


async def test_idleness_is_survived_or_not() -> None:
    """A quiet session that stays is told so; one that is cut tells when."""
    async with xmpp_server(Manners()) as url:
        alive = await xmpp.idle(url, DOMAIN, 0.2, ping_every=0.05, within=20.0)
    async with xmpp_server(Manners(leaves_after=2)) as url:
        cut = await xmpp.idle(url, DOMAIN, 1.0, ping_every=0.05, within=20.0)

    assert alive.ending is Ending.ANSWERED
    assert alive.pings >= 3
    assert cut.ending in (Ending.RESET, Ending.CLOSED)
    assert cut.seconds < 0.9
    assert "after 0." in cut.detail


BOMB = '<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


@pytest.mark.parametrize(
    ("name", "frames", "step", "ending"),
    [
        pytest.param("open", (), LoginStep.STREAM, Ending.SILENT, id="mute from the start"),
        pytest.param("auth", (), LoginStep.AUTHENTICATION, Ending.SILENT, id="mute at SASL"),
        pytest.param("open", (BOMB,), LoginStep.STREAM, Ending.MALFORMED, id="bomb"),
        pytest.param("open", ("<open",), LoginStep.STREAM, Ending.MALFORMED, id="half an element"),
        pytest.param("open", ("<html/>",), LoginStep.STREAM, Ending.MALFORMED, id="something else"),
        pytest.param("auth", ("<iq/>",), LoginStep.AUTHENTICATION, Ending.MALFORMED, id="no SASL"),
        pytest.param(
            "bind",
            ('<iq xmlns="jabber:client" type="result" id="bind"/>',),
            LoginStep.BIND,
            Ending.MALFORMED,
            id="no JID",
        ),
        pytest.param("bind", ("<a>" * 99 + "</a>" * 99,), LoginStep.BIND, Ending.MALFORMED, id="deep"),
        pytest.param("services", (BOMB,), LoginStep.USE, Ending.MALFORMED, id="late bomb"),
        pytest.param("services", (), LoginStep.USE, Ending.SILENT, id="mute at the services"),
        pytest.param(
            "services",
            ('<iq xmlns="jabber:client" type="result" id="q1" from="evil.test"/>',),
            LoginStep.USE,
            Ending.SILENT,
            id="reply of a stranger",
        ),
    ],
)
async def test_a_hostile_server(name: str, frames: tuple[str, ...], step: LoginStep, ending: Ending) -> None:
    """Whatever comes instead of the next step, the login ends in time and says where."""
    async with xmpp_server(Manners(instead={name: frames}, closes=False)) as url:
        answer = await xmpp.login(url, DOMAIN, within=SHORT)

    assert (answer.step, answer.ending) == (step, ending), answer.detail
    assert answer.seconds < SHORT + 0.3


@pytest.mark.parametrize(
    ("reply", "closes", "status"),
    [
        pytest.param(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", False, 502, id="502"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nIt works", False, 200, id="200"),
        pytest.param(b"", True, 0, id="closes"),
        pytest.param(b"", False, 0, id="half-open"),
    ],
)
async def test_no_upgrade(reply: bytes, closes: bool, status: int) -> None:
    """A server that grants no WebSocket ends the first step with its status."""
    async with stream_server(reply, closes=closes) as port:
        answer = await xmpp.login(f"ws://127.0.0.1:{port}/xmpp-websocket", DOMAIN, within=SHORT)

    assert (answer.step, answer.status) == (LoginStep.UPGRADE, status)


NAMES = st.sampled_from(["services", "service", "mechanisms", "mechanism", "bind", "x"])
SPACES = st.sampled_from(["urn:xmpp:extdisco:2", "urn:ietf:params:xml:ns:xmpp-sasl", "jabber:client"])
ATTRIBUTES = st.dictionaries(st.sampled_from(["type", "host", "port", "restricted", "expires"]), st.text(max_size=8))
TREES = st.recursive(
    st.builds(lambda space, name, facts: make(tag(space, name), facts), SPACES, NAMES, ATTRIBUTES),
    lambda inner: st.builds(
        lambda space, name, children: make(tag(space, name), {}, *children), SPACES, NAMES, st.lists(inner, max_size=3)
    ),
    max_leaves=6,
)


@given(TREES)
def test_no_reply_breaks_a_reader(tree: Element) -> None:
    """Whatever tree comes as services or features, it is read or refused as MALFORMED."""
    with contextlib.suppress(Ended):
        for service in read_services(tree):
            assert 0 <= service.port <= 65535
    with contextlib.suppress(Ended):
        read_features(tree)


def test_refusals_speak() -> None:
    """The sentence of a refusal carries its condition."""
    assert "forbidden" in str(XmppRefused("forbidden", "the focus answers with an error"))


CHALLENGE = '<challenge xmlns="urn:ietf:params:xml:ns:xmpp-sasl"/>'
HEADLINE = '<message xmlns="jabber:client" from="meet.jitsi" type="headline"/>'
BOUND = (
    f'<iq xmlns="jabber:client" type="result" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind">'
    f"<jid>\n {JID} </jid></bind></iq>"
)


async def test_what_a_server_may_say_during_a_login() -> None:
    """An empty challenge asks for what did not come with `auth`; what is said to everybody is passed over."""
    manners = Manners(instead={"auth": (CHALLENGE,), "response": (SUCCESS,), "bind": (HEADLINE, BOUND)})
    async with xmpp_server(manners) as url:
        answer = await xmpp.login(url, DOMAIN)

    assert (answer.jid, manners.heard[:4]) == (JID, ["open", "auth", "response", "open"])


def test_services_may_be_written_with_blanks_and_strangers() -> None:
    """XML Schema lets blanks stand around numbers and truth; unknown elements and attributes are passed over."""
    service = '<service type="turns" host=" t " port=" 0443 " transport="tcp" restricted=" true " action="add"/>'
    listed = f'<services xmlns="urn:xmpp:extdisco:2"><x xmlns="urn:x"/>{service}</services>'

    (read,) = read_services(read_xml(f'<iq xmlns="jabber:client"><query xmlns="urn:x"/>{listed}</iq>'))

    assert (read.url, read.restricted) == ("turns:t:443?transport=tcp", True)
