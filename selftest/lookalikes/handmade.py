"""Images written by hand into a registry (distribution specification: push), of any size, for any architecture."""

import gzip
import hashlib
import io
import json
import os
import tarfile
from urllib.parse import urljoin

import requests

from fixtures.lab.label import LABEL
from selftest.lookalikes.registry import Account

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG = "application/vnd.docker.container.image.v1+json"
LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"


def put_image(address: str, name: str, size: int, account: Account | None = None) -> None:
    """Puts an image of one layer into a registry, as name REPOSITORY:TAG; its layer is `size` random bytes, new to all.

    Raises requests.HTTPError when the registry refuses it.
    """
    repository, _, tag = name.partition(":")
    session = requests.Session()
    session.auth = (account.user, account.password) if account else None
    plain = _tar(os.urandom(size))
    layer = gzip.compress(plain, compresslevel=1)
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Cmd": ["/filler"], "Labels": {LABEL: "handmade"}},
        "rootfs": {"type": "layers", "diff_ids": [_digest(plain)]},
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": _put_blob(session, address, repository, CONFIG, json.dumps(config).encode()),
        "layers": [_put_blob(session, address, repository, LAYER, layer)],
    }
    url = f"http://{address}/v2/{repository}/manifests/{tag}"
    session.put(url, json.dumps(manifest), headers={"Content-Type": MANIFEST}, timeout=30).raise_for_status()


def _put_blob(
    session: requests.Session, address: str, repository: str, kind: str, content: bytes
) -> dict[str, str | int]:
    start = f"http://{address}/v2/{repository}/blobs/uploads/"
    begun = session.post(start, timeout=30)
    begun.raise_for_status()
    digest = _digest(content)
    place = urljoin(start, begun.headers["Location"])
    headers = {"Content-Type": "application/octet-stream"}
    session.put(place, content, params={"digest": digest}, headers=headers, timeout=60).raise_for_status()
    return {"mediaType": kind, "size": len(content), "digest": digest}


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _tar(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("filler")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
