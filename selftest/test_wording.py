"""What programs say comes into a sentence on one line, bounded, and steers no terminal."""

import pytest

from fixtures.wording import last_words, lines_on_one, one_line


@pytest.mark.parametrize(
    ("said", "longest", "expected"),
    [
        pytest.param("one\n  two\tthree\n", 30, "one two three", id="line breaks and blanks"),
        pytest.param("\x1b[31mred\x07", 30, "\\x1b[31mred\\x07", id="control characters"),
        pytest.param("x" * 11, 10, "x" * 9 + "…", id="too long"),
    ],
)
def test_a_text_becomes_one_line(said: str, longest: int, expected: str) -> None:
    """Its beginning says most."""
    assert one_line(said, longest) == expected


def test_lines_are_divided_and_empty_ones_left_out() -> None:
    """What stood on lines of its own can still be told apart."""
    assert lines_on_one(["first  word", "", "  ", "second"]) == "first word / second"


@pytest.mark.parametrize(
    ("said", "longest", "expected"),
    [
        pytest.param("started\n\nfailed\n", 30, "started / failed", id="short"),
        pytest.param("a long beginning\nfailed", 12, "…ng / failed", id="too long"),
        pytest.param("\x1b[1mfailed", 30, "\\x1b[1mfailed", id="control characters"),
    ],
)
def test_of_a_log_the_end_is_kept(said: str, longest: int, expected: str) -> None:
    """The last words of what failed say why."""
    assert last_words(said, longest) == expected
