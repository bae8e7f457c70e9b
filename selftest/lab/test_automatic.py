"""`--flavour auto` takes the published images when a registry has them, in bounded time, and says what it chose."""

import time
from collections.abc import Iterator

import pytest

from fixtures.lab import automatic
from fixtures.lab.automatic import ask_beside, published_image, settled
from fixtures.lab.options import Flavour, LabOptions
from selftest.lab.registry_double import RegistryDouble, serving


@pytest.fixture
def double() -> Iterator[RegistryDouble]:
    """A registry on loopback, empty."""
    with serving() as served:
        yield served


@pytest.fixture
def full(double: RegistryDouble) -> RegistryDouble:
    """The same with the published images."""
    image = published_image(LabOptions(flavour=Flavour.UPSTREAM, registry=double.address))
    double.push(image.removeprefix(f"{double.address}/"))
    return double


def test_where_a_registry_has_the_published_images_they_run(full: RegistryDouble) -> None:
    """Flavour upstream, with a sentence that names the registry."""
    options, choice = settled(LabOptions(auto=True, registry=full.address))

    assert options.flavour is Flavour.UPSTREAM
    assert choice == f"Flavour upstream, the published images, because {full.address} answers."


@pytest.mark.parametrize("hangs", [True, False], ids=["hangs", "does not have them"])
def test_where_no_registry_has_them_flavour_local_runs(double: RegistryDouble, hangs: bool) -> None:
    """Within a few seconds, and with the reason."""
    double.hangs = hangs
    began = time.monotonic()

    options, choice = settled(LabOptions(auto=True, registry=double.address))

    assert options.flavour is Flavour.LOCAL
    assert choice.startswith(f"Flavour local, because {double.address} did not tell of {double.address}/jitsi/web:")
    assert time.monotonic() - began < 6


def test_offline_and_without_network_nothing_is_asked(full: RegistryDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is a reason of its own."""
    monkeypatch.setattr(automatic, "has_uplink", lambda: False)

    offline, spoken = settled(LabOptions(auto=True, registry=full.address, offline=True))
    unconnected, reason = settled(LabOptions(auto=True))

    assert (offline.flavour, unconnected.flavour) == (Flavour.LOCAL, Flavour.LOCAL)
    assert "(--offline)" in spoken
    assert "this machine has no network" in reason
    assert not full.asked


def test_a_flavour_that_was_given_is_kept() -> None:
    """And nothing is said about it."""
    assert settled(LabOptions(flavour=Flavour.SEED)) == (LabOptions(flavour=Flavour.SEED), "")


def test_beside_a_local_run_a_registry_is_asked(full: RegistryDouble) -> None:
    """Its name is there once it has answered."""
    answered = ask_beside(LabOptions(registry=full.address))

    deadline = time.monotonic() + 10
    while not answered() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert answered() == full.address


def test_a_registry_that_hangs_holds_nobody_up(double: RegistryDouble) -> None:
    """What is returned never waits."""
    double.hangs = True
    began = time.monotonic()

    assert ask_beside(LabOptions(registry=double.address))() == ""
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"offline": True}, id="offline"),
        pytest.param({"flavour": Flavour.SEED}, id="published images anyway"),
        pytest.param({"images": {"jvb": "a/b:c"}}, id="an image of one's own"),
    ],
)
def test_a_run_that_looks_at_other_images_asks_nobody(full: RegistryDouble, options: dict[str, object]) -> None:
    """Nor does one that may not."""
    answered = ask_beside(LabOptions(registry=full.address, **options))  # type: ignore[arg-type]
    time.sleep(0.5)

    assert answered() == ""
    assert not full.asked
