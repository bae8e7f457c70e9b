"""Hostile and broken servers: every attempt ends in time, as an answer that names the step and the hop."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from focus import jingle

from fixtures.probes.net.answer import Ending
from fixtures.probes.participant.confer import ConferencePlan, confer
from fixtures.probes.participant.facts import ChannelWish, ParticipantAnswer, ParticipantPlan
from fixtures.probes.participant.participant import participate
from fixtures.probes.participant.relays import RelayUse
from fixtures.probes.participant.steps import Hop, Step
from selftest.participant.hostile import HURRY, HalfBridge, ScriptedFocus, hostile_deployment
from selftest.participant.offers import SPOILT, offer
from selftest.participant.stack import stack
from selftest.participant.xmpp_server import Behaviour, xmpp_server
from selftest.probes.hostile import stream_server
from selftest.probes.servers import unused_port
from selftest.probes.xmpp_double import Manners
from selftest.probes.xmpp_double import xmpp_server as manners_server

LONGEST = 12.0
"""Seconds after which an attempt in a hurry has certainly failed to end."""
BOMB = (
    '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    '<stream:features xmlns:stream="http://etherx.jabber.org/streams">&c;</stream:features>'
)


BOUND_TO_NOTHING = (
    '<iq xmlns="jabber:client" type="result" id="bind"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>'
)


async def visit(plan: ParticipantPlan) -> ParticipantAnswer:
    """One visit, which has to end in time."""
    began = time.monotonic()
    answer = await confer(ConferencePlan(plan, others=0), within=20.0)
    assert time.monotonic() - began < LONGEST
    assert answer.detail
    return answer


def where(answer: ParticipantAnswer) -> tuple[Step, Hop, Ending]:
    """Where and how a visit ended."""
    return answer.step, answer.hop, answer.ending


async def test_a_closed_port_is_refused_at_the_edge() -> None:
    """Nobody listens."""
    plan = ParticipantPlan("127.0.0.1", "trap", port=unused_port(), secure=False, limits=HURRY)

    assert where(await visit(plan)) == (Step.LOGIN, Hop.EDGE, Ending.REFUSED)


SPEECHES = {
    "silence": (b"", Ending.SILENT),
    "garbage": (b"\x00\xff" * 100, Ending.MALFORMED),
    "a bad gateway": (b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", Ending.ANSWERED),
    "a page": (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<p/>", Ending.ANSWERED),
    "half an answer": (b"HTTP/1.1 101 Swi", Ending.MALFORMED),
}


@pytest.mark.parametrize(("speech", "ending"), SPEECHES.values(), ids=SPEECHES)
async def test_a_web_server_that_is_no_gateway_to_xmpp(speech: bytes, ending: Ending) -> None:
    """The edge is named, with how it ended the upgrade."""
    async with stream_server(speech) as port:
        plan = ParticipantPlan("127.0.0.1", "trap", port=port, secure=False, limits=HURRY)

        assert where(await visit(plan)) == (Step.LOGIN, Hop.EDGE, ending)


MISBEHAVIOUR = {
    "an XML bomb": ({"open": (BOMB,)}, Ending.MALFORMED),
    "broken XML": ({"open": ("<open", "<<")}, Ending.MALFORMED),
    "silence after the login": ({"bind": ()}, Ending.SILENT),
    "a JID that is none": ({"bind": (BOUND_TO_NOTHING,)}, Ending.MALFORMED),
}


@pytest.mark.parametrize(("instead", "ending"), MISBEHAVIOUR.values(), ids=MISBEHAVIOUR)
async def test_a_server_that_misbehaves_during_the_login(instead: dict[str, tuple[str, ...]], ending: Ending) -> None:
    """Bombs, broken XML and silence end at the login."""
    async with manners_server(Manners(instead=instead)) as url:
        port = int(url.split(":")[2].partition("/")[0])
        plan = ParticipantPlan("127.0.0.1", "trap", port=port, secure=False, limits=HURRY)

        answer = await visit(plan)

    assert (answer.step, answer.ending) == (Step.LOGIN, ending)


async def test_without_a_focus_the_conference_request_is_refused() -> None:
    """The server itself says that nobody is there."""
    async with xmpp_server() as running:
        plan = ParticipantPlan("127.0.0.1", "trap", port=running.web_port, secure=False, limits=HURRY)

        answer = await visit(plan)

    assert where(answer) == (Step.CONFERENCE_REQUEST, Hop.FOCUS, Ending.ANSWERED)
    assert "service-unavailable" in answer.detail


async def test_a_focus_that_is_never_ready() -> None:
    """The request is repeated for as long as patience lasts."""
    async with hostile_deployment(ScriptedFocus(ready="false")) as plan:
        assert where(await visit(plan)) == (Step.CONFERENCE_REQUEST, Hop.FOCUS, Ending.ANSWERED)


@pytest.mark.parametrize("namespace", ["http://jitsi.org/protocol/focus", "http://jabber.org/protocol/muc"])
async def test_a_server_that_swallows_a_step(namespace: str) -> None:
    """Silence to the conference request or to the join ends at that step."""

    def swallow(stanza: Element) -> tuple[Element, ...] | None:
        if len(stanza) and stanza[0].tag.startswith(f"{{{namespace}}}"):
            return ()
        return focus.intercept(stanza)

    focus = ScriptedFocus()
    async with xmpp_server(Behaviour(intercept=swallow)) as running:
        plan = ParticipantPlan("127.0.0.1", "trap", port=running.web_port, secure=False, limits=HURRY)
        answer = await visit(plan)

    expected = (Step.CONFERENCE_REQUEST, Hop.FOCUS) if "focus" in namespace else (Step.MUC, Hop.PROSODY)
    assert where(answer) == (*expected, Ending.SILENT)


async def test_a_focus_that_does_not_invite() -> None:
    """Nobody else in the room, and no invitation."""
    async with hostile_deployment(ScriptedFocus()) as plan:
        assert where(await visit(plan)) == (Step.INVITE, Hop.OTHERS, Ending.SILENT)


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
async def test_a_spoilt_offer_ends_the_invitation(spoil: Callable[[Element], None]) -> None:
    """The offer is refused, and the answer says what is wrong with it."""
    spoilt = offer()
    spoil(spoilt)
    focus = ScriptedFocus(spoilt)
    async with hostile_deployment(focus) as plan:
        answer = await visit(plan)

        assert where(answer) == (Step.INVITE, Hop.FOCUS, Ending.MALFORMED)


@pytest.mark.parametrize(("accept", "ending"), [("bad-request", Ending.ANSWERED), ("silence", Ending.SILENT)])
async def test_an_accept_that_is_not_taken(accept: str, ending: Ending) -> None:
    """A refusal and silence are told apart."""
    focus = ScriptedFocus(offer(), accept=accept)
    async with hostile_deployment(focus) as plan:
        answer = await visit(plan)

    assert where(answer) == (Step.INVITE, Hop.FOCUS, ending)


async def test_a_bridge_that_is_not_there() -> None:
    """No ICE check is answered; the addresses that were tried are named."""
    async with hostile_deployment(ScriptedFocus(offer())) as plan:
        answer = await visit(plan)

    assert where(answer) == (Step.ICE, Hop.BRIDGE, Ending.SILENT)
    assert "127.0.0.1:9" in answer.detail


async def test_relay_only_without_a_relay() -> None:
    """Nothing is advertised, so there is nothing to try."""
    async with hostile_deployment(ScriptedFocus(offer())) as plan:
        answer = await visit(replace(plan, relay=RelayUse.ONLY))

    assert where(answer) == (Step.ICE, Hop.TURN, Ending.SILENT)
    assert "no relay is advertised" in answer.detail


NONSENSE = {"silence": b"", "garbage": b"\x16\xfe\xfd" + bytes(40), "RTP before DTLS": b"\x80\x6f" + bytes(40)}


@pytest.mark.parametrize("says", NONSENSE.values(), ids=NONSENSE)
async def test_a_bridge_that_knows_no_dtls(says: bytes) -> None:
    """ICE is done, and then nothing that makes sense comes."""
    bridge = HalfBridge(says)
    focus = ScriptedFocus(offer(await bridge.offered()))

    async def play() -> None:
        with suppress(ConnectionError):
            await bridge.meet(await focus.accepted.get())

    playing = asyncio.create_task(play())
    async with hostile_deployment(focus) as plan:
        answer = await visit(plan)
    playing.cancel()
    await asyncio.gather(playing, return_exceptions=True)
    await bridge.close()

    assert (answer.step, answer.hop) == (Step.DTLS, Hop.BRIDGE)
    assert answer.timings.ice > 0
    assert answer.path == replace(answer.path, remote_kind="host") or answer.path.remote_address == ""


async def test_a_wanted_channel_that_is_not_offered() -> None:
    """The media session is up, the channel is what is missing."""
    behaviour = Behaviour()
    async with stack(behaviour) as deployment:
        object.__setattr__(deployment.bridge.settings, "web_socket_domain", "")
        plan = replace(deployment.plan(channel=ChannelWish.ONLY_WEBSOCKET), limits=HURRY)
        async with participate(plan) as alice, participate(deployment.plan()) as bob:
            await alice.join()
            await bob.join()
            answer = await alice.wait_for_session(5.0)

    assert (answer.step, answer.hop) == (Step.CHANNEL, Hop.BRIDGE)


async def test_a_flood_of_invitations_ends_with_the_last() -> None:
    """Every new offer replaces the one before; nothing is left behind."""
    focus = ScriptedFocus(*(offer(sid=f"s{number}") for number in range(20)))
    async with hostile_deployment(focus) as plan:
        answer = await visit(plan)

    assert (answer.step, answer.invitations) == (Step.ICE, 20)


async def test_an_offer_that_is_terminated_at_once() -> None:
    """The session is gone before it began; the reason is kept."""
    focus = ScriptedFocus(offer(), jingle.terminate("s1", "gone", "No more."))
    async with hostile_deployment(focus) as plan:
        answer = await visit(plan)

    assert (answer.step, answer.terminated) == (Step.INVITE, "gone")


async def test_requests_out_of_nowhere_are_refused() -> None:
    """Source changes of unknown sessions, unknown actions, strangers: each gets an error, none does harm."""
    requests = [jingle.terminate("unknown", "gone", ""), jingle.change_sources("source-add", "unknown", {})]
    dance = offer()
    dance.set("action", "transport-replace")
    focus = ScriptedFocus(*requests, dance)
    async with hostile_deployment(focus) as plan:
        await visit(plan)
        answers = [await asyncio.wait_for(focus.answers.get(), 2.0) for _ in range(3)]

    assert [answer.get("type") for answer in answers] == ["error"] * 3
