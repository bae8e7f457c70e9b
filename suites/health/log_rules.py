"""What an error line looks like in each log, and which of them are no fault of the deployment, with the reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NGINX = re.compile(r"\[(error|crit|alert|emerg)\]")
DOUBLE_OR_JAVA = re.compile(r"level=(error|fatal)\b|\bSEVERE\b|\bFATAL\b|^Traceback |\bException\b")

ERROR_LINES: Mapping[str, re.Pattern[str]] = {
    "haproxy": re.compile(r"\[(ALERT|EMERG|CRIT)\]|has no server available|Failed with result"),
    "go-mmproxy": re.compile(r'"level":"ERROR"|panic:|Failed with result'),
    "nginx": re.compile(rf"{NGINX.pattern}|Failed with result"),
    "nginx's error log": NGINX,
    "Docker": re.compile(r"level=(error|fatal)\b|Failed with result"),
    "web": NGINX,
    "prosody": re.compile(r"\serror\s|stack traceback"),
    "jicofo": DOUBLE_OR_JAVA,
    "jvb": DOUBLE_OR_JAVA,
    "turn": re.compile(r"\bERROR\b|\bFATAL\b|^socket: |[Cc]annot |[Bb]ad configuration"),
}
"""By log; everything else in it is passed over."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Error lines that say nothing against the deployment."""

    logs: tuple[str, ...]
    line: re.Pattern[str]
    reason: str


ALLOWED = (
    Allowed(
        ("turn",),
        re.compile(r"^socket: Protocol not supported"),
        "coturn tries SCTP at start, which most kernels leave out; nobody speaks TURN over it",
    ),
    Allowed(
        ("turn",),
        re.compile(r"cannot support STUN CHANGE_REQUEST"),
        "a kind of NAT discovery that needs two public addresses and that WebRTC has given up (RFC 5780)",
    ),
    Allowed(
        ("turn",),
        re.compile(r"A peer IP .* denied in the range|Forbidden IP"),
        "the deny list at work: a client asked for a peer that it must not reach",
    ),
    Allowed(
        ("turn",),
        re.compile(r"check_stun_auth: (Cannot find credentials|.*(stale|wrong|does not match|expired))", re.IGNORECASE),
        "a client came with wrong or expired credentials and was refused",
    ),
    Allowed(
        ("web", "nginx's error log"),
        re.compile(r"(recv|send|writev)\(\) failed .*while (proxying|reading|sending)|prematurely closed connection"),
        "one side ended a websocket without closing it, as every lost network does",
    ),
    Allowed(
        ("web", "nginx's error log"),
        re.compile(r"while connecting to upstream|could not be resolved|no live upstreams"),
        "a neighbour was being restarted; whether it answers now is asked through the whole chain",
    ),
    Allowed(
        ("web", "nginx's error log"),
        re.compile(r"open\(\) .* failed \(2: No such file|directory index of .* is forbidden"),
        "somebody asked for a page that does not exist",
    ),
    Allowed(
        ("haproxy",),
        re.compile(r"exited with code 143 \(Terminated\)"),
        "HAProxy's words for a worker that was told to end by a stop or restart",
    ),
    Allowed(
        ("Docker",),
        re.compile(r"stream copy error: reading from a closed fifo"),
        "a command inside a container ended with it, or with its time (https://github.com/moby/moby/issues/41378); "
        "a health check that fails so is seen in the container's health",
    ),
    Allowed(
        ("Docker",),
        re.compile(r"is not running|Error handling plugin refcount operation"),
        "a command was refused in a stopped container; and the engine of Debian 13 asks for a network plugin without "
        "a name when a container with a fixed address is attached",
    ),
)

LOGS = tuple(ERROR_LINES)


def faults(log: str, text: str) -> list[str]:
    """Return the error lines of a log that no rule allows."""
    allowed = [rule.line for rule in ALLOWED if log in rule.logs]
    errors = [line for line in text.splitlines() if ERROR_LINES[log].search(line)]
    return [line for line in errors if not any(rule.search(line) for rule in allowed)]
