"""Versions and statistics as the real services answer them, and as they must not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.probes.bridge.self_reports import (
    BridgeStatistics,
    FocusStatistics,
    Version,
    read_bridge_statistics,
    read_focus_statistics,
    read_version,
)
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.endings import Ended

CAPTURED = Path(__file__).parent.parent / "captures" / "http"


def body(name: str) -> bytes:
    """The body of a captured answer."""
    return (CAPTURED / name).read_bytes().partition(b"\r\n\r\n")[2]


def test_what_the_real_services_report_is_read() -> None:
    """All their other figures are passed over."""
    assert read_version(body("jicofo-about-version.http")) == Version("JiCoFo", "1.1.SNAPSHOT", "Linux")
    assert read_version(body("jvb-about-version.http")) == Version("JVB", "2.3.SNAPSHOT", "Linux")
    assert read_focus_statistics(body("jicofo-stats.http")) == FocusStatistics(1, 1)
    assert read_bridge_statistics(body("jvb-colibri-stats.http")) == BridgeStatistics(2, 2, 59)


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        pytest.param(read_version, "", "not JSON: it is empty", id="nothing"),
        pytest.param(read_version, "<html>", "not JSON: it begins '<html>'", id="a page"),
        pytest.param(read_version, "[]", "no object", id="a list"),
        pytest.param(read_version, '{"name": "JVB"}', "lacks its name or its number", id="no number"),
        pytest.param(read_focus_statistics, "{}", "bridge_count is missing", id="no bridges"),
        pytest.param(read_focus_statistics, '{"bridge_selector": 1}', "bridge_count is missing", id="no object"),
        pytest.param(read_bridge_statistics, '{"conferences": "many"}', "no count: 'many'", id="a word"),
        pytest.param(read_bridge_statistics, '{"conferences": -1}', "no count: '-1'", id="less than nothing"),
        pytest.param(read_bridge_statistics, '{"conferences": 1e999}', "no count: 'inf'", id="without end"),
        pytest.param(read_bridge_statistics, '{"conferences": 1}', "endpoints is missing", id="half of it"),
        pytest.param(read_bridge_statistics, "[" * 100_000, "not JSON", id="nested too deep"),
    ],
)
def test_what_is_needed_and_missing_is_said(read: Callable[[str], object], text: str, words: str) -> None:
    """One clear sentence, and nothing but an end."""
    with pytest.raises(Ended) as end:
        read(text)

    assert end.value.ending is Ending.MALFORMED
    assert words in end.value.detail
