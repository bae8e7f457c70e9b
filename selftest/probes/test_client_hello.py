"""ClientHellos: their parts, their sizes, and every way to cut them."""

import ssl
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.probes.tls.client_hello import (
    RECORD_HEADER,
    Delivery,
    MalformedHelloError,
    Place,
    in_pieces,
    in_records,
    read_hello,
    write_hello,
)
from fixtures.probes.tls.hello_size import LARGE, HelloForm, HelloSize, form_of, sized_context

NAME = "turn.lab.test"
HELLO = write_hello(ssl.create_default_context(), NAME)
NAMELESS = write_hello(sized_context(HelloSize.DEFAULT, (), None), None)
INSIDE = st.integers(RECORD_HEADER + 1, len(HELLO) - 1)


def payload(flight: bytes) -> bytes:
    """What records carry, without their headers."""
    carried = b""
    while flight:
        end = RECORD_HEADER + int.from_bytes(flight[3:RECORD_HEADER], "big")
        carried += flight[RECORD_HEADER:end]
        flight = flight[end:]
    return carried


def test_the_name_is_found_where_it_lies() -> None:
    """The offsets enclose the extension that carries the presented name."""
    layout = read_hello(HELLO)

    assert layout.server_name == NAME
    assert layout.length == len(HELLO)
    assert HELLO[layout.name_start : layout.name_end].endswith(NAME.encode())
    assert HELLO[layout.name_start : layout.name_start + 2] == bytes(2)
    assert NAME.encode().endswith(HELLO[layout.name_middle : layout.name_end])
    assert layout.key_shares


def test_a_hello_without_a_name_has_no_place_at_it() -> None:
    """Asking for a place that does not exist is a mistake of the check."""
    layout = read_hello(NAMELESS)

    assert layout.server_name == ""
    with pytest.raises(ValueError, match="server name"):
        layout.offset(Place.IN_NAME)


@pytest.mark.parametrize("place", [pytest.param(place, id=place.value) for place in Place])
def test_every_place_leaves_bytes_on_both_sides(place: Place) -> None:
    """Cutting at any place makes two pieces that are the hello together."""
    first, second = in_pieces(HELLO, Delivery(places=(place,)))

    assert first + second == HELLO


@given(st.sets(INSIDE), st.sets(INSIDE))
def test_records_and_cuts_change_nothing_but_headers(records: set[int], cuts: set[int]) -> None:
    """However a hello is split and cut, its payload arrives unchanged."""
    pieces = in_pieces(HELLO, Delivery(records=tuple(records), cuts=tuple(cuts)))

    assert payload(b"".join(pieces)) == HELLO[RECORD_HEADER:]
    assert len(pieces) == len(cuts) + 1
    assert all(pieces)


def test_a_cut_and_a_record_at_the_same_place_begin_together() -> None:
    """The header of a new record travels with its record."""
    _, second = in_pieces(HELLO, Delivery(places=(Place.IN_NAME,), record_places=(Place.IN_NAME,)))

    assert second[:3] == HELLO[:3]


def test_bytewise_makes_as_many_pieces_as_bytes() -> None:
    """Every byte is a piece of its own."""
    pieces = in_pieces(HELLO, Delivery(bytewise=True))

    assert {len(piece) for piece in pieces} == {1}
    assert b"".join(pieces) == HELLO


@pytest.mark.parametrize("offset", [0, RECORD_HEADER, len(HELLO)])
def test_a_record_cannot_be_empty(offset: int) -> None:
    """A record that would carry nothing is refused before it is sent."""
    with pytest.raises(ValueError, match="record"):
        in_records(HELLO, (offset,))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_no_hello(data: bytes) -> None:
    """Bytes that are not a ClientHello are refused in words."""
    with pytest.raises(MalformedHelloError):
        read_hello(data)


@given(INSIDE, st.binary(min_size=1, max_size=4))
def test_a_spoiled_hello_is_read_or_refused(place: int, bytes_instead: bytes) -> None:
    """A hello with changed bytes gives a layout or MalformedHelloError, nothing else."""
    with suppress(MalformedHelloError):
        read_hello((HELLO[:place] + bytes_instead + HELLO[place + len(bytes_instead) :])[: len(HELLO)])


def test_a_post_quantum_hello_needs_two_segments() -> None:
    """The large hello is larger than a segment and says how it became so."""
    hello = write_hello(sized_context(HelloSize.POST_QUANTUM, (), NAME), NAME)

    assert len(hello) > LARGE
    assert form_of(hello) in (HelloForm.POST_QUANTUM, HelloForm.PADDED)


def test_a_classical_hello_fits_one_segment() -> None:
    """The small hello offers one classical group."""
    hello = write_hello(sized_context(HelloSize.CLASSICAL, ("h2",), NAME), NAME)

    assert len(hello) < 600
    assert len(read_hello(hello).key_shares) == 1
    assert form_of(hello) is HelloForm.CLASSICAL


def test_no_hello_has_no_form() -> None:
    """Before anything was sent there is nothing to describe."""
    assert form_of(b"") is HelloForm.NONE
