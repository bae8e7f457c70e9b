"""Audio and video frames that can be recognised, after everything a codec and a bridge may do to them."""

import random
from array import array
from fractions import Fraction
from typing import cast

import pytest
from aiortc.codecs.opus import OpusDecoder, OpusEncoder
from aiortc.codecs.vpx import Vp8Decoder, Vp8Encoder, vp8_depayload
from aiortc.jitterbuffer import JitterFrame
from av import AudioFrame, VideoFrame
from hypothesis import given
from hypothesis import strategies as st

from fixtures.probes.participant import picture, tone
from fixtures.probes.participant.channel_words import ChannelTextError, read_message, write_message
from fixtures.probes.participant.picture import Mark
from fixtures.probes.participant.tracks import VideoTrack

MARKS = st.builds(Mark, st.integers(0, 2**32 - 1), st.integers(0, 2**24 - 1))


@given(MARKS)
def test_a_video_frame_says_whose_and_which_it_is(mark: Mark) -> None:
    """What was painted can be read."""
    assert picture.read(picture.paint(mark), picture.WIDTH, picture.HEIGHT, picture.WIDTH) == mark


@given(MARKS, st.integers(1, 6), st.integers(0, 40))
def test_a_video_frame_can_be_read_at_other_sizes(mark: Mark, factor: int, padding: int) -> None:
    """Scaled up, and with rows that are longer than the video frame."""
    luma = picture.paint(mark)
    rows = [luma[at : at + picture.WIDTH] for at in range(0, len(luma), picture.WIDTH)]
    wide = [b"".join(bytes([value]) * factor for value in row) + bytes(padding) for row in rows]
    scaled = b"".join(row * factor for row in wide)

    width, height = picture.WIDTH * factor, picture.HEIGHT * factor
    assert picture.read(scaled, width, height, width + padding) == mark


@given(st.binary(max_size=400), st.integers(0, 40), st.integers(0, 40), st.integers(0, 60))
def test_anything_else_is_no_video_frame_of_ours(luma: bytes, width: int, height: int, stride: int) -> None:
    """Random memory of any claimed size is refused, not misread."""
    assert picture.read(luma, width, height, stride) is None


def test_one_flipped_block_makes_a_video_frame_unreadable() -> None:
    """The checksum tells damage from data."""
    luma = bytearray(picture.paint(Mark(0xA1B2C3D4, 7)))
    luma[8 * picture.WIDTH + 8] ^= 0xFF

    assert picture.read(bytes(luma), picture.WIDTH, picture.HEIGHT, picture.WIDTH) is None


async def test_video_frames_survive_vp8_at_its_lowest_rate() -> None:
    """The codec's minimum bitrate leaves every block readable."""
    encoder, decoder, track = Vp8Encoder(), Vp8Decoder(), VideoTrack("a1b2c3d4", 100)
    encoder.target_bitrate = 0
    numbers = []
    for _ in range(10):
        frame = await track.recv()
        payloads, timestamp = encoder.encode(frame)
        encoded = JitterFrame(b"".join(map(vp8_depayload, payloads)), timestamp)
        for decoded in cast(list[VideoFrame], decoder.decode(encoded)):
            plane = decoded.planes[0]
            mark = picture.read(memoryview(plane), decoded.width, decoded.height, plane.line_size)
            assert mark is not None
            assert mark.endpoint == 0xA1B2C3D4
            numbers.append(mark.number)

    assert numbers == list(range(10))


@pytest.mark.parametrize("endpoint", ["00000000", "a1b2c3d4", "ffffffff", "not-hex"])
def test_a_tone_survives_opus(endpoint: str) -> None:
    """The ear hears the expected tone after encoding and decoding, and no other."""
    encoder, decoder = OpusEncoder(), OpusDecoder()
    expected = tone.frequency_of(endpoint)
    right, wrong = tone.Ear(expected), tone.Ear(expected + tone.STEP)
    heard, misheard = [], []
    for number in range(40):
        frame = AudioFrame(format="s16", layout="mono", samples=tone.FRAME_SAMPLES)
        frame.planes[0].update(tone.frame(expected))
        frame.sample_rate, frame.time_base = tone.SAMPLE_RATE, Fraction(1, tone.SAMPLE_RATE)
        frame.pts = number * tone.FRAME_SAMPLES
        payloads, timestamp = encoder.encode(frame)
        for payload in payloads:
            for decoded in cast(list[AudioFrame], decoder.decode(JitterFrame(payload, timestamp))):
                mono = array("h", bytes(decoded.planes[0])[: decoded.samples * 4])[::2]
                heard.append(right.hear(mono))
                misheard.append(wrong.hear(mono))

    assert heard.count(True) >= 2
    assert True not in misheard


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_not_taken_for_a_tone(seed: int) -> None:
    """Random samples do not have half their power at one frequency."""
    window = array("h", random.Random(seed).randbytes(3200))

    assert tone.share(window, 1000.0, 8000.0) < 0.1


def test_silence_is_no_tone() -> None:
    """Zeros have no share of any frequency."""
    assert tone.share(array("h", bytes(3200)), 1000.0, 8000.0) == 0.0


@given(st.text() | st.binary())
def test_any_text_over_the_channel_is_a_message_or_an_error(text: str | bytes) -> None:
    """Nothing a bridge sends makes the reader stumble."""
    try:
        message = read_message(text)
    except ChannelTextError:
        return
    assert isinstance(message.name, str)


@pytest.mark.parametrize("text", ["", "1", "[]", "{}", '{"colibriClass": 1}', "[" * 100_000, b"\xff"])
def test_texts_without_a_class_are_errors(text: str | bytes) -> None:
    """A message has to say what it is."""
    with pytest.raises(ChannelTextError):
        read_message(text)


def test_a_written_message_can_be_read() -> None:
    """Class and fields survive."""
    message = read_message(write_message("EndpointMessage", to="", msgPayload={"a": 1}))

    assert (message.name, message.fields) == ("EndpointMessage", {"to": "", "msgPayload": {"a": 1}})
