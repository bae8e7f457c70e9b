"""Captured streams with something changed in what the server says."""

from collections.abc import Sequence
from dataclasses import replace

from fixtures.replay.folder import Sender, Stream


def altered(stream: Stream, replacements: Sequence[object]) -> Stream:
    """Replace words, each a pair of old and new, in all of the server's messages."""

    def change(text: str) -> str:
        for pair in replacements:
            assert isinstance(pair, tuple)
            text = text.replace(*pair)
        return text

    return Stream(
        tuple(
            replace(message, text=change(message.text)) if message.sender is Sender.SERVER else message
            for message in stream.messages
        )
    )
