"""What clients are shown, beside what lies on the host.

When these checks fail, a renewal went wrong without anybody having seen it: certbot could not renew, or a daemon still
shows what it read weeks ago.
"""

import time

from suites.certificates import endpoints
from suites.vocabulary import given, requirement, tls


@requirement("CERTIFICATES-01")
def test_life_left(outside: given.Vantage, endpoint: endpoints.Endpoint) -> None:
    """A certificate that is served has a good part of its lifetime before it."""
    answer = outside.run(tls.handshake, endpoint.name, endpoint.port, verify=False)

    assert answer == endpoints.LifeLeft(time.time())


@requirement("CERTIFICATES-02")
def test_no_stapling_demanded(outside: given.Vantage, endpoint: endpoints.Endpoint) -> None:
    """A certificate demands nothing of its server that the server does not do."""
    answer = outside.run(tls.handshake, endpoint.name, endpoint.port, verify=False)

    assert answer == endpoints.DEMANDS_NOTHING


@requirement("CERTIFICATES-03")
def test_site_shows_the_latest(outside: given.Vantage, target: given.Target, host: given.HostShell) -> None:
    """Nginx shows the certificate that certbot got last."""
    latest = endpoints.fingerprint(host, target.web_name)

    answer = outside.run(tls.handshake, target.web_name, target.ports.https, verify=False)

    assert answer == endpoints.Shows(latest)


@requirement("CERTIFICATES-04")
def test_relay_on_443_shows_the_latest(outside: given.Vantage, target: given.Target, host: given.HostShell) -> None:
    """Coturn shows the certificate that certbot got last to those who come by 443."""
    relay = endpoints.relay_on_443(target)

    answer = outside.run(tls.handshake, relay.name, relay.port, verify=False)

    assert answer == endpoints.Shows(endpoints.fingerprint(host, relay.name))


@requirement("CERTIFICATES-14")
def test_relay_shows_the_latest(outside: given.Vantage, target: given.Target, host: given.HostShell) -> None:
    """Coturn shows the same on its own port."""
    relay = endpoints.relay_on_its_port(target)

    answer = outside.run(tls.handshake, relay.name, relay.port, verify=False)

    assert answer == endpoints.Shows(endpoints.fingerprint(host, relay.name))


@requirement("CERTIFICATES-05")
def test_key_of_the_relay(outside: given.Vantage, relay: endpoints.Endpoint, target: given.Target) -> None:
    """The key that lies in coturn's container opens nothing but the relay."""
    answer = outside.run(tls.handshake, relay.name, relay.port, verify=False)

    assert answer == endpoints.NamesNoneOf((target.web_name, target.other_name))
