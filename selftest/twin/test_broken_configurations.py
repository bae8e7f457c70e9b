"""A configuration that its daemon refuses is named with file and line before anything is booted."""

import sys
from dataclasses import replace

import docker
import pytest

from fixtures.lab.authority import Authority
from fixtures.lab.certbot import certificate_files
from fixtures.lab.configurations import refuse_broken
from fixtures.lab.engine import connect
from fixtures.lab.errors import ConfigurationError
from fixtures.lab.files import File
from fixtures.lab.host import configuration_files
from fixtures.lab.images import ImageStore
from fixtures.lab.label import LABEL
from fixtures.lab.options import FrontName, LabOptions
from fixtures.lab.progress import PlainProgress

LABELS = {LABEL: "jitsi-configuration-test"}


@pytest.fixture(scope="module")
def client() -> docker.DockerClient:
    """The machine's engine."""
    return connect()


@pytest.fixture(scope="module")
def image(client: docker.DockerClient) -> str:
    """The host's image."""
    return ImageStore(client, PlainProgress(sys.stderr)).ensure(["host"])["host"]


@pytest.fixture(scope="module")
def files() -> list[File]:
    """What the host is given."""
    return [*configuration_files(LabOptions()), *certificate_files(Authority())]


@pytest.mark.parametrize("front", list(FrontName))
def test_the_twins_own_configurations_are_taken(client: docker.DockerClient, image: str, front: FrontName) -> None:
    """Nothing is refused that a twin boots with, whatever its front, and the container that asked is gone."""
    own = [*configuration_files(LabOptions(front=front)), *certificate_files(Authority())]

    refuse_broken(client, image, own, LABELS)

    assert client.containers.list(all=True, filters={"label": f"{LABEL}={LABELS[LABEL]}"}) == []


def test_a_slip_of_the_front_is_named_where_it_is(client: docker.DockerClient, image: str) -> None:
    """Also where nobody but nginx has 443."""
    own = [*configuration_files(LabOptions(front=FrontName.PLAIN)), *certificate_files(Authority())]
    spoilt = [
        replace(file, content=file.content.replace(b"ssl", b"slt")) if file.path.endswith("front.d/meet.conf") else file
        for file in own
    ]

    with pytest.raises(ConfigurationError, match=r'nginx refuses .*invalid parameter "slt" in .*meet\.conf:\d+'):
        refuse_broken(client, image, spoilt, LABELS)


@pytest.mark.parametrize(
    ("name", "right", "wrong", "words"),
    [
        pytest.param(
            "haproxy.cfg",
            b"bind ",
            b"bnid ",
            r"haproxy refuses .*haproxy\.cfg:\d+\] : unknown keyword 'bnid'",
            id="haproxy",
        ),
        pytest.param(
            "jitsi.conf",
            b"server_name",
            b"server_naem",
            r'nginx refuses .*unknown directive "server_naem" in .*jitsi\.conf:\d+',
            id="nginx",
        ),
        pytest.param(
            "go-mmproxy-ssl.service",
            b"[Service]",
            b"[Servcie]",
            r"systemd refuses .*go-mmproxy-ssl\.service:\d+: Unknown section 'Servcie'",
            id="a unit's section",
        ),
        pytest.param(
            "go-mmproxy-ssl.service",
            b"ExecStart=/usr/bin/go-mmproxy",
            b"ExecStart=/usr/bin/go-mmproxi",
            r"systemd refuses .*go-mmproxi is not executable",
            id="a unit's program",
        ),
        pytest.param(
            "docker-compose.yml",
            b"services:",
            b"servcies:",
            r"docker-compose refuses .*Additional property servcies is not allowed",
            id="compose",
        ),
    ],
)
def test_a_slip_is_named_where_it_is(
    client: docker.DockerClient, image: str, files: list[File], name: str, right: bytes, wrong: bytes, words: str
) -> None:
    """The daemon's own words are in the sentence, on one line."""
    spoilt = [
        replace(file, content=file.content.replace(right, wrong)) if file.path.endswith(name) else file
        for file in files
    ]

    with pytest.raises(ConfigurationError, match=words) as refusal:
        refuse_broken(client, image, spoilt, LABELS)

    assert "\n" not in str(refusal.value)
