"""What the real focus and the real bridge said is understood, by the participant as a whole and by every reader."""

import json
from pathlib import Path

import pytest

from fixtures.probes.participant.channel_words import read_message
from fixtures.replay.answers import replay_answer
from fixtures.replay.channel import replay_channel
from fixtures.replay.finding import Findings
from fixtures.replay.folder import Message, Sender, Stream, Text, read_folder
from fixtures.replay.meeting import replay_meeting
from selftest.replay.broken import altered

FOLDER = Path(__file__).parent.parent / "captures"
CAPTURED = read_folder(FOLDER)
MEETINGS = {stream.messages[0].place: stream for stream in CAPTURED.streams if stream.is_xmpp}
CHANNELS = {stream.messages[0].place: stream for stream in CAPTURED.streams if not stream.is_xmpp}


def test_the_folder_holds_all_captures() -> None:
    """Four participants' streams, twelve channels, nine answers."""
    assert (len(MEETINGS), len(CHANNELS), len(CAPTURED.answers)) == (4, 12, 9)


@pytest.mark.parametrize("stream", MEETINGS.values(), ids=MEETINGS)
async def test_a_captured_meeting_is_understood(stream: Stream) -> None:
    """From the login to the leaving, through the participant's own states."""
    said = sum(message.sender is Sender.SERVER for message in stream.messages)

    assert await replay_meeting(stream) == Findings(said)


@pytest.mark.parametrize("stream", CHANNELS.values(), ids=CHANNELS)
def test_a_captured_channel_is_understood(stream: Stream) -> None:
    """Greeting, constraints, forwarded sources, speakers, other endpoints' messages."""
    assert replay_channel(stream).refusals == ()


@pytest.mark.parametrize("answer", CAPTURED.answers, ids=[answer.place for answer in CAPTURED.answers])
def test_a_captured_answer_is_understood(answer: Text) -> None:
    """Health, versions and statistics of both."""
    assert replay_answer(answer) == Findings(1)


def test_every_channel_message_keeps_what_is_in_it() -> None:
    """Reading one loses nothing, whatever is in it."""
    for stream in CHANNELS.values():
        for message in stream.messages:
            read = read_message(message.text)
            assert {"colibriClass": read.name, **read.fields} == json.loads(message.text)


MEETING = next(iter(MEETINGS.values()))
SPOILT = {
    "an offer without a fingerprint": (("<fingerprint ", "<print "), ("</fingerprint>", "</print>"), "no fingerprint"),
    "an offer without VP8": (("name='VP8'", "name='VP10'"), "has no VP8 for video"),
    "an offer whose payload type is no number": (("payload-type id='111'", "payload-type id='opus'"), "'opus' is not"),
    "an offer without multiplexing": (("<rtcp-mux/>", ""), "lacks rtcp-mux"),
    "candidates by name only": ((" ip='", " name='"), "No candidate of the bridge can be used; 2 were passed over"),
    "a reply without services": (("<services ", "<servants "), ("</services>", "</servants>"), "no list of services"),
    "a reply without a conference": (("<conference ", "<lecture "), ("</conference>", "</lecture>"), "no conference"),
    "half an element": (("</features>", ""), ("</stream:features>", ""), "not XML"),
    "a JID that is none": (("<jid>", "<jid>x"), ("@meet.jitsi/hx", "-hx"), "bound no full JID"),
    "presence under another room": (("from='conformance-63b81568@", "from='other@"), "brought it into the room"),
}


@pytest.mark.parametrize("changes", SPOILT.values(), ids=SPOILT)
async def test_what_is_needed_and_missing_is_one_clear_sentence(
    changes: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is named and the sentence says what is wrong with it."""
    monkeypatch.setattr("fixtures.replay.script.PATIENCE", 0.3)
    monkeypatch.setattr("fixtures.replay.meeting.PATIENCE", 0.3)
    *replacements, words = changes

    found = await replay_meeting(altered(MEETING, replacements))

    sentences = [str(refusal) for refusal in found.refusals]
    assert any(str(words) in sentence for sentence in sentences), sentences
    assert all(sentence.startswith("xmpp-meeting.jsonl:") and "\n" not in sentence for sentence in sentences)


async def test_client_that_was_sent_away_at_once() -> None:
    """A server that ends a stream before any login, as the captured one does for a name that it does not serve."""
    framing, streams = "urn:ietf:params:xml:ns:xmpp-framing", "urn:ietf:params:xml:ns:xmpp-streams"
    error = f"<host-unknown xmlns='{streams}'/><text xmlns='{streams}'>This server does not serve meet.lab.test</text>"
    said = (
        (Sender.CLIENT, f'<open xmlns="{framing}" to="meet.lab.test" version="1.0"/>'),
        (Sender.SERVER, f"<open id='e' from='meet.lab.test' xml:lang='en' xmlns='{framing}' version='1.0'/>"),
        (
            Sender.SERVER,
            f"<stream:error xmlns:stream='http://etherx.jabber.org/streams'>{error}</stream:error>",
        ),
    )
    stream = Stream(tuple(Message(f"captured:{number}", 0.0, 1, *each) for number, each in enumerate(said, 1)))

    assert await replay_meeting(stream) == Findings(2)
