"""What a check that does not hold says, on the terminal and in the files."""

import html
import json
from xml.etree import ElementTree

import pytest

from selftest.plugin.conftest import Suite, entry
from selftest.plugin.double import SECRET

pytest_plugins = ["pytester"]

BROKEN = """
    @requirement("EDGE-01")
    def test_it(outside, facts):
        facts.evidence("transcript", f"<script>alert(1)</script> \\x00 {SECRET}")
        print("captured", SECRET)

        assert outside.run(Answer(status=400)) == status(404) | REFUSED
"""


def test_four_lines(suite: Suite) -> None:
    """Requirement, expected and actual, path, and where to look come first and in this order."""
    suite.chapter("edge", entry("EDGE-01"), BROKEN)

    lines = suite.run().output.splitlines()

    start = lines.index("EDGE-01 (MUST) The TURN name reaches coturn.")
    assert lines[start + 1 : start + 4] == [
        "expected: HTTP 404, or a refused connection · actual: HTTP 200 from nginx (answered, 41 ms): "
        "status is 400 instead of 404; ending is answered instead of refused",
        "path: outside → haproxy ✓ (backend=ssl) → turn ✗ no trace",
        "look at: the is_turn ACL in haproxy.cfg",
    ]


def test_result_of_a_broken_requirement(suite: Suite) -> None:
    """The result names the hop and carries the evidence, each piece under its own heading."""
    suite.chapter("edge", entry("EDGE-01"), BROKEN)

    result = suite.run().report["results"][0]

    assert result["hop"] == "turn"
    assert [passage["heading"] for passage in result["evidence"]] == [
        "the answer",
        "the assertion",
        "transcript",
        "the traffic",
        "haproxy: log lines, matched by time alone",
        "turn: nothing logged",
    ]


CONTROLLED = """
    from fixtures.probes.net import Ending

    @requirement("EDGE-01")
    def test_it(outside, control):
        control.came_through(otherwise="haproxy", same_service={})

        assert outside.run(Answer(status={}, ending=Ending("{}"))) == status(404)
"""
DIFFERS = "haproxy ✗ differs here → turn ✓"


@pytest.mark.parametrize(
    ("same", "status", "ending", "hop", "path"),
    [
        pytest.param(False, 400, "answered", "haproxy", DIFFERS, id="another answer"),
        pytest.param(False, 0, "silent", "turn", "haproxy ✓ (backend=ssl) → turn ✗ no trace", id="no answer"),
        pytest.param(True, 0, "silent", "haproxy", DIFFERS, id="no answer to the very same question"),
    ],
)
def test_hop_when_the_like_came_through(
    suite: Suite, status: int, ending: str, hop: str, path: str, *, same: bool
) -> None:
    """What was answered otherwise differs by what the check names; what got no answer is judged by the logs.

    Unless the very same was asked in another way.
    """
    suite.chapter("edge", entry("EDGE-01"), CONTROLLED.format(same, status, ending))

    result = suite.run().report["results"][0]

    assert result["hop"] == hop
    assert path in result["path"]


def test_plain_assertion_is_explained_on_one_line(suite: Suite) -> None:
    """An assertion without a matcher is told by the check's own sentence and pytest's explanation."""
    suite.chapter(
        "edge",
        entry("EDGE-01"),
        '''
        @requirement("EDGE-01")
        def test_it(outside):
            """The answer is a short one."""
            assert len("x" * 3) == 2
        ''',
    )

    ended = suite.run()

    assert "expected: The answer is a short one. · actual: not true: 3 == 2" in ended.output


def test_traceback_is_ours(suite: Suite) -> None:
    """An error in a library is shown by the lines of the suite that led to it."""
    suite.chapter(
        "edge",
        entry("EDGE-01"),
        """
        import json

        @requirement("EDGE-01")
        def test_it(outside):
            json.loads("{")
        """,
    )

    result = suite.run().report["results"][0]

    assert result["reason"].startswith("JSONDecodeError: Expecting property name")
    assert 'json.loads("{")' in result["evidence"][0]["text"]
    assert "decoder.py" not in result["evidence"][0]["text"]


def test_no_secret_leaves(suite: Suite) -> None:
    """Neither the terminal nor any file carries a secret of the target."""
    suite.chapter("edge", entry("EDGE-01"), BROKEN)

    ended = suite.run()

    written = [path.read_text() for path in (ended.reports / "latest").resolve().iterdir()]
    assert len(written) == 3
    assert not [text for text in [ended.output, ended.errors, *written] if SECRET in text]
    assert "captured [redacted]" in ended.output


def test_hostile_evidence_stays_text(suite: Suite) -> None:
    """What a server says can neither break the XML nor run in the page."""
    suite.chapter("edge", entry("EDGE-01"), BROKEN)

    reports = suite.run().reports / "latest"

    page = (reports / "report.html").read_text()
    assert "<script>alert" not in page
    assert html.escape("<script>alert(1)</script>") in page
    failure = ElementTree.parse(reports / "junit.xml").find(".//failure")
    assert failure is not None
    assert r"<script>alert(1)</script> \x00" in str(failure.text)


def test_junit_counts(suite: Suite) -> None:
    """JUnit tells broken, could-not-tell and not-applicable apart."""
    acts = ["pass", "assert 0", "could_not_tell('Gone.')", "not_applicable(Reason.SWITCHED_OFF, 'Off.')"]
    checks = "\n".join(
        f"@requirement('EDGE-0{number}')\ndef test_{number}(): {act}\n" for number, act in enumerate(acts, 1)
    )
    suite.chapter("edge", "".join(entry(f"EDGE-0{number}") for number in range(1, 5)), checks)

    root = ElementTree.parse(suite.run().reports / "latest" / "junit.xml").getroot()

    assert [root.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["4", "1", "1", "1"]
    skipped = root.find(".//skipped")
    assert skipped is not None
    assert skipped.get("message") == "switched off: Off."


def test_facts_reach_the_report(suite: Suite) -> None:
    """Tables, the headline and pictures of checks that hold are part of the report."""
    suite.chapter(
        "edge",
        entry("EDGE-01"),
        r"""
        @requirement("EDGE-01")
        def test_it(outside, facts):
            facts.table("client addresses").row(hop="haproxy", seen_as="198.51.100.11")
            facts.table("client addresses").row(hop="web", expected="198.51.100.11")
            facts.headline("3 participants exchanged media from 2 vantages in 1.0 seconds.")
            facts.attachment("page", b"\x89PNG\r\n\x1a\n")
        """,
    )

    ended = suite.run()

    assert ended.report["tables"] == [
        {
            "name": "client addresses",
            "columns": ["hop", "seen as", "expected"],
            "rows": [["haproxy", "198.51.100.11", ""], ["web", "", "198.51.100.11"]],
        }
    ]
    assert "3 participants exchanged media" in (ended.reports / "latest" / "report.html").read_text()
    assert (ended.reports / "latest" / "page.png").read_bytes().startswith(b"\x89PNG")
    assert "3 participants exchanged media" in ended.output


def test_page_is_self_contained(suite: Suite) -> None:
    """The page loads nothing from anywhere."""
    suite.chapter("edge", entry("EDGE-01"), BROKEN)

    page = (suite.run().reports / "latest" / "report.html").read_text()

    assert "src=" not in page
    assert "<link" not in page
    assert "url(" not in page


def test_summary_is_one_screen(suite: Suite) -> None:
    """The last words name verdict, chapters, stand-ins and the page."""
    suite.chapter("edge", entry("EDGE-01"), BROKEN)

    tail = suite.run().output.splitlines()[-9:]

    assert tail[0] == "1 requirement checked, 1 broken."
    assert tail[2] == "  edge          1 broken: EDGE-01"
    assert tail[4] == "Stand-ins played jvb: the real ones were not looked at."
    assert tail[-1].endswith("reports/latest/report.html")


def test_times_exclude_the_lab(suite: Suite) -> None:
    """Bringing the deployment up is not counted as the first check's time."""
    suite.chapter("edge", entry("EDGE-01"), "@requirement('EDGE-01')\ndef test_it(outside): pass")
    suite.conftest("""
        import time
        from contextlib import contextmanager
        from selftest.plugin.double import double

        @pytest.hookimpl(tryfirst=True)
        @contextmanager
        def pytest_stand_up(options, progress):
            time.sleep(0.3)
            yield double.deployment()
            time.sleep(0.2)
    """)

    report = suite.run().report

    seconds = report["run"]["seconds"]
    assert seconds["bring_up"] >= 0.3
    assert seconds["teardown"] >= 0.2
    assert seconds["checks"] + report["results"][0]["seconds"] < 0.3
    assert seconds["total"] >= 0.5
    assert json.dumps(report)
