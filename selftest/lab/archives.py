"""Archives as `docker save` writes them, of made-up images, whole and damaged."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Members = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class MadeUp:
    """An image that nobody built: each layer is a text in a file."""

    name: str
    layers: tuple[bytes, ...] = (b"base", b"service")
    architecture: str = "amd64"
    settings: dict[str, Any] = field(default_factory=lambda: {"Entrypoint": ["/init"]})

    @property
    def config(self) -> bytes:
        """Its configuration, of which the ID is the digest."""
        digests = [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in self.layers]
        values = {"architecture": self.architecture, "os": "linux", "config": self.settings}
        return json.dumps({**values, "rootfs": {"type": "layers", "diff_ids": digests}}).encode()

    @property
    def id(self) -> str:
        """The ID that an engine would give it."""
        return f"sha256:{hashlib.sha256(self.config).hexdigest()}"


def members(*images: MadeUp) -> Members:
    """The files of an archive that holds these images, the manifest first."""
    entries, blobs = [], {}
    for image in images:
        parts = {_blob(part): part for part in (image.config, *image.layers)}
        blobs.update(parts)
        names = list(parts)
        entries.append({"Config": names[0], "RepoTags": [image.name] if image.name else None, "Layers": names[1:]})
    return {"manifest.json": json.dumps(entries).encode(), **blobs}


def written(path: Path, files: Members, bend: Callable[[bytes], bytes] = bytes) -> Path:
    """Writes an archive of these files; `bend` changes its bytes."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    path.write_bytes(bend(buffer.getvalue()))
    return path


def _blob(content: bytes) -> str:
    return f"blobs/sha256/{hashlib.sha256(content).hexdigest()}"
