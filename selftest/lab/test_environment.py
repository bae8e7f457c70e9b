"""Env files are read strictly and refused in one sentence."""

import contextlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fixtures.lab.environment import check_project, parse_environment, without_secrets
from fixtures.lab.errors import ConfigurationError
from fixtures.lab.options import Flavour
from fixtures.lab.project import project_folder


@pytest.mark.parametrize("flavour", list(Flavour))
def test_every_flavours_project_is_taken(flavour: Flavour) -> None:
    """The compose projects of this checkout pass."""
    check_project(project_folder(flavour))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of flavour local's project that may be spoilt."""
    copy = tmp_path / "project"
    shutil.copytree(project_folder(Flavour.LOCAL), copy, ignore=shutil.ignore_patterns(".*_cache"))
    return copy


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda folder: (folder / ".env_global").unlink(), "is missing", id="env file missing"),
        pytest.param(
            lambda folder: (folder / ".env_global").write_text("PUBLIC_URL\n"), "Line 1 of", id="line without a value"
        ),
        pytest.param(
            lambda folder: (folder / ".env_global").write_text("\ufeffPUBLIC_URL=https://meet.lab.test\n"),
            "begins with a byte order mark",
            id="byte order mark",
        ),
        pytest.param(
            lambda folder: (folder / ".env_global").write_text("PUBLIC_URL=https://meet.lab.test:8443/room\n"),
            "sets PUBLIC_URL to https://meet.lab.test:8443/room; in the lab it is https://meet.lab.test, without port",
            id="PUBLIC_URL with port and path",
        ),
        pytest.param(
            lambda folder: (folder / ".env_global").write_text('PUBLIC_URL="https://meet.lab.test"\n'),
            "Line 1 of .* puts PUBLIC_URL in quotes",
            id="PUBLIC_URL in quotes",
        ),
        pytest.param(
            lambda folder: (folder / ".env_global").write_bytes(b"PUBLIC_URL=https://meet.lab.test\r\n"),
            "has lines that end with CR LF",
            id="lines of another system",
        ),
        pytest.param(
            lambda folder: (folder / ".env_global").write_text("export PUBLIC_URL=https://meet.lab.test\n"),
            "Line 1 of .* begins with export, which is the shell's",
            id="export",
        ),
        pytest.param(
            lambda folder: (folder / ".env_global").write_bytes(b"\xff\xfe\x00"), "as text", id="not text at all"
        ),
        pytest.param(
            lambda folder: (folder / ".env_global").write_text("PUBLIC_URL=\n"), "does not set", id="empty address"
        ),
        pytest.param(lambda folder: (folder / "genpw.sh").unlink(), "has no genpw.sh", id="genpw.sh missing"),
    ],
)
def test_a_spoilt_project_is_named(project: Path, spoil: object, words: str) -> None:
    """A missing or malformed file ends in one sentence that names it."""
    assert callable(spoil)
    spoil(project)

    with pytest.raises(ConfigurationError, match=words) as refusal:
        check_project(project)

    assert "\n" not in str(refusal.value)


@given(some.text())
def test_no_text_makes_the_reader_fail_otherwise(text: str) -> None:
    """Any text is either read as names and values or refused with a sentence."""
    with contextlib.suppress(ConfigurationError):
        assert all(name.isidentifier() for name in parse_environment(text, "x"))


def test_secrets_are_masked_by_the_names_of_their_variables() -> None:
    """What a container said last may hold what it was given."""
    variables = {"JVB_AUTH_PASSWORD": "hunter22", "PUBLIC_URL": "https://meet.lab.test", "TURN_PASSWORD": ""}

    masked = without_secrets("hunter22 at https://meet.lab.test", variables)

    assert masked == "[redacted] at https://meet.lab.test"
