"""The way to a host: OpenSSH's client is asked as it should be, and what it says becomes one sentence."""

import os
from pathlib import Path

import pytest

from fixtures.host.command import NO_SUCH_PROGRAM
from fixtures.host.remote import Local, ReadOnlyShell, UnusableHostError, reach
from selftest.description.fake_ssh import CHANGED, UNKNOWN, put_in_the_place_of_ssh

HOST = "ssh://admin@meet.example.org:2222"


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program in the place of ssh that notes how it was called; return the notes."""
    return put_in_the_place_of_ssh(tmp_path, monkeypatch)


def test_how_ssh_is_called(notes: Path) -> None:
    """The client asks nobody, believes known keys alone, forwards nothing, and takes no name for an option."""
    with reach(HOST) as shell:
        answer = shell.run("ls", "-A1", "/srv/jitsi meet")

    asked_for_user, asked = (line.split("\x1f") for line in notes.read_text().splitlines()[:2])
    assert answer.output == "ls -A1 '/srv/jitsi meet'\n"
    assert answer.command == ("ls", "-A1", "/srv/jitsi meet")
    assert {"BatchMode=yes", "StrictHostKeyChecking=yes", "ForwardAgent=no", "ClearAllForwardings=yes"} <= set(asked)
    assert asked[-3:] == ["--", "meet.example.org", "ls -A1 '/srv/jitsi meet'"]
    assert asked[asked.index("-p") + 1] == "2222"
    assert asked[asked.index("-l") + 1] == "admin"
    assert asked_for_user[-1] == "id -u"


def test_sudo(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is not root there asks by way of sudo, which must not ask for a password."""
    monkeypatch.setenv("USER_ID", "1000")

    with reach(HOST) as shell:
        answer = shell.run("nginx", "-T")

    assert answer.output == "sudo -n -- nginx -T\n"


def test_sudo_with_a_password(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sudo that asks for a password is said, and nothing more is sent."""
    monkeypatch.setenv("USER_ID", "1000")
    monkeypatch.setenv("SUDO", "1")

    with pytest.raises(UnusableHostError, match="we are not root, and sudo asks for a password"), reach(HOST):
        pytest.fail("the host was asked without root's rights")

    assert [line.split("\x1f")[-1] for line in notes.read_text().splitlines()] == ["id -u", "sudo -n true"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (CHANGED, "its host key is not the one that this machine knows"),
        (UNKNOWN, "its host key is not known to this machine"),
        ("admin@meet.example.org: Permission denied (publickey,password).", "it does not let us in"),
        ("ssh: Could not resolve hostname meet.example.org: Name or service not known", "its name has no address"),
        ("ssh: connect to host meet.example.org port 2222: Connection refused", "nobody listens there for SSH"),
        ("ssh: connect to host meet.example.org port 2222: Connection timed out", "nothing came back"),
        ("ssh: connect to host meet.example.org port 2222: No route to host", "there is no way there"),
        ("kex_exchange_identification: Connection closed by remote host", "ssh says 'kex_exchange_identification"),
    ],
)
def test_what_ssh_says(notes: Path, monkeypatch: pytest.MonkeyPatch, words: str, said: str) -> None:
    """What keeps ssh from the host is one sentence with the host and what to look at."""
    monkeypatch.setenv("SAYS", words)

    with pytest.raises(UnusableHostError) as refused, reach(HOST):
        pytest.fail("the host was reached")

    assert str(refused.value).startswith(f"{HOST} cannot be asked: {said}")
    assert "\n" not in str(refused.value)


def test_no_ssh_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without OpenSSH's client that is what is said."""
    monkeypatch.setenv("PATH", "")

    with pytest.raises(UnusableHostError, match="there is no ssh on this machine"), reach(HOST):
        pytest.fail("the host was reached")


def test_this_machine() -> None:
    """On this machine a command runs without a shell, and a program that it has not ends with the status of shells."""
    shell = ReadOnlyShell(Local())

    assert shell.run("id", "-u").output.strip() == str(os.getuid())
    assert shell.run("haproxy", "-c", "-f", "/etc/none.cfg").status in (1, NO_SUCH_PROGRAM)
