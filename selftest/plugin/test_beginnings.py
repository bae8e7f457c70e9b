"""Evidence reaches back to when the fixture that a check shares with others began."""

import ast
import inspect

from fixtures.plugin import places
from fixtures.plugin.checks import LOOKS
from selftest.plugin.conftest import Suite, entry

pytest_plugins = ["pytester"]

REMEMBERING = """
    from selftest.plugin.double import Logs

    ASKED = []

    class Remembering(Logs):
        def observe(self, since, clients=()):
            ASKED.append(since)
            return self.evidence
"""
SHARED = (
    REMEMBERING
    + """
    import time

    @pytest.fixture(scope="session")
    def answer(outside, deployment):
        object.__setattr__(deployment, "hops", Remembering(deployment.hops.evidence))
        return time.time()

    @requirement("EDGE-01")
    def test_begins_it(answer, outside):
        pass

    @requirement("EDGE-02")
    def test_looks_later({arguments}):
        assert not ASKED, "not so"
        assert False, "broken"

    @requirement("EDGE-03")
    def test_reads_what_was_asked(outside, answer):
        assert (ASKED[0] <= answer) is {expected}
"""
)
PREPARED = """
    @pytest.fixture(scope="session")
    def prepared():
        return 1
"""
THREE = "".join(entry(f"EDGE-0{number}") for number in (1, 2, 3))


def test_shared_fixture_moves_the_beginning(suite: Suite) -> None:
    """A check that names a shared fixture is given evidence from the fixture's beginning on."""
    suite.chapter("edge", THREE, SHARED.format(arguments="outside, answer", expected=True))

    assert suite.run().outcomes() == {"EDGE-01": "holds", "EDGE-02": "broken", "EDGE-03": "holds"}


def test_unnamed_fixture_does_not(suite: Suite) -> None:
    """A check that does not name it is given evidence from its own beginning on."""
    suite.chapter("edge", THREE, SHARED.format(arguments="outside", expected=False))

    assert suite.run().outcomes() == {"EDGE-01": "holds", "EDGE-02": "broken", "EDGE-03": "holds"}


def test_fixture_that_looks_at_nothing_does_not(suite: Suite) -> None:
    """A shared fixture that only prepares a value is no beginning of anything."""
    prepared = SHARED.format(arguments="outside, prepared", expected=False).replace(
        "def answer(outside, deployment)", "def answer(outside, deployment, prepared)"
    )
    suite.chapter("edge", THREE, PREPARED + prepared)

    assert suite.run().outcomes() == {"EDGE-01": "holds", "EDGE-02": "broken", "EDGE-03": "holds"}


NAMESAKE = """
    import pathlib
    import time

    @pytest.fixture(scope="module")
    def answer(outside):
        return 1

    @requirement("EDGE-01")
    def test_begins_a_namesake(answer, outside):
        pathlib.Path("over").write_text(str(time.time()))
"""
APART = (
    REMEMBERING
    + """
    import pathlib

    @pytest.fixture(scope="module")
    def before(deployment):
        object.__setattr__(deployment, "hops", Remembering(deployment.hops.evidence))

    @pytest.fixture
    def answer(outside, before):
        return 1

    @requirement("ADDRESS-01")
    def test_looks(before, answer, outside):
        assert not ASKED, "not so"
        assert False, "broken"

    @requirement("ADDRESS-02")
    def test_reads_what_was_asked(outside):
        assert ASKED[0] >= float(pathlib.Path("over").read_text())
"""
)


def test_namesake_of_another_chapter_does_not(suite: Suite) -> None:
    """A fixture that is called like that of another chapter begins when it begins itself."""
    suite.chapter("edge", entry("EDGE-01"), NAMESAKE)
    suite.chapter("address", "".join(entry(f"ADDRESS-0{number}") for number in (1, 2)), APART)

    assert suite.run().outcomes() == {"EDGE-01": "holds", "ADDRESS-01": "broken", "ADDRESS-02": "holds"}


def test_every_fixture_that_is_a_place_counts() -> None:
    """What a place by any name looks at begins with the fixture that asked for it."""
    functions = (each for each in ast.parse(inspect.getsource(places)).body if isinstance(each, ast.FunctionDef))
    named = {each.name for each in functions if each.decorator_list and ast.unparse(each.returns or each) == "Vantage"}

    assert {"outside", "company", "strictest"} <= named
    assert named <= LOOKS
