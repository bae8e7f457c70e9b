"""The documentation of Debian's packages is read in our images, without starting anything."""

import sys

from fixtures.lab.engine import connect
from fixtures.lab.image_files import READ
from fixtures.lab.images import ImageStore
from fixtures.lab.label import LABEL
from fixtures.lab.progress import PlainProgress
from fixtures.preflight.checkout import ROOT
from fixtures.preflight.static.documents import WATCHED, documents_of


def test_packages_of_the_images() -> None:
    """Every package that a deployment stands on has a changelog with its version, and no container stays."""
    client, progress = connect(), PlainProgress(sys.stderr)
    ImageStore(client, progress).ensure(WATCHED)

    found = documents_of(ROOT, progress)

    read = {image: {name: bool(each.version) for name, each in packages.items()} for image, packages in found.items()}
    assert read == {image: dict.fromkeys(names, True) for image, names in WATCHED.items()}
    assert client.containers.list(all=True, filters={"label": f"{LABEL}={READ}"}) == []
