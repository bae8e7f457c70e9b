"""Every hop recognises every format in which admins have its log, and says so of a format that it does not know."""

import string
from calendar import timegm

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.hops import haproxy, jvb, prosody, turn
from fixtures.hops.addresses import plain
from fixtures.hops.event import Event, Level, Moment, What
from fixtures.hops.known import BY_NAME, EVERY_LOG
from fixtures.hops.pairs import pairs
from fixtures.hops.traffic import MatchedBy, Sender, Traffic
from selftest.hops import lines

ADDRESSES = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str).map(plain)
PORTS = st.integers(1, 65535)
NAMES = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=30)
AFTER_ALL = 4e9
"""A moment after everything that is logged here."""


def only(hop: str, line: str) -> Event:
    """Return the one event of a log."""
    (event,) = BY_NAME[hop].events(line)
    return event


@pytest.mark.parametrize("format_", lines.haproxy())
@settings(max_examples=20, deadline=None)
@given(client=ADDRESSES, port=PORTS, backend=NAMES)
def test_haproxy(format_: str, client: str, port: int, backend: str) -> None:
    """A connection is read with its client and, where the format has it, its backend."""
    sample = lines.haproxy(client, port, backend)[format_]

    event = only("haproxy", sample.line)

    assert (event.format, event.what, event.client, event.port) == (sample.format, What.TRAFFIC, client, port)
    assert (event.sent_to, event.status) == (sample.sent_to, sample.status)


@pytest.mark.parametrize("hop", ["nginx", "web"])
@pytest.mark.parametrize("format_", lines.nginx())
@settings(max_examples=20, deadline=None)
@given(client=ADDRESSES, room=NAMES, status=st.integers(100, 599))
def test_nginx(hop: str, format_: str, client: str, room: str, status: int) -> None:
    """A request is read with its client, what it asked for, its status and, where the format has it, the upstream."""
    sample = lines.nginx(client, room, status)[format_]

    event = only(hop, sample.line)

    assert (event.format, event.client, event.sent_to) == (sample.format, client, sample.sent_to)
    assert event.status == sample.status
    assert room in event.subject


@pytest.mark.parametrize("format_", [name for name in lines.nginx() if name != "the web container's pairs"])
def test_times_of_nginx(format_: str) -> None:
    """Every format of the host's nginx says when, whatever its time zone."""
    event = only("nginx", lines.nginx()[format_].line)

    assert event.at is not None
    assert event.at.zoned
    assert event.at.is_before(AFTER_ALL)
    assert not event.at.is_before(event.at.seconds)


@pytest.mark.parametrize("hop", ["nginx", "web"])
def test_error_log_of_nginx(hop: str) -> None:
    """A line of the error log is no request, and says whose connection it was."""
    event = only(hop, lines.ERROR)

    assert (event.format, event.what, event.level, event.client) == ("error log", What.OWN, Level.ERROR, lines.CLIENT)


@pytest.mark.parametrize("format_", lines.prosody())
@settings(max_examples=20, deadline=None)
@given(user=NAMES, address=ADDRESSES)
def test_prosody(format_: str, user: str, address: str) -> None:
    """A login is read once, with the address where a module logs it, and without one where none does."""
    text, said = lines.prosody(user, address)[format_]

    assert prosody.logins(text) == (prosody.Login(user, "meet.jitsi", said, "websocket" if "twin" in format_ else ""),)


@pytest.mark.parametrize("redacted", [True, False], ids=["hidden", "told"])
@pytest.mark.parametrize("format_", lines.java(""))
@settings(max_examples=20, deadline=None)
@given(address=ADDRESSES, port=PORTS, endpoint=NAMES)
def test_pair_that_the_bridge_selected(format_: str, redacted: bool, address: str, port: int, endpoint: str) -> None:
    """The far end of an endpoint's pair is read; an address that the bridge hides is not told, its port is."""
    shown = "xx.xx.xx.xx" if redacted else address
    pair = f"Selected pair for stream stream.RTP: 198.51.100.1:10000/udp/srflx -> {shown}:{port}/udp/prflx (stream.RTP)"
    line = lines.java(pair, "CheckList.handleNominationConfirmed", context=f"confId=1 epId={endpoint}")[format_]

    assert jvb.remote(line, endpoint) == jvb.Remote(None if redacted else address, port, "prflx")
    assert jvb.remote(line, f"{endpoint}0") is None


@pytest.mark.parametrize("format_", lines.coturn(""))
@settings(max_examples=20, deadline=None)
@given(client=ADDRESSES, port=PORTS)
def test_connection_of_coturn(format_: str, client: str, port: int) -> None:
    """A client that connects is read wherever and however coturn logs it."""
    event = only("turn", lines.coturn(f"IPv4. tcp or tls connected to: {client}:{port}")[format_])

    assert (event.what, event.client, event.port) == (What.TRAFFIC, client, port)


@pytest.mark.parametrize("format_", lines.coturn(""))
@settings(max_examples=20, deadline=None)
@given(received=st.integers(0, 2**40), sent=st.integers(0, 2**40))
def test_sums_of_coturn(format_: str, received: int, sent: int) -> None:
    """What a session carried is read wherever and however coturn logs it."""
    usage = f"session 018: usage: realm=<turn>, username=<1>, rp=1, rb={received}, sp=1, sb={sent}"
    closed = "session 018: closed (2nd stage), user <1>, local 172.30.0.34:5349, remote 172.30.0.1:5, reason: closed"
    text = "\n".join(lines.coturn(line)[format_] for line in (usage, closed))

    assert turn.sessions(text) == [turn.RelaySession(5349, "172.30.0.1", received, sent)]


@settings(max_examples=20, deadline=None)
@given(st.text(), st.floats(0, AFTER_ALL))
@pytest.mark.parametrize("hop", EVERY_LOG, ids=[hop.name for hop in EVERY_LOG])
def test_any_text(hop, text: str, since: float) -> None:  # type: ignore[no-untyped-def]
    """No text that a client can bring into a log makes reading it fail."""
    hop.complaints(text)
    assert hop.evidence(text, Traffic(since)).hop == hop.name


@pytest.mark.parametrize(
    ("hop", "line"),
    [
        pytest.param("haproxy", "198.51.100.11:38196 -> turn in 113 ms", id="HAProxy's own log-format"),
        pytest.param("nginx", '"GET /room HTTP/1.1" from 198.51.100.11', id="nginx's own log_format"),
        pytest.param("web", '"GET /room HTTP/1.1" from 198.51.100.11', id="the same in the container"),
        pytest.param("prosody", "login of somebody", id="a log in prose"),
        pytest.param("jvb", '{"severity": "INFO", "message": "endpoint created"}', id="a log in JSON"),
        pytest.param("go-mmproxy", '{"text": "new connection"}', id="another JSON"),
    ],
)
def test_format_that_is_not_known(hop: str, line: str) -> None:
    """A line in a format of the admin's own is named, and is no sign that nothing came."""
    found = BY_NAME[hop].evidence(line, Traffic(0.0))

    assert (found.unknown, found.seen) == (line, False)
    assert not BY_NAME[hop].tells(BY_NAME[hop].events(line))


def test_line_that_two_logs_hold() -> None:
    """A connection that HAProxy logged to the journal and by syslog to a file was one connection."""
    sample = lines.haproxy()

    assert len(haproxy.connections(f"{sample['tcplog'].line}\n{sample['tcplog by syslog'].line}")) == 1


def test_backends_of_one_client() -> None:
    """Only the connections of the client itself are counted, not those of a longer address."""
    text = "\n".join(lines.haproxy(client)["tcplog"].line for client in ("198.51.100.11", "198.51.100.111"))

    assert haproxy.backends_for("198.51.100.11", text) == {"turn"}
    assert haproxy.backends_for("198.51.100.1", text) == set()


@pytest.mark.parametrize(
    ("written", "address"),
    [("[2001:db8::1]", "2001:db8::1"), ("::ffff:198.51.100.11", "198.51.100.11"), ("unix:", "unix:"), ("::1", "::1")],
)
def test_address(written: str, address: str) -> None:
    """An address is the same however a daemon writes it."""
    assert plain(written) == address


def test_pairs_of_a_line() -> None:
    """Quoted values keep their blanks, empty ones are empty."""
    assert pairs('a="x, y" b= c=1 d=""') == {"a": "x, y", "b": "", "c": "1", "d": ""}


@pytest.mark.parametrize(
    ("moment", "since", "before"),
    [
        pytest.param(Moment(100.0, resolution=1.0), 100.9, False, id="within its second"),
        pytest.param(Moment(100.0, resolution=1.0), 101.0, True, id="in a second that is over"),
        pytest.param(Moment(7300.0, zoned=False), 100.5, True, id="two hours east"),
        pytest.param(Moment(7300.6, zoned=False), 100.5, False, id="after it, two hours east"),
    ],
)
def test_moments(moment: Moment, since: float, before: bool) -> None:
    """What is older is told from what is not, to the resolution of the log and in whatever zone."""
    assert moment.is_before(since, now=since + 1) is before


@pytest.mark.parametrize(("hop", "gave_up"), [("web", True), ("nginx", False)])
def test_upstream_that_did_not_answer(hop: str, gave_up: bool) -> None:
    """The web container gives up what it waits for; the host's nginx waits for that container."""
    line = lines.ERROR.replace("recv() failed (104: Connection reset by peer)", "upstream timed out (110: Timed out)")

    assert BY_NAME[hop].evidence(line, Traffic(0.0)).gave_up is gave_up


@pytest.mark.parametrize(
    ("tail", "sent_to", "behind"),
    [
        pytest.param("", None, (), id="the documented format"),
        pytest.param(' "127.0.0.1:4445" "turn.lab.test"', "127.0.0.1:4445", ("turn",), id="to coturn"),
        pytest.param(' "127.0.0.1:4443" "meet.lab.test"', "127.0.0.1:4443", ("nginx",), id="to the site"),
        pytest.param(' "127.0.0.1:9, 127.0.0.1:4443" ""', "127.0.0.1:4443", ("nginx",), id="to the second it tried"),
        pytest.param(' "127.0.0.1:80" ""', "127.0.0.1:80", ("where no TLS is spoken",), id="to plain HTTP"),
        pytest.param(' "-" ""', "", ("nobody",), id="to nobody"),
    ],
)
def test_session_of_nginx_stream(tail: str, sent_to: str | None, behind: tuple[str, ...]) -> None:
    """A session is traffic of the hop that splits 443, and none of the web server behind it."""
    line = f"198.51.100.11 [22/Nov/2026:19:08:48 +0000] TCP 200 5699 517 0.113{tail}"
    stream = BY_NAME["nginx-stream"]

    [event] = stream.events(line)

    assert (event.what, event.client, event.sent_to) == (What.TRAFFIC, "198.51.100.11", sent_to)
    assert stream.onward([event]) == behind
    assert [each.what for each in BY_NAME["nginx"].events(line)] == [What.OWN]


def test_port_of_a_session() -> None:
    """The client's port tells a session from others of that moment, and it began when it had lasted for its time."""
    line = '198.51.100.11 [22/Nov/2026:19:08:48 +0000] TCP 200 0 0 3.000 "" "" 40022'
    [event] = BY_NAME["nginx-stream"].events(line)
    since = timegm((2026, 11, 22, 19, 8, 45))
    sender = Sender(frozenset({"198.51.100.11"}), frozenset({40022}), began=since + 0.5)

    assert event.at == Moment(since, resolution=1.0)
    assert BY_NAME["nginx-stream"].evidence(line, Traffic(since, (sender,))).matched_by is MatchedBy.PORT


def test_session_that_nginx_stream_gave_up() -> None:
    """Whom it no longer waited for is said in its error log alone, by the number of the connection."""
    log = (
        "2026/12/01 03:49:15 [info] 7#7: *273 client 198.51.100.11:60022 connected to 0.0.0.0:443\n"
        "2026/12/01 03:49:23 [info] 7#7: *273 connection timed out (110: Connection timed out) while proxying "
        'connection, client: 198.51.100.11, server: 0.0.0.0:443, upstream: "127.0.0.1:4443", '
        "bytes from/to client:2/6, bytes from/to upstream:6/2\n"
    )
    sender = Sender(frozenset({"198.51.100.11"}), frozenset({60022}))
    other = Sender(frozenset({"198.51.100.11"}), frozenset({60023}))
    stream = BY_NAME["nginx-stream"]

    assert stream.evidence(log, Traffic(0.0, (sender,))).gave_up
    assert not stream.evidence(log, Traffic(0.0, (other,))).gave_up
    assert not any(event.ended or event.client for event in BY_NAME["nginx"].events(log))


def test_requests_are_no_sessions() -> None:
    """The stream block's log may lie beside those of the sites, and be read with them."""
    assert BY_NAME["nginx-stream"].events("\n".join(each.line for each in lines.nginx().values())) == ()
