"""A client may send any header about its own address; no hop may trust it.

When these checks fail, a client appears under any address it chooses: past bans, past limits, and with somebody
else's name in the log.
"""

import time

from suites.address import forging
from suites.vocabulary import edge, expected, given, requirement


@requirement("ADDRESS-06")
def test_forwarded_for_at_nginx(forged_forwarded_for: forging.Forgery) -> None:
    """The host's nginx logs no address that the client sent in X-Forwarded-For."""
    seen = forged_forwarded_for.at("nginx")

    assert forging.FORGED not in seen


@requirement("ADDRESS-17")
def test_forwarded_for_at_web(forged_forwarded_for: forging.Forgery) -> None:
    """The web container logs no address that the client sent in X-Forwarded-For."""
    seen = forged_forwarded_for.at("web")

    assert forging.FORGED not in seen


@requirement("ADDRESS-18")
def test_forwarded_for_at_prosody(forged_forwarded_for: forging.Forgery) -> None:
    """Prosody logs no address that the client sent in X-Forwarded-For."""
    seen = forged_forwarded_for.at("prosody")

    assert forging.FORGED not in seen


@requirement("ADDRESS-07")
def test_real_ip_at_nginx(forged_real_ip: forging.Forgery) -> None:
    """The host's nginx logs no address that the client sent in X-Real-IP."""
    seen = forged_real_ip.at("nginx")

    assert forging.FORGED not in seen


@requirement("ADDRESS-19")
def test_real_ip_at_web(forged_real_ip: forging.Forgery) -> None:
    """The web container logs no address that the client sent in X-Real-IP."""
    seen = forged_real_ip.at("web")

    assert forging.FORGED not in seen


@requirement("ADDRESS-20")
def test_real_ip_at_prosody(forged_real_ip: forging.Forgery) -> None:
    """Prosody logs no address that the client sent in X-Real-IP."""
    seen = forged_real_ip.at("prosody")

    assert forging.FORGED not in seen


@requirement("ADDRESS-08")
def test_proxy_line(
    outside: given.Vantage, target: given.Target, deployment: given.Deployment, patience: given.Patience
) -> None:
    """Nginx logs no address that a client sent in a PROXY line ahead of its ClientHello."""
    since = time.time()

    answer = outside.run(edge.ask, target.web_name, preface=forging.PROXY_LINE)

    # Who ends TLS before nginx is the one to refuse the line, of which nginx then hears nothing.
    refused_before = target.splitter_ends_tls and answer == expected.TLS_REFUSED
    assert refused_before or forging.FORGED not in forging.clients_at_nginx(deployment, since, patience)


@requirement("ADDRESS-09")
def test_proxy_from_the_lan(lan: given.Vantage, target: given.Target, taker_of_proxy_lines: given.Served) -> None:
    """A machine on the LAN cannot send PROXY lines to go-mmproxy."""
    answer = lan.run(edge.speak_plainly, target.host_address, target.ports.mmproxy, forging.PROXY_LINE)

    assert taker_of_proxy_lines.beside(answer) == expected.NO_ENTRY


@requirement("ADDRESS-09")
def test_proxy_from_the_containers(
    in_compose: given.Vantage, target: given.Target, taker_of_proxy_lines: given.Served
) -> None:
    """A container cannot send PROXY lines to go-mmproxy."""
    answer = in_compose.run(edge.speak_plainly, target.compose_gateway, target.ports.mmproxy, forging.PROXY_LINE)

    assert taker_of_proxy_lines.beside(answer) == expected.NO_ENTRY
