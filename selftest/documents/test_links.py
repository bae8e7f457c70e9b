"""The files that documents lead to."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fixtures.documents.links import Missing, missing_files

DOCUMENT = """See [there](there.md#part), [the sample](/sample/) and <img src="picture%20one.png">.
Again [the sample](/sample/), [elsewhere](https://example.org/x), [below](#below), [mail](mailto:a@example.org).
![A picture](nowhere.png "with a title")
"""


def test_what_is_not_there(tmp_path: Path) -> None:
    """Each once, by its first line; what lies elsewhere, or is there, is not named."""
    (tmp_path / "there.md").touch()
    (tmp_path / "picture one.png").touch()

    assert missing_files(DOCUMENT, tmp_path) == (Missing(1, "/sample/"), Missing(3, "nowhere.png"))


@given(st.text())
def test_any_document(text: str) -> None:
    """Whatever a document holds is read without an error."""
    assert len(missing_files(text, Path("/nonexistent"))) <= len(text)
