"""The few things a forwarder must know about an RTP packet (RFC 3550, 4588, 6464, 8285)."""

import struct
from typing import Final

_ONE_BYTE: Final = 0xBEDE
_TWO_BYTE: Final = 0x1000
SILENCE: Final = 127
"""The audio level (negative dBov) of digital silence."""


def sequence_of(packet: bytes) -> int:
    """The sequence number."""
    return packet[2] << 8 | packet[3]


def header_length(packet: bytes) -> int:
    """Bytes before the payload, 0 when the packet is not well formed."""
    if len(packet) < 12 or packet[0] >> 6 != 2:
        return 0
    length = 12 + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        if len(packet) < length + 4:
            return 0
        length += 4 + 4 * int.from_bytes(packet[length + 2 : length + 4], "big")
    return length if length <= len(packet) else 0


def payload_end(packet: bytes, start: int) -> int:
    """Where the payload ends before padding, or `start` when the padding count is absurd."""
    if not packet[0] & 0x20:
        return len(packet)
    end = len(packet) - packet[-1]
    return max(end, start)


def audio_level(packet: bytes, extension: int) -> int | None:
    """The level (0 loudest, 127 silence) in the header extension `extension`, or None when it is absent."""
    length = header_length(packet)
    if not length or not packet[0] & 0x10:
        return None
    start = 12 + 4 * (packet[0] & 0x0F)
    profile = packet[start] << 8 | packet[start + 1]
    value = _extension(packet[start + 4 : length], profile, extension)
    return value[0] & 0x7F if value else None


def is_vp8_key_frame(packet: bytes) -> bool:
    """True for the first packet of a VP8 key frame (RFC 7741 sections 4.2 and 4.3)."""
    at = header_length(packet)
    payload = packet[at : at + 8] if at else b""
    if not payload or payload[0] & 0x17 != 0x10:  # S bit set, partition 0
        return False
    start = 1
    if payload[0] & 0x80 and len(payload) > 1:
        extended = payload[1]
        start = 2 + (1 if extended & 0x40 else 0) + (1 if extended & 0x30 else 0)
        if extended & 0x80:
            start += 2 if len(payload) > 2 and payload[2] & 0x80 else 1
    return len(payload) > start and payload[start] & 1 == 0


def _extension(block: bytes, profile: int, wanted: int) -> bytes | None:
    """The value of one element in a header extension block (RFC 8285 sections 4.2 and 4.3)."""
    if profile != _ONE_BYTE and profile & 0xFFF0 != _TWO_BYTE:
        return None
    position = 0
    while position < len(block):
        if block[position] == 0:
            position += 1
            continue
        if profile == _ONE_BYTE:
            identifier, size, position = block[position] >> 4, (block[position] & 15) + 1, position + 1
        else:
            size = block[position + 1] if position + 1 < len(block) else 0
            identifier, position = block[position], position + 2
        if identifier == wanted:
            return block[position : position + size]
        position += size
    return None


def to_repair(packet: bytes, payload_type: int, ssrc: int, sequence: int) -> bytes | None:
    """The retransmission of `packet` in its repair stream (RFC 4588 section 4), None when malformed."""
    length = header_length(packet)
    if not length:
        return None
    first = packet[0] & 0xDF
    second = (packet[1] & 0x80) | payload_type
    fixed = struct.pack("!BBH", first, second, sequence & 0xFFFF) + packet[4:8] + struct.pack("!I", ssrc)
    end = payload_end(packet, length)
    return fixed + packet[12:length] + packet[2:4] + packet[length:end]


def from_repair(packet: bytes, payload_type: int, ssrc: int) -> bytes | None:
    """The original packet inside a retransmission, None for padding and malformed ones."""
    length = header_length(packet)
    end = payload_end(packet, length)
    if not length or end - length <= 2:
        return None
    first = packet[0] & 0xDF
    second = (packet[1] & 0x80) | payload_type
    fixed = bytes((first, second)) + packet[length : length + 2] + packet[4:8] + struct.pack("!I", ssrc)
    return fixed + packet[12:length] + packet[length + 2 : end]
