"""What was found says where to look."""

import pytest

from fixtures.report.model import Level, Requirement
from fixtures.report.remedies import BY_CODE, BY_HOP, remedy
from fixtures.report.verdict import HopVerdict


def required(hop: str, *path: str, remedy: str = "look at the password") -> Requirement:
    """Return a requirement of a hop."""
    return Requirement("RELAY-01", Level.MUST, "It works.", "seed", hop, path, remedy, "relay")


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
def test_code(code: int, route: tuple[str, ...], word: str) -> None:
    """A code of the relay's own overrules the requirement's remedy."""
    assert word in remedy(required(route[-1], *route), code, HopVerdict(route[-1], ""))


@pytest.mark.parametrize(
    ("hop", "said", "found"),
    [
        ("turn", "look at the password", "look at the password"),
        ("router", "look at the password", BY_HOP["router"]),
        ("router", "the router, and coturn", "the router, and coturn"),
        ("", "look at the password", "look at the password"),
        ("host", "look at the password", "look at the password"),
    ],
    ids=[
        "the required hop",
        "another hop",
        "another hop, of which it speaks",
        "nobody knows",
        "a hop without a remedy",
    ],
)
def test_hop(hop: str, said: str, found: str) -> None:
    """Where the path broke at another hop, its remedy is said, unless the requirement's own speaks of it."""
    assert remedy(required("turn", "turn", remedy=said), 0, HopVerdict(hop, "")) == found


def test_code_before_hop() -> None:
    """What the relay answered says more than the hop."""
    assert remedy(required("prosody", "turn"), 437, HopVerdict("turn", "", "its log")) == BY_CODE[437]


def test_what_was_found_before_what_is_required() -> None:
    """A verdict that knows where to look says it, at the required hop as well."""
    assert remedy(required("turn", "turn"), 0, HopVerdict("turn", "", "why it does not run")) == "why it does not run"
