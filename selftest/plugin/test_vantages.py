"""Where a check looks from, and whether its requirement applies at all."""

import pytest

from selftest.plugin.conftest import Suite, entry

pytest_plugins = ["pytester"]

CHECK = """
    @requirement("EDGE-01", feature="{feature}")
    def test_it({vantage}):
        {act}
"""
DOUBLE = """
    from contextlib import contextmanager
    from fixtures.declared.features import Expectation
    from selftest.plugin.double import Double, FakeVantage

    @pytest.hookimpl(tryfirst=True)
    @contextmanager
    def pytest_stand_up(options, progress):
        yield Double({}).deployment()
"""


@pytest.mark.parametrize(
    ("vantage", "outcome", "words"),
    [
        ("outside", "holds", ""),
        ("ipv6", "not-applicable", "not supported: meet.lab.test has no AAAA record."),
        ("no_udp", "not-applicable", "no such vantage: This run has no vantage no-udp."),
    ],
)
def test_vantage(suite: Suite, vantage: str, outcome: str, words: str) -> None:
    """A vantage that this run does not have makes the check not applicable, with a typed reason."""
    suite.chapter("edge", entry("EDGE-01"), CHECK.format(feature="", vantage=vantage, act=f"{vantage}.run()"))

    result = suite.run().report["results"][0]

    assert (result["outcome"], result["reason"]) == (outcome, words)
    assert result["vantage"] == vantage.replace("_", "-")


def test_host_that_poses_as_outside(suite: Suite) -> None:
    """A vantage with the host's own address is not believed to be outside."""
    suite.chapter("edge", entry("EDGE-01"), CHECK.format(feature="", vantage="outside", act="pass"))
    suite.conftest(DOUBLE.format("vantages=(FakeVantage('outside', '192.168.178.10'),)"))

    result = suite.run().report["results"][0]

    assert result["outcome"] == "could-not-tell"
    assert "has the host's own address 192.168.178.10" in result["reason"]


def test_parametrized_vantage(suite: Suite) -> None:
    """One check may look from several vantages in turn; each result names its own."""
    suite.chapter(
        "edge",
        entry("EDGE-01"),
        """
        @requirement("EDGE-01")
        @pytest.mark.parametrize("vantage", ["outside", "lan"], indirect=True)
        def test_it(vantage):
            assert vantage.run() == status(200)
        """,
    )

    ended = suite.run()

    assert [result["vantage"] for result in ended.report["results"]] == ["outside", "lan"]
    assert ended.status == 0


@pytest.mark.parametrize("handle", ["host", "services", "daemons"])
def test_handles_look_from_the_host(suite: Suite, handle: str) -> None:
    """A check that asks the host about itself looks from the host."""
    suite.chapter("edge", entry("EDGE-01"), CHECK.format(feature="", vantage=handle, act=f"assert {handle} is None"))

    result = suite.run().report["results"][0]

    assert (result["outcome"], result["vantage"]) == ("holds", "on-host")


def test_hop_of_a_check_that_asks_the_host(suite: Suite) -> None:
    """A check that follows no traffic breaks at the hop it asked, whatever the logs of others say."""
    suite.chapter("edge", entry("EDGE-01"), CHECK.format(feature="", vantage="daemons", act="assert daemons"))

    result = suite.run().report["results"][0]

    assert result["hop"] == "haproxy"
    assert result["path"] == "path: on-host → haproxy ✗ asked directly"


def test_hop_of_a_check_that_could_not_tell(suite: Suite) -> None:
    """What could not be decided names no hop, and shows what the logs say."""
    suite.chapter(
        "edge", entry("EDGE-01"), CHECK.format(feature="", vantage="outside", act="outside.run(); raise KeyError")
    )

    result = suite.run().report["results"][0]

    assert result["hop"] == ""
    assert result["path"] == ("path: outside → haproxy ✓ (backend=ssl) → turn ✗; no verdict: the check did not finish")


@pytest.mark.parametrize(
    ("expectation", "act", "outcome"),
    [
        ("MUST_BE_ABSENT", "assert 0", "not-applicable"),
        ("IF_PRESENT", "not_applicable(Reason.NOT_SUPPORTED, 'Nobody offers it.')", "not-applicable"),
        ("MUST_WORK", "not_applicable(Reason.NOT_SUPPORTED, 'Nobody offers it.')", "broken"),
        ("MUST_WORK", "not_applicable(Reason.IMPOSSIBLE_HERE, 'No browser.')", "not-applicable"),
        ("MUST_WORK", "pass", "holds"),
    ],
)
def test_expectation(suite: Suite, expectation: str, act: str, outcome: str) -> None:
    """What the target declares decides whether a missing feature is excused."""
    suite.chapter("edge", entry("EDGE-01"), CHECK.format(feature="recording", vantage="outside", act=act))
    suite.conftest(DOUBLE.format(f"expectations={{'recording': Expectation.{expectation}}}"))

    ended = suite.run()

    assert ended.outcomes() == {"EDGE-01": outcome}


def test_feature_of_the_catalogue(suite: Suite) -> None:
    """A requirement may depend on a feature as a whole."""
    checks = CHECK.format(feature="", vantage="outside", act="assert 0")
    suite.chapter("edge", entry("EDGE-01", feature="recording"), checks)
    suite.conftest(DOUBLE.format("expectations={'recording': Expectation.MUST_BE_ABSENT}"))

    result = suite.run().report["results"][0]

    assert result["reason"] == "switched off: The target declares that recording is absent."
