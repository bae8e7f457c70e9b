"""What an admin's compose file mounts: what the twin mounts too, what is the lab's, what is refused in one line."""

from pathlib import Path
from typing import Any

import pytest

from fixtures.lab.compose_overlay import Laid, overlaid
from fixtures.lab.errors import ConfigurationError
from fixtures.lab.files import File
from fixtures.lab.own_files import OwnFiles, OwnProject
from fixtures.lab.plan import LAB

HELD = (File("/srv/jitsi/web/custom.js", b"a"), File("/opt/rules/a.lua", b"b"), File("/root/x/page.html", b"c"))
PROJECT = OwnProject("srv/jitsi/docker-compose.yml", "srv/jitsi", (), HELD)
WATCHER = {"image": "containrrr/watchtower", "volumes": [{"type": "bind", "source": "/var/run/docker.sock"}]}


def laid(source: str, target: str = "/usr/share/x", *without: str, name: str = "frontend") -> Laid:
    """Return what a project comes to whose service of that name has one mount."""
    services: dict[str, Any] = {"frontend": {"image": "jitsi/web"}, "watcher": dict(WATCHER)}
    services[name]["volumes"] = [{"type": "bind", "source": source, "target": target, "read_only": True}]
    network: dict[str, Any] = {"networks": {"meet.jitsi": {}}}
    ours = {"services": {"web": network}, "networks": {"meet.jitsi": {"ipam": {"config": [{"subnet": "10.9.8.0/24"}]}}}}
    return overlaid({"services": services}, ours, PROJECT, {}, without)


def refusal(source: str, target: str = "/usr/share/x", *without: str) -> str:
    """Return the one line in which a mount is refused."""
    with pytest.raises(ConfigurationError) as refused:
        laid(source, target, *without)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("source", "there"),
    [
        ("./web/custom.js", "/srv/jitsi/web/custom.js"),
        ("web", "/srv/jitsi/web"),
        ("../../opt/rules", "/opt/rules"),
        ("/opt/rules/a.lua", "/opt/rules/a.lua"),
        ("/opt/rules/", "/opt/rules"),
        ("~/x", "/root/x"),
    ],
)
def test_what_the_folder_has_is_mounted(source: str, there: str) -> None:
    """A path of the host that the folder has below its root is mounted in the twin where the admin mounts it."""
    found = laid(source)

    mount = f'[{{"type": "bind", "source": "{there}", "target": "/usr/share/x", "read_only": true}}]'
    assert f'"volumes": {mount}' in found.override.decode()
    assert found.mounted == (there,)
    assert "srv/jitsi/docker-compose.yml: frontend, volumes" not in dict(found.not_mirrored)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("/srv/jitsi/config/web", "/config"),
        ("~/.jitsi-meet-cfg/prosody", "/config"),
        ("/data/data1/dockervols/jitsi/coturn/certs", "/certs"),
        ("/srv/certs", "/etc/coturn/certs"),
        ("/etc/letsencrypt", "/certs"),
        ("/etc/localtime", "/etc/localtime"),
        ("/srv/plugins", "/prosody-plugins-custom"),
        ("./data", "/anywhere"),
    ],
)
def test_what_is_the_labs(source: str, target: str) -> None:
    """Data, certificates and what every host has are listed as the lab's own; so is data of the project's folder."""
    found = laid(source, target)

    assert found.mounted == ()
    assert "the lab's" in dict(found.not_mirrored)["srv/jitsi/docker-compose.yml: frontend, volumes"]


@pytest.mark.parametrize("source", ["../../../secrets", "data/../../../../x"])
def test_mount_that_leads_out(source: str) -> None:
    """What leads out of the folder is refused, also for a service that no twin has."""
    assert "leads out of the folder; copy what is meant into it" in refusal(source)
    with pytest.raises(ConfigurationError, match="into watcher, which leads out"):
        laid(source, name="watcher")


@pytest.mark.parametrize(
    ("source", "copy"),
    [("/opt/rules.lua", "opt/rules.lua"), ("/etc/letsencryption", "etc/letsencryption"), ("~/y", "root/y")],
)
def test_mount_of_what_is_elsewhere(source: str, copy: str) -> None:
    """A path of the host that the folder does not have is refused by service and path, with what can be done."""
    said = refusal(source)

    assert said.startswith(
        f"srv/jitsi/docker-compose.yml mounts {source} into frontend, at /usr/share/x, and the folder"
    )
    assert f"copy it to {copy} there, or go without it by --without-mount {source}." in said


def test_file_in_what_the_images_write() -> None:
    """A single file in the images' folder of configuration is the admin's, and refused where the folder lacks it."""
    assert "/srv/custom.js" in refusal("/srv/custom.js", "/config/custom-config.js")


def test_going_without() -> None:
    """A mount that the caller goes without is listed; one that is not there is refused."""
    found = laid("/opt/rules.lua", "/usr/share/x", "/opt/rules.lua/")

    assert "srv/jitsi/docker-compose.yml: frontend, volumes" in dict(found.not_mirrored)
    assert refusal("/opt/rules", "/x", "/opt/rule") == (
        "--without-mount /opt/rule names what no service of srv/jitsi/docker-compose.yml mounts; they mount "
        "/opt/rules, /var/run/docker.sock."
    )


def test_files_of_a_mount_are_laid() -> None:
    """What is mounted lies on the twin's host, and is no longer listed as left out; nothing else of the folder is."""
    left = (("srv/jitsi/web/custom.js", "why"), ("opt/rules/a.lua", "why"))
    own = OwnFiles(Path("/mine"), LAB, (), not_mirrored=left, compose=PROJECT)

    found = own.with_project(b"{}", (("x", "y"),), ("/opt/rules",))

    assert [file.path for file in found.files] == ["/opt/rules/a.lua"]
    assert found.not_mirrored == (("srv/jitsi/web/custom.js", "why"), ("x", "y"))
