"""A twin serves the next world only when nothing of the last one is left on it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.hops.known import HOPS
from fixtures.vantage.errors import VantageLostError
from fixtures.vantage.shell import CommandResult
from fixtures.worlds import footing
from fixtures.worlds.changes import DaemonStopped, Intact, ServiceFile, Together
from fixtures.worlds.errors import WorldError
from fixtures.worlds.footing import Life, prepare, read_footing, restore

UNDONE = 1_796_000_000.0
BEFORE, SINCE = "2026-11-29T22:00:00.123456789Z", "2026-11-30T23:00:00.123456789Z"
"""Moments on both sides of UNDONE, as the engine prints them."""


@dataclass
class Twin:
    """A twin whose parts print what they are told to, and note what is done to them."""

    printed: str = "a rule\n"
    started_at: dict[str, tuple[str, str]] = field(
        default_factory=lambda: {"web": ("c1", BEFORE), "jvb": ("c2", BEFORE)}
    )
    """By service: its container, and when that was started."""
    logs: dict[str, str] = field(default_factory=dict)
    """What is printed by a command that has one of these words."""
    done: list[str] = field(default_factory=list)

    def begin(self, *words: str, within: float) -> Callable[[], CommandResult]:
        """Print the facts, or a log."""
        log = next((text for word, text in self.logs.items() if any(word in each for each in words)), None)
        printed = self.printed if "/compose" in words else log or ""
        return lambda: CommandResult(words, 0, printed, "", 0.0)

    def output(self, *words: str, within: float = 30.0) -> str:
        """Note which daemons' logs begin anew."""
        self.done.append(" ".join(words[4:]))
        return ""

    def recreate(self, service: str) -> None:
        """Note it, and give the service another container."""
        self.done.append(f"recreate {service}")
        self.started_at[service] = ("c9", SINCE)
        self.logs = {word: text for word, text in self.logs.items() if not word.endswith(service)}

    def states(self) -> dict[str, Any]:
        """Return the lives of the containers."""
        return {
            name: SimpleNamespace(container=container, started_at=started)
            for name, (container, started) in self.started_at.items()
        }

    @property
    def deployment(self) -> Any:
        """The twin as a deployment."""
        twin = self

        class Services:
            project = "/compose"
            states = self.states

            def __getitem__(self, name: str) -> Any:
                return SimpleNamespace(recreate=lambda: twin.recreate(name))

        return SimpleNamespace(
            shell=self,
            services=Services(),
            daemons=[SimpleNamespace(unit="haproxy.service")],
            vantages={},
            twin_router=SimpleNamespace(output=lambda *_: self.printed),
            target=SimpleNamespace(layout=SimpleNamespace(hops=HOPS)),
        )


@pytest.fixture
def twin(monkeypatch: pytest.MonkeyPatch) -> Twin:
    """A twin that is well."""
    monkeypatch.setattr(footing, "wait_until_settled", lambda *_: None)
    monkeypatch.setattr(footing, "has_a_bridge", lambda _: True)
    return Twin()


def test_untouched_twin_is_only_cleaned(twin: Twin) -> None:
    """Where no container was touched none is made anew; the daemons' logs begin anew."""
    before = read_footing(twin.deployment)

    assert restore(twin.deployment, before, UNDONE) == before
    assert twin.done == ["haproxy.service"]


@pytest.mark.parametrize(
    ("now", "anew"),
    [
        pytest.param(("c1", SINCE), ["recreate web"], id="the same container, started again"),
        pytest.param(("c5", "2026-11-30T00:00:00Z"), ["recreate web"], id="made anew while checks asked it"),
        pytest.param(("c5", SINCE), [], id="made anew afterwards"),
    ],
)
def test_who_lived_through_something_is_made_anew(twin: Twin, now: tuple[str, str], anew: list[str]) -> None:
    """A container that carries traces of a world goes; one that was made when the world was undone carries none."""
    before = read_footing(twin.deployment)
    twin.started_at["web"] = now

    after = restore(twin.deployment, before, UNDONE)

    assert [line for line in twin.done if line.startswith("recreate")] == anew
    assert after.lives["web"] == Life("c9" if anew else "c5", SINCE)


def test_who_logs_what_became_of_another_is_made_anew(twin: Twin) -> None:
    """Jicofo's log says what became of a bridge that was made anew."""
    before = read_footing(twin.deployment)
    twin.started_at["jvb"] = ("c5", SINCE)

    restore(twin.deployment, before, UNDONE)

    assert twin.done == ["recreate jicofo", "haproxy.service"]


def test_log_of_the_next_world_has_nothing_of_another(twin: Twin) -> None:
    """A service that a change restarts with another file gets a container, and so a log, of its own before that."""
    before = read_footing(twin.deployment)

    after = prepare(twin.deployment, before, Together((ServiceFile("web", "/etc/a", ()), Intact())))

    assert twin.done == ["recreate web"]
    assert after.lives["web"] == Life("c9", SINCE)
    assert prepare(twin.deployment, after, DaemonStopped("nginx")) == after
    assert twin.done == ["recreate web"]


def test_leftover_is_named(twin: Twin) -> None:
    """A rule that a world left behind ends the use of the twin, and is named."""
    before = read_footing(twin.deployment)
    twin.printed = "a rule\nanother rule\n"

    with pytest.raises(WorldError, match=r"the host's network, new: another rule"):
        restore(twin.deployment, before, UNDONE)


def test_missing_line_is_named(twin: Twin) -> None:
    """So does one that it took away."""
    before = read_footing(twin.deployment)
    twin.printed = "another rule\n"

    with pytest.raises(WorldError, match="no longer: a rule"):
        restore(twin.deployment, before, UNDONE)


def test_container_that_complains_is_made_anew(twin: Twin) -> None:
    """A container's log that would alarm the next world goes with the container."""
    before = read_footing(twin.deployment)
    twin.logs["service=web"] = "2026/11/25 14:12:01 [emerg] 31#31: no memory"

    restore(twin.deployment, before, UNDONE)

    assert twin.done == ["haproxy.service", "recreate web"]


def test_complaint_is_named(twin: Twin) -> None:
    """A log of the host that complains would alarm the next world."""
    before = read_footing(twin.deployment)
    twin.logs["docker.service"] = 'time="2026-11-25T14:12:16.1Z" level=error msg="no space left"'

    with pytest.raises(WorldError, match=r"the log of Docker: .*no space left"):
        restore(twin.deployment, before, UNDONE)


def test_silent_part_is_named(twin: Twin) -> None:
    """Facts that nobody prints are no facts."""
    twin.printed = ""

    with pytest.raises(WorldError, match="cannot be told"):
        read_footing(twin.deployment)


def test_vantage_that_went_with_the_engine(twin: Twin) -> None:
    """A twin of which a vantage is gone is not the next world's: nothing could be asked from there."""
    before, after = read_footing(twin.deployment), twin.deployment

    def gone(*_words: Any, **_limits: Any) -> None:
        raise VantageLostError("The vantage in_compose is gone: cannot send (already closed?).")

    after.vantages = {"in_compose": SimpleNamespace(begin=gone)}

    with pytest.raises(VantageLostError, match="in_compose is gone"):
        restore(after, before, UNDONE)
