"""Endpoints of our own on the bridge: nobody else knows their ufrag and password.

They are made beside the bridge and without a focus. Where the run has no vantage there, the focus has the bridge make
one for a participant who meets another.
"""

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache

from fixtures.meetings import ChannelWish, Guest, Meeting, Participant, ParticipantAnswer, RelayUse
from fixtures.patience import Patience
from fixtures.plugin import Reason, could_not_tell, not_applicable
from fixtures.probes.bridge import Candidate, ColibriAnswer, colibri
from fixtures.target.deployment import Deployment
from fixtures.target.target import Target
from fixtures.vantage.vantage import Vantage

MakesEndpoint = Callable[[], ColibriAnswer]

REST_IS_OFF = 404
"""What the bridge answers where COLIBRI_REST_ENABLED is not set, as it is not by default."""


def new_endpoint(in_compose: Vantage, target: Target) -> ColibriAnswer:
    """Return an endpoint that the bridge just made."""
    __tracebackhide__ = True
    answer = in_compose.run(colibri.colibri_allocate, f"http://{target.bridge_id}:8080")
    if answer.status == REST_IS_OFF:
        not_applicable(Reason.IMPOSSIBLE_HERE, "The bridge's REST interface is off, so it makes no endpoint for us.")
    if not answer.allocated:
        could_not_tell(f"The bridge made no endpoint to ask with: {answer.detail}.")
    return answer


def maker(deployment: Deployment, outside: Vantage, held: ExitStack, patience: Patience) -> MakesEndpoint:
    """Return what makes an endpoint: a new one each time, or that of a participant who stays until `held` is closed."""
    target, beside = deployment.target, deployment.vantages.get("in_compose")
    if beside is not None:
        return lambda: new_endpoint(beside, target)
    return cache(lambda: _guests_endpoint(held, outside, target, patience))


def _guests_endpoint(held: ExitStack, outside: Vantage, target: Target, patience: Patience) -> ColibriAnswer:
    """Return the endpoint of the first of two participants who meet, as the focus's offer has it."""
    __tracebackhide__ = True
    meeting = Meeting(held, target, patience)
    for name in ("anna", "boris"):
        meeting.admit(Guest(name, outside, RelayUse.NEVER, channel=ChannelWish.NONE, sends=False))
    meeting.all(Participant.join)
    answer = meeting.one("anna", Participant.wait_for_invitation, 1)
    if not answer.bridge_ufrag:
        could_not_tell(f"No participant was given an endpoint to ask with: {answer.detail}")
    return _as_allocated(answer)


def _as_allocated(told: ParticipantAnswer) -> ColibriAnswer:
    """Return a participant's endpoint from its offer, in the form of the bridge's answer."""
    return ColibriAnswer(
        *(told.ending, told.seconds, told.address, told.detail),
        endpoint=told.endpoint,
        ufrag=told.bridge_ufrag,
        password=told.bridge_password,
        candidates=tuple(map(_candidate, told.candidates)),
        websockets=told.channel_urls,
        origin=told.origin,
    )


def _candidate(told: str) -> Candidate:
    """Read `kind address:port`."""
    kind, _, where = told.partition(" ")
    address, _, port = where.rpartition(":")
    return Candidate(address.strip("[]"), int(port), kind)
