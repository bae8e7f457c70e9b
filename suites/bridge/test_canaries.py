"""Nothing but the bridge can be reached by a path of the bridge, whatever host the path names.

When these checks fail, anybody on the internet may ask any host that the web container reaches on port 9090, without an
account and without a trace in any log but web's own.
"""

import pytest

from suites.bridge.canaries import FORMS, Canaries, Form, new_token
from suites.bridge.endpoints import page_beside
from suites.vocabulary import Target, Vantage, bridge, requirement

KINDS = (
    "address in the compose",
    "name in the compose",
    "gateway of the compose",
    "address of the host",
    "address in the LAN",
)


@requirement("BRIDGE-07")
@pytest.mark.parametrize("kind", KINDS)
def test_host_in_the_path(outside: Vantage, canaries: Canaries, target: Target, kind: str) -> None:
    """Web does not ask a host that the path names, wherever it is."""
    token = new_token()

    _ask(outside, target, f"{canaries.names[kind]}/{token}")

    assert canaries.visited(token) == ()


@requirement("BRIDGE-07")
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_host_in_disguise(outside: Vantage, canaries: Canaries, target: Target, form: Form) -> None:
    """Web does not ask a host that the path names, however it is written."""
    token = new_token()

    _ask(outside, target, f"{form(canaries.names[KINDS[0]])}/{token}")

    assert canaries.visited(token) == ()


def _ask(place: Vantage, target: Target, path: str) -> None:
    """Ask for a channel below the bridge's path; whatever web does on that account is done when it answers.

    A web container that answers nobody visits nobody either.
    """
    __tracebackhide__ = True
    served = page_beside(place, target)
    place.run(bridge.colibri_websocket, f"wss://{target.web_name}/colibri-ws/{path}/x?pwd=x")
    served.require()
