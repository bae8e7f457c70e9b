"""What each place of a run can see at all: the control without which no answer from there means anything."""

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
from fixtures.vantage.place import Vantage


@dataclass(frozen=True, slots=True)
class Sight:
    """What gets out of a place and back; `detail` has the answers in words."""

    site: bool
    udp: bool
    port_80: bool
    strangers: bool
    """Whether a name that cannot exist (RFC 6761) has an address: who answers for everybody proves nothing."""
    detail: str = field(default="", compare=False)


OPEN = Sight(site=True, udp=True, port_80=True, strangers=False)
SIGHTS: Mapping[str, Sight] = {
    profile.name: Sight(site=True, udp=profile.udp, port_80=profile.lets_out(80), strangers=False)
    for profile in VANTAGES.values()
}
"""By vantage, what its profile promises. The place with the browser is left out: it is started only when needed."""


Looking = Callable[[], Sight]
"""A look that was begun; calling it waits for the answers."""
IN_THE_OPEN = "outside"


def with_control(sights: Mapping[str, Looking], name: str) -> Sight:
    """Return what a place sees; what its network must keep from it has to be seen in the open at the same time.

    Ends the check as impossible to tell otherwise: a dead service is seen from nowhere.
    """
    __tracebackhide__ = True
    sight, open_sight = sights[name](), sights[IN_THE_OPEN]()
    if sight == SIGHTS[name] and (dark := _seen(OPEN) - _seen(SIGHTS[name]) - _seen(open_sight)):
        could_not_tell(f"{', '.join(sorted(dark))} cannot be seen in the open either: {open_sight.detail}")
    return sight


def _seen(sight: Sight) -> set[str]:
    return {word for word, seen in {"STUN over UDP": sight.udp, "port 80": sight.port_80}.items() if seen}


def begin_sight(vantage: Vantage, target: Target, patience: Patience) -> Looking:
    """Begin to look from a place; calling what is returned waits for the answers.

    What the place should not see is waited for less long: silence takes its whole time, twice in every run.
    """
    promised, brief = SIGHTS.get(vantage.name, OPEN), patience.absence / 2
    unknown = f"http://{secrets.token_hex(8)}.invalid/"
    site = vantage.begin(http.get, target.site, within=patience.answer)
    in_time = patience.answer if promised.udp else brief
    udp = vantage.begin(stun.binding, target.relay(RELAY_UDP), target.ports.turn_udp, within=in_time)
    in_time = patience.answer if promised.port_80 else brief
    port_80 = vantage.begin(http.get, f"http://{target.web_name}/", within=in_time)
    stranger = vantage.begin(http.get, unknown, within=patience.answer)

    def collect() -> Sight:
        answers = (site.result(), udp.result(), port_80.result(), stranger.result())
        reached = [answer.ending is Ending.ANSWERED for answer in answers]
        resolved = answers[-1].ending is not Ending.UNRESOLVED
        told = "; ".join(answer.detail for answer in answers)
        return Sight(site=reached[0], udp=reached[1], port_80=reached[2], strangers=resolved, detail=told)

    return collect
