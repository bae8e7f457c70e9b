"""What the observer makes of the hops' logs, read from lines as the daemons write them."""

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest

from fixtures.hops.hop import HopEvidence
from fixtures.hops.traffic import Sender, Traffic
from fixtures.target.layout import Layout
from fixtures.target.observer import HopObserver
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
    "JVB INFO: [9] [confId=3fba conf_name=__jicofo-health-check-59@muc] Conference.x#1: RECV colibri2 request\n"
    "JVB INFO: [9] [confId=3fba epId=7d] Endpoint.<init>#432: Created new endpoint, iceControlling=true\n"
)
WEB_OWN_CHECK = 'access remote=127.0.0.1 peer=127.0.0.1 forwarded="" uri="/"\n'
WEB_CLIENT = 'access remote=198.51.100.11 peer=172.30.0.1 forwarded="198.51.100.11" uri="/a"\n'


HELD = "0      0      127.0.0.1:4443   198.51.100.11:38196\n0      0      127.0.0.1:51234  127.0.0.1:8289\n"


class Shell:
    """Answers every command with the same text; of the containers it knows what it is told, of daemons nothing."""

    def __init__(self, text: str, containers: tuple[dict[str, Any], ...] = (), connections: str = "") -> None:
        self._result = CommandResult((), 0, text, "", 0.0)
        self._connections = CommandResult((), 0, connections, "", 0.0)
        self._containers = containers

    def begin(self, *words: str) -> object:
        """Return what returns the text."""
        if words[0] == "systemctl":
            return lambda: CommandResult(words, 1, "", "nobody answers", 0.0)
        return lambda: self._connections if words[0] == "ss" else self._result

    def output(self, *words: str) -> str:
        """Answer the engine's part."""
        lines = "\n".join(map(json.dumps, self._containers))
        return lines if words[1] == "inspect" else "id " * len(self._containers)


def observed(text: str, since: float = 0.0, containers: tuple[dict[str, Any], ...] = ()) -> Mapping[str, HopEvidence]:
    """Return the evidence of hops that all logged the same."""
    shell: Any = Shell(text, containers)
    return HopObserver(shell, Layout()).observe(Traffic(since))


def container(service: str, address: str, *, status: str = "running", health: str = "healthy") -> dict[str, Any]:
    """Return a container as the engine describes it."""
    return {
        "Id": "0",
        "Name": f"/{service}",
        "Image": "",
        "RestartCount": 0,
        "Config": {"Image": "example/image:tag", "Labels": {"com.docker.compose.service": service}},
        "State": {"Status": status, "Health": {"Status": health}, "ExitCode": 0, "StartedAt": ""},
        "NetworkSettings": {"Networks": {"jitsi": {"IPAddress": address}}},
        "HostConfig": {"RestartPolicy": {"Name": ""}},
    }


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
    found = observed(text, 150.0)[hop]

    assert (found.seen, len(found.lines)) == (seen, lines)


def test_haproxy_says_where_it_sent() -> None:
    """HAProxy's backends are told as the hops behind them."""
    found = observed(HAPROXY)["haproxy"]

    assert found.sent_to == ("go-mmproxy", "nginx", "turn")


def test_haproxy_says_whom_it_turned_away() -> None:
    """A connection that HAProxy ended by a rule of its own was sent to nobody."""
    line = "198.51.100.11:4 [22/Nov/2026:19:08:59.766] main main/<NOSRV> -1/-1/2 0 PR 1/1/0/0/0 0/0\n"

    assert observed(line)["haproxy"].sent_to == ("nobody",)


@pytest.mark.parametrize(
    ("before", "seen"),
    [
        pytest.param(0.5, False, id="a little before"),
        pytest.param(300.0, False, id="long before"),
        pytest.param(-0.1, True, id="at once"),
        pytest.param(-99.0, True, id="later on"),
    ],
)
def test_haproxy_tells_at_the_end(before: float, seen: bool) -> None:
    """A connection that was there when the check began is none of it, though its line came later, in whatever zone."""
    since = time.time() - 100.0
    accepted = since - before + 2 * 3600
    stamp = time.strftime("%d/%b/%Y:%H:%M:%S", time.gmtime(accepted)) + f".{int(accepted % 1 * 1000):03}"
    line = f"198.51.100.11:4 [{stamp}] main turn/turn 1/0/20 3188 -- 1/1/0/0/0 0/0\n"

    assert bool(observed(line, since)["haproxy"].lines) is seen


def test_coturn_says_that_it_let_nothing_through() -> None:
    """What coturn refused to relay went no further than coturn."""
    line = (
        "2026: session 0011: realm <turn> user <1>: incoming packet CHANNEL_BIND processed, error 403: Forbidden IP\n"
    )
    found = observed(TURN_ARRIVAL + line)["turn"]

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

    assert observed(line, 150.0)[hop].sent_to == sent_to


def test_haproxy_says_that_it_gave_up() -> None:
    """A connection that HAProxy ended after silence is told from one that its client ended."""
    ended = "198.51.100.11:4 [22/Nov/2026:19:08:59.766] main ssl/ssl 1/0/{} 5699 {} 1/1/0/0/0 0/0\n"

    given_up, closed = (observed(ended.format(*how)) for how in ((50013, "cD"), (713, "--")))

    assert given_up["haproxy"].gave_up
    assert not closed["haproxy"].gave_up


@pytest.mark.parametrize(("address", "sent_to"), [("172.30.0.128", "prosody"), ("172.30.0.9", "172.30.0.128:5280")])
def test_web_asked_an_address_of_old(address: str, sent_to: str) -> None:
    """An address at which a service was once, and is no more, is told as what it is."""
    line = 'access remote=198.51.100.11 uri="/http-bind" status=502 upstream=172.30.0.128:5280 upstream_status=\n'

    assert observed(line, 0.0, (container("prosody", address),))["web"].sent_to == (sent_to,)


@pytest.mark.parametrize(
    ("upstreams", "sent_to"),
    [
        pytest.param(["200 upstream=127.0.0.1:8289", "404 upstream=127.0.0.1:8289"], ("web",), id="all passed on"),
        pytest.param(["200 upstream=127.0.0.1:8289", "503 upstream="], ("nobody",), id="some refused"),
        pytest.param(["200 upstream=127.0.0.1:8289", "301 upstream="], ("web", "nobody"), id="some redirected"),
    ],
)
def test_nginx_refused_some(upstreams: list[str], sent_to: tuple[str, ...]) -> None:
    """What nginx refused by itself is what went wrong, though it passed other requests on."""
    lines = [f'time=200.250 client=198.51.100.11 request="" status={each} upstream_status=' for each in upstreams]

    assert observed("\n".join(lines), 150.0)["nginx"].sent_to == sent_to


@pytest.mark.parametrize(
    ("hop", "text", "note"),
    [
        ("jvb", "JVB 2026-11-25 14:11:22.214 WARNING: [1] A.b#1: c", "does not log its traffic: the level INFO"),
        ("turn", "2026: Total General servers: 2", "does not log its traffic: verbose in turnserver.conf"),
        ("web", "", "does not log its traffic: an access_log"),
        ("web", '"GET /a HTTP/1.1" 198.51.100.11', "its log is in a format that is not known"),
        ("haproxy", "198.51.100.11:38196 went to turn", "its log is in a format that is not known"),
    ],
)
def test_log_that_does_not_say(hop: str, text: str, note: str) -> None:
    """A log that never holds a trace of any traffic is no sign that nothing came, and what would tell is named."""
    found = observed(text)[hop]

    assert found.seen is None
    assert found.note.startswith(note)


def test_unknown_formats_are_remembered() -> None:
    """The first line of a format that is not known is kept by hop, for the report."""
    shell: Any = Shell("198.51.100.11:38196 went to turn")
    observer = HopObserver(shell, Layout())

    observer.observe(Traffic(0.0))

    assert observer.unknown["haproxy"] == "198.51.100.11:38196 went to turn"


@pytest.mark.parametrize(
    ("made", "held", "clients", "seen"),
    [
        pytest.param("<init>", True, (), None, id="an endpoint, and a connection"),
        pytest.param("<init>", True, ("198.51.100.11",), None, id="a connection of the client's"),
        pytest.param("<init>", True, ("198.51.100.12",), False, id="a connection of somebody else's"),
        pytest.param("<init>", False, (), False, id="no connection"),
        pytest.param("expire", True, (), False, id="an endpoint that is over"),
    ],
)
def test_channel_that_is_still_open(made: str, held: bool, clients: tuple[str, ...], seen: bool | None) -> None:
    """The web servers log a channel when it ends, so that no line of theirs is no sign while they hold a connection."""
    text = f"JVB INFO: [9] [confId=3fba epId=7d] Endpoint.{made}#1: What happened\n"
    shell: Any = Shell(text, connections=HELD if held else "")
    senders = tuple(Sender(frozenset({client})) for client in clients)

    assert HopObserver(shell, Layout()).observe(Traffic(150.0, senders))["nginx"].seen is seen


@pytest.mark.parametrize(
    ("status", "health", "runs"),
    [("running", "healthy", True), ("running", "unhealthy", False), ("exited", "unhealthy", False)],
)
def test_who_runs(status: str, health: str, runs: bool) -> None:
    """A container runs unless it has stopped or its own check says otherwise; of a daemon nothing may be known."""
    found = observed("", 0.0, (container("turn", "172.30.0.34", status=status, health=health),))

    assert (found["turn"].runs, found["haproxy"].runs) == (runs, None)


class TwoLogs(Shell):
    """The host's nginx and the web container have logs of their own."""

    def __init__(self, nginx: str, web: str) -> None:
        super().__init__("")
        self._logs = {"/var/log/nginx/": nginx, "service=web": web}

    def begin(self, *words: str) -> object:
        """Return what returns the log that a command asks for."""
        if words[0] in ("ss", "systemctl"):
            return super().begin(*words)
        log = next((log for word, log in self._logs.items() if word in words[-1]), "")
        return lambda: CommandResult((), 0, log, "", 0.0)


@pytest.mark.parametrize(("path", "seen"), [("/b", False), ("/a", True)], ids=["another request", "this request"])
def test_web_is_searched_for_what_nginx_was_asked(path: str, seen: bool) -> None:
    """Other requests of the same client are no trace of one that nginx says, by its port, was for something else."""
    nginx = f'time=100.250 client=198.51.100.11 client_port=40001 request="GET {path}?x HTTP/1.1" status=502\n'
    shell: Any = TwoLogs(nginx, WEB_CLIENT + WEB_CLIENT.replace("/a", "/b").replace("100.11", "100.12"))
    sender = Sender(frozenset({"198.51.100.11"}), frozenset({40001}), began=50.0)
    others = frozenset({"198.51.100.12"})

    found = HopObserver(shell, Layout()).observe(Traffic(50.0, (sender,), others))

    assert (found["nginx"].seen, found["web"].seen) == (True, seen)
