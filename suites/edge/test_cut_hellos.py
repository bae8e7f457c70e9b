"""A router that decides on the first segment of a ClientHello is right most of the time, so the fault is easily missed.

Every browser now sends hellos larger than one segment. When these checks fail, a share of all connections, different
from network to network, is handed to the wrong backend: TURN clients get the site's certificate, visitors get coturn's.
"""

import pytest

from suites.edge import tls_services
from suites.vocabulary import expected, given, requirement, tls

APART = 0.05
"""Seconds between two segments: enough for the network to deliver them apart."""
PIECES = [
    *(pytest.param(tls.Delivery(places=(place,), pause=APART), id=f"cut {place}") for place in tls.Place),
    *(
        pytest.param(tls.Delivery(record_places=(place,)), id=f"second record {place}")
        for place in (tls.Place.BEFORE_NAME, tls.Place.IN_NAME, tls.Place.AFTER_NAME)
    ),
    pytest.param(tls.Delivery(cuts=(1400,), pause=APART), id="cut at 1400 bytes"),
]


@requirement("EDGE-14")
@pytest.mark.parametrize("place", list(tls.Place))
def test_cut_in_two(outside: given.Vantage, turn_service: tls_services.TlsService, place: tls.Place) -> None:
    """HAProxy waits for the rest of a hello."""
    answer = turn_service.request(outside, tls.Delivery(places=(place,), pause=APART)).result()

    assert answer == turn_service.right


@requirement("EDGE-18")
@pytest.mark.parametrize("cuts", [(), (1400,)], ids=["whole", "cut at 1400 bytes"])
def test_post_quantum_size(
    outside: given.Vantage, turn_service: tls_services.TlsService, cuts: tuple[int, ...]
) -> None:
    """A ClientHello of more than 1500 bytes reaches coturn."""
    answer = turn_service.request(
        outside, tls.Delivery(cuts=cuts, pause=APART), size=tls.HelloSize.POST_QUANTUM
    ).result()

    assert answer == turn_service.right


@requirement("EDGE-19")
def test_name_in_the_first_record(outside: given.Vantage, turn_service: tls_services.TlsService) -> None:
    """HAProxy reads the name out of the first of two records."""
    answer = turn_service.request(outside, tls.Delivery(record_places=(tls.Place.AFTER_NAME,))).result()

    assert answer == turn_service.right


@requirement("EDGE-20")
@pytest.mark.parametrize("place", [tls.Place.BEFORE_NAME, tls.Place.IN_NAME])
def test_name_in_the_second_record(
    outside: given.Vantage, turn_service: tls_services.TlsService, place: tls.Place
) -> None:
    """HAProxy does not read a second record and sends the ClientHello to the site."""
    answer = turn_service.request(outside, tls.Delivery(record_places=(place,))).result()

    assert answer == turn_service.right | turn_service.default


@requirement("EDGE-21")
@pytest.mark.parametrize("delivery", PIECES)
def test_web_name_in_pieces(
    outside: given.Vantage, web_service: tls_services.TlsService, delivery: tls.Delivery
) -> None:
    """The site is reached with a hello in pieces."""
    answer = web_service.request(outside, delivery, size=tls.HelloSize.POST_QUANTUM).result()

    assert answer == web_service.right


@requirement("EDGE-22")
@pytest.mark.parametrize("size", [tls.HelloSize.CLASSICAL, tls.HelloSize.POST_QUANTUM])
def test_turn_name_many_times(
    outside: given.Vantage, target: given.Target, turn_service: tls_services.TlsService, size: tls.HelloSize
) -> None:
    """All of many connections at once reach coturn."""
    asked = [turn_service.request(outside, size=size) for _ in range(target.crowd)]
    answers = [pending.result() for pending in asked]

    assert answers == expected.every(turn_service.right)


@requirement("EDGE-23")
@pytest.mark.parametrize("size", [tls.HelloSize.CLASSICAL, tls.HelloSize.POST_QUANTUM])
def test_web_name_many_times(
    outside: given.Vantage, target: given.Target, web_service: tls_services.TlsService, size: tls.HelloSize
) -> None:
    """All of many connections at once reach the site."""
    asked = [web_service.request(outside, size=size) for _ in range(target.crowd)]
    answers = [pending.result() for pending in asked]

    assert answers == expected.every(web_service.right)
