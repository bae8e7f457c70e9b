"""Captures of a run: nothing in them authorises anybody, and they can be replayed."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.probes.net import tape
from fixtures.probes.net.tape import By, Kept, Kind
from fixtures.probes.participant.offer_xml import read_offer
from fixtures.probes.xmpp.xml import read_xml
from fixtures.replay.finding import Findings
from fixtures.replay.folder import CaptureError, read_folder
from fixtures.replay.player import replay
from fixtures.replay.redaction import Covering, cover
from fixtures.replay.writer import require_new, write_folder

CAPTURED = Path(__file__).parent.parent / "captures"
SECRET = "hunter2-Sesame"
MESSAGES = 274
"""Of the servers, in all captures but the logs."""


def kept_again() -> dict[str, list[Kept]]:
    """The captures of the real servers, as the tape of one place would have kept them."""
    captures, number = read_folder(CAPTURED), 0
    kept: list[Kept] = []
    for number, stream in enumerate(captures.streams):
        kind = Kind.XMPP if stream.is_xmpp else Kind.CHANNEL
        kept += [Kept(kind, number, By(m.sender.value), 1.79e9 + m.seconds, m.text) for m in stream.messages]
    names = ((answer.place.removeprefix("http/").removesuffix(".http"), answer) for answer in captures.answers)
    kept += [Kept(Kind.HTTP, 0, By.SERVER, 1.79e9, answer.content.decode(), name) for name, answer in names]
    return {"outside": kept}


async def played(folder: Path) -> Findings:
    """What a replay of a folder finds."""
    total = Findings()
    async for found in replay(read_folder(folder)):
        total += found
    return total


async def test_what_the_real_servers_said_is_written_without_its_secrets(tmp_path: Path) -> None:
    """Every password of the captures is gone, and every message is understood as before."""
    secrets = set(re.findall(r"""(?:password|pwd)=\\?["']?([\w+/=-]{8,})""", _texts(CAPTURED)))

    log = f"JVB 2026-11-25 14:11:33.010 INFO: [17] Login.done#7: Logged in with {SECRET}."

    write_folder(tmp_path / "new", kept_again(), {"jvb": log}, [SECRET])

    written = _texts(tmp_path / "new")
    assert len(secrets) > 10
    assert [secret for secret in secrets | {SECRET} if secret in written] == []
    assert "Logged in with xxxxxxx-xxxxxx." in written
    assert await played(tmp_path / "new") == Findings(MESSAGES + 1)


def _texts(folder: Path) -> str:
    return "".join(path.read_text() for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".md")


AUTHORISING = {
    "a TURN user": f"<service xmlns='urn:x' host='turn.lab.test' username='{SECRET}' password='{SECRET}'/>",
    "a TURN password first": f'<service password="{SECRET}" username="{SECRET}" type="turns"/>',
    "an ICE password": f"<transport ufrag='abcd' pwd='{SECRET}'/>",
    "a channel's address": f"<web-socket url='wss://meet.lab.test/colibri-ws/jvb/1/a?pwd={SECRET}'/>",
    "a token in an address": f"wss://meet.lab.test/xmpp-websocket?room=a&amp;token={SECRET}",
    "SASL": f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{SECRET}</auth>",
    "SASL's answer": f"<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{SECRET}</response>",
    "jicofo's session": f"<conference xmlns='http://jitsi.org/protocol/focus' room='a@b' session-id='{SECRET}'/>",
    "a stream to resume": f"<enabled xmlns='urn:xmpp:sm:3' resume='true' id='{SECRET}'/>",
    "a stream that is resumed": f'<resume xmlns="urn:xmpp:sm:3" h="1" previd="{SECRET}"/>',
    "a BOSH session": f"<body xmlns='http://jabber.org/protocol/httpbind' sid='{SECRET}' wait='1'/>",
    "a cookie": f"HTTP/1.1 200 OK\r\nSet-Cookie: JSESSIONID={SECRET}\r\n\r\n",
    "an authorization": f"HTTP/1.1 200 OK\r\nAuthorization: Bearer {SECRET}\r\n\r\n",
    "JSON": json.dumps({"colibriClass": "EndpointMessage", "msgPayload": {"password": SECRET, "to": "a"}}),
}


@pytest.mark.parametrize("text", AUTHORISING.values(), ids=AUTHORISING)
def test_whatever_authorises_somebody_is_covered(text: str) -> None:
    """What else is in the message stays, and XML stays XML."""
    covered = Covering().text(text)

    assert SECRET not in covered
    assert covered == text.replace(SECRET, cover(SECRET)) or text.startswith("HTTP")
    if text.startswith("<"):
        read_xml(covered)


@settings(deadline=None)
@given(st.text(), st.text(min_size=4))
def test_a_known_secret_is_covered_wherever_it_stands(around: str, secret: str) -> None:
    """Its length stays, so that what it is part of keeps its form."""
    covered = Covering([f"{secret}Q7"]).text(f"{around} {secret}Q7 {around}")

    assert f"{secret}Q7" not in covered


def test_covered_offers_stay_offers() -> None:
    """A covered ICE password is one by its form."""
    text = next(m.text for s in read_folder(CAPTURED).streams for m in s.messages if "session-initiate" in m.text)
    jingle = read_xml(Covering().text(text)).find("{urn:xmpp:jingle:1}jingle")

    assert jingle is not None
    assert set(read_offer(jingle).transport.password) == {"x"}


def test_a_place_that_is_taken_is_refused(tmp_path: Path) -> None:
    """A folder with something in it, a file, a link; an empty folder and none at all are good."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("empty")
    for name in ("full", "full/x", "link"):
        with pytest.raises(CaptureError, match="is no empty folder"):
            require_new(tmp_path / name)
    with pytest.raises(CaptureError, match="no folder that can be written to"):
        require_new(tmp_path / "none" / "deeper")

    require_new(tmp_path / "empty")
    require_new(tmp_path / "none")
    write_folder(tmp_path / "empty", kept_again(), {}, [])
    assert (tmp_path / "empty" / "http").is_dir()


def test_a_folder_that_cannot_be_written_whole_is_not_written_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither under its name nor under another."""

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_bytes", full)

    with pytest.raises(OSError, match="No space left"):
        write_folder(tmp_path / "new", kept_again(), {}, [])
    assert list(tmp_path.iterdir()) == []


async def test_a_tape_keeps_only_what_it_is_asked_for() -> None:
    """Nothing before it is started or after it is stopped, and no more than there is room for."""
    track = tape.Track(Kind.XMPP)
    track.note(By.CLIENT, "before")
    await tape.start()
    track.note(By.CLIENT, "said")
    track.note(By.SERVER, "x" * (tape.MOST_CHARACTERS + 1))
    track.note(By.SERVER, b"\xffheard")

    kept = await tape.stop()
    track.note(By.CLIENT, "after")

    assert [(message.by, message.text) for message in kept] == [(By.CLIENT, "said"), (By.SERVER, "\ufffdheard")]
    assert len({message.session for message in kept}) == 1
    assert await tape.stop() == ()
