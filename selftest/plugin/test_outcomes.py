"""What a check does decides its outcome, and the outcomes decide the exit status."""

import pytest

from selftest.plugin.conftest import Suite, entry

pytest_plugins = ["pytester"]

CHECK = """
    @requirement("EDGE-01")
    def test_it(outside):
        "The name is sent on."
        {}
"""
CASES = {
    "assertion holds": ("assert Answer() == status(200)", "holds", 0),
    "assertion fails": ("assert Answer() == status(404)", "broken", 1),
    "plain assertion fails": ("assert 1 == 2", "broken", 1),
    "another exception": ("raise KeyError('x')", "could-not-tell", 2),
    "said so": ("could_not_tell('The log is gone.')", "could-not-tell", 2),
    "a skip": ("pytest.skip('later')", "could-not-tell", 2),
    "an expected failure": ("pytest.xfail('known')", "could-not-tell", 2),
    "not applicable": ("not_applicable(Reason.EXCLUDED_BY_DESIGN, 'No relay ports.')", "not-applicable", 0),
    "pytest.fail": ("pytest.fail('no')", "could-not-tell", 2),
}


@pytest.mark.parametrize(("act", "outcome", "status"), CASES.values(), ids=CASES.keys())
def test_what_a_check_does_decides(suite: Suite, act: str, outcome: str, status: int) -> None:
    """Only an assertion of the check itself says broken; what ends it otherwise could not tell."""
    suite.chapter("edge", entry("EDGE-01"), CHECK.format(act))

    ended = suite.run()

    assert ended.outcomes() == {"EDGE-01": outcome}
    assert ended.status == status
