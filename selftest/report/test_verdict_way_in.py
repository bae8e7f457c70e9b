"""The hop verdict where traffic may not have come in at all: the router, the name server, and who does not run."""

from dataclasses import replace

import pytest

from fixtures.probes.net.answer import Ending
from fixtures.report.verdict import verdict
from selftest.report.hop_samples import PATH, evidence, said


@pytest.mark.parametrize(
    ("path", "by_router", "ending", "runs", "hop"),
    [
        pytest.param(("turn",), True, Ending.SILENT, True, "router", id="outside and no answer to a datagram"),
        pytest.param(PATH, True, Ending.SILENT, True, "haproxy", id="outside and no answer on a connection"),
        pytest.param(PATH, True, Ending.UNREACHABLE, True, "router", id="outside and no connection"),
        pytest.param(("router", *PATH), False, Ending.UNREACHABLE, True, "router", id="turned around in the LAN"),
        pytest.param(PATH, False, Ending.SILENT, True, "haproxy", id="not past the router"),
        pytest.param(PATH, True, Ending.REFUSED, True, "haproxy", id="refused"),
        pytest.param(PATH, True, Ending.SILENT, False, "haproxy", id="the first hop does not run"),
        pytest.param(PATH, True, Ending.SILENT, None, "haproxy", id="nobody knows whether it runs"),
    ],
)
def test_what_did_not_pass_the_router(
    path: tuple[str, ...], by_router: bool, ending: Ending, runs: bool | None, hop: str
) -> None:
    """The router is named when nothing came in, nothing came back, and the first hop could have had a trace."""
    hops = {each: said(each, False, runs=runs) for each in (*PATH, "turn")}

    assert verdict("outside", path, hops, ending, by_router=by_router).hop == hop


def test_datagram_that_nobody_answered() -> None:
    """Silence after a datagram does not say that the first hop ever had it."""
    judged = verdict("outside", ("turn", "jvb"), {**evidence(turn=None, jvb=False)}, Ending.SILENT)

    assert judged.hop == ""


def test_a_name_without_address() -> None:
    """Where there was no address to go to, no hop of the path is to blame."""
    assert verdict("outside", PATH, evidence(haproxy=False), Ending.UNRESOLVED).hop == "dns"


def test_a_name_that_went_with_its_container() -> None:
    """A container that does not run has no name either."""
    hops = {"jvb": said("jvb", False, runs=False)}

    assert verdict("in-compose", ("jvb",), hops, Ending.UNRESOLVED).hop == "jvb"


@pytest.mark.parametrize(
    ("tells_clients", "hop"),
    [pytest.param(True, "haproxy", id="its own trace"), pytest.param(False, "router", id="anybody's")],
)
def test_what_passed_the_router(tells_clients: bool, hop: str) -> None:
    """A trace of the client's own anywhere on the path shows that the router let the traffic in."""
    hops = evidence(go_mmproxy=False, nginx=False)
    hops["haproxy"] = said("haproxy", False, runs=True)
    hops["web"] = said("web", True, tells_clients=tells_clients)

    assert verdict("outside", PATH, hops, Ending.UNREACHABLE, by_router=True).hop == hop


def test_a_hop_that_does_not_run_is_said_not_to() -> None:
    """Where the trace ends because the next daemon is down, the path says so."""
    hops = {"haproxy": said("haproxy", True), "turn": said("turn", False, runs=False)}

    judged = verdict("outside", ("haproxy", "turn"), hops, Ending.CLOSED)

    assert judged.text == "path: outside → haproxy ✓ → turn ✗ no trace, it does not run"


@pytest.mark.parametrize(("runs", "hop"), [(False, "nginx"), (True, ""), (None, "")])
def test_behind_a_router_who_does_not_run_is_named(runs: bool | None, hop: str) -> None:
    """A router has no log; that the first hop behind it does not run is evidence of its own."""
    hops = {"nginx": said("nginx", False, runs=runs), "web": said("web", False)}

    assert verdict("lan", ("router", "nginx", "web"), hops, Ending.REFUSED).hop == hop


def test_unhealthy_is_not_stopped() -> None:
    """A service that runs and is unhealthy is said to be that."""
    seen = evidence(haproxy=True) | {"turn": replace(said("turn", False, runs=False), unhealthy=True)}

    found = verdict("outside", ("haproxy", "turn"), seen, Ending.CLOSED)

    assert (found.hop, found.look_at[:25]) == ("turn", "why turn does not serve: ")
    assert found.text.endswith("turn ✗ no trace, it runs and is unhealthy")
