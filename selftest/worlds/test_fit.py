"""What a world changes on the host is there, in the files of the front that the world is about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.lab.authority import Authority
from fixtures.lab.certbot import certificate_files
from fixtures.lab.files import File
from fixtures.lab.host import configuration_files
from fixtures.lab.options import FrontName, LabOptions
from fixtures.lab.plan import PROJECT
from fixtures.lab.project import SAMPLE
from fixtures.target.fronts import FRONTS, layout
from fixtures.worlds.catalogue import WORLDS
from fixtures.worlds.changes import DaemonFile, DaemonStopped, Edit, HostFile, ProjectFile, ServiceFile, Together
from fixtures.worlds.errors import WorldError
from fixtures.worlds.sources import source
from fixtures.worlds.world import Change, World

MADE = {f"{PROJECT}/.env": f"{PROJECT}/{SAMPLE}"}
"""What genpw.sh makes on the host, and of what."""
PACKAGED = {"/etc/nginx/nginx.conf"}
"""What Debian's packages bring; whether an edit fits it is seen when the world is made."""
LINEAGES = certificate_files(Authority())
ROOT = Path(__file__).parents[2]


def parts(change: Change) -> Iterator[Change]:
    """Go through a change and all that it consists of."""
    if isinstance(change, Together):
        for each in change.changes:
            yield from parts(each)
    else:
        yield change


def edits(change: Change) -> tuple[str, tuple[Edit, ...]] | None:
    """Return the file of the host that a change edits, and how; None for any other change."""
    if isinstance(change, DaemonFile | HostFile):
        return change.path, change.edits
    if isinstance(change, ProjectFile):
        return f"{PROJECT}/{change.name}", change.edits
    return None


def given(front: FrontName) -> dict[str, File]:
    """The files that the host of a front is given, by path, those that certbot leaves included."""
    return {file.path: file for file in (*configuration_files(LabOptions(front=front)), *LINEAGES)}


@pytest.mark.parametrize("world", WORLDS.values(), ids=lambda world: world.id)
def test_every_edit_fits_a_file_of_the_front(world: World) -> None:
    """A file that was moved or rewritten is noticed without any twin."""
    files = given(world.front or FrontName.SEED)

    for path, each in filter(None, map(edits, parts(world.change))):
        if path in PACKAGED:
            continue
        text = files[MADE.get(path, path)].content.decode()
        for edit in each:
            text = edit.applied(text, path)


@pytest.mark.parametrize("world", WORLDS.values(), ids=lambda world: world.id)
def test_every_edit_fits_a_file_of_our_images(world: World) -> None:
    """A stand-in or a configuration that was rewritten is noticed without any container."""
    for change in parts(world.change):
        if isinstance(change, ServiceFile) and (file := source(ROOT, change.service, change.path)) is not None:
            text = file.read_text()
            for edit in change.edits:
                text = edit.applied(text, change.path)


def test_most_files_of_services_are_of_this_checkout() -> None:
    """The self-test above is not empty: what it passes over is what Debian's packages bring."""
    changes = {each for world in WORLDS.values() for each in parts(world.change) if isinstance(each, ServiceFile)}
    foreign = {change.path for change in changes if source(ROOT, change.service, change.path) is None}

    assert len(changes) > 60
    assert all(path.startswith("/usr/lib/prosody/") for path in foreign)


@pytest.mark.parametrize("world", WORLDS.values(), ids=lambda world: world.id)
def test_no_world_touches_a_daemon_that_the_front_is_built_without(world: World) -> None:
    """Such a world could not be made."""
    daemons = {each.daemon for each in parts(world.change) if isinstance(each, DaemonFile | DaemonStopped)}

    assert daemons <= {*layout(FRONTS[world.front or FrontName.SEED]).daemons}


def test_every_front_has_worlds() -> None:
    """A front whose faults nobody has seen red proves nothing when it is green."""
    assert {world.front for world in WORLDS.values()} == {None, *FrontName}


def test_an_edit_that_fits_nothing_is_noticed() -> None:
    """The test above can fail."""
    text = given(FrontName.PLAIN)["/etc/nginx/front.d/meet.conf"].content.decode()

    with pytest.raises(WorldError, match="holds nothing that matches"):
        Edit("4443 ssl", "").applied(text, "meet.conf")
