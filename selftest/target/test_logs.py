"""What the hops' logs say, read from lines as the daemons write them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.target.hops import HopObserver
from fixtures.target.logs import RoutedConnection, backends_for, connections, lines_about, pairs
from fixtures.vantage.shell import CommandResult

HAPROXY = (
    "198.51.100.11:38196 [22/Nov/2026:19:08:48.133] main ssl/ssl 5/0/113 5699 -- 1/1/0/0/0 0/0\n"
    "Proxy main started.\n"
    "192.168.178.10:5000 [22/Nov/2026:19:08:49.000] main ssl-local/ssl 1/0/5 3995 -- 1/1/0/0/0 0/0\n"
    "198.51.100.11:37646 [22/Nov/2026:19:08:59.766] main turn/turn 1/0/4 3188 -- 1/1/0/0/0 0/0\n"
    "198.51.100.12:4 [22/Nov/2026:19:08:59.766] main turn/<NOSRV> -1/-1/4 0 SC 1/1/0/0/0 0/0\n"
)
NGINX = (
    'time=100.250 client=198.51.100.11 forwarded="192.0.2.66, 172.30.0.1" request="GET /a HTTP/1.1" status=200\n'
    'time=200.250 client=198.51.100.12 forwarded="" request="GET /b HTTP/1.1" status=200\n'
    "2026/11/22 19:08:59 [error] 8#8: *268 recv() failed, client: 198.51.100.11, server: meet\n"
)
TURN_OWN_CHECK = (
    "2026: session 0095: usage: realm=<turn>, rp=1\n"
    "2026: session 0095: closed, user <>, local 172.30.0.34:3478, remote 172.30.0.34:54317, reason: stale\n"
)
TURN_END = "2026: session 0007: closed, user <>, local 172.30.0.34:5349, remote 172.30.0.1:4, reason: closed\n"
TURN_ARRIVAL = "2026: IPv4. tcp or tls connected to: 172.30.0.1:54410\n"
BRIDGE_OWN_CHECK = (
    "event=conference_created conference=3fba meeting=41 name=__jicofo-health-check-59@muc\n"
    "event=endpoint_created conference=3fba endpoint=7d\n"
)
WEB_OWN_CHECK = 'access remote=127.0.0.1 peer=127.0.0.1 forwarded="" uri="/"\n'
WEB_CLIENT = 'access remote=198.51.100.11 peer=172.30.0.1 forwarded="198.51.100.11" uri="/a"\n'


class Shell:
    """Answers every command with the same text."""

    def __init__(self, text: str) -> None:
        self._result = CommandResult((), 0, text, "", 0.0)

    def begin(self, *_: str) -> object:
        """Return what returns the text."""
        return lambda: self._result


def test_connections_of_haproxy() -> None:
    """Every connection is read with its source and backend, other lines are passed over."""
    assert [each.backend for each in connections(HAPROXY)] == ["ssl", "ssl-local", "turn", "turn"]
    assert connections(HAPROXY)[0] == RoutedConnection("198.51.100.11", "ssl")


def test_backends_of_one_client() -> None:
    """Only the connections of the client itself are counted."""
    assert backends_for("198.51.100.11", HAPROXY) == {"ssl", "turn"}
    assert backends_for("198.51.100.1", HAPROXY) == set()


def test_pairs_of_a_line() -> None:
    """Quoted values keep their blanks, empty ones are empty."""
    first, second = NGINX.splitlines()[:2]

    assert pairs(first)["forwarded"] == "192.0.2.66, 172.30.0.1"
    assert pairs(second)["forwarded"] == ""
    assert [line["client"] for line in lines_about("GET /b ", NGINX)] == ["198.51.100.12"]


@given(st.text())
def test_any_log(text: str) -> None:
    """No text a client can bring into a log makes reading it fail."""
    connections(text)
    pairs(text)


@pytest.mark.parametrize(
    ("hop", "text", "seen", "lines"),
    [
        ("nginx", NGINX, True, 2),
        ("nginx", NGINX.splitlines()[2], False, 1),
        ("turn", TURN_OWN_CHECK, False, 0),
        ("turn", TURN_END, False, 1),
        ("turn", TURN_OWN_CHECK + TURN_ARRIVAL, True, 1),
        ("jvb", BRIDGE_OWN_CHECK, False, 0),
        ("web", WEB_OWN_CHECK, False, 0),
        ("web", WEB_OWN_CHECK + WEB_CLIENT, True, 1),
    ],
)
def test_evidence(hop: str, text: str, seen: bool, lines: int) -> None:
    """A hop saw the traffic only when its log tells of an arrival that is no health check and not older."""
    found = HopObserver(Shell(text)).observe(150.0)[hop]  # type: ignore[arg-type]

    assert (found.seen, len(found.lines)) == (seen, lines)


def test_haproxy_says_where_it_sent() -> None:
    """HAProxy's backends are told as the hops behind them."""
    found = HopObserver(Shell(HAPROXY)).observe(0.0)["haproxy"]  # type: ignore[arg-type]

    assert found.sent_to == ("go-mmproxy", "nginx", "turn")


def test_haproxy_says_whom_it_turned_away() -> None:
    """A connection that HAProxy ended by a rule of its own was sent to nobody."""
    line = "198.51.100.11:4 [22/Nov/2026:19:08:59.766] main main/<NOSRV> -1/-1/2 0 PR 1/1/0/0/0 0/0\n"

    assert HopObserver(Shell(line)).observe(0.0)["haproxy"].sent_to == ("nobody",)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "lasted", "seen"),
    [
        pytest.param(0.5, 200, False, id="over before"),
        pytest.param(0.5, 900, True, id="over since"),
        pytest.param(-0.1, 20, True, id="begun since"),
    ],
)
def test_haproxy_is_late_to_tell(before: float, lasted: int, seen: bool) -> None:
    """A connection that was over when the check began is none of it, though its line came later, in whatever zone."""
    since = time.time()
    accepted = since - before + 2 * 3600
    stamp = time.strftime("%d/%b/%Y:%H:%M:%S", time.gmtime(accepted)) + f".{int(accepted % 1 * 1000):03}"
    line = f"198.51.100.11:4 [{stamp}] main turn/turn 1/0/{lasted} 3188 -- 1/1/0/0/0 0/0\n"

    assert bool(HopObserver(Shell(line)).observe(since)["haproxy"].lines) is seen  # type: ignore[arg-type]


def test_coturn_says_that_it_let_nothing_through() -> None:
    """What coturn refused to relay went no further than coturn."""
    line = (
        "2026: session 0011: realm <turn> user <1>: incoming packet CHANNEL_BIND processed, error 403: Forbidden IP\n"
    )
    found = HopObserver(Shell(TURN_ARRIVAL + line)).observe(0.0)["turn"]  # type: ignore[arg-type]

    assert (found.sent_to, found.note) == (("nobody",), "refused=Forbidden IP")


@pytest.mark.parametrize(
    ("hop", "upstream", "sent_to"),
    [
        ("nginx", "127.0.0.1:8289", ("web",)),
        ("nginx", "", ("nobody",)),
        ("web", "172.30.0.128:5280", ("prosody",)),
        ("web", "172.30.0.100:9090", ("jvb",)),
        ("web", "", ("nobody",)),
    ],
)
def test_web_servers_say_whom_they_asked(hop: str, upstream: str, sent_to: tuple[str, ...]) -> None:
    """The hop at the address that a web server asked, and nobody where it answered itself."""
    line = f'time=200.250 client=198.51.100.11 uri="/a" status=200 upstream={upstream} upstream_status=\n'

    assert HopObserver(Shell(line)).observe(150.0)[hop].sent_to == sent_to  # type: ignore[arg-type]


def test_haproxy_says_that_it_gave_up() -> None:
    """A connection that HAProxy ended after silence is told from one that its client ended."""
    ended = "198.51.100.11:4 [22/Nov/2026:19:08:59.766] main ssl/ssl 1/0/{} 5699 {} 1/1/0/0/0 0/0\n"

    given_up, closed = (HopObserver(Shell(ended.format(*how))) for how in ((50013, "cD"), (713, "--")))  # type: ignore[arg-type]

    assert given_up.observe(0.0)["haproxy"].gave_up
    assert not closed.observe(0.0)["haproxy"].gave_up
