"""Endpoints of our own on the bridge, made without a focus, and what the bridge offers for them."""

from fixtures.plugin import Reason, could_not_tell, not_applicable
from fixtures.probes import colibri
from fixtures.probes.colibri import ColibriAnswer
from fixtures.target.target import Target
from fixtures.vantage.place import Vantage

REST_IS_OFF = 404


def new_endpoint(in_compose: Vantage, target: Target) -> ColibriAnswer:
    """Return an endpoint that the bridge just made; it forgets one that never connects after two minutes."""
    __tracebackhide__ = True
    answer = in_compose.run(colibri.colibri_allocate, f"http://{target.bridge_id}:8080")
    if answer.status == REST_IS_OFF:
        not_applicable(Reason.IMPOSSIBLE_HERE, "The bridge's REST interface is off, so it makes no endpoint for us.")
    if not answer.allocated:
        could_not_tell(f"The bridge made no endpoint to ask with: {answer.detail}.")
    return answer


def channel_address(endpoint: ColibriAnswer) -> str:
    """Return where the bridge offers the channel over WebSocket."""
    __tracebackhide__ = True
    if not endpoint.websockets:
        not_applicable(Reason.NOT_SUPPORTED, "The bridge offers no channel over WebSocket.")
    return endpoint.websockets[0]


def channel_path(endpoint: ColibriAnswer) -> str:
    """Return the path and query of that address: what the bridge judges, wherever the name in it may lead."""
    __tracebackhide__ = True
    return channel_address(endpoint).partition("//")[2].partition("/")[2]
