"""A hop says in its own log what it kept, refused, or could not pass on."""

import pytest

from fixtures.hops.event import HopEnding, What
from fixtures.hops.known import BY_NAME
from fixtures.hops.traffic import Sender, Traffic
from selftest.hops import lines


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        pytest.param("8002/0/8002", 8.002, id="before it chose a server"),
        pytest.param("2001/0/8002", 0.0, id="less than half of its time"),
        pytest.param("-1/-1/5000", 0.0, id="never went on"),
    ],
)
def test_connection_that_haproxy_kept(times: str, seconds: float) -> None:
    """The first of the times is for what it waited for before it went on, the last is the whole."""
    line = f"198.51.100.11:38586 [01/Dec/2026:03:29:57.651] main ssl/ssl {times} 0 -- 1/1/0/0/0 0/0"
    sender = Sender(frozenset({"198.51.100.11"}), frozenset({38586}))

    assert BY_NAME["haproxy"].evidence(line, Traffic(0.0, (sender,))).held == seconds


NO_PROXY_LINE = {
    "go-mmproxy": '{"time":"2026-12-01T03:20:01.5+00:00","level":"DEBUG","msg":"failed to parse PROXY header",'
    '"remoteAddr":"127.0.0.1:53210","localAddr":"127.0.0.1:4444","error":"PROXY header missing","dropConnection":true}',
    "nginx": "2026/12/01 03:20:01 [error] 232#232: *1 broken header: "
    '"\x16\x03" while reading PROXY protocol, client: 127.0.0.1, server: 127.0.0.1:4443',
}


@pytest.mark.parametrize(("hop", "line"), NO_PROXY_LINE.items(), ids=NO_PROXY_LINE)
def test_connection_of_this_host_without_a_proxy_line(hop: str, line: str) -> None:
    """Who refuses it says that the one before did not say whose it is; of another address it is the client itself."""
    from_elsewhere = line.replace("127.0.0.1:53210", "192.0.2.1:53210").replace("client: 127.", "client: 192.")

    assert BY_NAME[hop].evidence(line, Traffic(0.0)).unnamed
    assert not BY_NAME[hop].evidence(from_elsewhere, Traffic(0.0)).unnamed


def test_client_without_the_proxy_line_that_nginx_demands() -> None:
    """It was refused by nginx itself; what it sent may break the line, and makes none that is not known."""
    sent = "\x16\x03\n\x01 'GET\r\n"
    broken = f'2026/11/25 20:42:38 [error] 232#232: *1 broken header: "{sent}" while reading PROXY protocol'
    text = f"{broken}, client: 198.51.100.11, server: 0.0.0.0:443\n{lines.nginx()['combined'].line}\n"

    refused, request = BY_NAME["nginx"].events(text)

    assert (refused.what, refused.client, refused.ended) == (What.TRAFFIC, "198.51.100.11", HopEnding.REFUSED)
    assert request.what is What.TRAFFIC
    assert BY_NAME["nginx"].evidence(text, Traffic(0.0)).sent_to[0] == "nobody"
    assert len(BY_NAME["nginx"].complaints(text)) == 1


STUCK = {
    "haproxy": "172.17.0.9:52910 [30/Nov/2026:19:00:01.120] main turn/turn 1/-1/5004 0 SC 1/1/0/0/3 0/0",
    "nginx": lines.ERROR.replace(
        "recv() failed (104: Connection reset by peer) while proxying upgraded connection",
        "connect() failed (111: Connection refused) while connecting to upstream",
    ),
    "go-mmproxy": '{"level":"ERROR","time":"2026-11-30T19:00:01.12Z","msg":"failed to establish upstream connection",'
    '"clientAddr":"198.51.100.11:4242"}',
}


@pytest.mark.parametrize("hop", STUCK)
def test_could_not_pass_on(hop: str) -> None:
    """A hop that accepts and gets no connection to the next one says so in its own log."""
    assert BY_NAME[hop].evidence(STUCK[hop], Traffic(0.0)).stuck
