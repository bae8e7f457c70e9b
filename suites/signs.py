"""The health signs of a deployment: requests through whole chains, and what its parts report of themselves.

Each sign is a name and what is wrong with it, "" when nothing is. Only the requests from outside prove that a
user is served; the inside signs are what an admin looks at.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fixtures.declared.features import RELAY_HTTPS_PORT
from fixtures.evidence.ledger import LEDGER, Entry
from fixtures.expected.refusals import CHANNEL_REFUSED
from fixtures.expected.values import DONE, Expected, answered, status, unauthorized
from fixtures.hops.known import SERVICES
from fixtures.probes import bridge, http, ice, stun, turn, xmpp
from fixtures.probes.bridge import colibri, self_reports
from fixtures.probes.net import Ended
from fixtures.probes.stun import Transport
from fixtures.probes.turn import TurnServer
from fixtures.probes.xmpp import focus
from fixtures.target.deployment import Deployment
from fixtures.vantage.vantage import Pending, Vantage
from suites.endpoints import REST_IS_OFF
from suites.offers import Channels, begin_meeting, offered_channels

SITE = "site"
LOGIN = "login"
MEETING = "meeting request"
TURN = "TURN over TLS"
STUN = "STUN on 3478"
CHANNEL = "bridge channel"
MEDIA = "media port"
END_TO_END = (SITE, LOGIN, MEETING, TURN, STUN, CHANNEL, MEDIA)
"""What a client asks, from outside."""

UNITS = "units"
BRIDGE_HEALTH = "jvb health"
FOCUS_HEALTH = "jicofo health"
BREWERY = "brewery"
CONTAINERS = "container health"

Trouble = Mapping[str, str]
"""What is wrong by the name of the sign; "" for a sign that is well."""
FOCUS_HTTP = "http://localhost:8888"
FOCUS_HEALTH_IS_OFF = "Jicofo has no health address here: its health checks are switched off."


@dataclass(frozen=True, slots=True)
class Observers:
    """From where the health signs are observed."""

    deployment: Deployment
    outside: Vantage
    in_compose: Vantage
    channels: Channels
    """Which channels the focus offers; how the bridge's channel is observed follows from them."""


def observers_of(deployment: Deployment, outside: Vantage, in_compose: Vantage) -> Observers:
    """Return from where the signs are observed, once it is known which channels are offered."""
    return Observers(deployment, outside, in_compose, offered_channels(outside, deployment.target))


@dataclass(frozen=True, slots=True)
class HealthSnapshot:
    """All signs at one moment."""

    signs: Trouble
    asked: tuple[Entry, ...] = field(default=(), compare=False)
    """The calls that they come from."""

    @property
    def unwell(self) -> dict[str, str]:
        """The signs with which something is wrong."""
        return {name: words for name, words in self.signs.items() if words}

    def __repr__(self) -> str:
        return f"unwell: {', '.join(self.unwell)}" if self.unwell else "every sign is well"


def observe_signs(observers: Observers, within: float) -> HealthSnapshot:
    """Ask everything at once, with the engine's own health state of the containers; `within` bounds each question."""
    mark, outward = LEDGER.mark(), begin_outside_signs(observers, within)
    inward = {**read_inside_signs(observers, within), CONTAINERS: container_health(observers)}
    return HealthSnapshot({**outward(), **inward}, LEDGER.begun_since(mark))


def begin_outside_signs(observers: Observers, within: float) -> Callable[[], Trouble]:
    """Begin what a client asks from outside; calling what is returned waits for the answers."""
    target, xmpp_names = observers.deployment.target, observers.deployment.target.xmpp
    outside, in_compose = observers.outside, observers.in_compose
    # The bridge's first allocation may take longer than any other question: the probe's own limit is for that.
    endpoint = in_compose.begin(colibri.colibri_allocate, f"http://{target.bridge_id}:8080")
    port = target.ports.https if target.offers(RELAY_HTTPS_PORT) else target.ports.turn_tls
    turn_server = TurnServer(target.turn_name, port, Transport.TLS)
    asked: dict[str, tuple[Pending[Any], Expected]] = {
        SITE: (outside.begin(http.get, target.site, within=within), status(200)),
        LOGIN: (
            outside.begin(xmpp.login, target.websocket_url, xmpp_names.domain, within=within),
            answered(logged_in=True),
        ),
        MEETING: (
            outside.begin(
                focus.request,
                target.websocket_url,
                xmpp_names.domain,
                focus=xmpp_names.focus,
                room=f"{target.new_room()}@{xmpp_names.conference}",
                within=within,
            ),
            answered(ready=True),
        ),
        TURN: (outside.begin(turn.allocate, turn_server, within=within), unauthorized(target.turn_name)),
        STUN: (outside.begin(stun.binding, target.turn_name, target.ports.turn_udp, within=within), answered(code=0)),
    }
    channel = _begin_channel(observers, within)

    def collect() -> Trouble:
        troubles = {name: _trouble(pending.result(), right) for name, (pending, right) in asked.items()}
        troubles |= {CHANNEL: channel()}
        ours = endpoint.result()
        # The port answers nobody but an endpoint: where the bridge makes none for us, there is no such sign.
        return troubles if ours.status == REST_IS_OFF else troubles | {MEDIA: _media_trouble(observers, ours, within)}

    return collect


def _begin_channel(observers: Observers, within: float) -> Callable[[], str]:
    """Begin to ask for the bridge's channel: its own refusal of a WebSocket, or a greeting of two over SCTP.

    A bridge without WebSockets leaves their path to the web application (docker-jitsi-meet since stable-11146).
    """
    target = observers.deployment.target
    if observers.channels.websocket:
        nobodys = f"wss://{target.web_name}/colibri-ws/{target.bridge_id}/unknown/unknown?pwd=unknown"
        refusal = observers.outside.begin(bridge.colibri_websocket, nobodys, within=within)
        return lambda: _trouble(refusal.result(), CHANNEL_REFUSED)
    greetings = begin_meeting(observers.outside, target)
    return lambda: next(filter(None, [_trouble(each.result(), DONE) for each in greetings]), "")


def read_inside_signs(observers: Observers, within: float) -> Trouble:
    """Ask the units, the bridge and the focus."""
    target = observers.deployment.target
    bridge_health = observers.in_compose.begin(http.get, f"http://{target.bridge_id}:8080/about/health", within=within)
    states = observers.deployment.daemons.states()
    down = [f"{state.daemon} {state.active}" for state in states if state.active != "active"]
    return {
        UNITS: ", ".join(down),
        **_focus_troubles(observers, within),
        BRIDGE_HEALTH: _trouble(bridge_health.result(), status(200)),
    }


def container_health(observers: Observers) -> str:
    """Return which containers the engine does not call healthy."""
    states = observers.deployment.services.states().values()
    return ", ".join(f"{state.service} {state.status}/{state.health}" for state in states if not state.is_well)


def own_checks(observers: Observers) -> Trouble:
    """Run the health check of every container now; the engine comes to the same verdict some intervals later."""
    results = observers.deployment.services.check_health()
    passed = [name for name, result in results.items() if result.status == 0]
    return {check_name(name): "" if name in passed else "fails" for name in SERVICES}


def check_name(service: str) -> str:
    """Return the name of the sign that a container's own health check is."""
    return f"{service} check"


def _media_trouble(observers: Observers, endpoint: colibri.ColibriAnswer, within: float) -> str:
    """Ask the media port; without an endpoint of ours, its silence or refusal still counts."""
    target = observers.deployment.target
    ufrag, password = endpoint.ufrag or "unknown", endpoint.password or "unknown"
    answer = observers.outside.run(
        ice.candidate_check, target.web_name, target.ports.media, ufrag=ufrag, password=password, within=within
    )
    return _trouble(answer, answered(code=0))


def _focus_troubles(observers: Observers, within: float) -> Trouble:
    """Ask the focus inside its container, the only place where it listens."""
    limit = ("--silent", "--max-time", f"{within:.1f}", "--write-out", " %{http_code}\\n")
    asked = ("curl", *limit, f"{FOCUS_HTTP}/about/health", f"{FOCUS_HTTP}/stats")
    health, _, figures = observers.deployment.services["jicofo"].run(*asked).output.partition("\n")
    troubles = {
        FOCUS_HEALTH: "" if health.split()[-1:] == ["200"] else health.strip() or "no answer",
        BREWERY: _brewery_trouble(figures),
    }
    # Where the operator has switched one of them off, there is no such sign.
    off = {FOCUS_HEALTH: is_switched_off(health), BREWERY: is_switched_off(figures)}
    return {name: words for name, words in troubles.items() if not off[name]}


def is_switched_off(told: str) -> bool:
    """Return whether jicofo answered, with the status at the end, that it has no such address."""
    return told.split()[-1:] == ["404"]


def _brewery_trouble(figures: str) -> str:
    body, _, status = figures.rstrip().rpartition(" ")
    if status != "200":
        return "the focus does not say"
    try:
        usable = self_reports.read_focus_statistics(body).operational
    except Ended as end:
        return end.detail
    return "" if usable == 1 else f"{usable} usable bridges"


def _trouble(answer: Any, right: Expected) -> str:
    return "" if answer == right else str(answer.detail)
