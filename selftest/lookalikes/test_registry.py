"""Images come from a real registry on loopback, or a sentence says why not."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docker
import pytest
from docker.errors import ImageNotFound

from fixtures.lab.errors import ImageError
from fixtures.lab.flavours import service_images
from fixtures.lab.images import ImageStore
from fixtures.lab.options import Flavour, LabOptions
from fixtures.lab.progress import PlainProgress
from fixtures.lab.slot import Slot
from selftest.lookalikes.cut_line import cut_line
from selftest.lookalikes.handmade import put_image
from selftest.lookalikes.images import SERVICES, published_name
from selftest.lookalikes.registry import Account, Registry, serving

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = Account("admin", "open sesame")
NAMES = {flavour: sorted(published_name(flavour, service) for service in SERVICES[flavour]) for flavour in SERVICES}
FIRST = NAMES[Flavour.SEED][0]
"""The image that a run asks for first: names are asked for in order."""
LOGIN = r"(?i)credentials|unauthorized|log in|login"
Pull = Callable[[Flavour, str], object]


@pytest.fixture
def pull(own: Slot, engine: docker.DockerClient, progress: PlainProgress) -> Pull:
    """Gets a flavour's images from a registry as a run does."""

    def get(flavour: Flavour, address: str) -> object:
        options = LabOptions(flavour, registry=address)
        return service_images(engine, ImageStore(engine, progress), options, progress, own.labels)

    return get


def has(engine: docker.DockerClient, reference: str) -> bool:
    """Whether the engine has an image of this name."""
    try:
        engine.images.get(reference)
    except ImageNotFound:
        return False
    return True


@pytest.fixture
def log_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Account], None]:
    """Leaves behind what `docker login` does."""

    def login(address: str, account: Account) -> None:
        word = base64.b64encode(f"{account.user}:{account.password}".encode()).decode()
        (tmp_path / "config.json").write_text(json.dumps({"auths": {address: {"auth": word}}}))
        monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))

    return login


@pytest.mark.parametrize("flavour", list(SERVICES))
def test_a_flavours_images_are_pulled(
    engine: docker.DockerClient, mirror: Registry, pull: Pull, flavour: Flavour
) -> None:
    """Every image that the compose names, under the mirror's address."""
    pull(flavour, mirror.address)

    assert [name for name in NAMES[flavour] if not has(engine, f"{mirror.address}/{name}")] == []


def test_a_second_run_needs_no_registry(own: Slot, registry_image: str, pull: Pull) -> None:
    """What was pulled once is there; the registry may be gone."""
    with serving(own, registry_image) as registry:
        for name in NAMES[Flavour.SEED]:
            put_image(registry.address, name, size=10)
        pull(Flavour.SEED, registry.address)
        registry.kill()

        pull(Flavour.SEED, registry.address)


def test_a_tag_that_the_registry_does_not_have_is_named(own: Slot, registry_image: str, pull: Pull) -> None:
    """The image's repository is there, its tag is another one."""
    with serving(own, registry_image) as registry:
        put_image(registry.address, f"{FIRST.partition(':')[0]}:old", size=10)

        with pytest.raises(ImageError, match=f"{registry.address}/{FIRST}") as refusal:
            pull(Flavour.SEED, registry.address)

    assert "\n" not in str(refusal.value)
    assert "stable" in str(refusal.value)


def test_a_registry_that_wants_a_login_is_named(own: Slot, registry_image: str, pull: Pull) -> None:
    """The admin reads that credentials are missing, and sees no password."""
    with (
        serving(own, registry_image, ACCOUNT) as registry,
        pytest.raises(ImageError, match=LOGIN) as refusal,
    ):
        pull(Flavour.SEED, registry.address)

    assert ACCOUNT.password not in str(refusal.value)


def test_a_wrong_password_is_refused(
    own: Slot, registry_image: str, pull: Pull, log_in: Callable[[str, Account], None]
) -> None:
    """A login of another day opens nothing."""
    with serving(own, registry_image, ACCOUNT) as registry:
        log_in(registry.address, Account("admin", "of another day"))

        with pytest.raises(ImageError, match=LOGIN):
            pull(Flavour.SEED, registry.address)


def test_with_the_login_the_images_come(
    own: Slot, engine: docker.DockerClient, registry_image: str, pull: Pull, log_in: Callable[[str, Account], None]
) -> None:
    """The same registry, after docker login."""
    with serving(own, registry_image, ACCOUNT) as registry:
        log_in(registry.address, ACCOUNT)
        for name in NAMES[Flavour.SEED]:
            put_image(registry.address, name, size=10, account=ACCOUNT)

        pull(Flavour.SEED, registry.address)

        assert has(engine, f"{registry.address}/{FIRST}")


@pytest.mark.lookalikes
def test_a_pull_that_is_cut_off_leaves_nothing_and_can_be_repeated(
    own: Slot, engine: docker.DockerClient, registry_image: str, pull: Pull
) -> None:
    """The engine gives up after its own five attempts; half an image is no image."""
    with serving(own, registry_image) as registry:
        for name in NAMES[Flavour.SEED]:
            put_image(registry.address, name, size=5_000_000)
        with cut_line(registry.address, limit=1_000_000) as line:
            with pytest.raises(ImageError, match=FIRST) as refusal:
                pull(Flavour.SEED, line.address)

            assert line.was_cut.is_set()
            assert not has(engine, f"{line.address}/{FIRST}")

        pull(Flavour.SEED, registry.address)

        assert has(engine, f"{registry.address}/{FIRST}")
    assert "No such image" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_run_without_its_registry_ends_with_one_line_and_status_2(tmp_path: Path) -> None:
    """Nobody listens there; no twin is begun, and the report says so too."""
    words = [sys.executable, "-m", "pytest", "suites", "--require", "EDGE-01", "--reports", str(tmp_path)]

    ended = subprocess.run(
        [*words, "--flavour", "seed", "--registry", "127.0.0.1:9"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )

    assert ended.returncode == 2
    report = json.loads((tmp_path / "latest/report.json").read_text())
    assert f"127.0.0.1:9/{FIRST}" in json.dumps(report)
    assert report["totals"]["holds"] == 0
