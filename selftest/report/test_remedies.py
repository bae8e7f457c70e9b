"""What the relay answered says where to look."""

import pytest

from fixtures.report.remedies import remedy


@pytest.mark.parametrize(
    ("code", "route", "word"),
    [
        (438, ("turn",), "nonce"),
        (486, ("haproxy", "turn"), "quota"),
        (0, ("turn",), "the password"),
        (499, ("turn",), "the password"),
        (486, ("haproxy", "nginx"), "the password"),
    ],
    ids=["a stale nonce", "a quota", "no answer", "a code that is not known", "no relay on the way"],
)
def test_remedy(code: int, route: tuple[str, ...], word: str) -> None:
    """A code of the relay's own overrules the requirement's remedy."""
    assert remedy("look at the password", code, route).startswith(("the ", "look"))
    assert word in remedy("look at the password", code, route)
