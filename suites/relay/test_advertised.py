"""What Prosody advertises about relays, before any relay is asked.

When these checks fail, nobody gets a relay, or, with an entry that has no user name, nobody gets any connection at all:
browsers refuse to construct one. Everything else in this chapter depends on what is advertised here.
"""

import pytest

from suites import relays
from suites.vocabulary import expected, features, given, outcomes, requirement, stun, turn, xmpp


@requirement("RELAY-01")
@pytest.mark.parametrize("vantage", ["outside", "no_udp", "only_443"], indirect=True)
@pytest.mark.parametrize("way", [relays.over_udp, relays.over_https_port], ids=["UDP 3478", "TLS 443"])
def test_relay_is_advertised(
    vantage: given.Vantage, advertised: relays.Advertised, target: given.Target, way: relays.Way
) -> None:
    """Prosody advertises this relay to a client on every network."""
    told = advertised.at(vantage)

    assert told == expected.advertising(way(target).url)


@requirement("RELAY-01", feature=features.TURN_OWN_PORT)
@pytest.mark.parametrize("vantage", ["outside", "no_udp", "only_443"], indirect=True)
def test_own_port_is_advertised(vantage: given.Vantage, advertised: relays.Advertised, target: given.Target) -> None:
    """Prosody advertises TLS on the relay's own port too, to a client on every network."""
    told = advertised.at(vantage)

    if (
        target.offers(features.RELAY_HTTPS_PORT)
        and told == expected.advertising(relays.over_https_port(target).url)
        and told != expected.advertising(relays.over_tls(target).url)
    ):
        outcomes.not_applicable(
            outcomes.Reason.NOT_SUPPORTED, f"Of the relay's TLS ports clients are told {target.ports.https} alone."
        )
    assert told == expected.advertising(relays.over_tls(target).url)


@requirement("RELAY-02")
@pytest.mark.parametrize("vantage", ["outside", "no_udp", "only_443"], indirect=True)
def test_relays_are_complete(vantage: given.Vantage, advertised: relays.Advertised) -> None:
    """Nothing is missing from any advertised relay."""
    told = advertised.at(vantage)

    assert told == relays.COMPLETE


@requirement("RELAY-25")
def test_ports_that_browsers_open(outside: given.Vantage, advertised: relays.Advertised) -> None:
    """No advertised relay is on a port that browsers refuse to open."""
    told = advertised.at(outside)

    assert told == relays.UNREFUSED


@requirement("RELAY-03")
def test_advertised_stun_answers(outside: given.Vantage, advertised: relays.Advertised) -> None:
    """Every advertised STUN service answers."""
    services = [service for service in advertised.services(outside) if service.type == "stun"]

    answers = [outside.run(stun.binding, service.host, service.port) for service in services]

    assert answers == expected.every(expected.answered(code=0))


@requirement("RELAY-03")
def test_advertised_relays_serve(outside: given.Vantage, advertised: relays.Advertised, facts: given.Facts) -> None:
    """Every advertised relay allocates with the credentials that came with it."""
    advised = xmpp.relays_of(advertised.services(outside))

    asked = [outside.begin(turn.allocate, xmpp.server_of(relay), xmpp.credentials_of(relay)) for relay in advised]

    answers = [each.result() for each in asked]
    relays.note_seconds(facts, advised, answers)
    assert answers == expected.every(expected.ALLOCATED)


@requirement("RELAY-03")
def test_advertised_names_resolve(outside: given.Vantage, advertised: relays.Advertised, target: given.Target) -> None:
    """Every advertised name resolves to the public address."""
    services = advertised.services(outside)

    answers = [outside.run(stun.binding, service.host, target.ports.turn_udp) for service in services]

    assert answers == expected.every(expected.answered(address=f"{target.public_address}:{target.ports.turn_udp}"))
