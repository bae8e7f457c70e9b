"""Images are looked at where they are, without being started."""

import io
import tarfile
from pathlib import Path
from typing import Any

import pytest

from fixtures.lab.options import Flavour
from fixtures.preflight.candidate import Candidate
from fixtures.preflight.checkout import ROOT
from fixtures.preflight.errors import PreflightError
from fixtures.preflight.static import images
from fixtures.preflight.static.files import gather
from fixtures.preflight.static.finding import Weight
from fixtures.preflight.static.gates import read_gates
from fixtures.preflight.static.images import Looked, differences, look_at, text_in
from fixtures.preflight.static.looking import look
from selftest.lab.archives import MadeUp, members, written


def layer(**files: bytes) -> io.BytesIO:
    """Return a layer with these files; two underscores are a slash."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name.replace("__", "/"))
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    stream.seek(0)
    return stream


def looked(**settings: Any) -> Looked:
    """Return an image with these settings."""
    return Looked("", settings)


def test_texts() -> None:
    """Scripts and templates are read; programs, what is large, and what a distribution brings along are not."""
    found = text_in(
        iter(
            (
                layer(defaults__config=b"{{ .Env.TURN_HOST }}", usr__bin__true=b"\x7fELF\0TURN_PORT"),
                layer(usr__lib__x=b"OLD_NAME", etc__big=b"BIG " * images.LARGEST),
            )
        )
    )

    assert found == "{{ .Env.TURN_HOST }}"


@pytest.mark.parametrize(
    ("before", "after", "checked", "said"),
    [
        (looked(), looked(), False, []),
        (looked(), looked(User="1000"), False, [(Weight.CHANGE, "web runs as 1000, was root.")]),
        (
            looked(ExposedPorts={"80/tcp": {}}),
            looked(ExposedPorts={"8000/tcp": {}}),
            False,
            [(Weight.CHANGE, "The image of web listens on 8000/tcp, was 80/tcp.")],
        ),
        (
            looked(Healthcheck={"Test": ["CMD", "true"]}),
            looked(),
            False,
            [(Weight.BREAKS, "The image of web has no health check any more, and the compose file none in its place.")],
        ),
        (looked(Healthcheck={"Test": ["CMD", "true"]}), looked(Healthcheck={"Test": ["NONE"]}), True, []),
    ],
    ids=["equal", "user", "ports", "health check", "health check of the compose"],
)
def test_settings(before: Looked, after: Looked, checked: bool, said: list[tuple[Weight, str]]) -> None:
    """Users, ports and health checks that change are one sentence each."""
    found = differences("web", before, after, checked=checked)

    assert [(finding.weight, finding.said) for finding in found] == said


def test_image_that_is_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an image that neither the archive nor the engine has nothing is known."""
    monkeypatch.setattr(images, "_saved", lambda reference, to: False)

    assert look_at("ghcr.io/jitsi/web:stable-11146", None) is None


def test_archive_with_half_the_services(tmp_path: Path) -> None:
    """What it lacks is named before anything is begun."""
    half = [MadeUp(f"ghcr.io/jitsi/{service}:stable-11146") for service in ("web", "jvb")]
    archive = written(tmp_path / "half.tar", members(*half))
    current, candidate = Candidate(), Candidate(Flavour.UPSTREAM, archive=archive)

    with pytest.raises(PreflightError, match=r"half\.tar does not hold ghcr\.io/jitsi/prosody:stable-11146"):
        [*look((current, gather(current, ROOT)), (candidate, gather(candidate, ROOT)), read_gates())]


def test_archive_that_is_none(tmp_path: Path) -> None:
    """A file that no engine could load is refused with its name."""
    (tmp_path / "cut.tar").write_bytes(b"no tar")

    with pytest.raises(PreflightError, match=r"cut\.tar is not a tar file"):
        look_at("x", tmp_path / "cut.tar")
