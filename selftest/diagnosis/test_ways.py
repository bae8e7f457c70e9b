"""The diagnosis says what is wrong on the way between parts that are well."""

from dataclasses import replace

import pytest

from fixtures.diagnosis import concluded, diagnose
from fixtures.report.model import Outcome, Result
from fixtures.target.circumstances import Arrival, Asked, Circumstances, Lookup, PassedOver, Sight, Way, Width
from selftest.report.samples import result

CLIENT, GATEWAY, ROUTER = "198.51.100.11", "172.30.0.1", "192.168.178.1"
ADDRESSES = {"172.30.0.34": "turn", "172.30.0.80": "web", "172.30.0.128": "prosody"}


def broken(identity: str, *route: str, **more: bool) -> Result:
    """Return a broken result of traffic through these hops, of which the last is blamed."""
    return result(identity, Outcome.BROKEN, route=route, hop=route[-1], path="path", **more)


SITE = broken("EDGE-02", "haproxy", "go-mmproxy", "nginx", "web")
BY_MMPROXY = broken("ADDRESS-02", "haproxy", "go-mmproxy", "nginx")
RELAY = broken("RELAY-05", "turn")
RELAY_443 = broken("ADDRESS-14", "haproxy", "turn")
CHANNEL = broken("BRIDGE-15", "web", "jvb")
AFTERWARDS = broken("HEALTH-33", "host", whole=True)

MISLED = Lookup("jvb", "xmpp.meet.jitsi", "prosody", "172.30.0.128", ("172.30.0.34",))
RIGHT = replace(MISLED, asker="web", found=("172.30.0.128",))
SHARED = Lookup("jvb", "meet.jitsi", "web", "172.30.0.80", ("172.30.0.34", "172.30.0.80"))
GONE = replace(MISLED, found=())


def sight(part: str, vantage: str, expected: str, seen_as: str) -> Sight:
    """Return under which address a part sees a vantage."""
    return Sight(part, vantage, "to a port", expected, seen_as)


@pytest.mark.parametrize(
    ("broken_one", "seen", "hop"),
    [
        pytest.param(
            SITE,
            Circumstances(widths=(Width("outside", 443, False, True, True),)),
            "router",
            id="narrow before the host",
        ),
        pytest.param(
            RELAY, Circumstances(widths=(Width("outside", 5349, False, True, False),)), "host", id="narrow at the host"
        ),
        pytest.param(
            CHANNEL,
            Circumstances(lookups=(MISLED, RIGHT), services=ADDRESSES),
            "jvb",
            id="one part is wrong",
        ),
        pytest.param(
            SITE,
            Circumstances(lookups=(SHARED, replace(SHARED, asker="jicofo")), services=ADDRESSES),
            "turn",
            id="a name has two owners",
        ),
        pytest.param(
            SITE,
            Circumstances(lookups=(GONE, replace(GONE, asker="web")), services=ADDRESSES),
            "prosody",
            id="a name has nobody",
        ),
        pytest.param(
            RELAY,
            Circumstances(sights=(sight("turn", "outside", CLIENT, GATEWAY),)),
            "host",
            id="the host shows coturn the gateway",
        ),
        pytest.param(
            CHANNEL,
            Circumstances(sights=(sight("jvb", "outside", CLIENT, ROUTER),), router=ROUTER),
            "router",
            id="the router shows the bridge itself",
        ),
        pytest.param(
            RELAY_443,
            Circumstances(sights=(sight("turn", "haproxy", GATEWAY, "192.168.178.10"),)),
            "haproxy",
            id="another way to coturn",
        ),
        pytest.param(
            BY_MMPROXY,
            Circumstances(passed_over=(PassedOver("go-mmproxy", "haproxy"),)),
            "haproxy",
            id="a hop is passed over",
        ),
    ],
)
def test_first_cause(broken_one: Result, seen: Circumstances, hop: str) -> None:
    """One cause explains everything, and every result has its hop."""
    results = [broken_one, AFTERWARDS]

    found = diagnose(results, seen)

    assert [cause.hop for cause in found.causes] == [hop]
    assert found.unexplained == ()
    assert {each.hop for each in concluded(results, seen)} == {hop}


def test_who_is_well_is_not_blamed() -> None:
    """Names that lead where they must, addresses that are the clients' own, and ports that are simply shut."""
    seen = Circumstances(
        sights=(sight("turn", "outside", CLIENT, CLIENT), sight("turn", "haproxy", GATEWAY, GATEWAY)),
        widths=(Width("outside", 443, True, True, True), Width("outside", 5349, False, False, False)),
        lookups=(RIGHT,),
        services=ADDRESSES,
    )

    assert concluded([SITE], seen) == (SITE,)


def test_nobody_near_could_ask() -> None:
    """Without a vantage near the host a narrow path may be the host's too; the diagnosis says what decides."""
    [cause] = diagnose([SITE], Circumstances(widths=(Width("outside", 443, False, True, None),))).causes

    assert (cause.hop, cause.instead) == ("router", ("host",))
    assert "from the host's own network" in cause.decide


def large(vantage: str, *, arrived: bool) -> Arrival:
    """Return a datagram as long as one of video."""
    return Arrival(vantage, CLIENT, "udp", 3478, arrived, None, large=True)


@pytest.mark.parametrize(("arrived", "hop"), [(False, "router"), (True, "turn")], ids=["it is lost", "it arrives"])
def test_large_datagrams(arrived: bool, hop: str) -> None:
    """Where a port's small packets arrive at the host and large ones do not, something before it filters them."""
    small = Arrival("outside", CLIENT, "udp", 3478, True, True)

    found = diagnose([RELAY], Circumstances(arrivals=(small, large("outside", arrived=arrived))))

    assert [cause.hop for cause in found.causes] == [hop]


def turned_back(port: int, protocol: str, *, arrived: bool, answered: bool | None) -> Circumstances:
    """Return what is seen where somebody outside is served at a port, and what the LAN sends there meets this."""
    outside = Arrival("outside", CLIENT, protocol, port, True, None if answered is None else True)
    return Circumstances(
        arrivals=(outside, Arrival("lan", "192.168.178.20", protocol, port, arrived, answered)), router=ROUTER
    )


@pytest.mark.parametrize(
    ("port", "protocol", "answered", "result"),
    [
        (443, "tcp", False, replace(SITE, vantage="lan")),
        (10000, "udp", None, replace(CHANNEL, vantage="outside, lan")),
    ],
)
def test_hairpin(port: int, protocol: str, answered: bool | None, result: Result) -> None:
    """What the LAN alone cannot have, because its packets to the public address do not come back to the host."""
    elsewhere = broken("EDGE-03", "nginx", "web")

    found = diagnose([result, elsewhere], turned_back(port, protocol, arrived=False, answered=answered))

    assert next((cause.hop, cause.explains) for cause in found.causes) == ("router", (result.requirement,))
    assert "hairpin" in found.causes[0].look_at


def test_split_dns() -> None:
    """What is broken from the one network whose name server leads elsewhere is that name's fault."""
    lookups = (
        Lookup("lan", "meet.lab.test", "the router", "198.51.100.1", ("192.168.178.10",)),
        Lookup("outside", "meet.lab.test", "the router", "198.51.100.1", ("198.51.100.1",)),
    )

    found = diagnose([replace(SITE, vantage="lan")], Circumstances(outer_lookups=lookups))

    assert [cause.hop for cause in found.causes] == ["dns"]


def test_who_is_led_elsewhere_is_ill_for_that() -> None:
    """The focus that has no bridge, because the bridge does not find prosody, is no cause of its own."""
    ill = {"jicofo": "running, health unhealthy"}
    seen = Circumstances(ill, focus="No operational bridges", lookups=(MISLED, RIGHT), services=ADDRESSES)
    health = [broken("HEALTH-19", "jicofo"), broken("HEALTH-20", "prosody"), broken("HEALTH-22", "prosody")]

    [cause] = diagnose([*health, AFTERWARDS], seen).causes

    assert (cause.hop, cause.sentence) == ("jvb", "jvb resolves xmpp.meet.jitsi to a wrong address.")


STREAMS = (Way.STREAM_BESIDE, Way.STREAM_BY_WEB, Way.STREAM_BY_443)
UPGRADE = broken("SIGNALLING-01", "haproxy", "go-mmproxy", "nginx", "web", "prosody")


@pytest.mark.parametrize(
    ("taken", "hop"),
    [
        pytest.param((True, True, False), "nginx", id="web passes it on"),
        pytest.param((True, False, False), "web", id="web does not"),
        pytest.param((False, False, False), "prosody", id="nobody grants it"),
        pytest.param((True, True, True), "prosody", id="everybody does"),
    ],
)
def test_who_does_not_pass_on_a_websocket(taken: tuple[bool, ...], hop: str) -> None:
    """Who is asked past the others tells which of them it is; else the check's own verdict stays."""
    streams = tuple(Asked("prosody", way, answered, "a login") for way, answered in zip(STREAMS, taken, strict=True))
    seen = Circumstances(asked=(*streams, Asked("web", Way.BY_443, True, "a page")))

    assert [each.hop for each in concluded([UPGRADE], seen)] == [hop]
