"""Which error lines are complaints: each rule passes over the line it came with, and nothing that is worse."""

import pytest

from fixtures.hops.complaints import Ordinary, complaints
from fixtures.hops.hop import Hop
from fixtures.hops.known import BY_NAME, EVERY_LOG

RULES = [(hop, rule) for hop in EVERY_LOG for rule in hop.rules]
HOPS = {hop.name: hop for hop in EVERY_LOG}
LOST = "Failed to allocate colibri channels\norg.jitsi.jicofo.bridge.colibri.ColibriAllocationFailedException"
INVITING = "Jicofo 2026-11-25 14:11:43.952 SEVERE: [38] [room=r@muc.meet.jitsi] ParticipantInviteRunnable.doRun#236: "
RECONNECTING = (
    "Jicofo 2026-11-25 14:20:33.240 SEVERE: [26] XmppProvider$reconnectionListener$1.reconnectionFailed#94: "
    "XMPP reconnection failed: "
)
TOO_EARLY = (
    "Jicofo 2026-11-25 20:47:31.149 SEVERE: [1] [xmpp_connection=client] XmppProvider.doConnect#218: "
    "Failed to connect/login: SASLError using SCRAM-SHA-1: not-authorized\n"
    "org.jivesoftware.smack.sasl.SASLErrorException: SASLError using SCRAM-SHA-1: not-authorized"
)
REGISTERED = (
    "Jicofo 2026-11-25 20:47:36.721 INFO: [1] [xmpp_connection=client] "
    "XmppProvider$connectionListener$1.authenticated#130: Registered (resumed=false). isSmEnabled:false"
)
DTLS = "JVB 2026-11-25 14:14:35.811 SEVERE: [59] [confId=e5 epId=25] DtlsTransport.startDtlsHandshake#141: "


@pytest.mark.parametrize(("hop", "rule"), RULES, ids=[f"{hop.name}: {rule.reason[:50]}" for hop, rule in RULES])
def test_rule(hop: Hop, rule: Ordinary) -> None:
    """A rule says why, and passes over its own line, which would be a complaint without it if it is an error."""
    others = [other for other in hop.rules if other is not rule]

    assert rule.reason
    assert not rule.until or hop.complaints(rule.line) == [rule.line]
    assert hop.complaints(f"{rule.line}\n{REGISTERED}" if rule.until else rule.line) == []
    assert complaints(hop.events(rule.line), others) == [rule.line]


@pytest.mark.parametrize(
    ("log", "text"),
    [
        pytest.param(
            "nginx",
            "2026/11/25 14:12:01 [alert] 31#31: *268 40 worker_connections are not enough while connecting to "
            "upstream, client: 198.51.100.11, server: meet",
            id="nginx without connections",
        ),
        pytest.param(
            "web",
            "2026/11/25 14:12:01 [crit] 9#9: *4 connect() to unix:/run/x.sock failed (2: No such file or directory) "
            "while connecting to upstream, client: 198.51.100.11, server: meet",
            id="an upstream that cannot be",
        ),
        pytest.param("web", "2026/11/22 [emerg] 9#9: unknown directive", id="nginx's configuration"),
        pytest.param("nginx", "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address in use)", id="a port in use"),
        pytest.param("turn", "1: Bad configuration format: no-such-option", id="coturn's configuration"),
        pytest.param(
            "turn", "268: ERROR: session 018: TLS/TCP socket error: No buffer space available", id="no buffers"
        ),
        pytest.param("jvb", "JVB SEVERE: [30] MucClient.x#1: SASLError: not-authorized", id="a refused password"),
        pytest.param("prosody", "Nov 22 18:54:44 modulemanager\terror\tError initializing module", id="a module"),
        pytest.param("haproxy", "[ALERT] (9) : Current worker (10) exited with code 139", id="a crash"),
        pytest.param("haproxy", "[WARNING] (9) : backend turn has no server available!", id="no server"),
        pytest.param("haproxy", "haproxy.service: Failed with result 'exit-code'.", id="a unit that failed"),
        pytest.param("go-mmproxy", '{"level":"ERROR","msg":"failed to listen"}', id="go-mmproxy"),
        pytest.param("go-mmproxy", "panic: runtime error", id="a panic"),
        pytest.param("Docker", 'time="2026" level=error msg="no space left on device"', id="the engine"),
        pytest.param(
            "jicofo",
            f"{INVITING}{LOST}: Response has no result",
            id="a bridge that gives no channels",
        ),
        pytest.param("jicofo", f"{INVITING}Can not invite participant, no bridge available.", id="no bridge"),
        pytest.param("jicofo", f"{RECONNECTING}SASLError using SCRAM-SHA-1: not-authorized", id="a password"),
        pytest.param("jicofo", TOO_EARLY, id="a login that is refused for good"),
        pytest.param("jvb", f"{DTLS}Error during DTLS negotiation\njava.io.IOException: no cipher", id="no cipher"),
        pytest.param(
            "jvb",
            "JVB 2026-11-25 14:14:35.811 SEVERE: [9] HealthChecker.run#181: Health check failed in PT0.1S: no address",
            id="a bridge that is not well",
        ),
        pytest.param("jvb", 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space', id="Java's end"),
        pytest.param("jicofo", "Traceback (most recent call last):\n  File x\nValueError: 1", id="Python's end"),
        pytest.param("jvb", "SEVERE of another format", id="an error in no known format"),
    ],
)
def test_complaint(log: str, text: str) -> None:
    """A fault is told once, with all the lines that belong to it."""
    assert HOPS[log].complaints(text) == [text]


@pytest.mark.parametrize(
    ("log", "text"),
    [
        pytest.param("turn", "268: session 1: incoming packet ALLOCATE processed, success", id="an allocation"),
        pytest.param("web", 'access remote=198.51.100.11 uri="/error" status=404', id="a page called error"),
        pytest.param("jvb", "JVB WARNING: [41] ColibriWebSocketServlet.x#1: Received request", id="a refused channel"),
        pytest.param(
            "jvb",
            "JVB 2026-11-25 14:11:21.164 INFO: [26] org.ice4j.ice.harvest.StunMappingCandidateHarvester.discover: We "
            "failed\njava.lang.IllegalArgumentException: unresolved address\n\tat java.base/java.net.X.y(X.java:1)",
            id="an exception of which Java says that it does not matter",
        ),
        pytest.param(
            "jicofo",
            f"{INVITING}{LOST}: Session no longer active",
            id="somebody who left",
        ),
        pytest.param("jicofo", f"{TOO_EARLY}\n{REGISTERED}", id="a login before there was an account"),
        pytest.param("jicofo", f"{RECONNECTING}Could not lookup the following endpoints", id="Prosody is away"),
    ],
)
def test_no_complaint(log: str, text: str) -> None:
    """What is no error, or an ordinary one, is passed over with all the lines that belong to it."""
    assert HOPS[log].complaints(text) == []


def test_a_login_refused_after_the_last_that_succeeded() -> None:
    """A password that Prosody takes no longer is told, however often it took it before."""
    assert HOPS["jicofo"].complaints(f"{REGISTERED}\n{TOO_EARLY}") == [TOO_EARLY]


def test_every_hop_has_a_log() -> None:
    """Every hop's own log is read for complaints, and nginx's error log and the engine's beside them."""
    names = [name for hop in EVERY_LOG for name in hop.complains_in]

    assert {*BY_NAME, "nginx's error log", "Docker"} == {*names}
    assert len(names) == len({*names})
