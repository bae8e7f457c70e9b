"""What coturn's log says that a session carried."""

import pytest

from fixtures.hops.turn import RelaySession, sessions

USAGE = "2026: session {id}: usage: realm=<turn>, username=<1>, rp=735, rb={received}, sp=1313, sb={sent}"
PEERS = "2026: session {id}: peer usage: realm=<turn>, username=<1>, rp=9, rb=9, sp=9, sb=9"
CLOSED = (
    "2026: session {id}: closed (2nd stage), user <1> realm <turn> origin <>,"
    " local 172.30.0.34:5349, remote 198.51.100.11:38196, reason: TLS/TCP connection closed by client (callback)"
)


def session(identity: str, *usages: tuple[int, int]) -> list[str]:
    """The lines of a session that was summed up so often."""
    lines = [USAGE.format(id=identity, received=received, sent=sent) for received, sent in usages]
    return [*lines, PEERS.format(id=identity), CLOSED.format(id=identity)]


@pytest.mark.parametrize(
    ("lines", "carried"),
    [
        pytest.param(session("007", (98514, 193272)), [(98514, 193272)], id="a short one"),
        pytest.param(session("007", (210766, 415184), (98514, 193272)), [(309280, 608456)], id="2048 packets and more"),
        pytest.param(session("007", (5, 6)) + session("008", (7, 8)), [(5, 6), (7, 8)], id="two"),
        pytest.param(session("007", (5, 6))[:1], [], id="one that is still open"),
    ],
)
def test_all_that_a_session_carried(lines: list[str], carried: list[tuple[int, int]]) -> None:
    """A session carried the sum of what coturn says of it until it closes."""
    expected = [RelaySession(5349, "198.51.100.11", received, sent) for received, sent in carried]

    assert sessions("\n".join(lines)) == expected
