"""What a failed comparison tells about how a conversation ended, and with whom."""

import pytest

from fixtures.expected.values import every, status
from fixtures.patience import Patience
from fixtures.plugin.judging import compare
from fixtures.probes.net.answer import Ending
from selftest.plugin.double import Answer

CAME = Answer(status=200, address="198.51.100.1:443")
SILENT = Answer(ending=Ending.SILENT, address="198.51.100.1:3478")
REFUSED = Answer(ending=Ending.REFUSED, address="198.51.100.1:5349")


@pytest.mark.parametrize(
    ("answers", "ending", "address"),
    [
        pytest.param([CAME, SILENT, SILENT], Ending.SILENT, "198.51.100.1:3478", id="some did not come"),
        pytest.param([SILENT, REFUSED], None, "", id="they did not come for several reasons"),
        pytest.param([CAME], None, "", id="all came"),
    ],
)
def test_how_several_ended(answers: list[Answer], ending: Ending | None, address: str) -> None:
    """Of several answers those that never came say it, if they agree."""
    found = compare(answers, every(status(404)))

    assert found is not None
    assert (found.ending, found.address) == (ending, address)


def test_how_one_ended() -> None:
    """One answer says it itself."""
    found = compare(SILENT, status(404))

    assert found is not None
    assert (found.ending, found.address) == (Ending.SILENT, "198.51.100.1:3478")


def test_how_an_answer_ended_that_was_waited_for() -> None:
    """The last answer counts, as if it had come at once."""
    answer = Patience().eventually(lambda: SILENT, within=0.0)

    assert answer != status(404)
    assert compare(answer, status(404)) == compare(SILENT, status(404))
