"""Images that look like the published ones: users, paths, ports, environment names, log formats and start of theirs."""

from pathlib import Path

import docker

from fixtures.lab.images import RECIPES, ImageStore, Recipe
from fixtures.lab.options import Flavour
from fixtures.lab.progress import Progress

FOLDER = Path(__file__).parent
ORGANISATION = {Flavour.SEED: "tob123/jitsi-", Flavour.UPSTREAM: "jitsi/"}
"""What stands before the service's name in the names of the published images (compose/jitsi/*/docker-compose.yml)."""
TAG = {Flavour.SEED: "stable", Flavour.UPSTREAM: "stable-11146"}
SERVICES = {
    Flavour.SEED: ("web", "prosody", "jicofo", "jvb", "turn"),
    Flavour.UPSTREAM: ("web", "prosody", "jicofo", "jvb"),
}
SHARED = {"seed-prosody": ("modules",), "upstream-prosody": ("modules", "upstream/common")}
"""Folders that an image is made of besides its own; the rest of upstream's needs the common one."""


def _recipe(flavour: Flavour, service: str) -> Recipe:
    name = f"{flavour}-{service}"
    shared = SHARED.get(name, ("upstream/common",) if flavour is Flavour.UPSTREAM else ())
    return Recipe(
        f"look-alike-{name}",
        (f"{flavour}/{service}", *shared),
        parent=service,
        argument=f"{service.upper()}_IMAGE",
        root=FOLDER,
    )


LOOK_ALIKES = {(flavour, service): _recipe(flavour, service) for flavour in SERVICES for service in SERVICES[flavour]}
REGISTRY = Recipe("look-alike-registry", ("registry",), root=FOLDER)


def published_name(flavour: Flavour, service: str) -> str:
    """The name of a published image without its registry."""
    return f"{ORGANISATION[flavour]}{service}:{TAG[flavour]}"


def build(client: docker.DockerClient, progress: Progress, flavour: Flavour) -> dict[str, str]:
    """Builds a flavour's look-alikes; published name to the tag on the machine's engine.

    Raises ImageError when a build fails.
    """
    tags = _store(client, progress).ensure(LOOK_ALIKES[flavour, service].name for service in SERVICES[flavour])
    return {published_name(flavour, service): tags[LOOK_ALIKES[flavour, service].name] for service in SERVICES[flavour]}


def build_registry(client: docker.DockerClient, progress: Progress) -> str:
    """Builds the registry's image; returns its tag."""
    return _store(client, progress).ensure([REGISTRY.name])[REGISTRY.name]


def _store(client: docker.DockerClient, progress: Progress) -> ImageStore:
    own = {recipe.name: recipe for recipe in (*LOOK_ALIKES.values(), REGISTRY)}
    return ImageStore(client, progress, {**RECIPES, **own})
