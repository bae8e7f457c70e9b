"""What a run chooses is checked before anything starts."""

import io
import tarfile
from pathlib import Path

import pytest

from fixtures.lab.errors import ConfigurationError
from fixtures.lab.options import LabOptions


def tar_with(path: Path, *names: str) -> Path:
    """Writes a tar archive with empty members of these names."""
    with tarfile.open(path, "w") as archive:
        for name in names:
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    return path


def test_an_archive_of_docker_save_is_taken(tmp_path: Path) -> None:
    """A tar file with a manifest is accepted."""
    archive = tar_with(tmp_path / "images.tar", "manifest.json", "layer.tar")

    assert LabOptions(archive=archive).archive == archive


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "not a file that can be read", id="missing file"),
        pytest.param(b"no tar at all", "not a tar file", id="text file"),
        pytest.param(b"", "not a tar file", id="empty file"),
        pytest.param(b"\x1f\x8b\x08\x00broken gzip", "not a tar file", id="truncated gzip"),
    ],
)
def test_what_is_no_archive_is_refused_in_one_sentence(tmp_path: Path, content: bytes | None, words: str) -> None:
    """Anything but an archive of docker save ends in one sentence that names the file."""
    path = tmp_path / "images.tar"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigurationError, match=words) as refusal:
        LabOptions(archive=path)

    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_tar_file_without_manifest_is_refused(tmp_path: Path) -> None:
    """A tar file that docker save did not write is named as such."""
    archive = tar_with(tmp_path / "other.tar", "readme.txt")

    with pytest.raises(ConfigurationError, match="not written by docker save"):
        LabOptions(archive=archive)


@pytest.mark.parametrize("address", ["127.0.0.1:5000", "localhost", "localhost:5000", "mirror.example.org", "nas:5000"])
def test_the_address_of_a_registry_is_taken(address: str) -> None:
    """Whatever the engine itself takes for a registry."""
    assert LabOptions(registry=address).registry == address


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("nas", id="name without dot or port, a folder for the engine"),
        pytest.param("127.0.0.1:5000/jitsi", id="with a folder"),
        pytest.param("https://mirror.example.org", id="with a scheme"),
        pytest.param("mirror.example.org:port", id="port that is no number"),
        pytest.param("mirror.example.org:", id="no port behind the colon"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_registry_is_refused_in_one_sentence(address: str) -> None:
    """The engine would look for a folder of that name at Docker Hub."""
    with pytest.raises(ConfigurationError, match="is not HOST:PORT"):
        LabOptions(registry=address)
