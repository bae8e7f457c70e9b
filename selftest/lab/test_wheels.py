"""The cache, whose files are installed into images, is a folder of our own or none."""

import os
from pathlib import Path

import pytest

from fixtures.lab.errors import ImageError
from fixtures.lab.wheels import cache_directory


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of these tests' own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def test_is_made_for_us_alone() -> None:
    """Nobody else reads or writes there, also where it was there before."""
    cache_directory().chmod(0o755)

    assert cache_directory().stat().st_mode & 0o777 == 0o700


def test_a_link_is_refused(home: Path) -> None:
    """It may lead anywhere."""
    (home / "elsewhere").mkdir()
    (home / "jitsi-conformance").symlink_to(home / "elsewhere")

    with pytest.raises(ImageError, match="is a link or somebody else's"):
        cache_directory()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_somebody_elses_folder_is_refused(home: Path) -> None:
    """Its owner could put anything into our images."""
    (home / "jitsi-conformance").mkdir()
    os.chown(home / "jitsi-conformance", 65534, 65534)

    with pytest.raises(ImageError, match="is a link or somebody else's"):
        cache_directory()


def test_a_file_in_the_way_is_said(home: Path) -> None:
    """One sentence, not a traceback."""
    (home / "jitsi-conformance").write_text("")

    with pytest.raises(ImageError, match="cannot be made: File exists"):
        cache_directory()
