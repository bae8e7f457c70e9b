"""Nothing but the bridge can be reached by a path of the bridge, whatever host the path names.

When these checks fail, anybody on the internet may ask any host that the web container reaches on port 9090, without an
account and without a trace in any log but web's own.
"""

import pytest

from suites.bridge import endpoints, hosts_in_paths
from suites.vocabulary import bridge, given, requirement

KINDS = (
    "address in the compose",
    "name in the compose",
    "gateway of the compose",
    "address of the host",
    "address in the LAN",
)


@requirement("BRIDGE-07")
@pytest.mark.parametrize("kind", KINDS)
def test_host_in_the_path(
    outside: given.Vantage, listeners: hosts_in_paths.Listeners, target: given.Target, kind: str
) -> None:
    """Web does not ask a host that the path names, wherever it is."""
    token = hosts_in_paths.new_token()

    _ask(outside, target, f"{listeners.names[kind]}/{token}")

    assert listeners.visited(token) == ()


@requirement("BRIDGE-07")
@pytest.mark.parametrize("form", hosts_in_paths.FORMS.values(), ids=hosts_in_paths.FORMS)
def test_host_in_disguise(
    outside: given.Vantage, listeners: hosts_in_paths.Listeners, target: given.Target, form: hosts_in_paths.Form
) -> None:
    """Web does not ask a host that the path names, however it is written."""
    token = hosts_in_paths.new_token()

    _ask(outside, target, f"{form(listeners.names[KINDS[0]])}/{token}")

    assert listeners.visited(token) == ()


def _ask(vantage: given.Vantage, target: given.Target, path: str) -> None:
    """Ask for a channel below the bridge's path; whatever web does on that account is done when it answers.

    A web container that answers nobody visits nobody either.
    """
    __tracebackhide__ = True
    served = endpoints.page_beside(vantage, target)
    vantage.run(bridge.colibri_websocket, f"wss://{target.web_name}/colibri-ws/{path}/x?pwd=x")
    served.require()
