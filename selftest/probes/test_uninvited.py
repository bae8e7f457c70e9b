"""What strangers ask for beside the guest's login, against a small server that gives it, and against one that does not.

The refusals are those of Prosody 13.0.1, captured on 2026-12-01.
"""

import pytest

from fixtures.expected import GUEST_KEPT_OUT, REGISTRATION_REFUSED
from fixtures.probes import xmpp
from fixtures.probes.net.answer import Ending
from selftest.probes.xmpp_double import CLOSE, Manners, xmpp_server

DOMAIN = "meet.jitsi"
ROOM = "jvbbrewery@internal-muc.meet.jitsi"
FORM = (
    '<iq xmlns="jabber:client" type="result" id="register"><query xmlns="jabber:iq:register">'
    "<username/><password/></query></iq>"
)
ERROR = (
    '<{0} xmlns="jabber:client" type="error" {1}><error type="cancel">'
    '<{2} xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></{0}>'
)
NO_FORM = ERROR.format("iq", 'id="register"', "service-unavailable")
MEMBERS_ONLY = ERROR.format("presence", f'from="{ROOM}/conformance"', "registration-required")
NO_SUCH_ROOM = ERROR.format("presence", f'from="{ROOM}"', "not-allowed")
INSIDE = f'<presence xmlns="jabber:client" from="{ROOM}/conformance"/>'
SOMEBODY = f'<presence xmlns="jabber:client" from="{ROOM}/jvb"/>'


async def registered(*frames: str) -> xmpp.RegistrationAnswer:
    """Ask a server for the form that answers with these frames."""
    async with xmpp_server(Manners(instead={"query": frames})) as url:
        return await xmpp.registration_form(url, DOMAIN, within=0.5)


async def entered(*frames: str) -> xmpp.EntryAnswer:
    """Enter a room that answers with these frames."""
    async with xmpp_server(Manners(instead={"presence": frames})) as url:
        return await xmpp.enter_room(url, DOMAIN, ROOM, within=2.0)


async def test_a_form_is_no_refusal() -> None:
    """Whoever gets the form can register."""
    answer = await registered(FORM)

    assert answer.offered
    assert answer != REGISTRATION_REFUSED


async def test_no_form() -> None:
    """Prosody's own words are a refusal."""
    answer = await registered(NO_FORM)

    assert (answer.ending, answer.condition) == (Ending.ANSWERED, "service-unavailable")
    assert answer == REGISTRATION_REFUSED


@pytest.mark.parametrize("frames", [(), (CLOSE,)], ids=["silence", "close"])
async def test_nothing_said_is_no_refusal(frames: tuple[str, ...]) -> None:
    """A dead server refuses nobody."""
    assert await registered(*frames) != REGISTRATION_REFUSED


@pytest.mark.parametrize("frames", [(INSIDE,), (SOMEBODY, INSIDE)], ids=["alone", "beside another"])
async def test_a_guest_inside(frames: tuple[str, ...]) -> None:
    """Our own presence says that we are in, whoever else is."""
    answer = await entered(*frames)

    assert answer.inside
    assert answer != GUEST_KEPT_OUT


@pytest.mark.parametrize("frames", [(MEMBERS_ONLY,), (NO_SUCH_ROOM,), ()], ids=["members only", "no room", "dropped"])
async def test_a_guest_kept_out(frames: tuple[str, ...]) -> None:
    """In words, or by a server that drops the presence and answers what comes after it."""
    assert await entered(*frames) == GUEST_KEPT_OUT


async def test_a_server_that_leaves_is_no_refusal() -> None:
    """Who is gone before the ping has refused nobody."""
    assert await entered(CLOSE) != GUEST_KEPT_OUT
