"""An image archive is read, and refused in one sentence, before anything is started."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.lab.archive import familiar, read_archive
from fixtures.lab.errors import ConfigurationError
from selftest.lab.archives import MadeUp, Members, members, written

WEB = MadeUp("example/web:stable")
BRIDGE = MadeUp("example/jvb:stable", layers=(b"base", b"bridge"))


def test_the_images_of_an_archive_are_known_without_an_engine(tmp_path: Path) -> None:
    """IDs and names are those that an engine would show after loading it."""
    archive = read_archive(written(tmp_path / "images.tar", members(WEB, BRIDGE)))

    assert {name: image.id for image in archive.images for name in image.names} == {
        "example/web:stable": WEB.id,
        "example/jvb:stable": BRIDGE.id,
    }


@pytest.mark.parametrize(
    "bend",
    [pytest.param(bytes, id="plain"), pytest.param(gzip.compress, id="compressed")],
)
def test_only_the_images_that_are_wanted_are_handed_over(tmp_path: Path, bend: Callable[[bytes], bytes]) -> None:
    """What is written for the engine is itself an archive: the wanted image, whole, and no name."""
    sink = io.BytesIO()

    read_archive(written(tmp_path / "images.tar", members(WEB, BRIDGE), bend)).write([BRIDGE.id], sink)

    handed = tmp_path / "handed.tar"
    handed.write_bytes(sink.getvalue())
    assert [(image.id, image.names) for image in read_archive(handed).images] == [(BRIDGE.id, ())]
    with tarfile.open(handed) as archive:
        assert len(archive.getnames()) == 1 + 1 + len(BRIDGE.layers)


def test_a_layer_that_an_old_engine_wrote_as_a_link_is_followed(tmp_path: Path) -> None:
    """Engines before 25 write a layer that two images share once, and a symbolic link for the second."""
    path = tmp_path / "images.tar"
    manifest = [{"Config": "config.json", "RepoTags": None, "Layers": ["first/layer.tar", "second/layer.tar"]}]
    files = {"manifest.json": json.dumps(manifest).encode(), "config.json": WEB.config, "first/layer.tar": b"base"}
    written(path, files)
    with tarfile.open(path, "a") as archive:
        link = tarfile.TarInfo("second/layer.tar")
        link.type, link.linkname = tarfile.SYMTYPE, "../first/layer.tar"
        archive.addfile(link)

    (image,) = read_archive(path).images

    assert image.layers == ("first/layer.tar", "first/layer.tar")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("docker.io/example/web:stable", "example/web:stable"),
        ("docker.io/library/debian", "debian:latest"),
        ("ghcr.io/jitsi/web:stable", "ghcr.io/jitsi/web:stable"),
        ("127.0.0.1:5000/web", "127.0.0.1:5000/web:latest"),
    ],
)
def test_a_name_is_found_however_the_archiving_tool_wrote_it(name: str, short: str) -> None:
    """The default registry and the default tag may be written or left out."""
    assert familiar(name) == short


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(None, "not a file that can be read", id="missing file"),
        pytest.param(b"no tar at all", "not a tar file", id="text file"),
        pytest.param(b"", "not a tar file", id="empty file"),
        pytest.param(b"\x1f\x8b\x08\x00broken gzip", "not a tar file", id="broken gzip"),
    ],
)
def test_what_is_no_archive_is_refused_in_one_sentence(tmp_path: Path, content: bytes | None, words: str) -> None:
    """Anything but an archive of docker save ends in one sentence that names the file."""
    path = tmp_path / "images.tar"
    if content is not None:
        path.write_bytes(content)

    assert words in refusal(path)


@pytest.mark.parametrize(
    "bend",
    [
        pytest.param(lambda content: content[:3000], id="in a file"),
        pytest.param(lambda content: gzip.compress(content)[:-20], id="compressed"),
    ],
)
def test_a_half_archive_is_refused(tmp_path: Path, bend: Callable[[bytes], bytes]) -> None:
    """A file whose copy was interrupted is named as cut short."""
    big = MadeUp("example/web:stable", layers=(b"x" * 4096,))

    assert "is cut short" in refusal(written(tmp_path / "images.tar", members(big), bend))


def without(part: int) -> Callable[[Members], Members]:
    """Takes away one of the files: the manifest is 0, the configuration 1, layers follow."""
    return lambda files: {name: content for place, (name, content) in enumerate(files.items()) if place != part}


def saying(content: bytes) -> Callable[[Members], Members]:
    """Replaces the manifest's text."""
    return lambda files: {**files, "manifest.json": content}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(without(0), "not written by docker save", id="no manifest"),
        pytest.param(without(1), "the configuration of example/web:stable is missing", id="no configuration"),
        pytest.param(without(3), "a layer of example/web:stable is missing", id="no layer"),
        pytest.param(saying(b"[{]"), "its manifest is no JSON", id="manifest cut"),
        pytest.param(saying(b"{}"), "its manifest does not list images", id="manifest of another shape"),
        pytest.param(saying(b'[{"Config": 1, "Layers": []}]'), "its manifest does not list images", id="no path"),
        pytest.param(saying(b"[]"), "holds no image", id="manifest empty"),
    ],
)
def test_a_damaged_archive_is_refused(tmp_path: Path, spoil: Callable[[Members], Members], words: str) -> None:
    """What an engine could not load in whole is named, down to the image that suffers."""
    assert words in refusal(written(tmp_path / "images.tar", spoil(members(WEB))))


def test_layers_of_another_image_are_refused(tmp_path: Path) -> None:
    """A configuration that counts other layers than the manifest does not belong to them."""
    files = members(WEB)
    (entry,) = json.loads(files["manifest.json"])
    files["manifest.json"] = json.dumps([{**entry, "Layers": entry["Layers"][:1]}]).encode()

    assert "do not belong together" in refusal(written(tmp_path / "images.tar", files))


def refusal(path: Path) -> str:
    """The one sentence with which an archive is refused; it names the file."""
    with pytest.raises(ConfigurationError) as refused:
        read_archive(path)
    sentence = str(refused.value)
    assert str(path) in sentence
    assert "\n" not in sentence
    return sentence
