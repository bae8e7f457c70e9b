"""Lines of every format that a hop's log comes in, made of what is in them."""

from dataclasses import dataclass
from typing import Final

CLIENT: Final = "198.51.100.11"
PORT: Final = 38196
TIMES: Final = "22/Nov/2026:19:08:48"


@dataclass(frozen=True, slots=True)
class Sample:
    """One line, and what is to be read out of it; sent_to is None where the format does not say."""

    line: str
    format: str
    sent_to: str | None = None
    status: int | None = None


def haproxy(client: str = CLIENT, port: int = PORT, backend: str = "turn") -> dict[str, Sample]:
    """Return a connection to a backend as HAProxy logs it, by the name of the format."""
    tcp = f"{client}:{port} [{TIMES}.133] main {backend}/server 5/0/113 5699 -- 1/1/0/0/0 0/0"
    http = (
        f"{client}:{port} [{TIMES}.133] main~ {backend}/server 0/0/1/2/113 200 5699 - - ---- 1/1/0/0/0 0/0 "
        '{meet.lab.test|} "GET /room HTTP/1.1"'
    )
    plain = f"Connect from {client}:{port} to 192.168.178.10:443 (main/TCP)"
    prefix = "Nov 22 19:08:48 host haproxy[170]: "
    return {
        "tcplog": Sample(tcp, "tcplog", backend),
        "tcplog by syslog": Sample(prefix + tcp, "tcplog", backend),
        "tcplog by syslog, ISO time": Sample(
            f"2026-11-22T19:08:48.133+01:00 host haproxy[170]: {tcp}", "tcplog", backend
        ),
        "httplog": Sample(http, "httplog", backend, 200),
        "httplog by syslog": Sample(prefix + http, "httplog", backend, 200),
        "default": Sample(plain, "default"),
        "default by syslog": Sample(prefix + plain, "default"),
    }


def nginx(client: str = CLIENT, room: str = "room", status: int = 200) -> dict[str, Sample]:
    """Return a request as any nginx logs it, by the name of the format."""
    combined = (
        f'{client} - - [22/Nov/2026:19:08:48 +0100] "GET /{room} HTTP/1.1" {status} 5699 "-" "Mozilla/5.0 (X11; Linux)"'
    )
    json = (
        f'{{"time_iso8601": "2026-11-22T19:08:48+01:00", "remote_addr": "{client}", "request_uri": "/{room}", '
        f'"status": {status}, "upstream_addr": "127.0.0.1:8289"}}'
    )
    host = (
        f'time=1795370928.250 client={client} forwarded="" host="meet" request="GET /{room} HTTP/1.1" status={status} '
        "upstream=127.0.0.1:8289 upstream_status=200"
    )
    web = (
        f'access remote={client} peer=172.30.0.1 forwarded="{client}" host="meet" method=GET uri="/" room="{room}" '
        f"status={status} upstream= upstream_status= seconds=0.001"
    )
    return {
        "combined": Sample(combined, "combined", None, status),
        "main": Sample(f'{combined} "203.0.113.9"', "combined", None, status),
        "with the virtual host before it": Sample(f"meet.lab.test:443 {combined}", "combined", None, status),
        "JSON": Sample(json, "JSON", "127.0.0.1:8289", status),
        "the host's pairs": Sample(host, "pairs", "127.0.0.1:8289", status),
        "the web container's pairs": Sample(web, "pairs", "", status),
    }


ERROR: Final = (
    "2026/11/22 19:08:59 [error] 8#8: *268 recv() failed (104: Connection reset by peer) while proxying upgraded "
    f'connection, client: {CLIENT}, server: meet, request: "GET /xmpp-websocket HTTP/1.1"'
)


def prosody(user: str = "u-1", address: str = CLIENT) -> dict[str, tuple[str, str | None]]:
    """Return a login as Prosody logs it, and the address that it says, by the name of the format."""
    own = f"c2s55dd2e07f650             info\tAuthenticated as {user}@meet.jitsi [prosody:registered]"
    twin = (
        f"meet.jitsi:login_log        info\tlogin result=success user={user} host=meet.jitsi address={address} "
        "via=websocket tls=no"
    )
    module = f"c2s55dd2e07f650             info\tSuccessful authentication as {user} from IP: {address}"
    debug = "c2s55dd2e07f650             debug\tReceived[c2s_unauthed]: <auth mechanism='ANONYMOUS'>"
    return {
        "at info": (f"Nov 22 19:08:48 {own}", None),
        "at info, without a time": (own, None),
        "at info, as docker-jitsi-meet writes it": (f"2026-11-22 19:08:48 {own}", None),
        "at debug": (f"Nov 22 19:08:48 {debug}\nNov 22 19:08:48 {own}", None),
        "with the twin's module": (f"Nov 22 19:08:48 {own}\nNov 22 19:08:48 {twin}", address),
        "with mod_log_auth": (f"Nov 22 19:08:48 {module}\nNov 22 19:08:48 {own}", address),
    }


def java(message: str, source: str = "Conference.expire", level: str = "INFO", context: str = "") -> dict[str, str]:
    """Return a record as Jitsi's formatter writes it, by what is left out."""
    named = f"[{context}] " if context else ""
    rest = f"{level}: [59] {named}{source}#711: {message}"
    return {
        "whole": f"JVB 2026-11-22 19:08:48.133 {rest}",
        "without the program": f"2026-11-22 19:08:48.133 {rest}",
        "without the time": f"JVB {rest}",
        "without either": rest,
    }


def coturn(message: str) -> dict[str, str]:
    """Return a line as coturn writes it, by where to and by which version."""
    return {
        "with dates": f"2026-11-22T19:08:48+0000: {message}",
        "with seconds since the start": f"268: {message}",
        "of newer versions": f"268: (12): INFO: {message}",
        "of 4.6.0": f"268: : INFO: {message}",
        "by syslog": f"Nov 22 19:08:48 turn turnserver: 268: {message}",
        "by syslog, ISO time": f"2026-11-22T19:08:48.133+01:00 turn turnserver[7]: {message}",
        "in a file": f"file: 2026-11-22T19:08:48+0000: {message}",
    }
