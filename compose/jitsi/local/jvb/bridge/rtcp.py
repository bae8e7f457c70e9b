"""RTCP as far as a bridge ends or makes it (RFC 3550, 4585, 5104, draft-alvestrand-rmcat-remb)."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SENDER_REPORT: Final = 200
RECEIVER_REPORT: Final = 201
DESCRIPTION: Final = 202
GOODBYE: Final = 203
TRANSPORT_FEEDBACK: Final = 205
PAYLOAD_FEEDBACK: Final = 206
NACK: Final = 1
PLI: Final = 1
FIR: Final = 4
APPLICATION: Final = 15

_REPORT_BLOCK: Final = 24
_MOST_BLOCKS: Final = 31


class RtcpError(ValueError):
    """The bytes are not a compound RTCP packet."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet of a compound; `body` follows the four header bytes."""

    kind: int
    count: int
    body: bytes

    def word(self, index: int) -> int:
        """The 32-bit word at `index` of the body; raises RtcpError when it is not there."""
        if len(self.body) < 4 * index + 4:
            raise RtcpError(f"type {self.kind} is too short")
        return int.from_bytes(self.body[4 * index : 4 * index + 4], "big")


def split(compound: bytes) -> Iterator[Packet]:
    """The packets of a compound in order; raises RtcpError at the first that is malformed."""
    position = 0
    while position < len(compound):
        header = compound[position : position + 4]
        if len(header) < 4 or header[0] >> 6 != 2:
            raise RtcpError("no RTCP header")
        end = position + 4 + 4 * int.from_bytes(header[2:4], "big")
        if end > len(compound):
            raise RtcpError("the length field reaches beyond the datagram")
        yield Packet(header[1], header[0] & 31, compound[position + 4 : end])
        position = end


def lost_packets(nack: Packet) -> list[int]:
    """The sequence numbers that a generic NACK asks for (RFC 4585 section 6.2.1)."""
    lost: list[int] = []
    for position in range(8, len(nack.body) - 3, 4):
        first, mask = struct.unpack_from("!HH", nack.body, position)
        lost.append(first)
        lost.extend((first + bit + 1) & 0xFFFF for bit in range(16) if mask >> bit & 1)
    return lost


def fir_sources(fir: Packet) -> list[int]:
    """The SSRCs from which a FIR wants a key frame (RFC 5104 section 4.3.1)."""
    return [int.from_bytes(fir.body[at : at + 4], "big") for at in range(8, len(fir.body) - 7, 8)]


def remb_bitrate(feedback: Packet) -> int | None:
    """The bits per second of a REMB, None when the application feedback is something else."""
    body = feedback.body
    if len(body) < 16 or body[8:12] != b"REMB":
        return None
    return int(((body[13] & 3) << 16 | body[14] << 8 | body[15]) << (body[13] >> 2))


def make(kind: int, count: int, body: bytes) -> bytes:
    """One RTCP packet; `body` is a multiple of four bytes."""
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def make_sender_report(report: Packet) -> bytes:
    """A sender report without its report blocks: they speak of what the sender received from the bridge."""
    if len(report.body) < _REPORT_BLOCK:
        raise RtcpError("a sender report without sender information")
    return make(SENDER_REPORT, 0, report.body[:_REPORT_BLOCK])


def make_receiver_report(sender: int, blocks: list[bytes]) -> bytes:
    """A receiver report of `sender` with at most 31 report blocks."""
    kept = blocks[:_MOST_BLOCKS]
    return make(RECEIVER_REPORT, len(kept), struct.pack("!I", sender) + b"".join(kept))


def make_pli(sender: int, ssrc: int) -> bytes:
    """A compound that asks for a key frame of `ssrc`."""
    pli = make(PAYLOAD_FEEDBACK, PLI, struct.pack("!II", sender, ssrc))
    return make_receiver_report(sender, []) + pli


def make_nack(sender: int, ssrc: int, lost: list[int]) -> bytes:
    """A compound that asks for packets of `ssrc` again, one word per packet."""
    words = b"".join(struct.pack("!HH", sequence, 0) for sequence in lost)
    nack = make(TRANSPORT_FEEDBACK, NACK, struct.pack("!II", sender, ssrc) + words)
    return make_receiver_report(sender, []) + nack


def make_remb(sender: int, bitrate: int, ssrcs: list[int]) -> bytes:
    """A REMB that allows `bitrate` bits per second to `ssrcs`."""
    exponent = max(0, bitrate.bit_length() - 18)
    mantissa = bitrate >> exponent
    head = struct.pack("!BBH", len(ssrcs), exponent << 2 | mantissa >> 16, mantissa & 0xFFFF)
    listed = b"".join(struct.pack("!I", ssrc) for ssrc in ssrcs)
    return make(PAYLOAD_FEEDBACK, APPLICATION, struct.pack("!II", sender, 0) + b"REMB" + head + listed)
