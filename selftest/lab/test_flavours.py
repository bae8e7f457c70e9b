"""Which image a service runs: what was asked for, else the archive's, else this checkout's or a registry's."""

from pathlib import Path
from typing import Any, cast

import docker
import pytest

from fixtures.hops.known import SERVICES
from fixtures.lab import flavours
from fixtures.lab.archive import read_archive
from fixtures.lab.errors import ConfigurationError, ImageError
from fixtures.lab.flavours import check_runs_here, service_images
from fixtures.lab.host_images import HostImage
from fixtures.lab.images import ImageStore
from fixtures.lab.options import Flavour, LabOptions
from fixtures.lab.progress import PlainProgress
from selftest.lab.archives import MadeUp, members, written

OURS = {f"jitsi-conformance/{service}:local" for service in SERVICES}


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that has whatever is asked for, from a registry or built here, for amd64."""
    monkeypatch.setattr(flavours, "image_id", lambda client, reference: f"id of {reference}")
    monkeypatch.setattr(
        flavours, "obtain", lambda client, name, *_, **how: HostImage(f"id of {name}", origin="a registry")
    )
    settings = {"os": "linux", "architecture": "amd64", "config": {"Entrypoint": ["/init"]}}
    own = flavours._settings
    monkeypatch.setattr(flavours, "_settings", lambda client, image: own(client, image) if image.archive else settings)


class Engine:
    """What the choice asks of a machine's engine and of this checkout's images."""

    def version(self) -> dict[str, str]:
        """The machine's architecture."""
        return {"Arch": "amd64"}

    def ensure(self, names: list[str]) -> dict[str, str]:
        """Builds nothing."""
        return {name: f"{name}:built" for name in names}


def chosen(**options: Any) -> dict[str, HostImage]:
    """The images of a run with these options."""
    engine = Engine()
    client, store = cast(docker.DockerClient, engine), cast(ImageStore, engine)
    with Path("/dev/null").open("w") as nowhere:
        return service_images(client, store, LabOptions(**options), PlainProgress(nowhere), {})


def archive_of(path: Path, *images: MadeUp) -> dict[str, Any]:
    """The option with an archive that holds these images."""
    return {"archive": read_archive(written(path / "images.tar", members(*images)))}


def test_flavour_local_runs_what_this_checkout_builds() -> None:
    """All five are built, and say so."""
    images = chosen()

    assert set(images) == OURS
    assert {image.origin for image in images.values()} == {"built from this checkout"}


def test_one_image_can_be_replaced(tmp_path: Path) -> None:
    """The others stay what they are; the compose keeps its name for it."""
    images = chosen(images={"jvb": "ghcr.io/jitsi/jvb:unstable"})

    assert images["jitsi-conformance/jvb:local"].id == "id of ghcr.io/jitsi/jvb:unstable"
    assert images["jitsi-conformance/jicofo:local"].id == "id of jicofo:built"


def test_an_archive_of_flavour_local_may_hold_a_part(tmp_path: Path) -> None:
    """What it holds runs from it; the rest is built."""
    bridge = MadeUp("jitsi-conformance/jvb:local")

    images = chosen(**archive_of(tmp_path, bridge))

    assert images["jitsi-conformance/jvb:local"].id == bridge.id
    assert images["jitsi-conformance/jvb:local"].origin == "jitsi-conformance/jvb:local, from the archive images.tar"
    assert images["jitsi-conformance/web:local"].id == "id of web:built"


def test_a_replaced_image_comes_from_the_archive_only_where_that_names_it(tmp_path: Path) -> None:
    """`--image` wins over what the archive has under the compose's name."""
    usual, tomorrow = MadeUp("jitsi-conformance/jvb:local"), MadeUp("jitsi/jvb:tomorrow", layers=(b"new",))
    archive = archive_of(tmp_path, usual, tomorrow)
    name = "jitsi-conformance/jvb:local"

    assert chosen(**archive)[name].id == usual.id
    assert chosen(**archive, images={"jvb": "jitsi/jvb:tomorrow"})[name].id == tomorrow.id
    assert chosen(**archive, images={"jvb": "jitsi/jvb:other", "web": "jitsi-conformance/jvb:local"})[name].id == (
        "id of jitsi/jvb:other"
    )


def test_an_archive_that_holds_nothing_asked_for_is_refused(tmp_path: Path) -> None:
    """The sentence says what it holds."""
    with pytest.raises(ImageError, match=r"does not hold .*; it holds example/other:latest\."):
        chosen(**archive_of(tmp_path, MadeUp("example/other")))


def test_an_archive_for_another_architecture_is_refused(tmp_path: Path) -> None:
    """Before anything is started, and naming the service and the archive."""
    bridge = MadeUp("jitsi-conformance/jvb:local", architecture="arm64")

    with pytest.raises(ImageError, match=r"jvb .*images\.tar\) is for linux/arm64, and this machine is linux/amd64"):
        chosen(**archive_of(tmp_path, bridge))


def test_an_image_that_starts_nothing_is_refused(tmp_path: Path) -> None:
    """An image without entry point and command is no service's."""
    bridge = MadeUp("jitsi-conformance/jvb:local", settings={})

    with pytest.raises(ImageError, match="neither an entry point nor a command"):
        chosen(**archive_of(tmp_path, bridge))


def test_a_command_without_an_entry_point_is_enough() -> None:
    """Images may be made either way (OCI image specification: config)."""
    settings = {"os": "linux", "architecture": "amd64", "config": {"Cmd": ["nginx"], "Entrypoint": None}}

    check_runs_here("web", HostImage("sha256:1"), settings, "amd64")


@pytest.mark.parametrize(
    "reference",
    [
        *("jvb", "jvb:tomorrow", "jitsi/jvb:stable-1_2.3", "ghcr.io/jitsi/jvb", "localhost:5000/a/b-c__d:e"),
        *(f"a/b@sha256:{'0' * 64}", f"a/b:c@sha256:{'0' * 64}", f"sha256:{'a' * 64}"),
    ],
)
def test_a_reference_is_taken(reference: str) -> None:
    """Whatever the engine takes for the name of an image, and an ID."""
    assert LabOptions(images={"jvb": reference}).images["jvb"] == reference


@pytest.mark.parametrize("reference", ["", "JVB", "a b", "a/b:", ":c", "a/b@sha256:12", "http://a/b", "-a", "a/b:c d"])
def test_what_is_no_reference_is_refused(reference: str) -> None:
    """In one sentence, before anything is asked."""
    with pytest.raises(ConfigurationError, match="is not the name of an image"):
        LabOptions(images={"jvb": reference}, flavour=Flavour.UPSTREAM)
