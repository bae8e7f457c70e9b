"""What both names present in a TLS handshake, before any request.

When these checks fail, desktop browsers may still be content while mobile apps and TURN clients refuse: they neither
fetch missing intermediates nor forgive a wrong name.
"""

import pytest

from suites.edge import tls_services
from suites.vocabulary import edge, expected, features, given, requirement, tls

CURRENT = [tls.TlsVersion.TLS_1_2, tls.TlsVersion.TLS_1_3]
OLD = [tls.TlsVersion.TLS_1_0, tls.TlsVersion.TLS_1_1]
SHAKEN = expected.answered()
"""What a handshake with a current version comes to."""


@requirement("EDGE-30")
def test_chain_of_the_site(outside: given.Vantage, target: given.Target) -> None:
    """The chain that nginx serves leads to a root that clients have."""
    answer = outside.run(tls.handshake, target.web_name, 443)

    assert answer == expected.answered(has_intermediates=True)


@requirement("EDGE-31")
def test_chain_of_coturn(outside: given.Vantage, turn_service: tls_services.TlsService) -> None:
    """The chain that coturn serves by way of HAProxy leads to a root that clients have."""
    answer = outside.run(tls.handshake, turn_service.name, 443)

    assert answer == expected.answered(has_intermediates=True)


@requirement("EDGE-44")
def test_chain_on_the_port_of_coturn(outside: given.Vantage, target: given.Target) -> None:
    """The chain that coturn serves on its own port leads to a root that clients have."""
    answer = outside.run(tls.handshake, target.relay(features.TURN_OWN_PORT), target.ports.turn_tls)

    assert answer == expected.answered(has_intermediates=True)


@requirement("EDGE-32")
def test_certificate_of_the_site(outside: given.Vantage, target: given.Target) -> None:
    """Nginx shows a certificate for the web name."""
    answer = outside.run(tls.handshake, target.web_name, 443, verify=False)

    assert answer == expected.certified(target.web_name)


@requirement("EDGE-33")
def test_certificate_of_coturn(outside: given.Vantage, turn_service: tls_services.TlsService) -> None:
    """Coturn shows a certificate for the TURN name."""
    answer = outside.run(tls.handshake, turn_service.name, 443, verify=False)

    assert answer == expected.certified(turn_service.name)


@requirement("EDGE-34")
@pytest.mark.parametrize("version", CURRENT)
def test_current_versions_of_the_site(outside: given.Vantage, target: given.Target, version: tls.TlsVersion) -> None:
    """Nginx speaks current versions of TLS."""
    answer = outside.run(tls.handshake, target.web_name, 443, minimum=version, maximum=version, verify=False)

    assert answer == expected.answered(version=version)


@requirement("EDGE-35")
@pytest.mark.parametrize("version", CURRENT)
def test_current_versions_of_coturn(
    outside: given.Vantage, turn_service: tls_services.TlsService, version: tls.TlsVersion
) -> None:
    """Coturn speaks current versions of TLS."""
    answer = outside.run(tls.handshake, turn_service.name, 443, minimum=version, maximum=version, verify=False)

    assert answer == expected.answered(version=version)


@requirement("EDGE-36")
@pytest.mark.parametrize("version", OLD)
def test_old_versions_of_the_site(outside: given.Vantage, target: given.Target, version: tls.TlsVersion) -> None:
    """Nginx refuses old versions of TLS."""
    served = given.Served(outside.begin(tls.handshake, target.web_name, 443, verify=False), SHAKEN)

    answer = outside.run(tls.handshake, target.web_name, 443, minimum=version, maximum=version, verify=False)

    assert served.beside(answer) == expected.TLS_REFUSED


@requirement("EDGE-37")
@pytest.mark.parametrize("version", OLD)
def test_old_versions_of_coturn(
    outside: given.Vantage, turn_service: tls_services.TlsService, version: tls.TlsVersion
) -> None:
    """Coturn refuses old versions of TLS."""
    served = given.Served(outside.begin(tls.handshake, turn_service.name, 443, verify=False), SHAKEN)

    answer = outside.run(tls.handshake, turn_service.name, 443, minimum=version, maximum=version, verify=False)

    assert served.beside(answer) == expected.TLS_REFUSED


@requirement("EDGE-38")
@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        pytest.param(("h2", "http/1.1"), "h2", id="both"),
        pytest.param(("http/1.1",), "http/1.1", id="HTTP 1.1 alone"),
        pytest.param((), "", id="none"),
    ],
)
def test_alpn_of_the_site(outside: given.Vantage, target: given.Target, offered: tuple[str, ...], chosen: str) -> None:
    """The site speaks HTTP/2 to clients that offer it, and HTTP/1.1 to all others."""
    answer = outside.run(tls.handshake, target.web_name, 443, alpn=offered, verify=False)

    assert answer == expected.answered(alpn=chosen)


@requirement("EDGE-39")
@pytest.mark.parametrize("offered", [("h2", "http/1.1"), ("http/1.1",), ("stun.turn",)], ids=" ".join)
def test_alpn_leads_nobody_away_from_coturn(
    outside: given.Vantage, turn_service: tls_services.TlsService, offered: tuple[str, ...]
) -> None:
    """The TURN name leads to coturn whatever the client says it will speak."""
    answer = outside.run(edge.ask, turn_service.name, speak=edge.Speech.STUN, alpn=offered)

    assert answer == expected.answered(backend=edge.Backend.TURN, stun_code=401)


@requirement("EDGE-40")
@pytest.mark.parametrize("offered", [("h2", "http/1.1"), ("http/1.1",), ("stun.turn", "http/1.1")], ids=" ".join)
def test_alpn_leads_nobody_away_from_the_site(
    outside: given.Vantage, target: given.Target, offered: tuple[str, ...]
) -> None:
    """The web name leads to the site even when the client says it will speak TURN."""
    answer = outside.run(edge.ask, target.web_name, alpn=offered)

    assert answer == expected.answered(backend=edge.Backend.HTTP, certificate_names=expected.including(target.web_name))


@requirement("EDGE-43")
def test_ipv6(ipv6: given.Vantage, tls_service: tls_services.TlsService) -> None:
    """Both names are served on IPv6."""
    answer = ipv6.run(edge.ask, tls_service.name, speak=tls_service.speak, family=tls.Family.IPV6)

    assert answer == tls_service.right
