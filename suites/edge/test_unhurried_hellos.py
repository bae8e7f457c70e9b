"""Clients on slow or lossy networks send their ClientHello slowly; HAProxy waits two seconds.

When these checks fail, people with the worst networks, who need coturn most, are the ones who do not reach it.
"""

import pytest

from suites.edge import tls_services
from suites.vocabulary import edge, outcomes, requirement

INSPECT_DELAY = 2.0
"""Seconds; the seed's tcp-request inspect-delay."""


def in_time(answer: edge.EdgeAnswer) -> edge.EdgeAnswer:
    """Return the answer, unless this machine was too slow to send the hello within the inspect delay."""
    if answer.delivery_seconds >= INSPECT_DELAY:
        outcomes.could_not_tell(
            f"Sending the hello took {answer.delivery_seconds:.1f} s here, longer than HAProxy waits."
        )
    return answer


@requirement("EDGE-15")
def test_byte_by_byte(turn_service: tls_services.TlsService, slow_turn_hellos: tls_services.SlowHellos) -> None:
    """HAProxy collects a hello from single bytes."""
    answer = in_time(slow_turn_hellos.bytewise.result())

    assert answer == turn_service.right


@requirement("EDGE-16")
def test_second_half_within_the_delay(
    turn_service: tls_services.TlsService, slow_turn_hellos: tls_services.SlowHellos
) -> None:
    """HAProxy waits a second for the second half of a hello."""
    answer = in_time(slow_turn_hellos.halves_in_time.result())

    assert answer == turn_service.right


@requirement("EDGE-17")
def test_second_half_after_the_delay(
    turn_service: tls_services.TlsService, slow_turn_hellos: tls_services.SlowHellos
) -> None:
    """HAProxy stops waiting after two seconds and sends what it has to the site."""
    answer = slow_turn_hellos.halves_too_late.result()

    assert answer == turn_service.right | turn_service.default


@requirement("EDGE-21")
@pytest.mark.parametrize("how", ["halves_in_time", "halves_too_late", "bytewise"])
def test_web_name_slowly(
    web_service: tls_services.TlsService, slow_web_hellos: tls_services.SlowHellos, how: str
) -> None:
    """The site is reached with a slow ClientHello, however long it takes."""
    answer = getattr(slow_web_hellos, how).result()

    assert answer == web_service.right
