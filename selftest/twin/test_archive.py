"""What an archive or `--image` names is what runs and what the report says, whatever an earlier run left there."""

import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import docker
import pytest

from fixtures.lab.engine import connect
from fixtures.lab.images import ImageStore
from fixtures.lab.label import LABEL, STAND_IN
from fixtures.lab.progress import PlainProgress

ROOT = Path(__file__).resolve().parents[2]
NAME = "jitsi-conformance/web:local"
PATIENCE = 400.0


@pytest.fixture(scope="module")
def engine() -> docker.DockerClient:
    """The machine's engine."""
    return connect()


@contextmanager
def derived(engine: docker.DockerClient, line: str) -> Iterator[str]:
    """The ID of an image that differs from this checkout's web in one line of its Dockerfile; it has no name."""
    own = ImageStore(engine, PlainProgress(io.StringIO())).ensure(["web"])["web"]
    recipe = io.BytesIO(f"FROM {own}\n{line}\n".encode())
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


def begin_run(reports: Path, *options: str) -> subprocess.Popen[str]:
    """Begins a run of one check."""
    words = [sys.executable, "-m", "pytest", "suites", "--require", "EDGE-01", "--reports", str(reports), *options]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def identity_of(run: subprocess.Popen[str], reports: Path) -> dict[str, Any]:
    """Waits for the end of a run, which must hold, and returns what the report says that it ran."""
    output, errors = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, output[-2000:] + errors
    identity: dict[str, Any] = json.loads((reports / "latest/report.json").read_text())["run"]["identity"]
    return identity


def test_an_archive_with_the_names_of_an_earlier_run_is_what_runs(engine: docker.DockerClient, tmp_path: Path) -> None:
    """Neither the images of the run before nor those of a run beside it, which have the same names, take its place."""
    before, with_archive, beside = (tmp_path / name for name in ("before", "archive", "beside"))
    with ExitStack() as stack:
        changed = stack.enter_context(derived(engine, f"LABEL {STAND_IN}=web"))
        archive = archived(engine, changed, tmp_path / "images.tar")
        earlier = identity_of(begin_run(before), before)
        runs = [begin_run(with_archive, "--archive", str(archive)), begin_run(beside)]

        first, second = (identity_of(run, place) for run, place in zip(runs, (with_archive, beside), strict=True))

    assert first["images"] == {**earlier["images"], "web": changed}
    assert second["images"] == earlier["images"]
    assert first["origins"]["web"] == f"{NAME}, from the archive images.tar"
    assert (first["stand_ins"], second["stand_ins"]) == (["web", "jicofo", "jvb"], ["jicofo", "jvb"])


def test_an_image_without_its_entry_point_is_named(engine: docker.DockerClient, tmp_path: Path) -> None:
    """The run ends with one sentence and status 2, and takes the twin down."""
    with derived(engine, 'ENTRYPOINT ["/nowhere"]') as changed:
        run = begin_run(tmp_path, "--image", f"web={changed}")
        output, errors = run.communicate(timeout=PATIENCE)

        assert run.returncode == 2
        assert len(errors.splitlines()) == 1
        assert changed in errors
        assert "/nowhere" in errors
        assert "taking the twin down" in output
