"""A registry on loopback that has made-up images, or fails in one way (distribution: HTTP API V2)."""

import gzip
import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG_TYPE = "application/vnd.docker.container.image.v1+json"
LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar.gzip"


def digest(content: bytes) -> str:
    """The name of a piece of content in a registry."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@dataclass(slots=True)
class RegistryDouble:
    """What the registry does; may be changed while it serves.

    status: of every answer but the greeting's, 200 for what it has; hangs: it takes requests and says nothing;
    cuts: the connection ends in the middle of a layer; stalls: it stays open there, and nothing more comes.
    """

    address: str = ""
    status: int = 200
    hangs: bool = False
    cuts: bool = False
    stalls: bool = False
    content: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)

    def push(self, name: str, *, architecture: str = "amd64", text: str = "one", **settings: Any) -> str:
        """Put an image of one file under a name of the form REPOSITORY:TAG; returns its ID on an engine."""
        layer = _layer(text.encode())
        config = json.dumps(
            {
                **{"architecture": architecture, "os": "linux", "config": settings},
                "rootfs": {"type": "layers", "diff_ids": [digest(layer)]},
            }
        ).encode()
        packed = gzip.compress(layer, mtime=0)
        manifest = {
            **{"schemaVersion": 2, "mediaType": MANIFEST_TYPE},
            "config": {"mediaType": CONFIG_TYPE, "size": len(config), "digest": digest(config)},
            "layers": [{"mediaType": LAYER_TYPE, "size": len(packed), "digest": digest(packed)}],
        }
        told = json.dumps(manifest).encode()
        repository, _, tag = name.partition(":")
        for reference in (tag, digest(told)):
            self.content[f"/v2/{repository}/manifests/{reference}"] = (MANIFEST_TYPE, told)
        self.content[f"/v2/{repository}/blobs/{digest(config)}"] = ("application/octet-stream", config)
        self.content[f"/v2/{repository}/blobs/{digest(packed)}"] = ("application/octet-stream", packed)
        return digest(config)

    def find(self, path: str) -> tuple[int, str, bytes]:
        """Status, content type and content of an answer."""
        if path == "/v2/":
            return 200, "application/json", b"{}"
        if self.status != 200 or path not in self.content:
            status = self.status if self.status != 200 else 404
            return status, "application/json", b'{"errors": []}'
        return 200, *self.content[path]


def _layer(text: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("text")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return buffer.getvalue()


@contextmanager
def serving() -> Iterator[RegistryDouble]:
    """Serve a registry on a free port of loopback, which an engine asks without TLS."""
    double = RegistryDouble()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, *, with_body: bool) -> None:
            double.asked.append(self.path)
            if double.hangs:
                double.closed.wait()
                self.close_connection = True
                return
            status, kind, content = double.find(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
            if "/manifests/" in self.path and status == 200:
                self.send_header("Docker-Content-Digest", digest(content))
            self.end_headers()
            if with_body and (double.cuts or double.stalls) and "/blobs/" in self.path:
                self.wfile.write(content[: len(content) // 2])
                self.wfile.flush()
                if double.stalls:
                    double.closed.wait()
                self.close_connection = True
            elif with_body:
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        double.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield double
        finally:
            double.closed.set()
            server.shutdown()
            thread.join()
