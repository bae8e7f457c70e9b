"""What each vantage of a run can reach at all: the control without which no answer from there means anything."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fixtures.declared.features import RELAY_UDP
from fixtures.declared.vantages import VANTAGES
from fixtures.patience import Patience
from fixtures.plugin import could_not_tell
from fixtures.probes import http, stun
from fixtures.probes.net import Ending
from fixtures.target.target import Target
from fixtures.vantage.vantage import Vantage


@dataclass(frozen=True, slots=True)
class Reachability:
    """What leaves a vantage and comes back; `detail` has the answers in words."""

    site: bool
    udp: bool
    port_80: bool
    wildcard_dns: bool
    """Whether a name that cannot exist (RFC 6761) has an address: who answers for everybody proves nothing."""
    detail: str = field(default="", compare=False)


OPEN = Reachability(site=True, udp=True, port_80=True, wildcard_dns=False)
EXPECTED: Mapping[str, Reachability] = {
    profile.name: Reachability(site=True, udp=profile.udp, port_80=profile.lets_out(80), wildcard_dns=False)
    for profile in VANTAGES.values()
}
"""By vantage, what its profile promises. The vantage with the browser is left out: it is started only when needed."""


Pending = Callable[[], Reachability]
"""Questions that were begun; calling it waits for the answers."""
IN_THE_OPEN = "outside"


def with_control(pending: Mapping[str, Pending], name: str) -> Reachability:
    """Return what a vantage reaches; what its network must block is reached from an open one at the same time.

    Ends the check as could-not-tell otherwise: a dead service is reached from nowhere.
    """
    __tracebackhide__ = True
    seen, in_the_open = pending[name](), pending[IN_THE_OPEN]()
    if seen == EXPECTED[name] and (dark := _seen(OPEN) - _seen(EXPECTED[name]) - _seen(in_the_open)):
        could_not_tell(f"{', '.join(sorted(dark))} cannot be seen in the open either: {in_the_open.detail}")
    return seen


def _seen(reachability: Reachability) -> set[str]:
    return {word for word, seen in {"STUN over UDP": reachability.udp, "port 80": reachability.port_80}.items() if seen}


def begin(vantage: Vantage, target: Target, patience: Patience) -> Pending:
    """Begin to ask from a vantage; calling what is returned waits for the answers.

    What the vantage should not reach is waited for less long: silence takes the whole time, twice in every run.
    """
    promised, brief = EXPECTED.get(vantage.name, OPEN), patience.absence / 2
    unknown = f"http://{secrets.token_hex(8)}.invalid/"
    site = vantage.begin(http.get, target.site, within=patience.answer)
    in_time = patience.answer if promised.udp else brief
    udp = vantage.begin(stun.binding, target.relay(RELAY_UDP), target.ports.turn_udp, within=in_time)
    in_time = patience.answer if promised.port_80 else brief
    port_80 = vantage.begin(http.get, f"http://{target.web_name}/", within=in_time)
    stranger = vantage.begin(http.get, unknown, within=patience.answer)

    def collect() -> Reachability:
        answers = (site.result(), udp.result(), port_80.result(), stranger.result())
        reached = [answer.ending is Ending.ANSWERED for answer in answers]
        resolved = answers[-1].ending is not Ending.UNRESOLVED
        told = "; ".join(answer.detail for answer in answers)
        return Reachability(site=reached[0], udp=reached[1], port_80=reached[2], wildcard_dns=resolved, detail=told)

    return collect
