"""An image is pulled when the registry has another one; a refusal is one sentence and leaves nothing."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docker
import pytest

from fixtures.lab import registry
from fixtures.lab.engine import connect
from fixtures.lab.errors import ImageError
from fixtures.lab.host_images import HostImage
from fixtures.lab.progress import PlainProgress
from fixtures.lab.registry import digest_now, has_uplink, host_of, obtain, refusal_sentence
from selftest.lab.registry_double import RegistryDouble, serving

Obtain = Callable[..., HostImage]


@pytest.fixture(scope="module")
def engine() -> docker.DockerClient:
    """The machine's engine."""
    return connect()


@pytest.fixture
def double(engine: docker.DockerClient) -> Iterator[RegistryDouble]:
    """A registry on loopback; what the engine got from it is removed afterwards."""
    with serving() as served:
        yield served
        for image in engine.images.list():
            if any(each.startswith(f"{served.address}/") for each in (*image.tags, *image.attrs["RepoDigests"])):
                engine.images.remove(str(image.id), force=True)


@pytest.fixture
def name(double: RegistryDouble) -> str:
    """A bridge of tomorrow in the registry."""
    double.push("jitsi/jvb:tomorrow", Entrypoint=["/init"])
    return f"{double.address}/jitsi/jvb:tomorrow"


@pytest.fixture
def get(engine: docker.DockerClient) -> Obtain:
    """Gets an image, telling nobody."""
    return lambda name, **how: obtain(engine, name, PlainProgress(io.StringIO()), set(), **how)


def is_free_of(engine: docker.DockerClient, name: str) -> bool:
    """Whether the engine has nothing under this name."""
    return not engine.images.list(name)


def test_what_is_missing_is_pulled(double: RegistryDouble, name: str, get: Obtain) -> None:
    """The image has the ID of its configuration, and the digest that the registry has."""
    image = get(name)

    assert image.id == double.push("jitsi/jvb:tomorrow", Entrypoint=["/init"])
    assert image.digest == f"{double.address}/jitsi/jvb@{digest_now(name)}"
    assert image.origin == f"{name}, pulled from {double.address}"


def test_a_tag_that_moved_is_pulled_again(double: RegistryDouble, name: str, get: Obtain) -> None:
    """Yesterday's image under the same tag is not taken for today's."""
    yesterday = get(name)
    today = double.push("jitsi/jvb:tomorrow", text="two", Entrypoint=["/init"])

    assert get(name).id == today != yesterday.id


def test_a_tag_that_did_not_move_is_not_pulled_again(double: RegistryDouble, name: str, get: Obtain) -> None:
    """A warm run asks for the digest alone."""
    earlier = get(name)

    image = get(name)

    assert image.id == earlier.id
    assert image.origin == f"{name}, as {double.address} has it"


@pytest.mark.parametrize("state", [{"status": 500}, {"hangs": True}], ids=["fails", "hangs"])
def test_what_was_pulled_earlier_runs_when_nobody_answers(
    double: RegistryDouble, name: str, get: Obtain, state: dict[str, Any]
) -> None:
    """The registry's trouble is said, and the run goes on with what the machine has."""
    earlier = get(name)
    become(double, state)

    image = get(name)

    assert image.id == earlier.id
    assert image.origin == f"{name}, pulled earlier; {double.address} was not asked or did not answer"


def test_a_registry_that_was_silent_once_is_not_asked_again(
    engine: docker.DockerClient, double: RegistryDouble, name: str, get: Obtain
) -> None:
    """Five images wait for one answer, not for five."""
    get(name)
    double.asked.clear()

    obtain(engine, name, PlainProgress(io.StringIO()), {double.address})

    assert not double.asked


def test_an_image_that_was_made_here_stays_what_it_is(
    engine: docker.DockerClient, double: RegistryDouble, name: str, get: Obtain
) -> None:
    """A registry that has another image of that name is not even asked."""
    pulled = get(name)
    engine.images.remove(name)
    made, _ = engine.images.build(fileobj=io.BytesIO(b"FROM scratch\nENV MADE=here\n"), tag=name, rm=True)
    double.asked.clear()

    image = get(name)

    assert image.id == made.id != pulled.id
    assert not double.asked


def test_an_image_can_be_named_by_its_digest_and_by_its_id(
    engine: docker.DockerClient, double: RegistryDouble, name: str, get: Obtain
) -> None:
    """A digest is pulled; an ID is one that the machine's engine knows."""
    fixed = f"{double.address}/jitsi/jvb@{digest_now(name)}"

    image = get(fixed)

    assert image.digest == fixed
    assert get(image.id).id == image.id


def test_offline_no_registry_is_asked(double: RegistryDouble, name: str, get: Obtain) -> None:
    """Neither for what is missing nor for what is there."""
    with pytest.raises(ImageError, match="is not on this machine, and no registry is asked"):
        get(name, offline=True)
    assert not double.asked

    get(name)
    double.asked.clear()
    get(name, offline=True)
    assert not double.asked


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"status": 401}, "asks for a login (401); log in with `docker login"),
        ({"status": 403}, "does not have it, or not for this user (403)"),
        ({"status": 404}, "does not have it (404); look at the name and the tag"),
        ({"status": 429}, "has had too many requests (429); wait"),
        ({"status": 500}, "fails by itself (5xx); try again later"),
        ({"status": 503}, "fails by itself (5xx); try again later"),
        ({"hangs": True}, "nothing came from the registry"),
        ({"stalls": True}, "nothing came from the registry"),
        ({"cuts": True}, "broke off in the middle; try again"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, dict) else "",
)
def test_a_refusal_is_one_sentence_and_leaves_nothing(
    engine: docker.DockerClient,
    double: RegistryDouble,
    name: str,
    get: Obtain,
    state: dict[str, Any],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It names the image, the registry, what happened and what to do."""
    monkeypatch.setattr(registry, "SILENCE_PATIENCE", 3)
    become(double, state)

    with pytest.raises(ImageError) as refused:
        get(name)

    sentence = str(refused.value)
    assert words in sentence
    assert sentence.startswith(f"The image {name} cannot be pulled")
    assert f"the registry {double.address} " in sentence
    assert "\n" not in sentence
    assert is_free_of(engine, name)


def test_an_interrupted_pull_leaves_no_name(
    engine: docker.DockerClient, double: RegistryDouble, name: str, get: Obtain
) -> None:
    """After the connection broke the name is free, and the next pull works."""
    double.cuts = True
    with pytest.raises(ImageError):
        get(name)
    assert is_free_of(engine, name)
    double.cuts = False

    assert get(name).id


def test_a_registry_that_hangs_is_asked_for_three_seconds(double: RegistryDouble, name: str) -> None:
    """Whether an image is there is nothing that a run waits for."""
    double.hangs = True

    assert digest_now(name) is None


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ('Get "https://ghcr.io/v2/": dial tcp: lookup ghcr.io: no such host', "is not reached"),
        ('Get "https://ghcr.io/v2/": net/http: TLS handshake timeout', "does not answer in time"),
        ("toomanyrequests: You have reached your pull rate limit.", "too many requests (429)"),
        ("pull access denied for a/b, repository does not exist or may require 'docker login'", "not for this user"),
        ("manifest for ghcr.io/jitsi/jvb:none not found: manifest unknown: manifest unknown", "does not have it (404)"),
        ("no matching manifest for linux/arm64/v8 in the manifest list entries", "this machine's architecture"),
        ("x509: certificate signed by unknown authority", "has no certificate that the engine believes"),
        ("failed to register layer: write /x: no space left on device", "disk of the Docker engine is full"),
        ("something\nnew", "from the registry ghcr.io: something new"),
    ],
)
def test_the_engines_words_become_a_sentence(words: str, meaning: str) -> None:
    """What engines of several ages say of a registry in trouble."""
    sentence = refusal_sentence("ghcr.io/jitsi/jvb:stable", words)

    assert meaning in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("reference", "host"),
    [
        ("debian:trixie", "docker.io"),
        ("example/web", "docker.io"),
        ("ghcr.io/jitsi/web:stable", "ghcr.io"),
        ("127.0.0.1:5000/web", "127.0.0.1:5000"),
        ("localhost/web", "localhost"),
    ],
)
def test_the_registry_of_a_reference_is_known(reference: str, host: str) -> None:
    """As the engine itself reads references."""
    assert host_of(reference) == host


def test_a_machine_without_a_default_route_has_no_uplink(tmp_path: Path) -> None:
    """A route to the neighbours alone leads to no registry."""
    header = "Iface\tDestination\tGateway\n"
    neighbours, everywhere = tmp_path / "neighbours", tmp_path / "everywhere"
    neighbours.write_text(f"{header}eth0\t0000A8C0\t00000000\n")
    everywhere.write_text(f"{header}eth0\t00000000\t0100A8C0\n")

    assert not has_uplink(neighbours, tmp_path / "none")
    assert has_uplink(everywhere, tmp_path / "none")


def become(double: RegistryDouble, state: dict[str, Any]) -> None:
    """Puts the registry into a state."""
    for key, value in state.items():
        setattr(double, key, value)
