"""A participant is not sent to its own machine by a deployment elsewhere, and says so."""

from xml.etree.ElementTree import Element

import pytest

from fixtures.probes.net.answer import Ending
from fixtures.probes.participant.confer import ConferencePlan, confer
from fixtures.probes.participant.facts import ParticipantAnswer, ParticipantPlan
from fixtures.probes.participant.relays import RelayUse
from fixtures.probes.participant.steps import Hop, Step
from fixtures.probes.xmpp.session import XmppSession
from fixtures.probes.xmpp.xml import EXTERNAL_SERVICES, make, tag
from selftest.participant.hostile import HURRY, ScriptedFocus
from selftest.participant.offers import offer, transport
from selftest.participant.xmpp_server import Behaviour, xmpp_server
from selftest.probes.test_named import PUBLIC, Canary, canary

__all__ = ["canary"]


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The deployment is on the internet, as far as the participant can tell."""
    monkeypatch.setattr(XmppSession, "address", property(lambda _: PUBLIC))


def relay(host: str, port: int) -> Element:
    """An advertised relay."""
    facts = {"type": "turn", "host": host, "port": str(port), "transport": "udp", "username": "u", "password": "p"}
    return make(tag(EXTERNAL_SERVICES, "service"), facts)


async def visit(use: RelayUse, address: tuple[str, int], *services: Element) -> ParticipantAnswer:
    """One visit to a deployment whose bridge names this address, and whose server these services."""
    focus = ScriptedFocus(offer(transport(address)))
    async with xmpp_server(Behaviour(services, focus.intercept)) as running:
        focus.running = running
        plan = ParticipantPlan("127.0.0.1", "trap", port=running.web_port, secure=False, limits=HURRY, relay=use)
        return await confer(ConferencePlan(plan, others=0), within=20.0)


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.178.1", "169.254.169.254"])
async def test_an_offer_that_names_what_is_ours(canary: Canary, address: str) -> None:
    """Not one check is sent, and the answer says why."""
    answer = await visit(RelayUse.NEVER, (address, canary.port))

    assert (answer.step, answer.hop, answer.ending) == (Step.ICE, Hop.BRIDGE, Ending.NOT_ASKED)
    assert f"names {address}" in answer.detail
    assert not canary.was_visited


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_relay_that_is_our_own_machine(canary: Canary, host: str) -> None:
    """Where nothing but the relay may be used, nothing is."""
    answer = await visit(RelayUse.ONLY, ("192.0.2.7", 9), relay(host, canary.port))

    assert (answer.step, answer.hop, answer.ending) == (Step.ICE, Hop.TURN, Ending.NOT_ASKED)
    assert "so that nobody was asked there" in answer.detail
    assert not canary.was_visited
