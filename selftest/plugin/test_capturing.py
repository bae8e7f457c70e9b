"""The folder that a run with --capture-to leaves behind."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.host.command import CommandError
from fixtures.plugin import capturing
from fixtures.probes.net import tape
from fixtures.probes.net.tape import By, Kept, Kind
from fixtures.replay.folder import read_folder
from fixtures.vantage.errors import VantageLostError

SECRET = "s3cret/pass+word"
HEARD = Kept(Kind.CHANNEL, 1, By.SERVER, 1.79e9, '{"colibriClass": "ServerHello"}')


class FakeVantage:
    """A vantage that keeps something."""

    def __init__(self, name: str, kept: tuple[Kept, ...] | None) -> None:
        self.name = name
        self.asked: list[str] = []
        self._kept = kept

    def run(self, probe: Callable[..., Any]) -> object:
        """Answer, or be gone."""
        self.asked.append(probe.__name__)
        if self._kept is None:
            raise VantageLostError("It went away.")
        return self._kept if probe is tape.stop else True


class Service:
    """A service with a log, that answers curl or has none."""

    def __init__(self, name: str, answer: str) -> None:
        self.name = name
        self._answer = answer

    def execute(self, *words: str) -> str:
        """Answer."""
        if not self._answer:
            raise CommandError("curl: not found")
        return self._answer

    def log(self) -> str:
        """What it logged."""
        return f"{self.name} logged in with {SECRET}\n"


class Compose(dict[str, Service]):
    """The services."""

    def __iter__(self) -> Iterator[Any]:
        """One after the other."""
        return iter(self.values())


def standing(*places: FakeVantage) -> Any:
    """A deployment of two services, one of which has no curl."""
    return SimpleNamespace(
        vantages={place.name: place for place in places},
        services=Compose(jicofo=Service("jicofo", "HTTP/1.1 200 OK\r\n\r\nOK"), jvb=Service("jvb", "")),
        target=SimpleNamespace(secrets={"JVB_AUTH_PASSWORD": SECRET}),
    )


def asking(folder: Path | None) -> Any:
    """A run with its option, and the sentences with which it failed."""
    failures: list[str] = []
    return SimpleNamespace(settings=SimpleNamespace(capture=folder), failures=failures, fail=failures.append)


def test_what_was_kept_and_logged_is_written(tmp_path: Path) -> None:
    """By place and service, without secrets; a service that does not report is left out."""
    run, place = asking(tmp_path / "new"), FakeVantage("no_udp", (HEARD,))
    deployment = standing(place)

    capturing.begin(run, deployment)
    capturing.finish(run, deployment)

    found = read_folder(tmp_path / "new")
    assert [message.place for stream in found.streams for message in stream.messages] == [
        "bridge-channels-no-udp.jsonl:1"
    ]
    assert {answer.place for answer in found.answers} == {
        f"http/jicofo-{path}.http" for path in ("about-health", "about-version", "stats", "debug")
    }
    assert [log.content for log in found.logs] == [
        b"jicofo logged in with xxxxxx/xxxx+xxxx\n",
        b"jvb logged in with xxxxxx/xxxx+xxxx\n",
    ]
    assert (place.asked, run.failures) == (["start", "stop"], [])


def test_a_place_that_is_gone_and_a_folder_that_is_taken_fail_the_run(tmp_path: Path) -> None:
    """One sentence for each; what is there stays."""
    run = asking(tmp_path)
    (tmp_path / "meanwhile").touch()

    capturing.finish(run, standing(FakeVantage("lan", None)))

    assert run.failures[0] == "What was said at the vantage lan is lost: It went away."
    assert run.failures[1].endswith("is there already and is no empty folder.")
    assert [path.name for path in tmp_path.iterdir()] == ["meanwhile"]


@pytest.mark.parametrize("act", [capturing.begin, capturing.finish])
def test_a_run_that_is_not_asked_to_capture_keeps_nothing(act: Callable[..., None]) -> None:
    """Nobody is even asked."""
    place = FakeVantage("lan", None)

    act(asking(None), standing(place))

    assert place.asked == []
