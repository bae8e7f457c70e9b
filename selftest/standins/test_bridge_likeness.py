"""The bridge stand-in beside the captured bridge: the same requests, and the answers field by field."""

import json
import time
from collections.abc import AsyncIterator
from xml.etree.ElementTree import Element

import aiohttp
import pytest
from bridge.bridge import Bridge
from bridge.colibri import MediaSource, Source
from bridge.health import HealthChecker
from bridge.service import Service, serving
from bridge.settings import Mapping
from bridge.xmpp import XmppSide
from slixmpp import Iq

from selftest.standins import likeness
from selftest.standins.bridge_client import Participant, settings
from selftest.standins.likeness import compared, fields, unlisted
from selftest.standins.test_bridge_channel import Client, allocate

MEETING_ID = "3c93b5e1-0000-4000-8000-000000000000"
LAB = {"local_address": "172.30.0.100", "mappings": (Mapping("198.51.100.1", 10000),), "media_port": 10000}


class Replay:
    """The bridge's XMPP side, asked what the captured one was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bridge = Bridge(settings(**LAB))
        health = HealthChecker(lambda: "", 60.0, time.monotonic(), self.bridge.lines)
        self._side = XmppSide(self.bridge, health)
        self._sent: list[Element] = []
        monkeypatch.setattr(self._side.client, "send", lambda stanza, *_: self._sent.append(stanza.xml))

    def ask(self, request: Element) -> Element:
        """The answer to a captured request."""
        self._side.client.recv_stanza(Iq(self._side.client, xml=request))  # type: ignore[no-untyped-call]
        return self._sent[-1]


@pytest.mark.parametrize("conference", [1, 2], ids=["one that ends", "a meeting of four"])
async def test_allocations(monkeypatch: pytest.MonkeyPatch, conference: int) -> None:
    """Every captured colibri2 request is answered as it was."""
    replay = Replay(monkeypatch)
    requests = likeness.stanzas("standins/colibri.jsonl", "client", conference)
    answers = {answer.get("id"): answer for answer in likeness.stanzas("standins/colibri.jsonl", "server", conference)}

    found: list[str] = []
    for request in requests:
        ours = replay.ask(request)
        theirs = answers.get(request.get("id"))
        if theirs is not None:
            found += compared("colibri2", fields(theirs), fields(ours))

    assert answers
    assert unlisted("bridge", found) == []


async def test_the_log_of_allocations(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line that the same requests bring about is one that the captured bridge logged, word for word."""
    replay = Replay(monkeypatch)
    for conference in (1, 2):
        for request in likeness.stanzas("standins/colibri.jsonl", "client", conference):
            replay.ask(request)
    replay.bridge.close()

    assert unlisted("bridge", likeness.foreign_lines(capsys.readouterr().out)) == []


async def test_the_log_of_a_meeting(capsys: pytest.CaptureFixture[str]) -> None:
    """The same holds of ICE, DTLS and what the channel logs, in a meeting of two."""
    async with serving(settings()) as service:
        ann, bob = [
            Participant(service.bridge, "3c93b5e1-0000-4000-8000-000000000000", name)
            for name in ("45fe2af0", "8d664a31")
        ]
        for participant in (ann, bob):
            await participant.join()
            await participant.opened()
        for participant in (ann, bob):
            await participant.leave()

    printed = capsys.readouterr().out
    assert "Selected pair for stream stream.RTP: " in printed
    assert "DTLS handshake complete" in printed
    assert unlisted("bridge", likeness.foreign_lines(printed)) == []


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A bridge on free ports."""
    async with serving(settings()) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client."""
    async with aiohttp.ClientSession() as session:
        yield session


PAGES = {
    "/about/health": "jvb-about-health.http",
    "/about/version": "jvb-about-version.http",
    "/colibri/stats": "jvb-colibri-stats.http",
    "/colibri/debug": "jvb-colibri-debug.http",
}


@pytest.mark.parametrize(("path", "name"), PAGES.items())
async def test_http(service: Service, http: aiohttp.ClientSession, path: str, name: str) -> None:
    """The private port answers with the captured status, headers and shape."""
    async with http.get(f"http://127.0.0.1:{service.private_port}{path}") as answer:
        body = (await answer.text()).replace(f":{service.private_port}/", ":8080/")
        ours = likeness.http_answer(str(answer.status), answer.headers.items(), body)

    assert unlisted("bridge", compared(path, likeness.captured_answer(name).fields(), ours.fields())) == []


def said(kind: str, session: int) -> list[str]:
    """The captured texts of a class that the bridge said to one endpoint."""
    texts = likeness.messages("bridge-channels.jsonl", "server", session)
    return [text for text in texts if json.loads(text)["colibriClass"] == kind]


async def test_a_channel_begins_as_the_captured_ones(service: Service, http: aiohttp.ClientSession) -> None:
    """ServerHello, then the heights wanted of the own sources, then what is forwarded, byte by byte."""
    ann = await listening(http, service, "4c836b12")
    captured = likeness.messages("bridge-channels.jsonl", "server", 12)[:2]

    first = [await ann.socket.receive_str(timeout=3) for _ in range(3)]

    assert first[0] == captured[0]
    assert first[1] == captured[1].replace("6598ee19", "4c836b12")
    assert first[2] == '{"colibriClass":"ForwardedSources","forwardedSources":[]}'


async def listening(http: aiohttp.ClientSession, service: Service, name: str) -> Client:
    """An endpoint with one video source and an open channel."""
    path = allocate(service.bridge, name)
    ssrc = int(name, 16)
    source = MediaSource("video", f"{name}-v0", (Source(ssrc, f"{name}-v0"),))
    service.bridge.conferences["one"].endpoints[name].set_sources((source,))
    return Client(await http.ws_connect(f"ws://127.0.0.1:{service.public_port}{path}"))


async def test_messages_have_the_captured_bytes(service: Service, http: aiohttp.ClientSession) -> None:
    """With the same facts every class of message is the captured text."""
    ann, bob = [await listening(http, service, name) for name in ("392a4251", "290a713b")]
    conference = service.bridge.conferences["one"]
    endpoints = conference.endpoints

    await bob.socket.send_str(
        '{"colibriClass": "EndpointMessage", "to": "", "msgPayload": {"text": "ac7b7cfe56eac131"}}'
    )
    texts = await until_class(ann, "EndpointMessage")
    endpoints["392a4251"].bandwidth = 10568
    conference.every_ten_seconds()
    conference.conversation.tell_speaker(["45fe2af0"])
    conference.conversation.tell_active(endpoints["290a713b"], active=False)
    conference.conversation.tell_height(endpoints["392a4251"], "392a4251-v0", 720)
    texts += await until_class(ann, "SenderSourceConstraints")

    for kind, session in (
        ("EndpointMessage", 4),
        ("ConnectionStats", 5),
        ("DominantSpeakerEndpointChangeEvent", 5),
        ("EndpointConnectivityStatusChangeEvent", 4),
        ("SenderSourceConstraints", 4),
    ):
        assert said(kind, session)[0] in texts, kind


async def until_class(client: Client, kind: str) -> list[str]:
    """The texts up to and with the first of a class."""
    texts: list[str] = []
    while not texts or json.loads(texts[-1])["colibriClass"] != kind:
        texts.append(await client.socket.receive_str(timeout=3))
    return texts
