"""The way to the bridge's WebSocket, proved by the bridge's own refusals: each hop in front of it answers differently.

When these checks fail, the active speaker is not found and video stays small, or, where the bridge offers nothing else,
there is no video at all. HTML with status 200 is the worst answer: a client takes it for a fault of its own.
"""

import pytest

from suites.bridge import endpoints
from suites.vocabulary import bridge, expected, given, http, requirement

SHORT = {"nothing": "", "a server id": "{id}", "a conference": "{id}/7e441eda3701676e"}
PATHS = {
    "the bare prefix": "/colibri-ws",
    "the prefix": "/colibri-ws/",
    "a server id": "/colibri-ws/{id}",
    "all three parts": "/colibri-ws/{id}/7e441eda3701676e/a1b2c3d4",
    "four parts": "/colibri-ws/{id}/7e441eda3701676e/a1b2c3d4/more",
    "another server id": "/colibri-ws/default-id/7e441eda3701676e/a1b2c3d4",
    "characters of no host": "/colibri-ws/a_b/7e441eda3701676e/a1b2c3d4",
}


@requirement("BRIDGE-01")
@pytest.mark.parametrize("short", SHORT.values(), ids=SHORT)
def test_path_lacks_a_part(
    outside: given.Vantage, endpoint: bridge.ColibriAnswer, target: given.Target, short: str
) -> None:
    """The bridge refuses a path with fewer than three parts."""
    url = f"wss://{target.web_name}/colibri-ws/{short.format(id=endpoints.server_of(endpoint))}"

    answer = outside.run(bridge.colibri_websocket, url)

    assert answer == expected.CHANNEL_REFUSED


@requirement("BRIDGE-02")
@pytest.mark.parametrize("server", ["default-id", "jvb", "jvb.meet.jitsi.example"])
def test_wrong_server_id(
    outside: given.Vantage, endpoint: bridge.ColibriAnswer, target: given.Target, server: str
) -> None:
    """The bridge refuses another server id, also with everything else right."""
    path = endpoints.channel_path(endpoint).replace(f"/{endpoints.server_of(endpoint)}/", f"/{server}/")

    answer = outside.run(bridge.colibri_websocket, f"wss://{target.web_name}/{path}")

    assert answer == expected.CHANNEL_REFUSED


@requirement("BRIDGE-03")
@pytest.mark.parametrize("how", endpoints.FALSE)
def test_false_address(outside: given.Vantage, endpoint: bridge.ColibriAnswer, target: given.Target, how: str) -> None:
    """The bridge refuses an address that differs in one part from one that it gave out."""
    path = endpoints.falsified(endpoints.channel_path(endpoint), how)

    answer = outside.run(bridge.colibri_websocket, f"wss://{target.web_name}/{path}")

    assert answer == expected.CHANNEL_REFUSED


@requirement("BRIDGE-04")
@pytest.mark.parametrize("vantage", ["outside", "no_udp", "only_443", "lan"], indirect=True)
def test_right_address(vantage: given.Vantage, endpoint: bridge.ColibriAnswer) -> None:
    """The bridge accepts the WebSocket at the address that it gave out, from every network."""
    answer = vantage.run(bridge.colibri_websocket, endpoints.channel_address(endpoint))

    assert answer == expected.answered(status=101)


@requirement("BRIDGE-05")
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_no_page_instead_of_the_bridge(
    outside: given.Vantage, endpoint: bridge.ColibriAnswer, target: given.Target, path: str
) -> None:
    """Nothing below the bridge's path is taken for a room."""
    where = f"{target.web_name}{path.format(id=endpoints.server_of(endpoint))}"
    served = endpoints.page_beside(outside, target)

    upgrade = outside.run(bridge.colibri_websocket, f"wss://{where}")
    plain = outside.run(http.get, f"https://{where}")

    served.require()
    assert upgrade.speaker is not bridge.Speaker.WEB_APP, upgrade.detail
    assert (plain.status, b"<html" in plain.body.lower()) != (200, True), plain.detail


@requirement("BRIDGE-06")
def test_plain_request(outside: given.Vantage, endpoint: bridge.ColibriAnswer, target: given.Target) -> None:
    """The bridge gets a plain request as a plain one, and refuses it."""
    answer = outside.run(http.get, f"{target.site}/{endpoints.channel_path(endpoint)}")

    assert answer == expected.PLAIN_REQUEST_REFUSED
