"""Rules and dashboard stand on names that a run writes, and promtool takes them."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from fixtures.report.model import Number
from fixtures.report.outputs import prometheus
from selftest.monitoring.test_outputs import RUNGS, WHOLE
from selftest.report.samples import report, result

FOLDER = Path(__file__).resolve().parents[2] / "monitoring"
NUMBERS = [
    Number(name, "x", 1.0, unit) for name, unit in (("first frame", "s"), ("allocation", "s"), ("image size", "MB"))
]


def written() -> frozenset[str]:
    """Return the name of every metric that a run or a climb can write."""
    text = prometheus.metrics(WHOLE) + prometheus.metrics(report(result(), numbers=tuple(NUMBERS)))
    text += prometheus.ladder(RUNGS, WHOLE.started, 6.5, 1)
    return frozenset(re.findall(r"^# TYPE (\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("words", [["check", "rules", "alerts.yml"], ["test", "rules", "alerts.test.yml"]])
def test_promtool_takes_the_rules(promtool: str, words: list[str]) -> None:
    """The rules are rules, and fire for what they are about and for nothing else."""
    ended = subprocess.run([promtool, *words], cwd=FOLDER, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("file", ["alerts.yml", "grafana-dashboard.json", "README.md"])
def test_names_exist(file: str) -> None:
    """Nobody stands on a metric that is not written."""
    text = (FOLDER / file).read_text()

    named = set(re.findall(r"jitsi_conformance_[a-z_]+", text))
    assert named <= written() | {"jitsi_conformance_"}


def test_readme_names_every_metric() -> None:
    """What is written is documented."""
    text = (FOLDER / "README.md").read_text()

    assert [name for name in written() if f"`{name.removeprefix('jitsi_conformance_')}`" not in text] == []


def test_dashboard_asks_the_chosen_source() -> None:
    """Every panel asks the data source that its reader chose, and says what it shows."""
    dashboard = json.loads((FOLDER / "grafana-dashboard.json").read_text())

    assert {panel["datasource"]["uid"] for panel in dashboard["panels"]} == {"${source}"}
    assert all(panel["title"] and panel["targets"] for panel in dashboard["panels"])
