"""Captured logs are of a hop that knows their lines; what nobody knows is named by its line."""

from pathlib import Path

import pytest

from fixtures.replay.folder import Text, read_folder
from fixtures.replay.logs import replay_log

LOGS = {log.place: log for log in read_folder(Path(__file__).parent.parent / "captures").logs}


def test_there_are_captured_logs() -> None:
    """Of jicofo, the bridge, Prosody and coturn."""
    assert {"logs/jicofo.log", "logs/jvb.log", "logs/prosody-local.log", "logs/coturn.log"} <= set(LOGS)


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
def test_a_captured_log_is_known(log: Text) -> None:
    """Every line of it."""
    found = replay_log(log)

    assert found.refusals == ()
    assert found.messages > 0


def test_lines_that_nobody_knows_are_named() -> None:
    """By file and line, with their beginning."""
    text = b"To be, or not to be\n\nthat is the question " + b"?" * 200

    found = replay_log(Text("logs/jvb.log", text))

    assert [refusal.place for refusal in found.refusals] == ["logs/jvb.log:1", "logs/jvb.log:3"]
    assert found.refusals[0].sentence == "No hop is known to write such a line: 'To be, or not to be'."
    assert len(str(found.refusals[1])) < 200
    assert found.messages == 2


def test_a_log_is_read_by_the_service_that_its_name_tells_last() -> None:
    """jicofo's log of an outage of the bridge is jicofo's; and it is no log of the bridge."""
    content = LOGS["logs/outage-jvb-stopped-jicofo.log"].content

    assert replay_log(Text("logs/outage-jvb-stopped-jicofo.log", content)).refusals == ()
    assert replay_log(Text("logs/nobody-knows-whose.log", content)).refusals == ()
