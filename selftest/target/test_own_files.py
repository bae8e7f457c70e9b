"""An admin's folder: what a twin takes of it, what it lists as left out, and what it refuses in one line."""

from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.lab.authority import Authority
from fixtures.lab.certbot import LINEAGES, certificate_files
from fixtures.lab.errors import ConfigurationError
from fixtures.lab.host import PRESET, configuration_files, units_of
from fixtures.lab.options import LabOptions
from fixtures.lab.plan import LAB, Site
from fixtures.target.own_files import read_own_files

DESCRIBED = """\
url = "https://meet.example.org"
turn_name = "turn.example.org"
private_address = "10.20.30.40"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an admin's folder with one file of each kind."""
    written(tmp_path, "deployment.toml", DESCRIBED)
    written(tmp_path, "etc/haproxy/haproxy.cfg", "global\n")
    written(tmp_path, "etc/nginx/sites-available/meet", "server { listen 80; }\n")
    written(tmp_path, "etc/systemd/system/go-mmproxy.service", "[Service]\nExecStart=/opt/go-mmproxy -v 2\n")
    written(tmp_path, "srv/jitsi/.env", "PUBLIC_URL=https://meet.example.org\nENABLE_XMPP_WEBSOCKET=1\n")
    return tmp_path


def written(folder: Path, name: str, text: str) -> Path:
    """Write a file of the folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_files_are_taken_as_they_are(folder: Path) -> None:
    """The files lie in the twin where they lie on the host, and the daemons that have one are started."""
    options = LabOptions(own=read_own_files(folder))
    files = {file.path: file.content.decode() for file in configuration_files(options)}

    assert files["/etc/nginx/sites-available/meet"] == "server { listen 80; }\n"
    assert "/etc/nginx/sites-available/jitsi.conf" not in files
    assert "/etc/systemd/system/go-mmproxy-ssl.service" not in files
    assert units_of(options) == ("haproxy.service", "nginx.service", "go-mmproxy.service")
    assert PRESET in files


def test_names_and_address_are_theirs(folder: Path) -> None:
    """Names, certificates, address and router are laid out to fit the files, not the other way round."""
    options = LabOptions(own=read_own_files(folder))
    project = {file.path: file.content.decode() for file in configuration_files(options)}

    assert options.site == Site("meet.example.org", "turn.example.org", "", "10.20.30.40")
    assert (options.site.router_address, options.site.links("host")) == ("10.20.30.1", ("10.20.30.40/24",))
    live = [file.path for file in certificate_files(Authority(), options.site) if file.path.startswith(LINEAGES)]
    assert {path.split("/")[4] for path in live} == {
        *("meet.example.org", "turn.example.org"),
    }
    assert "PUBLIC_URL=https://meet.example.org\n" in project["/my_containers/jitsi/.env_global"]
    assert "ENABLE_XMPP_WEBSOCKET=1\n" in project["/my_containers/jitsi/.env_global"]


def test_router_is_laid_out() -> None:
    """The router's files speak of the site's names and network."""
    site = Site("meet.example.org", "turn.example.org", "", "10.20.30.1")

    laid = site.laid_out("dnat ip to 192.168.178.10; saddr 192.168.178.0/24; local=/lab.test/ address=/meet.lab.test/x")

    assert laid == "dnat ip to 10.20.30.1; saddr 10.20.30.0/24; local=/example.org/ address=/meet.example.org/x"
    assert site.router_address == "10.20.30.254"
    assert LAB.laid_out("192.168.178.10 meet.lab.test") == "192.168.178.10 meet.lab.test"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("etc/nginx/ssl/site.conf", "-----BEGIN PRIVATE KEY-----\n", "Keys and certificates are the lab's own"),
        ("etc/nginx/ssl/site.pem", "x", "Keys and certificates are the lab's own"),
        ("etc/shadow", "root:x\n", "A twin takes what is below"),
        ("srv/jitsi/docker-compose.yml", "services: {}\n", "It is not the project of a Jitsi"),
    ],
)
def test_what_is_not_mirrored(folder: Path, name: str, text: str, why: str) -> None:
    """What the twin does not have of the folder is listed with its reason, and its content is nowhere."""
    written(folder, name, text)
    own = read_own_files(folder)

    assert f"/{name}" not in {file.path for file in own.files}
    assert dict(own.not_mirrored)[name].startswith(why)


def test_compose_project_is_taken(folder: Path) -> None:
    """Its file is read in the twin with the env files beside it; nothing else of its folder is."""
    written(folder, "srv/jitsi/docker-compose.yml", "services: {prosody: {image: jitsi/prosody}}\n")
    written(folder, "srv/jitsi/notes.txt", "x\n")
    own = read_own_files(folder)

    assert own.compose is not None
    assert (own.compose.name, own.compose.at) == ("srv/jitsi/docker-compose.yml", "srv/jitsi")
    assert {file.path for file in own.compose.files} == {".env", "docker-compose.yml"}
    assert dict(own.not_mirrored).keys() == {"srv/jitsi/notes.txt", "passwords and data"}


def test_two_projects_of_a_jitsi(folder: Path) -> None:
    """Which of them runs is not guessed."""
    for name in ("srv/jitsi/compose.yml", "srv/old/docker-compose.yml"):
        written(folder, name, "services: {prosody: {}}\n")

    with pytest.raises(ConfigurationError, match="are both of a Jitsi; leave the one in that runs"):
        read_own_files(folder)


def test_override_of_the_flavours_project(folder: Path) -> None:
    """What the admin's project comes to lies beside the flavour's, where docker-compose takes it by itself."""
    own = replace(read_own_files(folder), override=b"{}\n")
    files = {file.path: file.content for file in configuration_files(LabOptions(own=own))}

    assert files["/my_containers/jitsi/docker-compose.override.yml"] == b"{}\n"


def test_secrets_are_replaced(folder: Path) -> None:
    """Secret variables of the env files are not taken, and that is listed."""
    written(folder, "srv/jitsi/.env", "TURN_PASSWORD=hunter22\nENABLE_LOBBY=1\n")
    own = read_own_files(folder)

    assert own.variables.endswith(b"\nENABLE_LOBBY=1\n")
    assert "taken of the env files: ENABLE_LOBBY" in dict(own.not_mirrored)["passwords and data"]
    assert "hunter22" not in repr(own)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("deployment.toml", 'url = "https://meet.example.org"\n', "turn_name of .* is not said"),
        ("deployment.toml", 'url = "http://meet.example.org"\n', "browsers give no microphone"),
        ("srv/jitsi/.env", "PUBLIC_URL=http://meet.example.org\n", "PUBLIC_URL of .* write https://meet.example.org"),
        ("srv/jitsi/.env", "PUBLIC_URL=https://meet.example.org:8443\n", "PUBLIC_URL of .* must have no port"),
        ("srv/jitsi/.env", "PUBLIC_URL=https://meet.example.org/jitsi\n", "PUBLIC_URL of .* must have no path"),
        ("srv/jitsi/.env", "PUBLIC_URL=https://other.example.org\n", "and deployment.toml says https://meet"),
        ("srv/jitsi/.env", "TURN_DOMAIN=relay.example.org\n", "calls the relay relay.example.org"),
        ("srv/jitsi/.env", "export ENABLE_LOBBY=1\n", "begins with export"),
        ("srv/jitsi/.env", "ENABLE_LOBBY='1'\n", "puts ENABLE_LOBBY in quotes"),
        ("srv/jitsi/.env", "ENABLE_LOBBY=1\r\n", "lines that end with CR LF"),
    ],
)
def test_refused(folder: Path, name: str, text: str, words: str) -> None:
    """A folder that cannot be laid into a twin is refused in one line."""
    written(folder, name, text)

    with pytest.raises(ConfigurationError, match=words) as refused:
        read_own_files(folder)

    assert "\n" not in str(refused.value)


def test_mount_to_go_without(folder: Path) -> None:
    """A folder without a compose file mounts nothing that the twin could lack; with one it is remembered."""
    with pytest.raises(
        ConfigurationError, match=r"--without-mount is about the compose file of a folder, and .* has none"
    ):
        read_own_files(folder, ("/opt/x",))

    written(folder, "srv/jitsi/docker-compose.yml", "services: {prosody: {image: jitsi/prosody}}\n")
    assert read_own_files(folder, ("/opt/x",)).without == ("/opt/x",)


def test_what_may_be_mounted(folder: Path) -> None:
    """All of the folder may be mounted but for keys, certificates and what docker-compose itself reads."""
    written(folder, "srv/jitsi/docker-compose.yml", "services: {prosody: {image: jitsi/prosody}}\n")
    written(folder, "srv/jitsi/custom.js", "x\n")
    written(folder, "srv/jitsi/site.key", "x\n")
    own = read_own_files(folder)

    assert own.compose is not None
    assert [file.path for file in own.compose.below(("/srv", "/etc/haproxy/haproxy.cfg"))] == [
        "/etc/haproxy/haproxy.cfg",
        "/srv/jitsi/custom.js",
    ]
    assert not own.compose.holds("/srv/jitsi/custom")


def test_link_that_leads_out(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A link to what is not in the folder is refused: whatever lies there would be laid into the twin."""
    secret = written(tmp_path_factory.mktemp("elsewhere"), "secret", "x")
    (folder / "etc/nginx/conf.d").symlink_to(secret.parent)

    with pytest.raises(ConfigurationError, match=r"etc/nginx/conf\.d leads out of the folder"):
        read_own_files(folder)


def test_folder_with_nothing(tmp_path: Path) -> None:
    """A folder without a file of the host is refused: it would be the lab's twin under another name."""
    written(tmp_path, "deployment.toml", DESCRIBED)

    with pytest.raises(ConfigurationError, match="nothing is to be tried"):
        read_own_files(tmp_path)
