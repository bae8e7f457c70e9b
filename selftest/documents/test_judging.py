"""What daemons say against blocks, told by the document's own lines."""

import pytest

from fixtures.documents.blocks import Block
from fixtures.documents.judging import Judged, complaints
from fixtures.documents.links import Missing
from fixtures.lint_document import lines, main

NGINX = Block(127, "server {\n}\n")
HAPROXY = Block(202, "frontend main\n")
REFUSED = """2026/11/30 23:21:14 [emerg] 9#9: invalid location modifier "^" in /documents/0/nginx.conf:5
nginx: configuration file /documents/0/nginx.conf test failed

@@ 1

@@ 0
"""


def test_lines_are_the_documents() -> None:
    """A complaint names the line of the document; who says nothing against a block takes it."""
    assert complaints(REFUSED, [NGINX, HAPROXY]) == ['[emerg] invalid location modifier "^" in line 131', ""]


def test_a_daemon_that_did_not_end() -> None:
    """Nothing was printed of the second block, so it was not taken."""
    assert complaints(REFUSED.partition("@@ 0")[0], [NGINX, HAPROXY])[1] == "it does not say why"


def test_what_is_printed() -> None:
    """A line for each block, as compilers write them, and the count."""
    judged = [Judged(NGINX, "line 131: unknown directive"), Judged(HAPROXY, "")]

    assert lines("README.md", judged) == [
        "README.md:127: nginx refuses it: line 131: unknown directive",
        "README.md:202: haproxy takes it.",
        "2 configurations, 1 refused; 0 files missing.",
    ]


def test_missing_files_are_told_in_their_place() -> None:
    """A file that is not there stands between the blocks, by its line."""
    judged = [Judged(NGINX, ""), Judged(HAPROXY, "")]

    said = lines("README.md", judged, (Missing(150, "sample/jitsi.conf"),))

    assert said[1:] == [
        "README.md:150: sample/jitsi.conf is linked to and is not there.",
        "README.md:202: haproxy takes it.",
        "2 configurations, 0 refused; 1 files missing.",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.md"], "nowhere.md cannot be read"),
        (["README.md", "--replace", "x"], "is not of the form OLD=NEW"),
        (["README.md", "--replace", "192.0.2.77=x"], "the document has no '192.0.2.77'"),
        ([], "the command is python -m fixtures.lint_document FILE"),
    ],
)
def test_bad_input(
    words: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line and status 2, before any engine is asked."""
    monkeypatch.setattr("sys.argv", ["lint_document", *words])
    try:
        status: object = main()
    except SystemExit as end:
        status = end.code

    assert status == 2
    assert said in capsys.readouterr().err
