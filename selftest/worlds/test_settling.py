"""A changed deployment is waited for until it stays as it is."""

from collections.abc import Iterator
from itertools import chain, repeat
from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.host.command import CommandError
from fixtures.worlds import settling
from fixtures.worlds.errors import WorldError

NOBODY: Any = None


class Clock:
    """Time that passes only while somebody sleeps."""

    now = 0.0

    def monotonic(self) -> float:
        """Return the seconds that were slept."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time by which settling goes."""
    clock = Clock()
    monkeypatch.setattr(settling, "time", clock)
    monkeypatch.setattr(settling, "has_a_bridge", lambda _: False)
    return clock


def let(monkeypatch: pytest.MonkeyPatch, *states: list[str], then: list[str]) -> None:
    """Let looks at the deployment find these unwell one after the other, and in the end the same for ever."""
    found: Iterator[list[str]] = chain(states, repeat(then))
    monkeypatch.setattr(settling, "look", lambda _: settling.Found(frozenset(next(found))))


@pytest.mark.parametrize(
    ("states", "seconds"),
    [
        pytest.param([], settling.STEADY, id="well at once"),
        pytest.param([[], [], ["jicofo"]], settling.STEADY + 3 * settling.EVERY, id="well by an old result only"),
    ],
)
def test_stays_well(monkeypatch: pytest.MonkeyPatch, clock: Clock, states: list[list[str]], seconds: float) -> None:
    """Being well counts from the last look that found somebody unwell."""
    let(monkeypatch, *states, then=[])

    settling.wait_until_settled(NOBODY, "The change was made")

    assert clock.now == pytest.approx(seconds, abs=settling.EVERY)


@pytest.mark.parametrize(
    ("bridge", "then", "but"),
    [
        pytest.param(True, [], (), id="a focus that has a bridge"),
        pytest.param(False, ["jicofo"], ("jicofo",), id="a focus that is to be unwell"),
    ],
)
def test_nothing_old_is_waited_out(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, then: list[str], but: tuple[str, ...], *, bridge: bool
) -> None:
    """What the focus says of this moment is believed at once."""
    let(monkeypatch, ["web"], then=then)
    monkeypatch.setattr(settling, "has_a_bridge", lambda _: bridge)

    settling.wait_until_settled(NOBODY, "The change was made", but)

    assert clock.now == settling.EVERY


def test_engine_is_waited_for(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """A world has not begun while the engine still calls healthy what is to be unwell."""
    web = frozenset({"web"})
    found = chain([settling.Found(web, overlooked=web)] * 4, repeat(settling.Found(web)))
    monkeypatch.setattr(settling, "look", lambda _: next(found))
    monkeypatch.setattr(settling, "has_a_bridge", lambda _: True)

    settling.wait_until_settled(NOBODY, "The change was made", ("web",))

    assert clock.now == 4 * settling.EVERY


@pytest.mark.parametrize(
    ("printed", "has"),
    [
        pytest.param('{"bridge_selector": {"bridge_count": 1, "operational_bridge_count": 1}}', True, id="one to give"),
        pytest.param('{"bridge_selector": {"bridge_count": 1, "operational_bridge_count": 0}}', False, id="none"),
        pytest.param("", False, id="nothing said"),
    ],
)
def test_focus_is_asked_for_its_bridges(printed: str, *, has: bool) -> None:
    """The figures of this moment count, not the result of a health check."""
    focus = SimpleNamespace(run=lambda *_: SimpleNamespace(output=printed))
    deployment: Any = SimpleNamespace(services={"jicofo": focus})

    assert settling.has_a_bridge(deployment) is has


@pytest.mark.parametrize(
    ("then", "but", "words"),
    [
        pytest.param(["web"], (), "web not well", id="never well"),
        pytest.param([], ("turn",), "turn well against expectation", id="never unwell"),
    ],
)
def test_does_not_settle(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, then: list[str], but: tuple[str, ...], words: str
) -> None:
    """Who is not as expected in the end is named."""
    let(monkeypatch, then=then)

    with pytest.raises(WorldError, match=words):
        settling.wait_until_settled(NOBODY, "The change was made", but)

    assert clock.now == pytest.approx(settling.PATIENCE, abs=1.0)


def deployment(engine: int) -> Any:
    """Return one whose nginx failed, coturn does not run, bridge has just begun and web container fails its check.

    The engine has not noticed that of web, and calls prosody unhealthy still.

    engine: the status with which Docker's client ends.
    """
    daemons = SimpleNamespace(states=lambda: [SimpleNamespace(daemon="nginx", active="failed")])

    def states() -> dict[str, SimpleNamespace]:
        if engine:
            raise CommandError("On the host `docker ps` ended with status 1: Cannot connect to the Docker daemon.")
        return {
            "web": SimpleNamespace(status="running", health="healthy"),
            "turn": SimpleNamespace(status="exited", health="none"),
            "jvb": SimpleNamespace(status="running", health="starting"),
            "prosody": SimpleNamespace(status="running", health="unhealthy"),
        }

    services = SimpleNamespace(
        states=states,
        check_health=lambda _: {
            name: SimpleNamespace(status=int(name == "web")) for name in ("web", "turn", "jvb", "prosody")
        },
    )
    shell = SimpleNamespace(run=lambda *_: SimpleNamespace(status=engine))
    return SimpleNamespace(daemons=daemons, services=services, shell=shell)


def test_daemons_and_services_are_looked_at() -> None:
    """Unwell is a daemon that is not active, and a container that does not run, has just begun, or fails a check."""
    assert settling.look(deployment(engine=0)).unwell == {"nginx", "jvb", "prosody", "turn", "web"}


def test_engine_that_has_not_noticed() -> None:
    """A container that fails its own check is told from one of which the engine says so as well."""
    assert settling.look(deployment(engine=0)).overlooked == {"web"}


def test_an_engine_that_does_not_answer() -> None:
    """It is unwell itself, and nothing can be asked about its containers."""
    assert settling.look(deployment(engine=1)).unwell == {"nginx", "Docker"}
