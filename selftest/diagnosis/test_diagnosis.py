"""The diagnosis says the part at fault first, from what a second look found and from the checks' own verdicts."""

from typing import Any

import pytest

from fixtures.diagnosis import concluded, diagnose
from fixtures.report.model import Diagnosis, Outcome, Result
from fixtures.target.circumstances import Arrival, Asked, Circumstances, Crossing, Return, Way
from selftest.report.samples import result

CLIENTS = {"outside": "198.51.100.11", "no_udp": "198.51.100.13"}


def broken(identity: str, *route: str, **more: Any) -> Result:
    """Return a broken result of traffic through these hops, of which the last is blamed."""
    return result(identity, Outcome.BROKEN, **{"route": route, "hop": route[-1], "path": "path", **more})


SITE = broken("EDGE-02", "haproxy", "go-mmproxy", "nginx", "web")
RELAY_443 = broken("EDGE-01", "haproxy", "turn")
STREAM_SITE = broken("EDGE-02", "nginx-stream", "nginx")
STREAM_RELAY = broken("EDGE-01", "nginx-stream", "turn")
RELAY_UDP = broken("RELAY-04", "turn")
RELAYED_TO_BRIDGE = broken("RELAY-11", "turn", "jvb")
MEDIA = broken("BRIDGE-08", "router", "jvb")
FROM_NO_UDP = broken("SIGNALLING-01", "haproxy", "nginx", "prosody", vantage="no-udp")
CONTAINERS = broken("HEALTH-13", "host", test="test_containers_run[turn]", vantage="on-host")
AFTERWARDS = broken("HEALTH-33", "host", whole=True, vantage="")


def arrival(
    vantage: str, port: int, protocol: str = "tcp", *, arrived: bool = True, answered: bool | None = True
) -> Arrival:
    """Return a packet from a vantage."""
    return Arrival(vantage, CLIENTS[vantage], protocol, port, arrived, answered)


def asked(part: str, way: Way, answered: bool = True) -> Asked:
    """Return an answer of a part."""
    return Asked(part, way, answered, "an answer" if answered else "silence")


FINE = (arrival("outside", 443), arrival("no_udp", 443), arrival("outside", 3478, "udp"))
TURN_ANSWERS = (asked("turn", Way.BESIDE), asked("turn", Way.PUBLISHED), asked("web", Way.BY_443))
SAID_NOT = (asked("web", Way.BY_443, False), asked("nginx", Way.WITH_PROXY_LINE), asked("turn", Way.PUBLISHED))
LOST = Crossing("turn", "jvb", "172.30.0.34", "")
RENAMED = Crossing("jvb", "turn", "172.30.0.100", "172.30.0.1")
WHOLE = Crossing("turn", "jvb", "172.30.0.34", "172.30.0.34")


@pytest.mark.parametrize(
    ("results", "seen", "hop"),
    [
        ([RELAY_443, CONTAINERS], Circumstances({"turn": "exited"}, frozenset({"turn"})), "turn"),
        ([RELAY_443, MEDIA], Circumstances({"engine": "no answer"}, frozenset({"engine"})), "engine"),
        ([MEDIA], Circumstances({"jvb": "unhealthy", "jicofo": "unhealthy"}), "jvb"),
        ([MEDIA], Circumstances({"jicofo": "unhealthy"}, focus="No operational bridges available (total=0)"), "jvb"),
        (
            [RELAY_UDP, MEDIA],
            Circumstances(forwards=False, arrivals=(*FINE[:2], arrival("outside", 3478, "udp", answered=False))),
            "host",
        ),
        (
            [RELAY_UDP],
            Circumstances(
                forwards=True, arrivals=(*FINE[:2], arrival("outside", 3478, "udp", answered=False)), asked=TURN_ANSWERS
            ),
            "host",
        ),
        (
            [SITE],
            Circumstances(returns=(Return("outside", CLIENTS["outside"], "RTNETLINK answers: Invalid argument"),)),
            "host",
        ),
        ([RELAY_443], Circumstances(asked=(*TURN_ANSWERS, asked("turn", Way.BY_443, False))), "haproxy"),
        (
            [STREAM_SITE],
            Circumstances(asked=(*SAID_NOT, asked("turn", Way.BY_443)), splitter="nginx-stream"),
            "nginx-stream",
        ),
        (
            [STREAM_SITE, STREAM_RELAY],
            Circumstances(asked=(*SAID_NOT, asked("turn", Way.BY_443, False)), splitter="nginx-stream"),
            "nginx-stream",
        ),
        (
            [STREAM_SITE, STREAM_RELAY],
            Circumstances(splitter="nginx-stream", on_443=("udp nginx",)),
            "nginx-stream",
        ),
        ([RELAYED_TO_BRIDGE], Circumstances(crossings=(LOST,)), "host"),
        ([RELAYED_TO_BRIDGE], Circumstances(crossings=(WHOLE, RENAMED)), "host"),
        ([SITE], Circumstances(asked=(asked("web", Way.BESIDE), asked("web", Way.FROM_HOST, False))), "host"),
        ([SITE], Circumstances(asked=(asked("web", Way.FROM_HOST), asked("web", Way.PUBLISHED, False))), "engine"),
        ([MEDIA], Circumstances(arrivals=(*FINE, arrival("outside", 10000, "udp", arrived=False))), "router"),
        ([FROM_NO_UDP], Circumstances(arrivals=(FINE[0], arrival("no_udp", 443, answered=False))), "host"),
        (
            [FROM_NO_UDP],
            Circumstances(arrivals=(FINE[0], arrival("no_udp", 443, arrived=False, answered=False))),
            "router",
        ),
    ],
    ids=[
        "a part is stopped",
        "the engine does not answer",
        "a part is unhealthy, and another that depends on it",
        "the focus has no bridge",
        "forwarding is off",
        "a published port is filtered",
        "answers to clients go astray",
        "the splitter spoils the relay",
        "the splitter does not say who comes",
        "the splitter says to nobody who comes",
        "the splitter listens over UDP alone",
        "nothing gets from coturn to the bridge",
        "answers of the bridge are another's",
        "web is refused to the host",
        "the published port is dead",
        "a port does not arrive",
        "one client is banned",
        "one client does not arrive",
    ],
)
def test_first_cause(results: list[Result], seen: Circumstances, hop: str) -> None:
    """One cause explains everything, also what the whole run says of itself, and every result has its hop."""
    results = [*results, AFTERWARDS]

    found = diagnose(results, seen)

    assert [cause.hop for cause in found.causes] == [hop]
    assert found.unexplained == ()
    assert {each.hop for each in concluded(results, seen)} == {hop}


def test_nothing_broken() -> None:
    """Where nothing is broken there is no cause, whatever a second look found."""
    found = diagnose([result()], Circumstances(forwards=False))

    assert found == Diagnosis()


def test_healthy_circumstances_blame_nobody() -> None:
    """A second look at which all is well leaves the verdicts as they are."""
    seen = Circumstances(forwards=True, arrivals=FINE, asked=TURN_ANSWERS, crossings=(WHOLE,))

    found = diagnose([SITE], seen)

    assert [cause.hop for cause in found.causes] == ["web"]
    assert concluded([SITE], seen) == (SITE,)


def test_without_second_look() -> None:
    """The part at which most verdicts point comes first, with the others that would look the same."""
    results = [RELAY_UDP, RELAY_443, MEDIA]

    found = diagnose(results, None)

    assert [(cause.hop, cause.explains) for cause in found.causes] == [
        ("turn", ("EDGE-01", "RELAY-04")),
        ("jvb", ("BRIDGE-08",)),
    ]
    assert found.causes[0].not_explained == ("BRIDGE-08",)


def test_two_causes() -> None:
    """Two faults are two causes, the one that explains more first."""
    seen = Circumstances({"web": "exited"}, frozenset({"web"}), crossings=(LOST,))
    relayed = [RELAYED_TO_BRIDGE, broken("RELAY-24", "haproxy", "turn", "jvb")]

    found = diagnose([SITE, *relayed], seen)

    assert [cause.hop for cause in found.causes] == ["host", "web"]


def test_unexplained() -> None:
    """What no verdict and no fact explains is named."""
    found = diagnose([broken("EDGE-02", "web", hop="")], None)

    assert found == Diagnosis((), ("EDGE-02",))


def test_evidence_is_bounded() -> None:
    """Equal lines are one with a count, and at most ten lines are kept."""
    many = tuple(broken(f"EDGE-{number:02}", "web", path=f"path {number}") for number in range(20))
    alike = tuple(broken("EDGE-30", "turn", path="the same") for _ in range(3))

    found = diagnose([*many, *alike], None)

    assert len(found.causes[0].evidence) == 10
    assert found.causes[1].evidence == ("EDGE-30 the same (3 times)",)


def holding(identity: str, *route: str, **more: Any) -> Result:
    """Return a result that holds, of traffic through these hops."""
    return result(identity, route=route, **more)


SILENT_RELAY = broken("RELAY-04", "turn", ending="silent")
SILENT_MEDIA = broken("BRIDGE-08", "router", "jvb", ending="silent")


@pytest.mark.parametrize(
    ("results", "hop", "instead"),
    [
        (
            [
                broken("EDGE-01", "haproxy", "turn", vantage="no-udp"),
                broken("EDGE-02", "haproxy", "nginx", "web", vantage="no-udp"),
                holding("EDGE-01", "haproxy", "turn"),
                holding("EDGE-02", "haproxy", "nginx", "web"),
            ],
            "host",
            ("router",),
        ),
        (
            [
                broken("EDGE-02", "haproxy", "nginx", "web", ending="silent"),
                holding("EDGE-28", "haproxy", "nginx", "web", vantage="on-host"),
            ],
            "router",
            ("host",),
        ),
        ([SILENT_RELAY, SILENT_MEDIA, holding("RELAY-06", "haproxy", "turn")], "host", ("router",)),
        (
            [
                RELAY_443,
                broken("RELAY-06", "haproxy", "turn"),
                holding("RELAY-05", "turn"),
                holding("EDGE-02", "haproxy", "nginx", "web"),
            ],
            "haproxy",
            (),
        ),
        (
            [RELAYED_TO_BRIDGE, holding("RELAY-12", "turn"), holding("BRIDGE-08", "router", "jvb")],
            "host",
            ("turn",),
        ),
    ],
    ids=[
        "one vantage alone",
        "outside alone",
        "all but 443",
        "the relay by 443 alone",
        "the bridge behind the relay alone",
    ],
)
def test_results_alone(results: list[Result], hop: str, instead: tuple[str, ...]) -> None:
    """Where nobody could look at the host, how the results lie says the cause, and what else would look the same."""
    found = diagnose(results, None)

    assert [(cause.hop, cause.instead) for cause in found.causes] == [(hop, instead)]
    assert bool(found.causes[0].decide) is bool(instead)
    assert {each.hop for each in concluded(results, None) if each.outcome is Outcome.BROKEN} == {hop}


def test_results_alone_blame_no_vantage() -> None:
    """What is broken from one vantage and holds from there as well is not the vantage's doing."""
    results = [
        broken("EDGE-02", "haproxy", "nginx", "web", vantage="no-udp"),
        broken("EDGE-03", "haproxy", "nginx", vantage="no-udp"),
        holding("EDGE-01", "haproxy", "turn", vantage="no-udp"),
        holding("EDGE-02", "haproxy", "nginx", "web"),
    ]

    assert "host" not in [cause.hop for cause in diagnose(results, None).causes]


def test_host_was_only_asked() -> None:
    """A check that asks the host about a part is about that part."""
    results = [broken("HEALTH-17", "host", test="test_container_comes_back[jicofo]"), AFTERWARDS]

    found = diagnose(results, Circumstances())

    assert [cause.hop for cause in found.causes] == ["jicofo"]
    assert {each.hop for each in concluded(results, Circumstances())} == {"jicofo"}
