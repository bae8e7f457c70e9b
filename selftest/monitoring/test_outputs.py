"""A run in the forms that monitoring reads."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from fixtures.report.model import Identity, Level, Number, Outcome, Report
from fixtures.report.outputs import nagios, prometheus, tap
from fixtures.report.outputs.compact import compact
from fixtures.report.outputs.forms import FORMS, replace
from selftest.report.samples import report, result

HOSTILE = 'a "quoted"\\ | line\nnot ok 7 - # SKIP \x1b[31m'
WHOLE = report(
    result("EDGE-01"),
    result("EDGE-02", Outcome.BROKEN, hop="haproxy", remedy="the is_turn ACL", expected="x", actual=HOSTILE),
    result("RELAY-01", Outcome.COULD_NOT_TELL, reason="Gone."),
    result("RELAY-02", Outcome.NOT_APPLICABLE, reason="not supported: none"),
    numbers=(Number("time to healthy", "jvb", 3.9, "s"), Number("memory", "jvb", 94.5, "MB")),
)


def test_names_are_stable() -> None:
    """Names and labels are what dashboards of others stand on; whoever changes one changes them."""
    text = prometheus.metrics(WHOLE)

    assert re.findall(r"^# TYPE (\S+) gauge$", text, re.MULTILINE) == [
        "jitsi_conformance_run_verdict",
        "jitsi_conformance_run_timestamp_seconds",
        "jitsi_conformance_run_duration_seconds",
        "jitsi_conformance_requirements",
        "jitsi_conformance_requirement_state",
        "jitsi_conformance_time_to_healthy_seconds",
        "jitsi_conformance_memory_bytes",
    ]
    assert (
        'jitsi_conformance_requirement_state{requirement="EDGE-02",level="MUST",chapter="edge",hop="haproxy"} 1' in text
    )
    assert 'jitsi_conformance_memory_bytes{of="jvb"} 94500000' in text


def test_labels_are_escaped() -> None:
    """What stands in a label cannot end it."""
    text = prometheus.text([prometheus.Metric("x", "X.", [({"of": HOSTILE}, 1.0)])])

    assert text.splitlines()[-1].startswith(r'jitsi_conformance_x{of="a \"quoted\"\\ | line\nnot ok 7')


@pytest.mark.parametrize(
    ("ran", "state", "words"),
    [
        (report(result()), nagios.State.OK, "Everything checked holds: 1 requirement."),
        (WHOLE, nagios.State.CRITICAL, "EDGE-02 broken at haproxy, look at the is_turn ACL; 4 requirements checked"),
        (report(result(outcome=Outcome.COULD_NOT_TELL)), nagios.State.UNKNOWN, "1 could not be decided"),
        (report(result(), failures=("The engine | went away.",)), nagios.State.UNKNOWN, "The engine / went away."),
        (report(result(outcome=Outcome.BROKEN, level=Level.MAY)), nagios.State.OK, "of what is optional 1 broken"),
    ],
    ids=["holds", "broken", "untold", "failed", "optional"],
)
def test_nagios_contract(ran: Report, state: nagios.State, words: str) -> None:
    """One line, one bar, performance data that a parser of Nagios takes, and the state in words."""
    line = nagios.run_line(ran)

    text, _, data = line.partition(" | ")
    assert text.startswith(f"JITSI {state.name} - ")
    assert words in text
    assert "\n" not in line
    assert line.count("|") == 1
    assert all(re.fullmatch(r"'[^'=|]+'=-?[0-9.e+-]+(s|B)?", figure) for figure in re.findall(r"'[^']*'=\S+", data))


def test_labels_of_figures() -> None:
    """A label holds nothing that would end it."""
    assert nagios.line(nagios.State.OK, "x", [("it's = a|b", 1.5, "s")]) == "JITSI OK - x | 'its   a/b'=1.5s"


def test_tap_counts_every_check() -> None:
    """The plan is kept, what could not be decided is not ok, and no word of a server makes a test point."""
    lines = tap.tap(WHOLE).splitlines()

    assert lines[:2] == ["TAP version 14", "1..4"]
    assert [line.split(" - ")[0] for line in lines if re.match(r"(not )?ok \d", line)] == [
        "ok 1",
        "not ok 2",
        "not ok 3",
        "ok 4",
    ]
    assert sum("# SKIP" in line and not line.startswith("  ") for line in lines) == 1


def test_tap_of_a_failed_run() -> None:
    """A run that failed bails out."""
    assert tap.tap(report(failures=("Gone.",))).splitlines()[-1] == "Bail out! Gone."


def test_compact() -> None:
    """The small document says verdict, outcomes and numbers."""
    said = json.loads(json.dumps(compact(WHOLE)))

    assert (said["schema"], said["status"], said["requirements"]["EDGE-02"]) == (1, 1, "broken")


def test_every_form_can_be_written() -> None:
    """Each form makes bytes of a whole report, hostile words among them, and of an empty one."""
    for form in FORMS.values():
        assert form.written(WHOLE)
        assert form.written(report(identity=Identity()))


def test_watcher_never_reads_half(tmp_path: Path) -> None:
    """A file is replaced in one step, readable for everybody, and nothing else is left beside it."""
    path = tmp_path / "jitsi.prom"

    replace(path, b"a 1\n")
    replace(path, b"a 2\n")

    assert path.read_bytes() == b"a 2\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [*tmp_path.iterdir()] == [path]


RUNGS: list[dict[str, object]] = [
    {"name": "names", "requirement": "SITE-01", "outcome": "reached", "seconds": 0.01, "said": "x"},
    {"name": "relay", "requirement": "", "outcome": "left-out", "why": "none"},
    {"name": "bridge", "requirement": "BRIDGE-08", "outcome": "broken", "seconds": 6.2},
]


@pytest.mark.parametrize(
    "text",
    [prometheus.metrics(WHOLE), prometheus.ladder(RUNGS, WHOLE.started, 6.5, 1)],
    ids=["run", "ladder"],
)
def test_promtool_takes_the_metrics(promtool: str, text: str) -> None:
    """Debian's promtool reads the file and has nothing to say against its names."""
    ended = subprocess.run([promtool, "check", "metrics"], input=text, text=True, capture_output=True, check=False)

    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


def test_promtool_would_complain(promtool: str) -> None:
    """It is no tool that takes everything."""
    ended = subprocess.run(
        [promtool, "check", "metrics"], input="# TYPE x gauge\nx{a=1} b\n", text=True, capture_output=True, check=False
    )

    assert ended.returncode != 0
