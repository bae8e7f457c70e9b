"""Evidence is that of the traffic which a check judges, and of no other check's."""

import textwrap

import pytest

from fixtures.hops.hop import HopEvidence
from selftest.plugin import double
from selftest.plugin.conftest import Suite, entry

pytest_plugins = ["pytester"]

KEPT = """
    import time
    from selftest.plugin.double import FakeVantage

    CALLED = []

    @pytest.fixture(scope="session")
    def early(outside):
        return {"kept": outside.run(Answer(status=400)), "other": outside.run()}

    @requirement("EDGE-01")
    def test_others(early, lan):
        assert lan.run() == status(200)

    @requirement("EDGE-02")
    def test_kept(early, outside, deployment):
        CALLED.append(outside.run())
        assert JUDGED

    @requirement("EDGE-03")
    def test_what_was_searched(deployment, early):
        [traffic] = deployment.hops.searched
        ports = [port - 50000 for sender in traffic.senders for port in sender.ports]
        assert ports == EXPECTED
"""
THREE = "".join(entry(f"EDGE-0{number}") for number in (1, 2, 3))
KEPT_ORIGIN = "[early['kept'].origin]"


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        pytest.param("early['kept'] == status(200)", KEPT_ORIGIN, id="an answer of a session fixture"),
        pytest.param("[*early.values()] == every(status(200))", KEPT_ORIGIN, id="the bad one of several"),
        pytest.param("early['kept'].status == 200", "[CALLED[0].origin]", id="no answer but a number"),
    ],
)
def test_what_is_searched_for(suite: Suite, judged: str, expected: str) -> None:
    """A comparison leads to its answer's own call; without an answer it is what the check itself asked."""
    suite.chapter("edge", THREE, KEPT.replace("JUDGED", judged).replace("EXPECTED", expected))

    assert suite.run().outcomes() == {"EDGE-01": "holds", "EDGE-02": "broken", "EDGE-03": "holds"}


def test_traffic_is_shown(suite: Suite) -> None:
    """The report says from where to where the traffic went that was judged."""
    suite.chapter(
        "edge", THREE, KEPT.replace("JUDGED", "early['kept'] == status(200)").replace("EXPECTED", KEPT_ORIGIN)
    )

    results = {result["requirement"]: result for result in suite.run().report["results"]}

    [shown] = [each["text"] for each in results["EDGE-02"]["evidence"] if each["heading"] == "the traffic"]
    assert shown.startswith("outside: 198.51.100.11:5")
    assert " → 198.51.100.1:443 tcp; double.run, answered" in shown
    assert (results["EDGE-01"]["vantage"], results["EDGE-02"]["vantage"]) == ("lan", "outside")


FETCHED = """
    @pytest.fixture(scope="session")
    def early(outside, lan):
        return [vantage.run() for vantage in (outside, lan)]

    @requirement("EDGE-01")
    def test_fetches_one_of_them(early):
        LEDGER.look_at([early[0].origin])
        assert early[0].status == 200
"""


def test_fetched_answers_count_as_asked(suite: Suite) -> None:
    """Of the calls that were begun for several checks a check judges those whose answers it fetched."""
    suite.chapter("edge", entry("EDGE-01"), "from fixtures.evidence.ledger import LEDGER\n" + textwrap.dedent(FETCHED))

    [result] = suite.run().report["results"]

    assert result["vantage"] == "outside"


UNRESOLVED = """
    from fixtures.probes.net import Ending

    @requirement("EDGE-01")
    def test_answers(outside):
        assert outside.run(Answer(ending=Ending.UNRESOLVED, address="NAME:3478")) == status(200)
"""


@pytest.mark.parametrize(
    ("name", "named_by", "hop"),
    [
        pytest.param("stun.lab.test", "prosody", "prosody", id="somebody told another's name"),
        pytest.param("turn.lab.test", "prosody", "dns", id="the deployment's own name"),
        pytest.param("stun.lab.test", "", "dns", id="nobody told it"),
    ],
)
def test_name_without_address(suite: Suite, name: str, named_by: str, hop: str) -> None:
    """Who tells clients a name that is none of the deployment's own and leads nowhere is at fault; else its record."""
    told = {"named_by": named_by} if named_by else {}
    suite.chapter("edge", entry("EDGE-01", **told), UNRESOLVED.replace("NAME", name))

    [result] = suite.run().report["results"]

    assert (result["outcome"], result["hop"]) == ("broken", hop)


STRAIGHT = """
    @requirement("EDGE-01")
    def test_answers(outside):
        assert outside.run(Answer(status=502)) == status(200)
"""


@pytest.mark.parametrize(
    ("address", "hop", "route"),
    [("198.51.100.1", "turn", ["turn"]), ("172.30.0.34", "haproxy", ["haproxy", "turn"])],
    ids=["straight to coturn", "by way of HAProxy"],
)
def test_who_was_asked_straight(
    suite: Suite, monkeypatch: pytest.MonkeyPatch, address: str, hop: str, route: list[str]
) -> None:
    """What went straight to a service passed no hop before it, so that none of those is missed."""
    coturn = HopEvidence("turn", True, "", (), address=address)
    monkeypatch.setattr(double.double, "evidence", (HopEvidence("haproxy", False, "", ()), coturn))
    suite.chapter("edge", entry("EDGE-01"), STRAIGHT)

    [result] = suite.run().report["results"]

    assert (result["hop"], result["route"]) == (hop, route)


HANDED = """
    @pytest.fixture(scope="session")
    def early(outside):
        return outside.run(Answer(status=401))

    @requirement("EDGE-01")
    @pytest.mark.parametrize("number", range(3))
    def test_needs_more_than_that(early, number):
        could_not_tell(f"{early.status} is no place to begin.")

    @requirement("EDGE-02")
    @pytest.mark.parametrize("number", range(2))
    def test_is_broken(early, number):
        assert early == status(200)

    @requirement("EDGE-03")
    def test_how_often_logs_were_read(deployment):
        assert len(deployment.hops.searched) == 3
"""


def test_logs_are_read_once_for_all_that_could_not_tell(suite: Suite) -> None:
    """Checks that could not tell, and were handed the same answers, show the same lines; each verdict has its own."""
    suite.chapter("edge", THREE, HANDED)

    results = suite.run().report["results"]

    said = [result["path"] for result in results if result["outcome"] == "could-not-tell"]
    assert len(said) == 3
    assert len(set(said)) == 1
    assert results[-1]["outcome"] == "holds"
