"""Port scans of loopback."""

import socket

from fixtures.probes.net.answer import Ending
from fixtures.probes.net.scan import PortState, tcp
from selftest.probes.servers import LOOPBACK, serving, silent, unused_port


async def test_open_and_refused_ports_are_told_apart() -> None:
    """A listener is open, its neighbour refuses, in the order asked for."""
    free = unused_port()
    async with serving(silent) as port:
        answer = await tcp(LOOPBACK, (free, port))

    assert answer.ending is Ending.ANSWERED
    assert [(one.port, one.state) for one in answer.ports] == [(free, PortState.REFUSED), (port, PortState.OPEN)]
    assert answer.with_state(PortState.OPEN) == (port,)
    assert answer.detail == f"open of 2 ports: {port}"


async def test_a_port_that_drops_is_silent() -> None:
    """A SYN nothing comes back for is silence, by the deadline."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind((LOOPBACK, 0))
        full.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        answer = await tcp(LOOPBACK, (full.getsockname()[1],), within=0.2)

    assert [one.state for one in answer.ports] == [PortState.SILENT]
    assert answer.seconds < 1


async def test_more_ports_than_places_are_all_tried() -> None:
    """A port beyond those tried at once has its turn."""
    async with serving(silent) as port:
        answer = await tcp(LOOPBACK, (*(unused_port() for _ in range(70)), port))

    assert answer.with_state(PortState.OPEN) == (port,)
    assert len(answer.ports) == 71


async def test_a_name_without_address_is_unresolved() -> None:
    """Without an address there is no port to tell of."""
    answer = await tcp("nothing.invalid", (80,))

    assert (answer.ending, answer.ports) == (Ending.UNRESOLVED, ())


async def test_no_ports_are_no_answer_but_no_mistake() -> None:
    """An empty question has an empty answer."""
    assert (await tcp(LOOPBACK, ())).detail == "open of 0 ports: none"
