"""The STUN codec against aioice's own, against bent bytes and against noise."""

import contextlib
from dataclasses import replace

import pytest
from aioice import stun as reference
from hypothesis import given
from hypothesis import strategies as st

from fixtures.probes.stun.message import (
    Attribute,
    Kind,
    MalformedStunError,
    Method,
    StunMessage,
    decode,
    encode,
    packed_address,
)

KEY = b"the key of both sides"
ADDRESSES = st.tuples(st.ip_addresses().map(str), st.integers(0, 65535))
ATTRIBUTES = st.lists(
    st.tuples(st.integers(0, 0xFFFF).filter(lambda kind: kind not in (0x0008, 0x8028)), st.binary(max_size=64)),
    max_size=6,
).map(tuple)


@given(
    method=st.integers(0, 0xFFF),
    kind=st.sampled_from(Kind),
    transaction=st.binary(min_size=12, max_size=12),
    attributes=ATTRIBUTES,
)
def test_a_message_survives_the_wire(
    method: int, kind: Kind, transaction: bytes, attributes: tuple[tuple[int, bytes], ...]
) -> None:
    """What is encoded is decoded, to the last unknown attribute."""
    message = StunMessage(method, kind, transaction, attributes)

    assert decode(encode(message)) == message


@given(ADDRESSES)
def test_addresses_agree_with_aioice(address: tuple[str, int]) -> None:
    """A relayed address that aioice writes is read as the same address."""
    theirs = reference.Message(
        reference.Method.ALLOCATE, reference.Class.RESPONSE, attributes={"XOR-RELAYED-ADDRESS": address}
    )

    assert decode(bytes(theirs)).address(Attribute.XOR_RELAYED_ADDRESS) == address


def test_integrity_agrees_with_aioice() -> None:
    """A request signed here passes aioice's check, and the reverse."""
    ours = encode(StunMessage(Method.BINDING, Kind.REQUEST), KEY, fingerprint=True)
    theirs = reference.Message(reference.Method.BINDING, reference.Class.RESPONSE)
    theirs.add_message_integrity(KEY)

    assert reference.parse_message(ours).check_message_integrity(KEY)
    assert decode(bytes(theirs)).integrity(KEY) is True
    assert decode(bytes(theirs)).fingerprint() is True


@given(st.integers(0, 8 * 200))
def test_one_flipped_bit_is_never_accepted(position: int) -> None:
    """Whichever bit of a signed message flips, integrity or fingerprint says no or the message is refused."""
    peer = ("192.0.2.7", 10000)
    message = StunMessage(Method.SEND, Kind.REQUEST)
    attributes = ((Attribute.XOR_PEER_ADDRESS, packed_address(peer, message.transaction)),)
    data = bytearray(encode(replace(message, attributes=attributes), KEY, fingerprint=True))
    data[position // 8 % len(data)] ^= 1 << position % 8

    try:
        bent = decode(bytes(data))
        accepted = bent.integrity(KEY) is True and bent.fingerprint() is True
    except MalformedStunError:
        accepted = False

    assert not accepted


@given(st.binary(max_size=200))
def test_noise_is_refused_in_one_word(noise: bytes) -> None:
    """Random bytes end as MalformedStunError or as a message whose getters do the same."""
    header = b"\x01\x03" + (len(noise) & ~3).to_bytes(2, "big") + bytes.fromhex("2112a442") + bytes(12)
    for data in (noise, header + noise[: len(noise) & ~3]):
        with contextlib.suppress(MalformedStunError):
            read_everything(decode(data))


def read_everything(message: StunMessage) -> None:
    for attribute in Attribute:
        message.address(attribute)
        message.number(attribute)
        message.text(attribute)
    message.error()
    message.integrity(KEY)


@pytest.mark.parametrize(
    ("bent", "sentence"),
    [
        pytest.param(b"", "shorter than a STUN header", id="nothing"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n", "is not that of a STUN message", id="http"),
        pytest.param(bytes(20), "magic cookie", id="no cookie"),
        pytest.param(bytes.fromhex("010100032112a442") + bytes(15), "multiple of 4", id="odd length"),
        pytest.param(bytes.fromhex("010100082112a442") + bytes(16), "announces 28 bytes, 24 came", id="cut"),
        pytest.param(
            bytes.fromhex("010100042112a442") + bytes(12) + bytes.fromhex("8022ffff"),
            "reaches past the end",
            id="oversized attribute",
        ),
    ],
)
def test_a_broken_rule_is_named(bent: bytes, sentence: str) -> None:
    """The refusal says which rule the bytes break."""
    with pytest.raises(MalformedStunError, match=sentence):
        decode(bent)


@pytest.mark.parametrize(
    ("number", "reason"), [(401, "Unauthorized"), (438, "Stale Nonce"), (300, ""), (699, "strange")]
)
def test_error_codes_agree_with_aioice(number: int, reason: str) -> None:
    """An error code written by aioice is read as the same number and reason."""
    theirs = reference.Message(
        reference.Method.ALLOCATE, reference.Class.ERROR, attributes={"ERROR-CODE": (number, reason)}
    )

    assert decode(bytes(theirs)).error() == (number, reason)
