"""A world is caught when exactly what must turn red did."""

from dataclasses import replace
from typing import Any

import pytest

from fixtures.hops.known import DAEMONS, SERVICES
from fixtures.lab.options import FrontName
from fixtures.plugin.catalogue import load
from fixtures.worlds.__main__ import front_by_front
from fixtures.worlds.campaign import ROOT, document, hop_score, judge
from fixtures.worlds.catalogue import INTACT, ROOMS, WORLDS
from fixtures.worlds.changes import Intact, ServiceStopped
from fixtures.worlds.commands import HostCommand
from fixtures.worlds.world import World, requirements

WORLD = World(
    "no-turn", "coturn does not run.", "seed", Intact(), red=("RELAY-01", "RELAY-02"), collateral=("HEALTH-01",)
)


def report(
    *results: tuple[str, str] | tuple[str, str, str], failure: str = "", causes: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return what a run writes, as far as the campaign reads it."""
    found = [
        {"requirement": name, "outcome": outcome, "hop": hop[0] if hop else "turn"} for name, outcome, *hop in results
    ]
    run = {"failures": [failure] if failure else [], "world": {"container_health": {"turn": "exited, none"}}}
    return {"run": run, "results": found, "diagnosis": {"causes": [{"hop": hop} for hop in causes]}}


BOTH = ("RELAY-01", "broken"), ("RELAY-02", "broken")


@pytest.mark.parametrize(
    ("results", "caught"),
    [
        (BOTH, True),
        ((*BOTH, ("RELAY-01", "holds")), True),
        ((*BOTH, ("RELAY-02", "could-not-tell")), True),
        ((*BOTH, ("HEALTH-01", "broken")), True),
        ((*BOTH, ("HEALTH-01", "could-not-tell")), True),
        ((*BOTH, ("EDGE-01", "holds"), ("EDGE-02", "not-applicable")), True),
        (BOTH[:1], False),
        ((BOTH[0], ("RELAY-02", "could-not-tell")), False),
        ((*BOTH, ("EDGE-01", "broken")), False),
        ((*BOTH, ("EDGE-01", "could-not-tell")), False),
    ],
    ids=[
        "both red",
        "red from one vantage alone",
        "red here and untold there",
        "allowed red",
        "allowed doubt",
        "others hold",
        "one stays green",
        "one cannot be decided",
        "red that was not announced",
        "doubt that was not announced",
    ],
)
def test_caught(results: tuple[tuple[str, str], ...], *, caught: bool) -> None:
    """All that must be red is, and nothing else but what may be."""
    assert judge(WORLD, report(*results), 1.0).caught is caught


@pytest.mark.parametrize(
    ("outcomes", "believed", "caught"),
    [
        (("could-not-tell",), (), True),
        (("could-not-tell", "holds"), ("RELAY-22",), False),
        (("holds",), ("RELAY-22",), False),
        (("broken",), (), False),
        ((), (), False),
    ],
    ids=["untold", "half of it believed", "believed", "broken", "never asked"],
)
def test_unproved(outcomes: tuple[str, ...], believed: tuple[str, ...], *, caught: bool) -> None:
    """Where a dead service sends everybody away, nobody's refusal may be believed."""
    world = World("no-turn", "", "", Intact(), red=WORLD.red, unproved=("RELAY-22",))

    result = judge(world, report(*BOTH, *(("RELAY-22", outcome) for outcome in outcomes)), 1.0)

    assert result.believed == believed
    assert result.caught is caught


def test_failed_run_catches_nothing() -> None:
    """A run that failed proves nothing, whatever was red by then."""
    result = judge(WORLD, report(*BOTH, failure="The engine went away."), 1.0)

    assert not result.caught
    assert result.failure == "The engine went away."


@pytest.mark.parametrize(
    ("hops", "located"),
    [(("turn", "turn"), True), (("turn", "haproxy"), False), (("turn", ""), False)],
    ids=["right", "wrong", "nowhere"],
)
def test_located(hops: tuple[str, str], *, located: bool) -> None:
    """The verdict of every red requirement must name the part at fault."""
    world = World("no-turn", "", "", ServiceStopped("turn"), red=WORLD.red)
    found = report(("RELAY-01", "broken", hops[0]), ("RELAY-02", "broken", hops[1]))

    assert judge(world, found, 1.0).located is located


def test_score() -> None:
    """Only what was seen red in a world that was caught counts as proved."""
    results = [judge(WORLD, report(*BOTH), 1.0), judge(INTACT, report(("EDGE-01", "broken")), 1.0)]

    score = document(results, ["RELAY-01", "RELAY-02", "EDGE-01"])["score"]

    assert score == {
        "worlds": 2,
        "caught": 1,
        "located": 2,
        "diagnosed": 2,
        "hops": {"pairs": 0, "true": 0, "astray": ()},
        "untold_apart": {},
        "requirements_without_world": ["EDGE-01"],
    }


@pytest.mark.parametrize(
    ("causes", "diagnosed"),
    [(("turn",), True), (("turn", "host"), True), (("host", "turn"), False), ((), False)],
    ids=["right", "the first is right", "the second is right", "none"],
)
def test_diagnosed(causes: tuple[str, ...], *, diagnosed: bool) -> None:
    """The first cause of the diagnosis must be the part at which the fault is."""
    world = replace(WORLD, change=ServiceStopped("turn"))

    assert judge(world, report(*BOTH, causes=causes), 1.0).diagnosed is diagnosed


def test_hop_score() -> None:
    """Every pair of a world and a requirement that must be red in it counts; those that point elsewhere are listed."""
    world = replace(WORLD, change=ServiceStopped("turn"))
    found = report(("RELAY-01", "broken", "turn"), ("RELAY-02", "broken", "haproxy"), ("HEALTH-01", "broken", "host"))

    score = hop_score([judge(world, found, 1.0)])

    assert (score.pairs, score.true) == (2, 1)
    assert score.astray == ("no-turn RELAY-02: haproxy instead of turn",)


def test_pinned_hops() -> None:
    """Every red requirement of a world points at the part at fault, but for exceptions that are named."""
    world = replace(WORLD, change=ServiceStopped("turn"), elsewhere={"RELAY-02": "router"})
    there = report(("RELAY-01", "broken", "turn"), ("RELAY-02", "broken", "router"))

    assert judge(world, there, 1.0).located
    assert not judge(world, report(*BOTH), 1.0).located


def test_where_the_change_is_not_what_shows() -> None:
    """A world whose fault shows at another part than the changed one says why nothing tells them apart.

    What a command changes is not the command's own part.
    """
    strange = [
        world.id
        for world in WORLDS.values()
        if (world.at_fault in {*SERVICES} - {world.change.hop}) is not bool(world.because)
        and not isinstance(world.change, HostCommand)
    ]

    assert strange == []
    assert [world.id for world in WORLDS.values() if not {*world.elsewhere} <= {*world.red}] == []


def test_every_world_has_a_true_hop() -> None:
    """A world in which something must be red says at which part its fault is."""
    assert [world.id for world in WORLDS.values() if world.red and not world.true_hop] == []


def test_worlds_speak_of_requirements_that_exist() -> None:
    """A requirement that is renamed or dropped does not leave a world behind that waits for it."""
    catalogue = load(ROOT / "suites")
    spoken = {name for world in WORLDS.values() for name in (*world.concerned, *world.collateral)}

    assert [name for name in sorted(spoken) if name not in catalogue] == []
    assert {chapter for world in WORLDS.values() for chapter in world.chapters} <= {*catalogue.chapters}


@pytest.mark.parametrize(
    "world", [world for world in WORLDS.values() if world is not INTACT], ids=lambda world: world.id
)
def test_world_says_what_must_turn_red(world: World) -> None:
    """Every world but the intact one proves something, once, and says in a sentence what is wrong.

    Where what happens in it is ordinary, it proves that the chapters named stay green.
    """
    assert world.red or world.chapters
    spoken = [*world.red, *world.collateral, *world.unproved]
    assert sorted({*spoken}) == sorted(spoken)
    assert world.sentence.endswith(".")
    assert world.source


def test_every_requirement_has_a_world() -> None:
    """What no world turns red proves nothing when it is green; the twin has no IPv6 to break."""
    red = {name for world in WORLDS.values() for name in world.red}

    assert [requirement.id for requirement in load(ROOT / "suites") if requirement.id not in red] == ["EDGE-43"]


def test_no_two_worlds_share_a_name() -> None:
    """A world that another one of its name would replace is never lived in."""
    assert len(WORLDS) == 1 + sum(len(room.WORLDS) for room in ROOMS)


def test_requirements_by_number() -> None:
    """Several requirements of a chapter are named by their numbers."""
    assert requirements("edge", 1, 12) == ("EDGE-01", "EDGE-12")


def test_paths_are_made_of_hops_that_are_looked_at() -> None:
    """Where a path is longer than one hop, every hop of it has a log that is read, or is the router ahead of them."""
    observed = {*DAEMONS, *SERVICES}
    strange = [
        (requirement.id, hop)
        for requirement in load(ROOT / "suites")
        if len(requirement.path) > 1
        for number, hop in enumerate(requirement.path)
        if hop not in observed and not (hop == "router" and number == 0)
    ]

    assert strange == []


def test_a_kept_twin_serves_all_worlds_of_a_front() -> None:
    """Each front is gone through by itself, and ends with a look at a twin in which nothing is broken."""
    worlds = [replace(WORLD, id=f"{number}", front=front) for number, front in enumerate((*FrontName, *FrontName))]

    chosen = front_by_front([INTACT, *worlds])

    assert [world.front for world in chosen] == [front for front in FrontName for _ in range(3)]
    assert [world.id for world in chosen[2::3]] == ["intact"] * len(FrontName)
