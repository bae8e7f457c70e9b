"""Endpoints of our own on the bridge, made without a focus: nobody else knows their ufrag and password."""

from fixtures.plugin import Reason, could_not_tell, not_applicable
from fixtures.probes import colibri
from fixtures.probes.colibri import ColibriAnswer
from fixtures.target.target import Target
from fixtures.vantage.place import Vantage

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
