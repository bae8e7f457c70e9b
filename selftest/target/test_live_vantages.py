"""The vantages of a live run: those that are none are said with why, and take nothing else away."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

import pytest

from fixtures.description.description import Description
from fixtures.target import live_vantages
from fixtures.target.live_vantages import Vantages, open_vantages
from fixtures.target.reach import Reach
from fixtures.vantage.vantage import Vantage

HOST = Description("https://meet.example.org", turn_name="turn.example.org", public_addresses=("203.0.113.1",))


class Said:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """Remember."""
        self.sentences.append(sentence)
        yield


def opened(description: Description, reach: Reach, monkeypatch: pytest.MonkeyPatch) -> tuple[Vantages, list[str]]:
    """Return the vantages of a description, and what was said, where this machine is seen so."""
    monkeypatch.setattr(live_vantages, "measure", lambda *_: reach)
    progress = Said()
    with ExitStack() as stack:
        return open_vantages(
            cast(Vantage, object()), description, ["192.168.1.0/24"], progress, stack
        ), progress.sentences


def test_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine is outside where the relay sees it elsewhere, and nothing more is said."""
    vantages, said = opened(HOST, Reach("198.51.100.7", ""), monkeypatch)

    assert (list(vantages.vantages), vantages.why_not) == (["outside"], {})
    assert said == ["asking the relay how it sees this machine"]


def test_from_within(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who looks from the host's own network is told so before the first check."""
    _, said = opened(HOST, Reach("192.168.1.7", ""), monkeypatch)

    assert said[1].startswith("this machine: outside looks from within: the deployment sees it as 192.168.1.7")


@pytest.mark.parametrize(
    ("name", "where", "words"),
    [
        ("outside_too", "local", "outside-too is this machine, which is outside already"),
        ("no_udp", "local", "no-udp at this machine needs"),
        ("lan", "ssh://root@meet.example.org", "is the way to the host itself, which is read and never made a vantage"),
        ("lan", "ssh://nobody@127.0.0.1:1", "ssh://nobody@127.0.0.1:1 cannot be asked"),
    ],
)
def test_no_vantage(monkeypatch: pytest.MonkeyPatch, name: str, where: str, words: str) -> None:
    """A vantage that cannot be had is said with why, and the others stay."""
    monkeypatch.setattr("fixtures.target.fence.os.geteuid", lambda: 1000)
    described = Description(
        HOST.url,
        public_addresses=HOST.public_addresses,
        host="ssh://root@meet.example.org",
        vantages={"outside": "local", name: where},
    )

    vantages, said = opened(described, Reach("198.51.100.7", ""), monkeypatch)

    assert list(vantages.vantages) == ["outside"]
    assert words in vantages.why_not[name]
    assert said[-1] == f"making no use of a vantage: {vantages.why_not[name]}"
