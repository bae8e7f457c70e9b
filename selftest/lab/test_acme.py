"""The certificate authority is asked for nothing before it listens."""

from dataclasses import dataclass
from typing import Any, cast

import pytest
from docker.models.containers import Container, ExecResult

from fixtures.lab.acme import wait_until_it_listens
from fixtures.lab.errors import BringUpError


@dataclass
class Starting:
    """A container whose program listens when it was looked at so often."""

    after: int
    asked: int = 0

    def exec_run(self, _words: list[str]) -> ExecResult:
        """Say whether something listens, as `ss | grep -q` does."""
        self.asked += 1
        return ExecResult(0 if self.asked > self.after else 1, b"")

    def logs(self, **_: Any) -> bytes:
        """Say what it says."""
        return b"bind: address already in use\n"


def test_one_that_needs_a_moment_is_waited_for() -> None:
    """A container runs before its program listens."""
    container = Starting(after=2)

    wait_until_it_listens(cast(Container, container))

    assert container.asked == 3


def test_one_that_never_listens_is_named_with_its_last_words() -> None:
    """A run must not blame the deployment for it."""
    with pytest.raises(BringUpError, match=r"did not listen .* bind: address already in use"):
        wait_until_it_listens(cast(Container, Starting(after=10**6)), within=0.2)
