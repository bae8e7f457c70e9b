"""Cipher suites that protect nobody, offered alone.

When these checks fail, a client that is talked into such a suite is served: its session can be read in transit, at once
or as soon as somebody gets the server's key. Versions of TLS are the business of chapters edge and relay.
"""

import pytest

from suites import relays
from suites.vocabulary import expected, given, requirement, tls

WEAK = "eNULL:aNULL:kRSA:RC4:3DES:@SECLEVEL=0"
"""No encryption, no authentication, no forward secrecy, broken ciphers (RFC 9325 section 4.1; openssl-ciphers(1))."""
WAYS: dict[str, relays.Way] = {"5349": relays.over_tls, "443": relays.over_https_port}


@requirement("EXPOSURE-13")
def test_site(outside: given.Vantage, target: given.Target) -> None:
    """The site serves nobody who offers weak suites alone."""
    port = target.ports.https
    served = given.Served(outside.begin(tls.handshake, target.web_name, port, verify=False), expected.answered())

    answer = outside.run(
        tls.handshake, target.web_name, port, maximum=tls.TlsVersion.TLS_1_2, suites=WEAK, verify=False
    )

    assert served.beside(answer) == expected.TLS_REFUSED


@requirement("EXPOSURE-14")
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_relay(outside: given.Vantage, target: given.Target, way: relays.Way) -> None:
    """The relay serves nobody who offers weak suites alone."""
    relay = way(target)
    served = given.Served(outside.begin(tls.handshake, relay.host, relay.port, verify=False), expected.answered())

    answer = outside.run(
        tls.handshake, relay.host, relay.port, maximum=tls.TlsVersion.TLS_1_2, suites=WEAK, verify=False
    )

    assert served.beside(answer) == expected.TLS_REFUSED
