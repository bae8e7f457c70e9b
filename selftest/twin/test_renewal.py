"""Images made anew from nothing, on the engine, with two small ones that nobody else has."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import docker
import pytest

from fixtures.lab import images
from fixtures.lab.base import ensure_base
from fixtures.lab.engine import connect
from fixtures.lab.errors import ImageError
from fixtures.lab.images import ImageStore, Recipe
from fixtures.lab.label import LABEL
from fixtures.lab.progress import PlainProgress
from fixtures.lab.removal import remove
from fixtures.lab.renewal import Renewal, renew

PROGRESS = PlainProgress(sys.stderr)
DOCKERFILE = "ARG BASE\nFROM ${BASE}\nRUN cat /proc/sys/kernel/random/uuid > /made\n"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> docker.DockerClient:
    """The engine, whose base image stays: other runs stand on it."""
    monkeypatch.setattr(images, "make_base", ensure_base)
    return connect()


@pytest.fixture
def recipes(client: docker.DockerClient, tmp_path: Path) -> Iterator[Mapping[str, Recipe]]:
    """Two images, one on the other."""
    for name in ("below", "above"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Dockerfile").write_text(f"# {tmp_path}\n{DOCKERFILE}")
    made = {
        "renewal-below": Recipe("renewal-below", ("below",), root=tmp_path),
        "renewal-above": Recipe("renewal-above", ("above",), parent="renewal-below", root=tmp_path),
    }
    yield made
    for name in ("renewal-above", "renewal-below"):
        for image in client.images.list(f"{images.REPOSITORY}/{name}"):
            client.images.remove(str(image.id), force=True)


def identities(client: docker.DockerClient, recipes: Mapping[str, Recipe]) -> list[str]:
    """Return the IDs of the images as they are now."""
    store = ImageStore(client, PROGRESS, recipes)
    return [str(client.images.get(tag).id) for name in recipes if (tag := store.find(name))]


def test_everything_is_made_anew(client: docker.DockerClient, recipes: Mapping[str, Recipe]) -> None:
    """Nothing is taken from the engine's cache, and what was there before is gone."""
    ImageStore(client, PROGRESS, recipes).ensure(recipes)
    before = identities(client, recipes)

    assert renew(client, PROGRESS, recipes) == Renewal(("renewal-below", "renewal-above"), ())
    after = identities(client, recipes)
    assert len({*before, *after}) == 4
    assert not {image.id for image in client.images.list(all=True)} & {*before}


def test_what_is_in_use_stays(client: docker.DockerClient, recipes: Mapping[str, Recipe]) -> None:
    """A container that stands on a former image keeps it, and what that stands on."""
    tags = ImageStore(client, PROGRESS, recipes).ensure(recipes)
    container = client.containers.create(tags["renewal-above"], "true", labels={LABEL: "renewal"}, network_mode="none")
    try:
        done = renew(client, PROGRESS, recipes)
    finally:
        former = str(container.attrs["Image"])
        remove(container)
        client.images.remove(former, force=True)

    assert done.kept == ("renewal-above", "renewal-below")


def test_what_cannot_be_made_changes_nothing(
    client: docker.DockerClient, recipes: Mapping[str, Recipe], tmp_path: Path
) -> None:
    """A build that fails leaves the former image, and what it stands on."""
    file = tmp_path / "above" / "Dockerfile"
    whole = file.read_text()
    ImageStore(client, PROGRESS, recipes).ensure(recipes)
    before = identities(client, recipes)
    file.write_text(whole.replace("RUN cat", "RUN ! cat"))

    with pytest.raises(ImageError, match="The image renewal-above cannot be built"):
        renew(client, PROGRESS, recipes)

    file.write_text(whole)
    assert identities(client, recipes)[1:] == before[1:]
