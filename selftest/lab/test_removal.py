"""A container is removed until it is gone, also by an engine that fails in the middle of it."""

from dataclasses import dataclass
from typing import Any, cast

import pytest
import requests
from docker.errors import APIError, NotFound
from docker.models.containers import Container

from fixtures.lab import removal
from fixtures.lab.removal import remove

FOLDER = "unable to remove filesystem for 35f5: unlinkat /var/lib/docker/containers/35f5: directory not empty"
ON_ITS_WAY = "removal of container 35f5 is already in progress"


@dataclass
class Refusing:
    """A container whose removal the engine refuses with these words so often; then it is gone."""

    words: str
    times: int
    asked: int = 0

    def remove(self, **_: Any) -> None:
        """Refuse, or be removed."""
        self.asked += 1
        if self.asked <= self.times:
            raise APIError("500 Server Error", requests.Response(), self.words)
        if self.words == ON_ITS_WAY:
            raise NotFound("404 Client Error", requests.Response(), "No such container")


@pytest.mark.parametrize("words", [FOLDER, ON_ITS_WAY], ids=["its folder was written to", "another removal runs"])
def test_what_has_begun_is_brought_to_its_end(words: str) -> None:
    """A removal that the engine has not ended is asked for again, until the container is gone."""
    container = Refusing(words, times=2)

    remove(cast(Container, container))

    assert container.asked == 3


def test_another_refusal_is_said_at_once() -> None:
    """What the engine will not do at all is not asked for twice."""
    container = Refusing("You cannot remove a running container: permission denied", times=1)

    with pytest.raises(APIError, match="permission denied"):
        remove(cast(Container, container))
    assert container.asked == 1


def test_a_removal_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that never ends it is named in time."""
    monkeypatch.setattr(removal, "PATIENCE", 0.2)

    with pytest.raises(APIError, match="unable to remove filesystem"):
        remove(cast(Container, Refusing(FOLDER, times=1000)))
