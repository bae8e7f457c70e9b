"""The address that coturn sees of a client, by the port that the client uses.

When these checks fail on 3478, clients learn a wrong address of their own from STUN, and peers send there in vain.
"""

from suites.vocabulary import expected, features, given, requirement, stun

TABLE = "client addresses"


@requirement("ADDRESS-12")
def test_stun(outside: given.Vantage, outside_too: given.Vantage, target: given.Target, facts: given.Facts) -> None:
    """coturn tells two clients who ask at once over UDP their own addresses."""
    asked = [
        vantage.begin(stun.binding, target.relay(features.RELAY_UDP), target.ports.turn_udp)
        for vantage in (outside, outside_too)
    ]
    first, second = (pending.result() for pending in asked)

    seen = {"outside": first.mapped_address, "outside_too": second.mapped_address}
    facts.table(TABLE).row(hop="turn", route="3478/udp", **seen)
    assert first == expected.answered(mapped_address=outside.address)
    assert second == expected.answered(mapped_address=outside_too.address)


@requirement("ADDRESS-13")
def test_turn_port(outside: given.Vantage, target: given.Target, facts: given.Facts) -> None:
    """coturn sees the client itself on its own TLS port."""
    answer = outside.run(
        stun.binding, target.relay(features.TURN_OWN_PORT), target.ports.turn_tls, transport=stun.Transport.TLS
    )

    facts.table(TABLE).row(hop="turn", route="5349/tcp", outside=answer.mapped_address)
    assert answer == expected.answered(mapped_address=outside.address)


@requirement("ADDRESS-14")
def test_port_443(outside: given.Vantage, target: given.Target, facts: given.Facts) -> None:
    """coturn sees the gateway when the client came by way of HAProxy."""
    answer = outside.run(stun.binding, target.relay(features.RELAY_HTTPS_PORT), 443, transport=stun.Transport.TLS)

    facts.table(TABLE).row(hop="turn", route="443 by HAProxy", outside=answer.mapped_address)
    assert answer == expected.answered(mapped_address=target.compose_gateway)
