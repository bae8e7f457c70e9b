"""The sizes of stanzas that this chapter sends, in characters of their text."""

from typing import Final

RATE: Final = 10_000
"""Bytes a second that Prosody takes from a client (seed: prosody, limits)."""
LARGE: Final = (20_000, 50_000)
"""An offer to a full room, and as much again as anybody has a reason to send; both below the limit of 256 KiB."""
TOO_LARGE: Final = 300_000
