"""What the engine and its builds say when they fail becomes one sentence."""

from collections.abc import Callable

import pytest
import requests
from docker.errors import APIError

from fixtures.lab.engine import engine_errors
from fixtures.lab.errors import EngineError
from fixtures.lab.images import build_failure

FULL = [
    {"stream": "Step 2/3 : RUN apt-get update"},
    {"stream": "dpkg: error: failed to write status: No space left on device\n"},
    {"stream": "E: Sub-process returned an error code\n"},
    {"error": "The command returned a non-zero code: 100"},
]


def test_a_full_disk_during_a_build_is_named() -> None:
    """Whatever the last line says, a full disk anywhere in the log is the reason."""
    assert build_failure("host", FULL).startswith("The disk filled up while the image host was built")


def test_a_failed_build_says_its_last_words_on_one_line() -> None:
    """Colours and line breaks of the build do not reach the sentence."""
    sentence = build_failure("web", [{"stream": "\x1b[91mE: no\nsuch package\x1b[0m\n"}, {"error": "code 100"}])

    assert sentence == "The image web cannot be built: E: no such package / code 100"


def refuse(text: str) -> Callable[[], None]:
    """Makes a call that the engine refuses with this text."""

    def call() -> None:
        raise APIError("refused", explanation=text)

    return call


def vanish() -> None:
    """A call during which the engine goes away."""
    raise requests.exceptions.ConnectionError("Connection aborted.")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        pytest.param(refuse("write /layer: no space left on device"), "disk of the Docker engine is full", id="disk"),
        pytest.param(refuse("two\nlines"), "failed while testing: two lines", id="any refusal"),
        pytest.param(vanish, "went away while testing", id="engine gone"),
    ],
)
def test_an_engine_that_fails_is_one_sentence(call: Callable[[], None], words: str) -> None:
    """A refusal, a full disk or a dead engine ends as EngineError on one line."""
    with pytest.raises(EngineError, match=words) as refusal, engine_errors("testing"):
        call()

    assert "\n" not in str(refusal.value)
