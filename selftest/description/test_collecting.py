"""What is fetched of a host for a twin: its daemons' files, and never a secret, a key or data."""

from pathlib import Path
from typing import Final

import pytest

from fixtures.description.collecting import collect
from fixtures.description.description import Description
from fixtures.description.errors import DescriptionError
from fixtures.host.allowed import SECRETS
from fixtures.host.remote import ReadOnlyShell
from fixtures.target.own_files import read_own_files
from fixtures.vantage.shell import CommandResult

MEET: Final = Description(
    "https://meet.example.org", turn_name="turn.example.org", host="ssh://root@meet", project="/srv/jitsi"
)
FILES: Final = {
    "/etc/haproxy/haproxy.cfg": "listen stats\n  stats auth admin:hunter22\nuserlist u\n  user a password hunter22\n",
    "/etc/nginx/sites-available/meet": "server { listen 80; }\n",
    "/etc/nginx/ssl/meet.key": "hunter22",
    "/etc/nginx/snippets/cert": "-----BEGIN PRIVATE KEY-----\nhunter22\n",
    "/etc/nginx/.htpasswd": "a:hunter22\n",
    "/etc/systemd/system/x.service": "[Service]\nEnvironment=API_TOKEN=hunter22 PORT=1\n",
    "/usr/local/bin/tool": "\x7fELF\0hunter22",
    "/srv/jitsi/.env": "JVB_PASSWORD=hunter22\nENABLE_LOBBY=1\n",
    "/srv/jitsi/docker-compose.yml": "services: {}\n",
    "/srv/jitsi/data.db": "hunter22",
}


class Host:
    """A host with these files; the commands do what the real ones do."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def run(self, *words: str, stdin: bytes = b"", within: float = 30.0) -> CommandResult:
        """Answer a command."""
        if words[0] == "find":
            found = [path for path in FILES if not path.startswith("/srv/")]
            return CommandResult(words, 1, "\n".join(found), "find: '/etc/sslh': No such file or directory", 0.0)
        if words[0] == "ls":
            return CommandResult(
                words, 0, "\n".join(path.rpartition("/")[2] for path in FILES if "srv" in path), "", 0.0
            )
        self.read.append(words[-1])
        lines = FILES[words[-1]].splitlines(keepends=True)
        kept = [line for line in lines if words[0] == "cat" or not any(each in line for each in SECRETS.split("|"))]
        return CommandResult(words, 0, "".join(kept), "", 0.0)


def test_fetched_without_secrets(tmp_path: Path) -> None:
    """Nothing secret is written, and what is written is a folder that a twin takes."""
    folder, said = tmp_path / "own", list[str]()

    count = collect(ReadOnlyShell(Host()), MEET, folder, said.append)

    texts = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
    assert not [name for name, text in texts.items() if "hunter22" in text]
    assert "stats auth admin:throw-away" in texts["etc/haproxy/haproxy.cfg"]
    assert "API_TOKEN=throw-away PORT=1" in texts["etc/systemd/system/x.service"]
    assert texts["srv/jitsi/.env"] == "ENABLE_LOBBY=1\n"
    assert (count, len(texts)) == (5, 6)
    assert {file.path for file in read_own_files(folder).files} == {
        *("/etc/haproxy/haproxy.cfg", "/etc/nginx/sites-available/meet", "/etc/systemd/system/x.service"),
    }


def test_list_comes_first(tmp_path: Path) -> None:
    """The list is shown before a file is read, and keys and data are neither listed nor read."""
    host = Host()
    shown: list[list[str]] = []

    collect(ReadOnlyShell(host), MEET, tmp_path / "own", lambda _: shown.append(list(host.read)))

    assert shown[0] == []
    assert not {"/etc/nginx/ssl/meet.key", "/etc/nginx/.htpasswd", "/srv/jitsi/data.db"} & {*host.read}


def test_host_without_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that lists nothing is said, and no folder is made."""
    host = Host()
    monkeypatch.setattr(host, "run", lambda *words, **_: CommandResult(words, 0, "", "", 0.0))

    with pytest.raises(DescriptionError, match="nothing is collected"):
        collect(ReadOnlyShell(host), MEET, tmp_path / "own", lambda _: None)

    assert not (tmp_path / "own").exists()
