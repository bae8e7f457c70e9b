"""What the host of each front is given: its own files beside those that all fronts share, and nothing said twice."""

import pytest

from fixtures.hops.known import DAEMONS
from fixtures.lab.environment import parse_environment
from fixtures.lab.files import folder_files
from fixtures.lab.host import configuration_files, fingerprint, units_of
from fixtures.lab.images import COMPOSE
from fixtures.lab.options import Flavour, FrontName, LabOptions
from fixtures.lab.plan import PROJECT
from fixtures.lab.project import GLOBAL, front_folder, overlaid
from fixtures.target.fronts import FRONTS, layout

each_front = pytest.mark.parametrize("front", list(FrontName))


def variables(front: FrontName, flavour: Flavour) -> dict[str, str]:
    """The shared variables as the host of a front gets them."""
    files = {file.path: file.content for file in configuration_files(LabOptions(flavour, front=front))}
    return parse_environment(files[f"{PROJECT}/{GLOBAL}"].decode(), GLOBAL)


def test_every_front_has_a_folder() -> None:
    """There is none that cannot be chosen, and none that is not there."""
    folders = {path.name for path in (COMPOSE / "fronts").iterdir() if path.is_dir()}

    assert folders == {front.value for front in FrontName}
    assert {*FRONTS} == {*FrontName}


@each_front
def test_no_front_says_again_what_all_share(front: FrontName) -> None:
    """A file is the host's or the front's, never both."""
    shared = {file.path for file in folder_files(COMPOSE / "host" / "rootfs", "")}
    own = {file.path for file in folder_files(front_folder(front) / "rootfs", "")}

    assert shared & own == set()
    assert own != set()


@each_front
def test_the_daemons_of_a_front_are_those_that_its_preset_enables(front: FrontName) -> None:
    """What is expected of the host is what is started with it."""
    assert {*units_of(LabOptions(front=front))} == {DAEMONS[name] for name in layout(FRONTS[front]).daemons}


@pytest.mark.parametrize("flavour", [Flavour.LOCAL, Flavour.UPSTREAM])
def test_without_a_splitter_clients_are_told_of_the_relays_own_port(flavour: Flavour) -> None:
    """The variable takes the place of the flavour's own, and the others stay."""
    assert variables(FrontName.PLAIN, flavour)["TURNS_PORT"] == "5349"
    assert variables(FrontName.PLAIN, flavour)["PUBLIC_URL"] == variables(FrontName.SEED, flavour)["PUBLIC_URL"]
    assert variables(FrontName.SEED, flavour).get("TURNS_PORT") in (None, "443")


def test_variables_of_the_same_name_are_replaced() -> None:
    """Each is there once, comments of both files stay, and a name that merely begins alike is another one."""
    assert overlaid(b"# old\nA=1\nAB=2\n", b"# new\nA=3\n") == b"# old\nAB=2\n\n# new\nA=3\n"


def test_a_kept_twin_of_another_front_is_not_taken_over() -> None:
    """Its fingerprint is another one."""
    prints = {fingerprint({"host": "sha256:1"}, LabOptions(front=front)) for front in FrontName}

    assert len(prints) == len(FrontName)
