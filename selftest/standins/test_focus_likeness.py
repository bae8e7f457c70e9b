"""The focus stand-in beside the captured jicofo: the same meeting, and what it said field by field."""

import asyncio
from collections.abc import AsyncIterator
from xml.etree.ElementTree import Element

import aiohttp
import pytest
from aiohttp import web
from focus.counters import Counters
from focus.health import Health, HealthCheck
from focus.http import application
from focus.names import CLIENT, DISCO_INFO, FOCUS, tag
from focus.service import FocusService
from focus.settings import read
from focus.wire import read_occupancy
from standin.environment import Environment

from selftest.standins import likeness
from selftest.standins.focus_meeting import (
    ANNA,
    BORIS,
    BRIDGE,
    CLARA,
    DORA,
    MEETING,
    ROOM,
    CapturedBridge,
    Meeting,
    accepted_by_boris,
    create,
    expiry,
    gone,
    jingles,
    presence_of,
    renamed,
    update,
)
from selftest.standins.focus_wire import bridge_presence, settle
from selftest.standins.likeness import compared, fields, unlisted


@pytest.fixture
async def meeting() -> AsyncIterator[Meeting]:
    """The captured meeting with the focus in its room."""
    played = Meeting()
    await played.open()
    yield played
    played.conference.drop()


def test_what_is_played_was_captured() -> None:
    """The three sessions hold what the tests below take from them."""
    assert presence_of(BORIS).get("from") == f"{ROOM}/{BORIS}"
    assert [len(list(jingles("client", session, "session-accept"))) for session in (1, 2)] == [1, 1]


async def test_presence(meeting: Meeting) -> None:
    """The focus says of itself in the room what jicofo says, before and after it has a bridge."""
    from_room = ["{http://jabber.org/protocol/muc#user}x", "{urn:xmpp:occupant-id:0}occupant-id"]
    theirs = [
        [line for child in stanza if child.tag not in from_room for line in fields(child)]
        for stanza in likeness.stanzas(MEETING, "server", 1)
        if stanza.tag == tag(CLIENT, "presence") and stanza.get("from") == f"{ROOM}/focus"
    ]
    await meeting.come(ANNA, BORIS)

    ours = [
        [line for child in elements if not child.tag.endswith("muc}x") for line in fields(child)]
        for _, elements, _ in meeting.wire.presence[:2]
    ]

    assert len(ours) == len(theirs) == 2
    assert (
        unlisted("focus", [line for pair in zip(theirs, ours, strict=True) for line in compared("presence", *pair)])
        == []
    )


async def test_a_client_is_asked_for_its_features(meeting: Meeting) -> None:
    """disco#info is asked at once, by the node that the client's presence names."""
    await meeting.come(ANNA)
    theirs = next(
        stanza[0]
        for stanza in likeness.stanzas(MEETING, "server", 1)
        if len(stanza) and stanza[0].tag == tag(DISCO_INFO, "query")
    )

    asked = [payload for to, payload in meeting.wire.asked if to == f"{ROOM}/{ANNA}"]

    assert list(fields(asked[0])) == list(fields(theirs))


@pytest.mark.parametrize(("nick", "session"), [(ANNA, 1), (CLARA, 2)], ids=["the first", "a later one"])
async def test_offers(meeting: Meeting, nick: str, session: int) -> None:
    """Payload types, extensions, transport, sources and attributes are those of the captured offers."""
    await meeting.come(ANNA, BORIS)
    if nick == CLARA:
        await meeting.accept(ANNA, 1)
        await meeting.say(BORIS, accepted_by_boris())
        await meeting.come(CLARA)

    ours = meeting.told(nick, "session-initiate")[0]
    theirs = next(jingles("server", session, "session-initiate"))

    assert unlisted("focus", compared("offer", fields(theirs), fields(ours))) == []


async def test_what_the_bridge_is_asked(meeting: Meeting) -> None:
    """Allocation, the client's transport and sources, and the end are asked for as jicofo asks."""
    await meeting.come(BORIS, ANNA)
    await meeting.accept(ANNA, 1)
    meeting.conference.observe(read_occupancy(gone(BORIS)))
    await settle()
    theirs = [iq[0] for iq in likeness.stanzas("standins/colibri.jsonl", "client", 2)]
    ours = [payload for to, payload in meeting.wire.asked if to == BRIDGE]

    found = [
        line
        for what, mine in (
            (create(theirs, BORIS), create(ours, BORIS)),
            (create(theirs, ANNA), create(ours, ANNA)),
            (update(theirs, ANNA), update(ours, ANNA)),
            (renamed(expiry(theirs), DORA, BORIS), expiry(ours)),
        )
        for line in compared("request", fields(what), fields(mine))
    ]

    assert unlisted("focus", found) == []


async def test_sources_are_told(meeting: Meeting) -> None:
    """source-add and source-remove are those that the captured participants got, and leaving brings none."""
    await meeting.come(ANNA, BORIS)
    await meeting.accept(ANNA, 1)
    await meeting.come(CLARA)
    await meeting.accept(CLARA, 2)
    for action in ("source-remove", "source-add"):
        await meeting.say(CLARA, next(jingles("client", 2, action)))
    told = len(meeting.told(ANNA))
    meeting.conference.observe(read_occupancy(gone(CLARA)))
    await settle()

    # The one of before Clara's is Boris', who was not captured; that of after it Dora's.
    theirs = list(jingles("server", 1, "source-add"))
    added = meeting.told(ANNA, "source-add")
    removed = meeting.told(ANNA, "source-remove")
    found = compared("source-add", fields(theirs[1]), fields(added[0]))
    found += compared("source-add", fields(theirs[3]), fields(added[1]))
    found += compared("source-remove", fields(next(jingles("server", 1, "source-remove"))), fields(removed[0]))

    assert unlisted("focus", found) == []
    assert len(meeting.told(ANNA)) == told


async def test_a_conference_is_granted() -> None:
    """The captured request gets the captured answer."""
    wire = CapturedBridge()
    service = FocusService(wire, read(Environment({"JICOFO_AUTH_PASSWORD": "x"})))  # type: ignore[arg-type]
    request = next(
        stanza for stanza in likeness.stanzas(MEETING, "client", 1) if stanza[0].tag == tag(FOCUS, "conference")
    )
    theirs = next(stanza for stanza in likeness.stanzas(MEETING, "server", 1) if stanza.get("id") == request.get("id"))
    handler = wire.handlers[tag(FOCUS, "conference")]

    async def let_in() -> None:
        await settle()
        service.conferences[ROOM].observe(read_occupancy(presence_of("focus")))

    ours, _ = await asyncio.gather(handler("focus.meet.jitsi/a@meet.jitsi/b", request[0]), let_in())
    service.conferences[ROOM].drop()

    assert ours is not None
    assert list(fields(ours)) == list(fields(theirs[0]))


async def test_who_asks_while_the_focus_is_on_its_way() -> None:
    """The first who asks waits until the focus is there; the second is told at once that it is not, as was captured."""
    wire = CapturedBridge()
    service = FocusService(wire, read(Environment({"JICOFO_AUTH_PASSWORD": "x"})))  # type: ignore[arg-type]
    request, handler = Element(tag(FOCUS, "conference"), {"room": ROOM}), wire.handlers[tag(FOCUS, "conference")]

    first = asyncio.ensure_future(handler("focus.meet.jitsi/a@meet.jitsi/b", request))
    await settle()
    second = await handler("focus.meet.jitsi/c@meet.jitsi/d", request)
    service.conferences[ROOM].observe(read_occupancy(presence_of("focus")))
    answers = [await first, second, await handler("focus.meet.jitsi/c@meet.jitsi/d", request)]
    service.conferences[ROOM].drop()

    assert [answer.get("ready") for answer in answers if answer is not None] == ["true", "false", "true"]


async def test_the_log_of_a_meeting(meeting: Meeting, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line of a meeting is one that the captured jicofo logged, word for word."""
    await meeting.come(ANNA, BORIS)
    await meeting.accept(ANNA, 1)
    await meeting.come(CLARA)
    await meeting.accept(CLARA, 2)
    for nick in (CLARA, BORIS, ANNA):
        meeting.conference.observe(read_occupancy(gone(nick)))
        await settle()

    printed = capsys.readouterr().out
    assert "Sending session-initiate to: " in printed
    assert unlisted("focus", likeness.foreign_lines(printed)) == []


PAGES = {
    "/about/health": "jicofo-about-health.http",
    "/about/version": "jicofo-about-version.http",
    "/stats": "jicofo-stats.http",
    "/debug": "jicofo-debug.http",
    "/rtcstats": "jicofo-rtcstats.http",
}


@pytest.mark.parametrize(("path", "name"), PAGES.items())
async def test_http(meeting: Meeting, path: str, name: str) -> None:
    """The HTTP interface answers with the captured status, headers and shape."""
    service = FocusService(meeting.wire, read(Environment({"JICOFO_AUTH_PASSWORD": "x"})))  # type: ignore[arg-type]
    service.desk.bridges.observe(bridge_presence(version="2.3.STANDIN"))
    if path == "/debug":
        service.conferences[ROOM] = meeting.conference
    service.desk.counters.sent.update(("session-initiate", "source-add", "source-remove"))
    service.desk.counters.received.update(("session-accept", "source-add", "source-remove"))

    async def well() -> Health:
        return Health()

    runner = web.AppRunner(application(service, HealthCheck(well, 10.0, Counters())))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
    async with aiohttp.ClientSession() as client, client.get(address) as answer:
        ours = likeness.http_answer(str(answer.status), answer.headers.items(), await answer.text())
    await runner.cleanup()

    assert unlisted("focus", compared(path, likeness.captured_answer(name).fields(), ours.fields())) == []
