"""The hop that lost the client's address, or believed the client, is told by the addresses that every hop has."""

from dataclasses import replace

import pytest

from fixtures.hops.event import Event, What
from fixtures.hops.hop import HopEvidence
from fixtures.report.client_address import UNFORGED, wrongly_named
from selftest.report.hop_samples import PATH, evidence

OWN = "198.51.100.11"
GATEWAY = "172.30.0.1"
FORGED = "192.0.2.66"


def at_web(address: str, **hops: bool | None) -> dict[str, HopEvidence]:
    """Return evidence of hops before web, which does not log the clients' own addresses, and has this one."""
    web = replace(evidence(web=True)["web"], tells_clients=False, events=(Event("", What.TRAFFIC, "", client=address),))
    return {**evidence(**{"haproxy": True, "go_mmproxy": True, "nginx": True, **hops}), "web": web}


@pytest.mark.parametrize(
    ("seen", "must", "hop"),
    [
        pytest.param(at_web(GATEWAY), "kept", "web", id="web has its neighbour's"),
        pytest.param(at_web(GATEWAY, nginx=False), "kept", "go-mmproxy", id="nginx was not told"),
        pytest.param(at_web(GATEWAY, haproxy=False), "kept", "router", id="the splitter was not told"),
        pytest.param(at_web(FORGED, nginx=False), UNFORGED, "nginx", id="nginx believes the client"),
        pytest.param(at_web(FORGED), UNFORGED, "web", id="web believes the client"),
    ],
)
def test_first_hop_with_another_address(seen: dict[str, HopEvidence], must: str, hop: str) -> None:
    """What lies behind it has the address from there."""
    found = wrongly_named("outside", PATH, seen, frozenset({OWN}), must)

    assert found is not None
    assert (found.hop, f"{hop} ✗" in found.text) == (hop, True)


def test_line_that_was_not_believed() -> None:
    """A hop that is told by a PROXY line, takes it and calls the client otherwise is at fault itself."""
    own, told = frozenset({OWN}), frozenset({"nginx"})

    found = wrongly_named("outside", PATH, at_web(GATEWAY, nginx=False), own, "kept", told)

    assert found is not None
    assert found.hop == "nginx"


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(at_web(OWN), id="every hop has the client's own"),
        pytest.param(evidence(haproxy=True, go_mmproxy=True, nginx=False, web=False), id="nothing came so far"),
        pytest.param({}, id="no log speaks"),
    ],
)
def test_no_hop_with_another_address(seen: dict[str, HopEvidence]) -> None:
    """The verdict is then that of any other traffic."""
    assert wrongly_named("outside", PATH, seen, frozenset({OWN}), "kept") is None
