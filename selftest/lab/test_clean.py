"""What `make clean` takes from the machine's engine is ours, under whatever name."""

from typing import Any

import pytest

from fixtures.lab.__main__ import names_of_ours
from fixtures.lab.label import LABEL

OURS = {LABEL: "image"}
IMAGES: list[dict[str, Any]] = [
    {"RepoTags": ["jitsi-conformance/base:latest"], "Labels": None},
    {"RepoTags": ["jitsi-conformance/web:0123", "127.0.0.1:32768/jitsi/web:stable"], "Labels": OURS},
    {"RepoTags": ["127.0.0.1:32768/tob123/jitsi-web:stable"], "Labels": {LABEL: "handmade"}},
    {"RepoTags": None, "Labels": OURS},
    {"RepoTags": ["jitsi/web:stable"], "Labels": {"vendor": "somebody"}},
    {"RepoTags": ["debian:trixie-slim"], "Labels": None},
]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("jitsi-conformance/base:latest", id="the base, which no build labelled"),
        pytest.param("jitsi-conformance/web:0123", id="what was built"),
        pytest.param("127.0.0.1:32768/jitsi/web:stable", id="what was published and pulled back"),
        pytest.param("127.0.0.1:32768/tob123/jitsi-web:stable", id="what was written by hand"),
    ],
)
def test_an_image_of_ours_goes(name: str) -> None:
    """Its label or its repository says whose it is."""
    assert name in names_of_ours(IMAGES)


@pytest.mark.parametrize("name", ["jitsi/web:stable", "debian:trixie-slim"])
def test_somebody_elses_image_stays(name: str) -> None:
    """A published image belongs to the admin."""
    assert name not in names_of_ours(IMAGES)
