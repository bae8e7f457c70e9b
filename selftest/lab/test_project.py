"""A registry of the run's own takes the place of the published ones in the compose project."""

import pytest

from fixtures.lab.environment import parse_environment
from fixtures.lab.options import Flavour, LabOptions
from fixtures.lab.plan import PROJECT
from fixtures.lab.project import SAMPLE, moved, project_files


def sample(flavour: Flavour, registry: str | None) -> dict[str, str]:
    """The variables of .env.sample as the host gets them."""
    files = {file.path: file.content for file in project_files(LabOptions(flavour, registry=registry))}
    return parse_environment(files[f"{PROJECT}/{SAMPLE}"].decode(), SAMPLE)


def test_the_seeds_images_come_from_it() -> None:
    """The slash that the seed's compose needs stays."""
    assert sample(Flavour.SEED, "127.0.0.1:5000")["MY_CONTAINER_REPO"] == "127.0.0.1:5000/"


def test_upstreams_images_come_from_it_and_coturn_does_not() -> None:
    """Folders stay; what names no registry is built here."""
    variables = sample(Flavour.UPSTREAM, "mirror.example.org")

    assert variables["JITSI_IMAGE_REPO"] == "mirror.example.org/jitsi"
    assert variables["MY_CONTAINER_REPO"] == "jitsi-conformance/"


@pytest.mark.parametrize("flavour", list(Flavour))
def test_without_it_the_project_is_as_it_lies_there(flavour: Flavour) -> None:
    """No line is touched."""
    files = project_files(LabOptions(flavour))

    assert sample(flavour, None).get("JITSI_IMAGE_REPO", "ghcr.io/jitsi") == "ghcr.io/jitsi"
    assert {"docker-compose.yml", "genpw.sh", SAMPLE, ".env_global"} <= {file.path.rpartition("/")[2] for file in files}


@pytest.mark.parametrize(
    ("line", "then"),
    [
        pytest.param(b"A_REPO=ghcr.io/jitsi\n", b"A_REPO=r:1/jitsi\n", id="registry and folder"),
        pytest.param(b"A_REPO=docker.io/\n", b"A_REPO=r:1/\n", id="registry and slash"),
        pytest.param(b"A_REPO=ghcr.io\n", b"A_REPO=r:1\n", id="registry alone"),
        pytest.param(b"A_REPO=10.0.0.1:5000/x\n", b"A_REPO=r:1/x\n", id="address and port"),
        pytest.param(b"A_REPO=folder/\n", b"A_REPO=folder/\n", id="folder of this machine"),
        pytest.param(b"#A_REPO=ghcr.io/jitsi\n", b"#A_REPO=ghcr.io/jitsi\n", id="comment"),
        pytest.param(b"PUBLIC_URL=meet.lab.test/\n", b"PUBLIC_URL=meet.lab.test/\n", id="another variable"),
    ],
)
def test_only_registries_of_repository_variables_move(line: bytes, then: bytes) -> None:
    """Everything else in the file stays to the byte."""
    assert moved(b"X=1\n" + line, b"r:1") == b"X=1\n" + then
