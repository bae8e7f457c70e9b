"""The compose projects agree with themselves and with the addresses that other files repeat."""

import re
from pathlib import Path

import pytest

COMPOSE = Path(__file__).parents[2] / "compose" / "jitsi"
FLAVOURS = ("local", "seed", "upstream")
DOCKERFILES = sorted((COMPOSE / "local").glob("*/Dockerfile"))
LOCKED = sorted(path for path in COMPOSE.parents[1].rglob("requirements.in") if ".venv" not in path.parts)
ASSIGNMENT = re.compile(r"^([A-Z][A-Z0-9_]*)=", re.MULTILINE)
REQUIRED_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
PASSED_VARIABLE = re.compile(r"^ {12}- ([A-Z][A-Z0-9_]*)$", re.MULTILINE)


def project(flavour: str) -> str:
    """The text of a flavour's compose file."""
    return (COMPOSE / flavour / "docker-compose.yml").read_text()


def service(flavour: str, name: str) -> str:
    """The part of a compose file that belongs to one service."""
    parts = re.split(r"^    (?=\w+:$)", project(flavour), flags=re.MULTILINE)
    return next(part for part in parts if part.startswith(f"{name}:\n"))


def address(flavour: str, name: str) -> str:
    """The fixed address of a service."""
    found = re.search(r"ipv4_address: (\S+)", service(flavour, name))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_variable_of_the_project_is_in_its_sample(flavour: str) -> None:
    """docker-compose would put an empty text in the place of a variable that nobody sets."""
    text = project(flavour)
    used = set(REQUIRED_VARIABLE.findall(text)) | set(PASSED_VARIABLE.findall(text))

    assert used <= set(ASSIGNMENT.findall((COMPOSE / flavour / ".env.sample").read_text()))


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_deployments_ports_are_published(flavour: str) -> None:
    """Router and host forward to these ports whatever the flavour."""
    assert re.search(r"'\$\{HTTP_PORT\}:80(00)?'", service(flavour, "web"))
    assert "'10000:10000/udp'" in service(flavour, "jvb")
    assert "'3478:3478/udp'" in service(flavour, "turn")
    assert "'5349:5349'" in service(flavour, "turn")


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_certificate_hooks_container_and_folder_exist(flavour: str) -> None:
    """The deployment's own hook restarts this name; both it and ours lay the certificate into this folder."""
    turn = service(flavour, "turn")

    assert "container_name: jitsi_turn_1\n" in turn
    assert "/data/data1/dockervols/jitsi/coturn/certs:/etc/coturn/certs" in turn


@pytest.mark.parametrize("flavour", ["local", "upstream"])
def test_coturn_relays_to_the_bridges_address(flavour: str) -> None:
    """The bridge's fixed address is the one that turn is told."""
    assert f"BRIDGE_ADDRESS={address(flavour, 'jvb')}\n" in service(flavour, "turn")


@pytest.mark.parametrize("flavour", ["local", "upstream"])
def test_coturns_user_owns_its_tmpfs(flavour: str) -> None:
    """Otherwise it could not write its configuration there."""
    created = re.search(r"--uid (\d+)", (COMPOSE / "local/turn/Dockerfile").read_text())

    assert created is not None
    assert f"/run/coturn:uid={created[1]},gid={created[1]},mode=0700" in service(flavour, "turn")


def test_what_upstream_publishes_is_switched_on() -> None:
    """jicofo binds its loopback and the bridge has no REST unless told, so the published ports would lead nowhere."""
    settings = (COMPOSE / "upstream/.env_global").read_text()

    assert "'127.0.0.1:8888:8888'" in service("upstream", "jicofo")
    assert "\nJICOFO_ENABLE_REST=1\n" in settings
    assert "'127.0.0.1:8080:8080'" in service("upstream", "jvb")
    assert "\nCOLIBRI_REST_ENABLED=1\n" in settings


def test_prosody_trusts_the_address_of_web() -> None:
    """The address of web is written down twice in flavour local and once more in upstream's settings."""
    assert f"WEB_ADDRESS={address('local', 'web')}\n" in service("local", "prosody")
    settings = (COMPOSE / "upstream/.env_global").read_text()
    assert f"PROSODY_TRUSTED_PROXIES={address('upstream', 'web')}\n" in settings


def test_web_trusts_the_gateway() -> None:
    """nginx believes the gateway of the network that the compose file defines."""
    gateway = re.search(r"gateway: (\S+)", project("local"))

    assert gateway is not None
    assert f"set_real_ip_from {gateway[1]};" in (COMPOSE / "local/web/nginx.conf").read_text()


def test_only_one_service_of_flavour_local_carries_each_alias() -> None:
    """A name of two containers is answered by either."""
    aliases = re.findall(r"^ {20}- (\S+\.jitsi)$", project("local"), flags=re.MULTILINE)

    assert sorted(aliases) == ["jvb.meet.jitsi", "meet.jitsi", "xmpp.meet.jitsi"]


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)
def test_images_build_with_the_classic_builder(path: Path) -> None:
    """Engine 20.10 without BuildKit knows neither mounts nor heredocs; package lists are not kept."""
    text = path.read_text()

    assert "--mount" not in text
    assert "<<" not in text
    assert text.count("apt-get update") == text.count("rm -rf /var/lib/apt/lists/*")


def test_libraries_are_the_machines_versions() -> None:
    """A probe behaves alike on the machine and at a vantage because both run the same libraries."""
    inside = _pins(COMPOSE / "local/python/requirements.txt")
    outside = _pins(COMPOSE.parents[1] / "requirements.txt")
    shared = inside.keys() & outside.keys()

    assert {"aioice", "aiortc", "msgspec", "slixmpp", "websockets"} <= shared
    assert {name: inside[name] for name in shared} == {name: outside[name] for name in shared}


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.parent.name)
def test_what_is_installed_is_locked(path: Path) -> None:
    """Every library of requirements.in is in requirements.txt, in that version, and each with hashes."""
    asked = dict(re.findall(r"^([\w.-]+)==(\S+)", path.read_text(), re.MULTILINE))
    locked = path.with_suffix(".txt")

    assert {name.lower().replace("_", "-"): version for name, version in asked.items()}.items() <= _pins(locked).items()
    assert locked.read_text().count("==") == len(re.findall(r"==\S+ \\\n +--hash=sha256:", locked.read_text()))


def _pins(path: Path) -> dict[str, str]:
    pins = re.findall(r"^([\w.-]+)==(\S+) \\$", path.read_text(), re.MULTILINE)
    return {name.lower().replace("_", "-"): version for name, version in pins}
