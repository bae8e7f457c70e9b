"""Not every client on 443 speaks TLS: there are scanners, broken middleboxes and forgers.

When these checks fail, such a client holds a connection for as long as it likes, or is sent to coturn, or its PROXY
line is trusted, with which it chooses the address that every log and every ban has.
"""

from typing import Any

import pytest

from suites.edge import tls_services
from suites.vocabulary import edge, expected, given, requirement

BAD_REQUEST = b"HTTP/1.1 400 "
ALERT = b"\x15\x03"
"""How a TLS record of an alert begins (RFC 8446 section 5.1); whoever speaks no HTTP has no other words."""
FATAL_ALERT = b"\x15\x03\x03\x00\x02\x02"
STUN_BINDING = bytes.fromhex("000100002112a442") + bytes(12)
PROXY_TEXT = b"PROXY TCP4 192.0.2.1 192.0.2.2 4321 443\r\n"
PROXY_BINARY = b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c" + bytes((192, 0, 2, 1, 192, 0, 2, 2, 16, 225, 1, 187))


def sent_away(target: given.Target, words: bytes, **facts: Any) -> expected.Expected:
    """Return how a client without TLS is refused: by nginx's page where it ends TLS, else by an alert or none."""
    in_words = expected.ended(
        expected.Ending.ANSWERED, received=expected.beginning(words), finish=expected.Ending.CLOSED, **facts
    )
    silently = expected.ended(expected.Ending.CLOSED, received=b"", **facts) | expected.ended(
        expected.Ending.RESET, received=b"", **facts
    )
    alerted = expected.ended(
        expected.Ending.ANSWERED, received=expected.beginning(ALERT), finish=expected.Ending.CLOSED, **facts
    )
    refused = silently | alerted
    return {"nginx": in_words, "haproxy": refused}.get(target.ends_tls, in_words | refused)


@requirement("EDGE-10")
def test_plain_http(outside: given.Vantage, target: given.Target, patience: given.Patience) -> None:
    """Plain HTTP on 443 gets the web server's error, or a closed connection where another hop terminates TLS."""
    request = f"GET / HTTP/1.1\r\nHost: {target.web_name}\r\n\r\n".encode()

    answer = outside.run(edge.speak_plainly, target.web_name, 443, request, within=patience.answer)

    assert answer == sent_away(target, BAD_REQUEST)


@requirement("EDGE-11")
@pytest.mark.parametrize(
    ("garbage", "words"),
    [
        pytest.param(b"SSH-2.0-stranger\r\n", BAD_REQUEST, id="an SSH greeting"),
        pytest.param(bytes(64), BAD_REQUEST, id="zeros"),
        pytest.param(STUN_BINDING, BAD_REQUEST, id="STUN without TLS"),
        pytest.param(b"\x16\x03\x01\x00\x20" + bytes(32), FATAL_ALERT, id="a TLS record without a hello"),
    ],
)
def test_garbage(
    outside: given.Vantage, target: given.Target, patience: given.Patience, garbage: bytes, words: bytes
) -> None:
    """Bytes that are no ClientHello are refused by the web server, which closes."""
    answer = outside.run(edge.speak_plainly, target.web_name, 443, garbage, within=patience.answer)

    assert answer == sent_away(target, words)


@requirement("EDGE-11")
def test_noise(
    outside: given.Vantage, target: given.Target, web_service: tls_services.TlsService, patience: given.Patience
) -> None:
    """Bytes that are neither text nor TLS are not answered at all."""
    served = given.Served(web_service.request(outside), web_service.right)

    answer = outside.run(edge.speak_plainly, target.web_name, 443, bytes(range(128, 256)), within=patience.answer)

    # Without a splitter it is nginx itself that closes, on bytes that it never read: TCP says so by a reset.
    assert served.beside(answer) == expected.ended(expected.Ending.CLOSED, received=b"") | expected.ended(
        expected.Ending.RESET, received=b""
    )


@requirement("EDGE-11")
def test_alert_instead_of_a_hello(
    late_alert: given.Pending[edge.PlainAnswer], target: given.Target, patience: given.Patience
) -> None:
    """A TLS record of another kind is refused by the web server as soon as the inspect delay is over."""
    answer = late_alert.result()

    assert answer == sent_away(target, BAD_REQUEST, seconds=expected.at_most(patience.answer))


@requirement("EDGE-12")
@pytest.mark.slow
def test_silence(silence: tls_services.Silence) -> None:
    """A silent client gets no data, and its connection is closed."""
    answer = silence.endured.result()

    assert silence.served.beside(answer) == expected.ended(
        expected.Ending.CLOSED, received=b"", seconds=expected.at_most(tls_services.NGINX_PATIENCE + 10)
    )


@requirement("EDGE-13")
@pytest.mark.parametrize("line", [PROXY_TEXT, PROXY_BINARY], ids=["version 1", "version 2"])
def test_forged_proxy_line(
    outside: given.Vantage, target: given.Target, tls_service: tls_services.TlsService, line: bytes
) -> None:
    """A PROXY line ahead of the hello is no hello, so who ends TLS refuses it: a web server in plain HTTP."""
    served = given.Served(tls_service.request(outside), tls_service.right)

    answer = tls_service.request(outside, preface=line).result()

    # Who refuses without a word of HTTP has to serve somebody else meanwhile, or nobody is there at all.
    in_words = target.ends_tls == "nginx"
    accepted = expected.PLAIN_HTTP if in_words else expected.PLAIN_HTTP | expected.TLS_REFUSED
    assert (answer if in_words else served.beside(answer)) == accepted
