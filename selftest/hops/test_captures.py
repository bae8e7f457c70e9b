"""The logs of a real focus, a real bridge and what stood beside them are read."""

from collections import Counter
from pathlib import Path

import pytest

from fixtures.hops import jvb, prosody, turn
from fixtures.hops.event import What
from fixtures.hops.known import BY_NAME
from fixtures.hops.traffic import Traffic

LOGS = Path(__file__).parent.parent / "captures" / "logs"
HOPS = {"jicofo": "jicofo", "jvb": "jvb", "end": "jvb", "coturn": "turn", "prosody": "prosody", "local": "prosody"}
"""By the last word of a file's name, the hop whose log it is."""
CAPTURED = {path.name: HOPS[path.stem.rpartition("-")[2]] for path in LOGS.glob("*.log") if "severe" not in path.name}
SEVERE = "severe-on-a-healthy-deployment.log"


def read(name: str) -> str:
    """Return a captured log."""
    return (LOGS / name).read_text()


@pytest.mark.parametrize(("name", "hop"), CAPTURED.items(), ids=CAPTURED)
def test_every_line_is_known(name: str, hop: str) -> None:
    """No line of a captured log is in an unknown format."""
    assert [event.line for event in BY_NAME[hop].events(read(name)) if event.what is What.UNKNOWN] == []


@pytest.mark.parametrize(("name", "hop"), CAPTURED.items(), ids=CAPTURED)
def test_nothing_is_a_complaint(name: str, hop: str) -> None:
    """Ordinary use, and the outages of others, bring about no line that counts against a hop."""
    assert BY_NAME[hop].complaints(read(name)) == []


@pytest.mark.parametrize("hop", ["jvb", "jicofo"])
def test_severe_lines_of_a_healthy_deployment(hop: str) -> None:
    """What Java calls severe in ordinary use is explained by a rule, line by line."""
    program = {"jvb": "JVB ", "jicofo": "Jicofo "}[hop]
    own = [line for line in read(SEVERE).splitlines() if line.startswith(program)]

    assert own
    assert BY_NAME[hop].complaints("\n".join(own)) == []


@pytest.mark.parametrize(("name", "hop"), CAPTURED.items(), ids=CAPTURED)
def test_traces_belong_to_their_line(name: str, hop: str) -> None:
    """No line of a stack trace is a line of its own."""
    lines = [event.line for event in BY_NAME[hop].events(read(name))]

    assert not any(line.startswith(("\tat ", "Caused by:")) for line in lines)


def test_bridge_without_clients() -> None:
    """What a bridge says of its start, its health and its reconnecting is no traffic."""
    for name in ("outage-jvb-stopped-jvb.log", "outage-prosody-stopped-jvb.log"):
        assert BY_NAME["jvb"].evidence(read(name), Traffic(0.0)).seen is False


def test_bridge_with_clients() -> None:
    """Where the bridge met an endpoint is read, without the address that it hides."""
    found = jvb.remote(read("jvb.log"), "18281b5f")

    assert found == jvb.Remote(None, 48950, "prflx")


def test_endpoints_that_are_present() -> None:
    """An endpoint is there from when it was made until it expires."""
    began, _, _ = read("jvb.log").partition("epId=8b0a9165] Endpoint.expire#1118")

    assert jvb.present(began) == {"8b0a9165", "9b7b6fc6"}
    assert not jvb.present(read("jvb.log")) & {"8b0a9165", "9b7b6fc6"}


def test_focus_with_clients() -> None:
    """A request for a conference is traffic of the focus."""
    whats = Counter(event.what for event in BY_NAME["jicofo"].events(read("jicofo.log")))

    assert whats[What.TRAFFIC] > 10
    assert whats[What.END] > 0


def test_logins() -> None:
    """Logins are read with their addresses; those of Prosody's own lines and of the module are the same ones."""
    found = {login.user: login for login in prosody.logins(read("prosody-local.log"))}

    assert found["focus"] == prosody.Login("focus", "auth.meet.jitsi", "172.30.0.129", "tcp")
    assert found["27b8b5b1-aa9f-4e15-aefc-ddbbfbadb68b"].over == "bosh"
    assert all(login.address for login in found.values())


def test_sessions_of_coturn() -> None:
    """A session is summed up; those of the health check are none of a client's."""
    closed = [session for session in turn.sessions(read("coturn.log")) if session.client == "172.30.0.1"]

    assert turn.RelaySession(5349, "172.30.0.1", 43195, 111136) in closed
    assert BY_NAME["turn"].evidence(read("coturn.log"), Traffic(0.0)).seen
