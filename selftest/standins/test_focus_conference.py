"""Conferences of the focus stand-in: who is invited, told of sources, and ended."""

import asyncio

from focus.names import COLIBRI2, FOCUS, GROUPING, ICE_UDP, JINGLE, RTP, SOURCES, tag

from selftest.standins.focus_stage import Stage, announced
from selftest.standins.focus_wire import (
    ROOM,
)


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


async def test_leaving_is_told_by_the_room_alone(stage: Stage) -> None:
    """The bridge gets an expiry; the others get no source-remove, for they see who leaves the room."""
    await stage.start("alice", "bob", "carol")

    await stage.leave("alice")

    assert stage.wire.jingles("bob", "source-remove") == []
    expired = stage.wire.endpoints()[-1]
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
