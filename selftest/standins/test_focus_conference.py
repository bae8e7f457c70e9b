"""Conferences of the focus stand-in: who is invited, told, ended and moved, and what is refused."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from focus.bridges import Bridges
from focus.conference import Conference
from focus.names import COLIBRI2, FOCUS, GROUPING, ICE_UDP, JINGLE, JITMEET, RTP, SOURCES, tag
from focus.sessions import Desk
from focus.settings import Settings, Timing, read
from focus.wire import RefusedError, UnansweredError
from standin.environment import Environment

from selftest.standins.focus_wire import (
    BRIDGE,
    ROOM,
    FakeWire,
    bridge_presence,
    client_jingle,
    ice_transport,
    occupancy,
    settle,
)

OTHER_BRIDGE = "jvbbrewery@internal-muc.meet.jitsi/two"


class Stage:
    """One conference with the wire it talks over."""

    def __init__(self, settings: Settings) -> None:
        self.wire = FakeWire()
        self.bridges = Bridges(settings.timing.bridge_stale)
        self.bridges.observe(bridge_presence())
        self.ended: list[Conference] = []
        self.conference = Conference(ROOM, Desk(self.wire, self.bridges, settings), self.ended.append)

    async def open(self) -> None:
        """Let the focus in."""
        opening = asyncio.create_task(self.conference.open())
        await settle()
        self.conference.observe(occupancy("focus", affiliation="owner"))
        await opening

    async def come(self, *nicks: str) -> None:
        """Let participants in."""
        for nick in nicks:
            self.conference.observe(occupancy(nick))
        await settle()

    async def leave(self, nick: str) -> None:
        """Let one go."""
        self.conference.observe(occupancy(nick, present=False))
        await settle()

    def sid(self, nick: str) -> str:
        """The session that a participant was last offered."""
        return self.wire.jingles(nick, "session-initiate")[-1].get("sid", "")

    async def ask(self, nick: str, action: str, ssrcs: tuple[int, int] | None = None) -> None:
        """Send a participant's request; raises the refusal."""
        await self.conference.jingle(nick, client_jingle(action, self.sid(nick), ssrcs=ssrcs, owner=nick))
        await settle()

    async def start(self, *nicks: str) -> None:
        """Let participants in and accept; sources are numbered from 1001 on."""
        await self.open()
        await self.come(*nicks)
        for number, nick in enumerate(nicks):
            await self.ask(nick, "session-accept", (1001 + 2 * number, 1002 + 2 * number))


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A conference with a usable bridge and short deadlines."""
    usual = read(Environment({"JICOFO_AUTH_PASSWORD": "x"}))
    made = Stage(replace(usual, timing=Timing(initial=0.15, single_participant=0.15, answer=1.0)))
    yield made
    made.conference.drop()


def announced(jingle: Element) -> dict[str, set[int]]:
    """SSRCs by owner."""
    found: dict[str, set[int]] = {}
    for source in jingle.iter(tag(SOURCES, "source")):
        info = source.find(tag(JITMEET, "ssrc-info"))
        if info is not None:
            found.setdefault(info.get("owner", ""), set()).add(int(source.get("ssrc", "0")))
    return found


async def test_first_participant_is_made_owner_and_not_invited(stage: Stage) -> None:
    """Alone in the room there is nothing to confer about."""
    await stage.open()
    await stage.come("alice")

    grants = [payload[0].attrib for to, payload in stage.wire.asked if to == ROOM]
    assert grants == [{"affiliation": "owner", "jid": "alice@meet.jitsi"}]
    assert stage.wire.jingles("alice") == []


async def test_second_participant_brings_invitations_for_both(stage: Stage) -> None:
    """With the second one in the room, both are offered a session of their own."""
    await stage.open()
    await stage.come("alice", "bob")

    assert len(stage.wire.jingles("alice", "session-initiate")) == 1
    assert len(stage.wire.jingles("bob", "session-initiate")) == 1
    assert stage.sid("alice") != stage.sid("bob")


async def test_the_conference_is_created_at_the_bridge_once(stage: Stage) -> None:
    """Only the first allocation creates the conference, however many are asked for at once."""
    await stage.open()
    await stage.come("alice", "bob", "carol")

    assert [request.get("create") for request in stage.wire.colibri()] == ["true", None, None]
    assert len({request.get("meeting-id") for request in stage.wire.colibri()}) == 1


async def test_an_offer_has_everything_a_client_needs(stage: Stage) -> None:
    """Media, one transport in every content, the bridge's own sources, the bundle and the allocation's name."""
    await stage.start("alice", "bob")
    await stage.come("carol")

    offer = stage.wire.jingles("carol", "session-initiate")[0]
    contents = offer.findall(tag(JINGLE, "content"))
    assert [content.get("name") for content in contents] == ["audio", "video"]
    assert {content.find(tag(ICE_UDP, "transport")).get("ufrag") for content in contents} == {"bridgeufrag"}  # type: ignore[union-attr]
    assert all(content.find(f"{tag(RTP, 'description')}/{tag(RTP, 'rtcp-mux')}") is not None for content in contents)
    assert [name.get("name") for name in offer.iter(tag(GROUPING, "content"))] == ["audio", "video"]
    assert offer.find(tag(FOCUS, "bridge-session")) is not None
    assert announced(offer) == {"jvb": {1, 2}, "alice": {1001, 1002}, "bob": {1003, 1004}}


async def test_data_is_offered_to_clients_that_announce_it(stage: Stage) -> None:
    """A client with the SCTP feature gets a data content when the bridge grants a port."""
    stage.wire.features = (*stage.wire.features, "urn:xmpp:jingle:transports:dtls-sctp:1")
    await stage.open()
    await stage.come("alice", "bob")

    asked = stage.wire.colibri()[0]
    assert asked.find(f".//{tag(COLIBRI2, 'sctp')}") is not None


async def test_accepted_sources_reach_the_bridge_and_the_others(stage: Stage) -> None:
    """The bridge learns transport and sources; the one who was active before is told by source-add."""
    await stage.start("alice", "bob")

    update = stage.wire.colibri()[-1]
    assert update.find(f".//{tag(ICE_UDP, 'transport')}").get("ufrag") == "bobufrag"  # type: ignore[union-attr]
    assert {source.get("ssrc") for source in update.iter(tag(SOURCES, "source"))} == {"1003", "1004"}
    assert announced(stage.wire.jingles("alice", "source-add")[0]) == {"bob": {1003, 1004}}


async def test_a_late_accept_is_told_what_came_in_between(stage: Stage) -> None:
    """Sources that were added between offer and accept follow in a source-add."""
    await stage.open()
    await stage.come("alice", "bob")
    await stage.ask("alice", "session-accept", (1001, 1002))

    await stage.ask("bob", "session-accept", (1003, 1004))

    assert announced(stage.wire.jingles("bob", "source-add")[0]) == {"alice": {1001, 1002}}


async def test_leaving_removes_the_sources_everywhere(stage: Stage) -> None:
    """The others get a source-remove, the bridge an expiry."""
    await stage.start("alice", "bob", "carol")

    await stage.leave("alice")

    assert announced(stage.wire.jingles("bob", "source-remove")[0]) == {"alice": {1001, 1002}}
    expired = stage.wire.colibri()[-1][0]
    assert (expired.get("id"), expired.get("expire")) == ("alice", "true")


async def test_sources_come_and_go_within_a_session(stage: Stage) -> None:
    """A client's own source-remove and source-add are passed on."""
    await stage.start("alice", "bob")

    await stage.ask("alice", "source-remove", (1001, 1002))
    await stage.ask("alice", "source-add", (1001, 1002))

    told = [jingle.get("action") for jingle in stage.wire.jingles("bob")]
    assert told[-2:] == ["source-remove", "source-add"]


async def test_a_lone_participant_loses_its_session_in_time(stage: Stage) -> None:
    """After the others left, the last one is terminated as expired, and invited anew with a new session later."""
    await stage.start("alice", "bob")
    before = stage.sid("alice")
    await stage.leave("bob")
    await asyncio.sleep(0.3)

    terminate = stage.wire.jingles("alice", "session-terminate")[0]
    assert terminate.find(f"{tag(JINGLE, 'reason')}/{tag(JINGLE, 'expired')}") is not None
    await stage.come("carol")
    assert stage.sid("alice") != before


async def test_somebody_new_in_time_keeps_the_session(stage: Stage) -> None:
    """The clock of the lone participant stops when somebody joins."""
    await stage.start("alice", "bob")
    await stage.leave("bob")
    await stage.come("carol")
    await asyncio.sleep(0.3)

    assert stage.wire.jingles("alice", "session-terminate") == []


async def test_a_room_that_nobody_joins_is_left(stage: Stage) -> None:
    """The focus does not wait for ever."""
    await stage.open()
    await asyncio.sleep(0.3)

    assert stage.ended == [stage.conference]
    assert stage.wire.presence[-1] == (f"{ROOM}/focus", (), True)


async def test_the_last_one_to_leave_ends_the_conference(stage: Stage) -> None:
    """The room is left and the bridge's conference is freed."""
    await stage.start("alice", "bob")
    await stage.leave("alice")
    await stage.leave("bob")

    assert stage.ended == [stage.conference]
    assert stage.wire.colibri()[-1].get("expire") == "true"


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
    assert stage.wire.colibri()[-1][0].get("expire") == "true"
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
    assert any(request[0].get("expire") == "true" for request in stage.wire.colibri())


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
    assert stage.wire.presence[-1][1][0].tag == tag(FOCUS, "bridgeNotAvailable")

    stage.bridges.observe(bridge_presence())
    stage.conference.sessions.bridges_changed()
    await settle()

    assert stage.wire.presence[-1] == (f"{ROOM}/focus", (), False)
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
