"""What checks may record, and what is refused."""

import pytest

from fixtures.report.facts import FactBook, Facts


@pytest.mark.parametrize("name", ["", "../escape", "Page", "a b", "page.png"])
def test_name_of_an_attachment(name: str) -> None:
    """A name that could leave the directory, or is no plain name, is refused."""
    with pytest.raises(ValueError, match="cannot name an attachment"):
        Facts(FactBook()).attachment(name, b"\x89PNG\r\n\x1a\n")


def test_attachment_is_a_picture() -> None:
    """Only PNG pictures are kept."""
    with pytest.raises(ValueError, match="is not a PNG picture"):
        Facts(FactBook()).attachment("page", b"<html>")


def test_attachment_is_kept_once() -> None:
    """Two checks cannot overwrite each other's picture."""
    book = FactBook()
    Facts(book).attachment("page", b"\x89PNG\r\n\x1a\n1")

    with pytest.raises(ValueError, match="names one already"):
        Facts(book).attachment("page", b"\x89PNG\r\n\x1a\n2")


def test_evidence_belongs_to_its_check() -> None:
    """The transcript of one check does not appear with another."""
    book = FactBook()
    Facts(book).evidence("transcript", "one")

    assert Facts(book).passages == ()
