"""What an archive holds is what runs and what the report names, whatever an earlier run left under the same names."""

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from fixtures.lab.engine import connect
from fixtures.lab.images import ImageStore
from fixtures.lab.label import LABEL
from fixtures.lab.progress import PlainProgress

ROOT = Path(__file__).resolve().parents[2]
NAME = "jitsi-conformance/web:local"
PATIENCE = 300.0


@pytest.fixture(scope="module")
def engine() -> docker.DockerClient:
    """The machine's engine."""
    return connect()


@pytest.fixture
def changed(engine: docker.DockerClient) -> Iterator[str]:
    """The ID of an image that differs from this checkout's web in one variable."""
    own = ImageStore(engine, PlainProgress(io.StringIO())).ensure(["web"])["web"]
    recipe = io.BytesIO(f"FROM {own}\nENV CHANGED_BY_A_SELF_TEST=1\n".encode())
    image, _ = engine.images.build(fileobj=recipe, labels={LABEL: "image"}, rm=True)
    yield str(image.id)
    engine.images.remove(str(image.id))


def archived(engine: docker.DockerClient, identity: str, path: Path) -> Path:
    """Saves an image under the name that flavour local's compose asks for, without giving it that name here."""
    saved = path.with_suffix(".saved")
    with saved.open("wb") as file:
        file.writelines(engine.images.get(identity).save())
    with tarfile.open(saved) as source, tarfile.open(path, "w") as target:
        for member in source:
            content = source.extractfile(member).read() if member.isfile() else b""  # type: ignore[union-attr]
            if member.name == "manifest.json":
                content = json.dumps([{**entry, "RepoTags": [NAME]} for entry in json.loads(content)]).encode()
                member.size = len(content)
            target.addfile(member, io.BytesIO(content))
    saved.unlink()
    return path


def images_of_a_run(reports: Path, *options: str) -> dict[str, str]:
    """Runs one check, which must hold, and returns the images that the report names, by service."""
    words = [sys.executable, "-m", "pytest", "suites", "--require", "EDGE-01", "--reports", str(reports), *options]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr
    images: dict[str, str] = json.loads((reports / "latest/report.json").read_text())["run"]["identity"]["images"]
    return images


def test_an_archive_with_the_names_of_an_earlier_run_is_what_runs(
    engine: docker.DockerClient, changed: str, tmp_path: Path
) -> None:
    """The run before filled the host's image store under the same names; the archive's image runs all the same."""
    archive = archived(engine, changed, tmp_path / "images.tar")
    before = images_of_a_run(tmp_path / "before")

    with_archive = images_of_a_run(tmp_path / "archive", "--archive", str(archive))
    after = images_of_a_run(tmp_path / "after")

    assert with_archive == {**before, "web": changed}
    assert after == before != with_archive
