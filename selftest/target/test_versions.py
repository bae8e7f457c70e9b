"""The version of a program is read from what that program prints."""

import pytest

from fixtures.target.versions import version_in
from fixtures.vantage.shell import CommandResult

PRINTED = {
    "haproxy": (
        "HAProxy version 3.0.11-1+deb13u2 2026/01/29 - https://haproxy.org/\nStatus: long-term",
        "3.0.11-1+deb13u2",
    ),
    "nginx": ("nginx version: nginx/1.26.3", "1.26.3"),
    "web": ("nginx version: nginx/1.26.3", "nginx/1.26.3"),
    "docker": ("Docker 26.1.5+dfsg1", "26.1.5+dfsg1"),
    "docker-compose": ("Docker Compose version 2.26.1-4", "2.26.1-4"),
    "systemd": ("systemd 257 (257.9-1~deb13u1)\n+PAM +AUDIT", "257 (257.9-1~deb13u1)"),
    "prosody": ("Prosody 13.0.1\n\n# Prosody directories\nData directory: /var/lib/prosody", "Prosody 13.0.1"),
    "turn": ("4.6.1\n", "4.6.1"),
    "jicofo": ('{"name":"JiCoFo","version":"1.1.SNAPSHOT","os":"Linux"}', "JiCoFo 1.1.SNAPSHOT"),
    "jvb": ('{"name":"JVB","version":"2.3.SNAPSHOT","os":"Linux"}', "JVB 2.3.SNAPSHOT"),
}


def printed(text: str, *, status: int = 0, complaint: str = "") -> CommandResult:
    """A command that ended."""
    return CommandResult(("it",), status, text, complaint, 0.1)


@pytest.mark.parametrize("name", PRINTED)
def test_a_version_is_found(name: str) -> None:
    """In what the program prints, on either stream."""
    text, version = PRINTED[name]

    assert version_in(name, printed(text)) == version


def test_nginx_says_its_version_on_its_error_stream() -> None:
    """As it has always done."""
    assert version_in("nginx", printed("", complaint="nginx version: nginx/1.26.3\n")) == "1.26.3"


@pytest.mark.parametrize(
    ("name", "text", "status"),
    [
        ("jvb", "", 7),
        ("jvb", "<html>404</html>", 0),
        ("jicofo", "[]", 0),
        ("jicofo", '{"name": "JiCoFo"}', 0),
        ("turn", "sh: turnserver: not found", 127),
        ("prosody", "You need to run prosodyctl as root", 1),
    ],
)
def test_what_does_not_say_its_version_has_none(name: str, text: str, status: int) -> None:
    """It is left out, not guessed."""
    assert version_in(name, printed(text, status=status)) == ""
