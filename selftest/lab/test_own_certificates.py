"""Certificates where an admin's files expect them: the folder has none, and the daemons would not start without."""

from pathlib import Path

from fixtures.lab.authority import Authority
from fixtures.lab.files import File
from fixtures.lab.own_certificates import laid_certificates
from fixtures.lab.own_files import OwnFiles
from fixtures.lab.plan import Site

SITE = Site("meet.example.org", "turn.example.org", "")


def laid(path: str, text: str) -> dict[str, bytes]:
    """Return what is laid for one file of an admin's, by its path."""
    own = OwnFiles(Path(), SITE, (File(path, text.encode()),))
    return {file.path: file.content for file in laid_certificates(Authority(), SITE, own)}


def test_file_of_haproxy() -> None:
    """It holds the chain and, behind it, the key, also where crt-base says in which folder."""
    text = "global\n  crt-base /etc/ssl/private\nfrontend x\n  bind :443 ssl crt turn.example.org.pem alpn h2\n"

    [(path, content)] = laid("/etc/haproxy/haproxy.cfg", text).items()

    assert path == "/etc/ssl/private/turn.example.org.pem"
    assert content.count(b"BEGIN CERTIFICATE") > 1
    assert content.rstrip().endswith(b"PRIVATE KEY-----")


def test_folder_of_haproxy() -> None:
    """A file for each name, of which HAProxy takes the one that a client asks for."""
    text = "frontend x\n  bind 0.0.0.0:443 ssl crt /etc/haproxy/certs/ alpn h2,http/1.1\n"

    assert laid("/etc/haproxy/haproxy.cfg", text).keys() == {
        "/etc/haproxy/certs/meet.example.org.pem",
        "/etc/haproxy/certs/turn.example.org.pem",
    }


def test_certificates_of_a_store_are_certbots() -> None:
    """What crt-store loads from certbot's folder lies there already."""
    assert laid("/etc/haproxy/haproxy.cfg", "frontend x\n  bind :443 ssl crt @/meet\n") == {}


def test_files_of_nginx() -> None:
    """Chain and key are files of their own."""
    text = "server {\n  ssl_certificate /etc/ssl/site.crt;\n  ssl_certificate_key /etc/ssl/site.key;\n}\n"
    files = laid("/etc/nginx/conf.d/site.conf", text)

    assert b"BEGIN CERTIFICATE" in files["/etc/ssl/site.crt"]
    assert b"PRIVATE KEY" in files["/etc/ssl/site.key"]
