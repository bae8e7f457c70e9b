"""Conferences of the focus stand-in in trouble: refusals, failed ICE, lost bridges, owners who leave."""

from xml.etree.ElementTree import Element

import pytest
from focus.names import FOCUS, ICE_UDP, JINGLE, tag
from focus.wire import RefusedError, UnansweredError

from selftest.standins.focus_stage import OTHER_BRIDGE, Stage, announced
from selftest.standins.focus_wire import (
    BRIDGE,
    ROOM,
    bridge_presence,
    client_jingle,
    ice_transport,
    settle,
)

REFUSALS = {
    "an accept without a transport": ("session-accept", "bad-request"),
    "an unknown action": ("session-dance", "feature-not-implemented"),
    "sources before the accept": ("source-add", "bad-request"),
    "transport-info without a transport": ("transport-info", "bad-request"),
}


@pytest.mark.parametrize(("action", "condition"), REFUSALS.values(), ids=REFUSALS)
async def test_requests_that_make_no_sense_are_refused(stage: Stage, action: str, condition: str) -> None:
    """Each gets the condition that jicofo has for it."""
    await stage.open()
    await stage.come("alice", "bob")

    with pytest.raises(RefusedError) as refusal:
        await stage.ask("alice", action)
    assert refusal.value.condition == condition


async def test_requests_of_other_sessions_are_told_apart(stage: Stage) -> None:
    """An unknown session is a bad request, an ended one is gone."""
    await stage.start("alice", "bob")
    await stage.ask("alice", "session-terminate")

    with pytest.raises(RefusedError, match="gone"):
        await stage.ask("alice", "source-remove", (1001, 1002))
    with pytest.raises(RefusedError, match="bad-request"):
        await stage.conference.jingle("alice", client_jingle("session-info", "nonsense"))


async def test_sources_that_break_a_rule_end_the_session(stage: Stage) -> None:
    """An accept with somebody else's SSRC is a bad request, and its endpoint is freed."""
    await stage.open()
    await stage.come("alice", "bob")
    await stage.ask("alice", "session-accept", (1001, 1002))

    with pytest.raises(RefusedError, match="already used"):
        await stage.ask("bob", "session-accept", (1001, 1004))
    await settle()
    assert stage.wire.endpoints()[-1].get("expire") == "true"
    assert stage.conference.participants["bob"].session is None


async def test_a_failed_ice_is_answered_with_a_new_invitation(stage: Stage) -> None:
    """The old session is terminated, a new one with a new name follows; a second report at once is too many."""
    await stage.start("alice", "bob")
    before = stage.sid("alice")

    failed = ice_failed(stage, "alice")
    await stage.conference.jingle("alice", failed)
    await settle()

    assert stage.sid("alice") != before
    assert announced(stage.wire.jingles("bob", "source-remove")[0]) == {"alice": {1001, 1002}}
    with pytest.raises(RefusedError, match="resource-constraint"):
        await stage.conference.jingle("alice", ice_failed(stage, "alice"))


def ice_failed(stage: Stage, nick: str) -> Element:
    """A client's report that ICE failed."""
    jingle = client_jingle("session-info", stage.sid(nick))
    state = Element(tag(FOCUS, "ice-state"))
    state.text = "failed"
    offered = stage.wire.jingles(nick, "session-initiate")[-1].find(tag(FOCUS, "bridge-session"))
    assert offered is not None
    jingle.extend([state, offered])
    return jingle


async def test_another_allocations_name_is_not_found(stage: Stage) -> None:
    """A report about a bridge session that is not the client's is refused."""
    await stage.start("alice", "bob")
    report = ice_failed(stage, "alice")
    report[1].set("id", "other")

    with pytest.raises(RefusedError, match="item-not-found"):
        await stage.conference.jingle("alice", report)


async def test_an_ice_restart_within_the_session_is_refused(stage: Stage) -> None:
    """The double says that it cannot, instead of leaving the client waiting for new credentials."""
    await stage.start("alice", "bob")
    info = client_jingle("session-info", stage.sid("alice"))
    info.append(Element(tag(FOCUS, "bridge-session"), {"ice-restart": "true"}))

    with pytest.raises(RefusedError, match="feature-not-implemented"):
        await stage.conference.jingle("alice", info)


async def test_transport_info_is_passed_on(stage: Stage) -> None:
    """A client's late candidates reach the bridge."""
    await stage.start("alice", "bob")
    info = client_jingle("transport-info", stage.sid("alice"))
    content = Element(tag(JINGLE, "content"), {"name": "audio"})
    content.append(ice_transport("late"))
    info.append(content)

    await stage.conference.jingle("alice", info)

    assert stage.wire.colibri()[-1].find(f".//{tag(ICE_UDP, 'transport')}").get("ufrag") == "lateufrag"  # type: ignore[union-attr]


async def test_a_refused_invitation_is_not_repeated(stage: Stage) -> None:
    """The endpoint of a client that answers with an error is freed for good."""
    stage.wire.refusals[f"{ROOM}/bob"] = RefusedError("feature-not-implemented")
    await stage.open()
    await stage.come("alice", "bob")
    await stage.come("carol")

    assert len(stage.wire.jingles("bob", "session-initiate")) == 1
    assert any(endpoint.get("expire") == "true" for endpoint in stage.wire.endpoints())


async def test_silence_to_an_invitation_is_consent(stage: Stage) -> None:
    """An unacknowledged offer may still be accepted."""
    stage.wire.refusals[f"{ROOM}/bob"] = UnansweredError("nothing")
    await stage.open()
    await stage.come("alice", "bob")
    stage.wire.refusals.clear()

    await stage.ask("bob", "session-accept", (1003, 1004))

    assert stage.conference.participants["bob"].active


async def test_without_a_bridge_the_focus_says_so_and_invites_later(stage: Stage) -> None:
    """bridgeNotAvailable appears in its presence and goes when a bridge comes."""
    stage.bridges.forget()
    await stage.open()
    await stage.come("alice", "bob")
    missing = tag(FOCUS, "bridgeNotAvailable")
    assert missing in [element.tag for element in stage.wire.presence[-1][1]]

    stage.bridges.observe(bridge_presence())
    stage.conference.sessions.bridges_changed()
    await settle()

    assert missing not in [element.tag for element in stage.wire.presence[-1][1]]
    assert len(stage.wire.jingles("bob", "session-initiate")) == 1


async def test_a_lost_bridge_moves_the_conference(stage: Stage) -> None:
    """Everybody is terminated and invited to the bridge that is left."""
    await stage.start("alice", "bob")
    stage.bridges.observe(bridge_presence(OTHER_BRIDGE))
    stage.bridges.observe(bridge_presence(healthy="false"))

    stage.conference.sessions.bridges_changed()
    await settle()

    assert len(stage.wire.jingles("alice", "session-terminate")) == 1
    assert len(stage.wire.jingles("alice", "session-initiate")) == 2
    assert len(stage.wire.colibri(OTHER_BRIDGE)) == 2


async def test_a_bridge_that_refuses_is_shunned(stage: Stage) -> None:
    """An allocation that fails is tried on another bridge, without end or repetition."""
    stage.wire.refusals[BRIDGE] = RefusedError("service-unavailable")
    stage.bridges.observe(bridge_presence(OTHER_BRIDGE, stress_level="0.9"))
    await stage.open()
    await stage.come("alice", "bob")

    assert len(stage.wire.jingles("alice", "session-initiate")) == 1
    assert len(stage.wire.jingles("bob", "session-initiate")) == 1
    assert len(stage.wire.colibri(BRIDGE)) <= 2


async def test_a_new_owner_is_found_when_the_owner_leaves(stage: Stage) -> None:
    """There is always a moderator."""
    await stage.open()
    await stage.come("alice", "bob")
    await stage.leave("alice")

    grants = [payload[0].get("jid") for to, payload in stage.wire.asked if to == ROOM]
    assert grants == ["alice@meet.jitsi", "bob@meet.jitsi"]
