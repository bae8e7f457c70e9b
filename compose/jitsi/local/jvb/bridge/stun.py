"""STUN messages as ICE uses them (RFC 8489; attributes of RFC 8445 section 16): parse, build, prove.

Parsing is strict and never raises anything but StunError: whatever reaches an open UDP port gets here.
"""

import hashlib
import hmac
import ipaddress
import os
import struct
import zlib
from dataclasses import dataclass, field
from typing import Final

MAGIC: Final = 0x2112A442
HEADER_BYTES: Final = 20
REQUEST: Final = 0x0001
INDICATION: Final = 0x0011
SUCCESS: Final = 0x0101
FAILURE: Final = 0x0111

USERNAME: Final = 0x0006
MESSAGE_INTEGRITY: Final = 0x0008
ERROR_CODE: Final = 0x0009
XOR_MAPPED_ADDRESS: Final = 0x0020
PRIORITY: Final = 0x0024
USE_CANDIDATE: Final = 0x0025
FINGERPRINT: Final = 0x8028
ICE_CONTROLLED: Final = 0x8029
ICE_CONTROLLING: Final = 0x802A

_BINDING_TYPES: Final = frozenset({REQUEST, INDICATION, SUCCESS, FAILURE})
_FINGERPRINT_XOR: Final = 0x5354554E
_INTEGRITY_BYTES: Final = 24
_FINGERPRINT_BYTES: Final = 8

Address = tuple[str, int]


class StunError(ValueError):
    """The bytes are not a Binding message that can be trusted; the text says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """A Binding message; `integrity_at` is the offset of MESSAGE-INTEGRITY in `raw`, or None."""

    kind: int
    transaction: bytes
    attributes: dict[int, bytes] = field(default_factory=dict)
    integrity_at: int | None = None
    raw: bytes = b""

    @property
    def username(self) -> str:
        """The USERNAME attribute, empty when absent or not text."""
        return self.attributes.get(USERNAME, b"").decode("utf-8", "replace")

    @property
    def error_code(self) -> int:
        """The number in ERROR-CODE (RFC 8489 section 14.8), 0 when absent."""
        value = self.attributes.get(ERROR_CODE, b"")
        return (value[2] & 7) * 100 + value[3] if len(value) >= 4 else 0

    def number(self, attribute: int) -> int | None:
        """An attribute that is one unsigned number (PRIORITY, tie-breakers), or None."""
        value = self.attributes.get(attribute)
        return None if value is None else int.from_bytes(value, "big")

    def proves(self, password: str) -> bool:
        """True when MESSAGE-INTEGRITY is present and made with `password` (RFC 8489 section 14.5)."""
        if self.integrity_at is None:
            return False
        expected = _integrity(self.raw[: self.integrity_at], password)
        return hmac.compare_digest(expected, self.attributes[MESSAGE_INTEGRITY])


def is_stun(datagram: bytes) -> bool:
    """True when the first byte belongs to STUN (RFC 7983) and the magic cookie is in place."""
    return len(datagram) >= HEADER_BYTES and datagram[0] < 4 and datagram[4:8] == b"\x21\x12\xa4\x42"


def parse(datagram: bytes) -> Message:
    """The Binding message in `datagram`; raises StunError for anything malformed or of another method."""
    if not is_stun(datagram):
        raise StunError("no STUN header")
    kind, length = struct.unpack_from("!HH", datagram)
    if kind not in _BINDING_TYPES:
        raise StunError(f"not a Binding message: type 0x{kind:04x}")
    if length != len(datagram) - HEADER_BYTES or length % 4:
        raise StunError("length field and datagram differ")
    attributes, integrity_at = _parse_attributes(datagram)
    return Message(kind, datagram[8:HEADER_BYTES], attributes, integrity_at, datagram)


def _parse_attributes(datagram: bytes) -> tuple[dict[int, bytes], int | None]:
    """Attributes by type, the first of each; what follows MESSAGE-INTEGRITY counts only if FINGERPRINT."""
    attributes: dict[int, bytes] = {}
    integrity_at: int | None = None
    position = HEADER_BYTES
    while position < len(datagram):
        attribute, length = struct.unpack_from("!HH", datagram, position)
        value = datagram[position + 4 : position + 4 + length]
        if len(value) != length:
            raise StunError("an attribute reaches beyond the message")
        if attribute == FINGERPRINT:
            _check_fingerprint(datagram, position, value)
        elif attribute == MESSAGE_INTEGRITY and integrity_at is None:
            integrity_at = position
        elif integrity_at is not None:
            position += 4 + length + (-length % 4)
            continue
        attributes.setdefault(attribute, value)
        position += 4 + length + (-length % 4)
    return attributes, integrity_at


def _check_fingerprint(datagram: bytes, position: int, value: bytes) -> None:
    if position + _FINGERPRINT_BYTES != len(datagram):
        raise StunError("FINGERPRINT is not the last attribute")
    if value != struct.pack("!I", zlib.crc32(datagram[:position]) ^ _FINGERPRINT_XOR):
        raise StunError("FINGERPRINT does not match")


def build(kind: int, transaction: bytes, attributes: list[tuple[int, bytes]], password: str | None = None) -> bytes:
    """A Binding message with FINGERPRINT, and with MESSAGE-INTEGRITY when a password is given."""
    body = b"".join(_attribute(number, value) for number, value in attributes)
    message = _header(kind, len(body), transaction) + body
    if password is not None:
        message += _attribute(MESSAGE_INTEGRITY, _integrity(message, password))
    message = _with_length(message, len(message) - HEADER_BYTES + _FINGERPRINT_BYTES)
    return message + _attribute(FINGERPRINT, struct.pack("!I", zlib.crc32(message) ^ _FINGERPRINT_XOR))


def new_transaction() -> bytes:
    """A transaction ID that cannot be guessed (96 bits)."""
    return os.urandom(12)


def xor_mapped(address: Address) -> bytes:
    """The value of XOR-MAPPED-ADDRESS for an IPv4 address (RFC 8489 section 14.2)."""
    host = int(ipaddress.IPv4Address(address[0])) ^ MAGIC
    return struct.pack("!HHI", 0x0001, address[1] ^ (MAGIC >> 16), host)


def mapped_address(value: bytes) -> Address | None:
    """The IPv4 address in a XOR-MAPPED-ADDRESS, None when it holds none."""
    if len(value) != 8 or value[1] != 1:
        return None
    _, port, host = struct.unpack("!HHI", value)
    return str(ipaddress.IPv4Address(host ^ MAGIC)), port ^ (MAGIC >> 16)


def error_value(code: int, reason: str) -> bytes:
    """The value of ERROR-CODE."""
    return struct.pack("!HBB", 0, code // 100, code % 100) + reason.encode()


def _attribute(number: int, value: bytes) -> bytes:
    return struct.pack("!HH", number, len(value)) + value + bytes(-len(value) % 4)


def _header(kind: int, length: int, transaction: bytes) -> bytes:
    return struct.pack("!HHI", kind, length, MAGIC) + transaction


def _with_length(message: bytes, length: int) -> bytes:
    return message[:2] + struct.pack("!H", length) + message[4:]


def _integrity(message: bytes, password: str) -> bytes:
    """HMAC-SHA1 over what precedes MESSAGE-INTEGRITY, with the length as if it were the last attribute."""
    measured = _with_length(message, len(message) - HEADER_BYTES + _INTEGRITY_BYTES)
    return hmac.new(password.encode(), measured, hashlib.sha1).digest()
