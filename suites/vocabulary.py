"""What a check is written with, as a few names whose members say what they are where they are read.

    @requirement("RELAY-08")
    def test_without_credentials(outside: given.Vantage, target: given.Target) -> None:
        answer = outside.run(turn.allocate, relays.over_udp(target))
        assert answer == expected.unauthorized(target.turn_name)

`given` has the types of what pytest hands to a check, `expected` the values that answers are compared with, `outcomes`
the two ways to end without a verdict, `meetings` participants in rooms, `features` what not every deployment has,
`vantages` the table of vantages, `hops` what the parts of a deployment are called and what their logs mean; all others
are protocols to ask in. What is a chapter's own is beside it, and read by the name of its module likewise.
"""

from fixtures import expected, hops, meetings
from fixtures.declared import features, vantages
from fixtures.patience import ask_until
from fixtures.plugin import outcomes
from fixtures.plugin.words import requirement
from fixtures.probes import bridge, edge, http, ice, net, stun, tls, turn, xmpp
from suites import given

__all__ = [
    "ask_until",
    "bridge",
    "edge",
    "expected",
    "features",
    "given",
    "hops",
    "http",
    "ice",
    "meetings",
    "net",
    "outcomes",
    "requirement",
    "stun",
    "tls",
    "turn",
    "vantages",
    "xmpp",
]
