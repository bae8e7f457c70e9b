"""A host that cannot be asked, or not trusted: a run by its description ends in one line and leaves nothing."""

from pathlib import Path
from typing import Final

import pytest

from selftest.description.fake_ssh import CHANGED, UNKNOWN, put_in_the_place_of_ssh
from selftest.plugin.conftest import Suite
from selftest.plugin.test_live import URL, found, written
from selftest.plugin.test_refusals import one_line

pytest_plugins = ["pytester"]

HOST: Final = "ssh://admin@meet.example.org"
__all__ = ["found"]


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program in the place of ssh; return what it notes of how it was called."""
    return put_in_the_place_of_ssh(tmp_path, monkeypatch)


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"SAYS": "ssh: connect to host meet.example.org port 22: Connection timed out"}, "nothing came back: look at"),
        (
            {"SAYS": "ssh: connect to host meet.example.org port 22: No route to host"},
            "there is no way there from this",
        ),
        ({"SAYS": "admin@meet.example.org: Permission denied (publickey)."}, "it does not let us in with the keys"),
        ({"SAYS": CHANGED}, "its host key is not the one that this machine knows"),
        ({"SAYS": UNKNOWN}, "its host key is not known to this machine"),
        ({"USER_ID": "1000", "SUDO": "1"}, "we are not root, and sudo asks for a password"),
        ({"AHEAD": "3600"}, "is 3600 s ahead of this machine's, so that its logs cannot be read by time"),
        ({"AHEAD": "-3600"}, "is 3600 s behind this machine's"),
    ],
    ids=[
        "silent",
        "no way",
        "wrong key",
        "key changed",
        "key unknown",
        "password for sudo",
        "clock ahead",
        "clock behind",
    ],
)
def test_host_that_cannot_be_asked(
    suite: Suite, notes: Path, monkeypatch: pytest.MonkeyPatch, facts: dict[str, str], words: str
) -> None:
    """One line that names the host and what to look at, status 2, no report, and the connection is ended."""
    for name, value in facts.items():
        monkeypatch.setenv(name, value)
    written(suite, "outside")
    Path("deployment.toml").write_text(f'url = "{URL}"\nhost = "{HOST}"\n')

    ended = suite.run("suites", "--deployment", "deployment.toml")

    said = one_line(ended.errors)
    assert HOST in said
    assert words in said
    assert (ended.status, ended.reports.exists()) == (2, False)
    commands = [line.split("\x1f")[-1] for line in notes.read_text().splitlines()]
    assert set(commands) <= {"id -u", "sudo -n true", "date +%s.%N", "meet.example.org"}
