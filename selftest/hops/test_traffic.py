"""Of the lines of a log those of the traffic that is asked for, and of no other."""

import time
from datetime import UTC, datetime

import pytest

from fixtures.hops.hop import HopEvidence
from fixtures.hops.known import BY_NAME
from fixtures.hops.traffic import MatchedBy, Sender, Traffic

NOW = time.time()
OWN, OTHER, GATEWAY = "198.51.100.11", "198.51.100.12", "172.30.0.1"
BEGAN = NOW - 10.0


def haproxy(client: str, port: int, at: float = NOW - 5, backend: str = "turn") -> str:
    """A line of HAProxy, which prints local time."""
    day = time.strftime("%d/%b/%Y:%H:%M:%S", time.gmtime(at))
    return f"{client}:{port} [{day}.{int(at % 1 * 1000):03d}] main {backend}/{backend} 1/0/4 3188 -- 1/1/0/0/0 0/0\n"


def nginx(client: str, port: int | None = None, at: float = NOW - 5) -> str:
    """A line of the twin's nginx, with the port or without it."""
    named = "" if port is None else f" client_port={port}"
    return f'time={at:.3f} client={client}{named} request="GET / HTTP/1.1" status=200 upstream=""\n'


def coturn(client: str, port: int, session: str, at: float = NOW - 5) -> str:
    """The lines of a session with coturn."""
    day = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    return (
        f"{day}: INFO: session {session}: realm <turn> user <>: incoming packet message processed, error 401\n"
        f"{day}: INFO: session {session}: closed (2nd stage), user <> realm <turn> origin <>, local 172.30.0.34:3478,"
        f" remote {client}:{port}, reason: allocation timeout\n"
    )


def found(hop: str, text: str, *senders: Sender, others: frozenset[str] = frozenset()) -> HopEvidence:
    """Return what a log says of the traffic of these senders."""
    return BY_NAME[hop].evidence(text, Traffic(BEGAN, senders, others))


def sender(*ports: int, began: float = BEGAN, ended: float | None = NOW) -> Sender:
    """Somebody who sent from these ports."""
    return Sender(frozenset({OWN}), frozenset(ports), frozenset({GATEWAY}), began, ended)


def test_the_very_line_among_those_of_the_same_vantage() -> None:
    """Of two connections of one vantage at the same time only the one that is asked for is evidence."""
    text = haproxy(OWN, 40001, backend="ssl") + haproxy(OWN, 40002)

    evidence = found("haproxy", text, sender(40002))

    assert (evidence.sent_to, evidence.matched_by, len(evidence.lines)) == (("turn",), MatchedBy.PORT, 1)


def test_no_trace_although_others_came() -> None:
    """Connections of other checks from the same vantage at the same time are no trace of this one."""
    assert found("haproxy", haproxy(OWN, 40001), sender(40002)).seen is False


def test_unknown_port_falls_back_to_address_and_time() -> None:
    """Where nobody knows the port, as of a browser, the address and the time must do, and that is said."""
    evidence = found("haproxy", haproxy(OWN, 40001) + haproxy(OTHER, 40001), sender())

    assert (evidence.matched_by, len(evidence.lines)) == (MatchedBy.ADDRESS, 1)
    assert evidence.matched_by.gap == "matched by address and time, without the port"


@pytest.mark.parametrize(("port", "seen"), [(40001, False), (40002, True)])
def test_nginx_with_the_port(port: int, seen: bool) -> None:
    """Our own format has the client's port."""
    assert found("nginx", nginx(OWN, port), sender(40002)).seen is seen


def test_format_without_a_port() -> None:
    """A format without it is matched by address and time, an end that is long over included."""
    during, afterwards = nginx(OWN, at=NOW - 5), nginx(OWN, at=NOW - 1)

    evidence = found("nginx", during + afterwards, sender(40002, ended=NOW - 4))

    assert (evidence.matched_by, evidence.lines) == (MatchedBy.ADDRESS, (during.strip(),))


@pytest.mark.parametrize(("client", "port", "seen"), [(OWN, 40002, True), (OWN, 40001, False), (OTHER, 40002, False)])
def test_session_with_coturn(client: str, port: int, seen: bool) -> None:
    """All lines of a session are those of the client that its end names."""
    assert found("turn", coturn(client, port, "0007"), sender(40002), others=frozenset({OTHER})).seen is seen


def test_session_behind_a_proxy() -> None:
    """Whoever comes by way of HAProxy has the gateway's address there, so that time is all there is."""
    evidence = found("turn", coturn(GATEWAY, 51000, "0007"), sender(40002))

    assert (evidence.seen, evidence.matched_by) == (True, MatchedBy.ADDRESS)


def test_translated_address() -> None:
    """What the router turned around has the router's address and a port of its own."""
    assert found("haproxy", haproxy(GATEWAY, 61000), sender(40002)).seen


def test_everything_without_senders() -> None:
    """Without a sender it is all traffic since then."""
    assert len(found("haproxy", haproxy(OWN, 1) + haproxy(OTHER, 2) + haproxy(OWN, 3, NOW - 60)).lines) == 2


def web(path: str, client: str = OWN, status: int = 200) -> str:
    """A line of the twin's web container, which has the client's address and no port."""
    return f'access remote={client} method=GET uri="{path}" room="" status={status} upstream=172.30.0.128:5280\n'


@pytest.mark.parametrize(
    ("paths", "seen"),
    [
        pytest.param({"/http-bind"}, False, id="another path"),
        pytest.param({"/"}, True, id="this path"),
        pytest.param({"/renamed"}, True, id="a path that this hop never has"),
        pytest.param(set(), True, id="nobody says what was asked for"),
    ],
)
def test_who_asked_for_something_else(paths: set[str], seen: bool) -> None:
    """Where a hop further out says what was asked for, other requests of the same client are no trace of it."""
    text = web("/") + web("/http-bind", OTHER)

    traffic = Traffic(BEGAN, (sender(40001),), frozenset({OTHER}), frozenset(paths))
    assert BY_NAME["web"].evidence(text, traffic).seen is seen


STUCK = (
    f"{time.strftime('%Y/%m/%d %H:%M:%S', time.localtime(NOW - 4))} [error] 31#31: *91 connect() failed (111: "
    f'Connection refused) while connecting to upstream, client: {OWN}, upstream: "http://[::1]/"'
    "\n"
)


@pytest.mark.parametrize(
    ("status", "stuck"), [(502, True), (200, False)], ids=["its own gateway failed", "it was served"]
)
def test_complaint_of_another_connection(status: int, stuck: bool) -> None:
    """A complaint without a port is of a connection whose answer says so, not of its neighbour's."""
    text = nginx(OWN, 40001).replace("status=200", f"status={status}") + STUCK

    assert found("nginx", text, sender(40001)).stuck is stuck
