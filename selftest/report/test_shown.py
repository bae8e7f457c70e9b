"""The diagnosis heads every form of a report, and what it explains is folded."""

from xml.etree import ElementTree

from fixtures.report.html import html
from fixtures.report.junit import junit
from fixtures.report.lines import screen_text
from fixtures.report.model import Diagnosis, Outcome, Passage
from fixtures.report.summary import summary
from selftest.report.samples import CAUSE, report, result


def test_diagnosis_heads_every_form() -> None:
    """The first cause stands above everything: on the screen, on the page, and as JUnit's properties."""
    whole = report(
        result("EDGE-01", Outcome.BROKEN),
        result("EDGE-09", Outcome.BROKEN),
        diagnosis=Diagnosis((CAUSE,), ("EDGE-09",)),
    )

    page, properties = html(whole), ElementTree.fromstring(junit(whole)).findall("./properties/property")

    assert summary(whole, None)[0] == "Cause: turn. turn does not run."
    assert page.index("turn does not run.") < page.index("Chapters by vantage")
    assert {each.attrib["name"]: each.attrib["value"] for each in properties}["cause.1.hop"] == "turn"


def test_what_is_explained_is_folded() -> None:
    """Checks of a requirement that came to the same are one, and only what nothing explains is open."""
    alike = [result("EDGE-01", Outcome.BROKEN, actual=f"silent, {number} ms", vantage="lan") for number in (3, 4)]

    page = html(report(*alike, result("EDGE-09", Outcome.BROKEN), diagnosis=Diagnosis((CAUSE,), ("EDGE-09",))))

    assert page.count('<details class="card broken" id="why-EDGE-01">') == 1
    assert page.count('<details class="card broken" id="why-EDGE-09" open>') == 1
    assert "<b>2 times</b>" in page


def test_screen_shows_the_end_of_evidence() -> None:
    """Of a long log the screen has the last lines, and says how many are in the report."""
    long = result(outcome=Outcome.BROKEN, evidence=(Passage("haproxy", "\n".join(map(str, range(40)))),))

    lines = screen_text(long).splitlines()

    assert lines[-1].strip() == "39"
    assert lines[5].strip() == "… 32 lines before, in the report"
