"""A host that is brought to other parts keeps its passwords, and every daemon reads what changed."""

from pathlib import Path

import pytest

from fixtures.lab.carrying import kept_secrets, rereading
from fixtures.lab.files import File
from fixtures.lab.parts import HostParts, StoredImage, read_parts

PRESENT = "HTTP_PORT=8289\nTURN_PASSWORD=0123\n"


def test_passwords_stay() -> None:
    """A new sample brings new settings, and never an empty or another password."""
    sample = "# Ports\nHTTP_PORT=8000\nTURN_PASSWORD=\nJVB_AUTH_PASSWORD=\n"

    assert kept_secrets(sample, PRESENT) == b"# Ports\nHTTP_PORT=8000\nTURN_PASSWORD=0123\nJVB_AUTH_PASSWORD=\n"


@pytest.mark.parametrize(
    ("path", "commands"),
    [
        ("/etc/haproxy/haproxy.cfg", [("systemctl", "reload-or-restart", "haproxy.service")]),
        ("/etc/nginx/front.d/meet.conf", [("systemctl", "reload-or-restart", "nginx.service")]),
        (
            "/etc/systemd/system/go-mmproxy-ssl.service",
            [("systemctl", "daemon-reload"), ("systemctl", "try-restart", "go-mmproxy-ssl.service")],
        ),
        ("/etc/systemd/system/nginx.service.d/own.conf", [("systemctl", "daemon-reload")]),
        ("/my_containers/jitsi/.env_global", []),
    ],
)
def test_daemon_that_reads_a_file(path: str, commands: list[tuple[str, ...]]) -> None:
    """What docker-compose reads is its own to read."""
    assert [*rereading({path})] == commands


def test_parts_in_a_file(tmp_path: Path) -> None:
    """What one process writes, another one reads, with bytes that are no text."""
    parts = HostParts((File("/etc/a", b"\x00\xff", 0o600),), {"jvb:local": StoredImage("sha256:1", "", "built")})

    parts.write(tmp_path / "parts.json")

    assert read_parts(tmp_path / "parts.json") == parts
