"""An admin's compose file over the flavour's: what is taken, what is replaced, what is listed as left out."""

from typing import Any

from fixtures.lab.compose_overlay import overlaid, written
from fixtures.lab.own_files import OwnProject

PROJECT = OwnProject("srv/jitsi/docker-compose.yml", "srv/jitsi", ())
POOL = {"subnet": "172.30.0.0/24", "gateway": "172.30.0.1", "ip_range": "172.30.0.128/25"}


def ours() -> dict[str, Any]:
    """A flavour of two services, one of which is told of the other's address."""
    return {
        "services": {
            "web": {
                "image": "jitsi-conformance/web:local",
                "networks": {"meet.jitsi": {"ipv4_address": "172.30.0.80", "aliases": ["meet.jitsi"]}},
                "ports": [{"target": 80, "published": "8289", "host_ip": "127.0.0.1", "protocol": "tcp"}],
            },
            "prosody": {
                "environment": {"WEB_ADDRESS": "172.30.0.80", "JVB_AUTH_PASSWORD": "x"},
                "networks": {"meet.jitsi": {"aliases": ["xmpp.meet.jitsi"]}},
            },
        },
        "networks": {"meet.jitsi": {"ipam": {"config": [POOL]}}},
    }


def theirs(web: dict[str, Any] | None = None, network: dict[str, Any] | None = None) -> dict[str, Any]:
    """An admin's project with services of other names, and one that no Jitsi has."""
    return {
        "services": {
            "frontend": {
                "image": "jitsi/web:stable-9823",
                "networks": {"jitsi": None},
                "restart": "always",
                **(web or {}),
            },
            "xmpp": {"image": "jitsi/prosody", "networks": {"jitsi": {"aliases": ["chat"]}}},
            "watchtower": {"image": "containrrr/watchtower"},
        },
        "networks": {"jitsi": network or {}},
    }


def laid(**kind: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the override's text and what is not mirrored, without the file's name."""
    result = overlaid(theirs(**kind), ours(), PROJECT, {"nofile": 20000})
    told = {what.removeprefix(f"{PROJECT.name}: "): why for what, why in result.not_mirrored}
    return result.override.decode(), told


def test_services_by_their_images() -> None:
    """Whatever a service is called there, its image says what it is; its own name stays an alias."""
    text, told = laid()

    assert '"aliases": ["meet.jitsi", "frontend"], "ipv4_address": "172.30.0.80"' in text
    assert '"aliases": ["xmpp.meet.jitsi", "chat", "xmpp"]' in text
    assert '"restart": "always"' in text
    assert "alone" in told["watchtower"]


def test_ports_and_what_no_twin_has() -> None:
    """The page is published where the admin has it; TLS in the web container is listed as left out."""
    ports = [
        {"target": 8000, "published": "127.0.0.1:8000", "protocol": "tcp"},
        {"target": 443, "published": "8443", "protocol": "tcp"},
    ]
    text, told = laid(web={"ports": ports, "cap_add": ["X"], "devices": ["Y"]})

    assert '"ports": !override [{"target": 80, "published": "127.0.0.1:8000", "protocol": "tcp"}]' in text
    assert "no TLS" in told["frontend, port 8443:443"]
    assert "frontend, cap_add, devices" in told


def test_variables() -> None:
    """Secrets, the lab's own addresses and what is empty are not taken."""
    said = {"ENABLE_LOBBY": "1", "JVB_AUTH_PASSWORD": "hunter22", "JVB_ADVERTISE_IPS": "203.0.113.5", "TZ": ""}
    text, _ = laid(web={"environment": said})

    assert '"environment": {"ENABLE_LOBBY": "1"}' in text
    assert "hunter22" not in text


def test_health() -> None:
    """A check of the admin's replaces the flavour's whole; without one the flavour's stays, and that is said."""
    text, told = laid(web={"healthcheck": {"test": ["CMD", "true"], "interval": "10s"}})

    assert '"healthcheck": !override {"test": ["CMD", "true"], "interval": "10s"}' in text
    assert "flavour's check" in told["xmpp, healthcheck"]


def test_limits() -> None:
    """A limit that the twin's host cannot give itself is listed as left out; any other holds."""
    text, told = laid(web={"ulimits": {"nofile": {"soft": 1024, "hard": 65536}, "nproc": 900}})

    assert '"ulimits": {"nproc": 900}' in text
    assert "no more than 20000" in told["frontend, ulimits.nofile"]


def test_another_subnet() -> None:
    """Whoever has a place in the flavour's network has the same one in the admin's, and is told of others there."""
    text, _ = laid(network={"ipam": {"config": [{"subnet": "10.9.8.0/24"}]}})

    assert '"networks": {"meet.jitsi": {"ipam": !override {"config": [{"subnet": "10.9.8.0/24", ' in text
    assert '"ipv4_address": "10.9.8.80"' in text
    assert '"WEB_ADDRESS": "10.9.8.80"' in text
    assert '"GATEWAY_ADDRESS": "10.9.8.1"' in text


def test_fixed_address_of_the_admin() -> None:
    """An address that the admin gave is the one that others are told."""
    pool = {"ipam": {"config": [{"subnet": "10.9.8.0/24", "gateway": "10.9.8.254"}]}}
    text, _ = laid(web={"networks": {"jitsi": {"ipv4_address": "10.9.8.7"}}}, network=pool)

    assert '"WEB_ADDRESS": "10.9.8.7"' in text
    assert '"GATEWAY_ADDRESS": "10.9.8.254"' in text


def test_network_that_is_made_elsewhere() -> None:
    """It is not there in a twin, which is listed."""
    text, told = laid(network={"external": True, "ipam": {"config": [{"subnet": "10.9.8.0/24"}]}})

    assert "10.9.8" not in text
    assert "made elsewhere" in told["network jitsi"]


def test_hosts_network() -> None:
    """Ports of a service in the host's network are the flavour's."""
    text, told = laid(web={"network_mode": "host", "networks": {}})

    assert '"ports": !override [{' not in text
    assert "host's network" in told["frontend, network_mode"]


def test_what_is_written_is_yaml_of_compose() -> None:
    """Keys are quoted, and nothing that YAML would take for something else is not."""
    assert written({"a": [True, "no", 1.5]}) == '{"a": [true, "no", 1.5]}'
