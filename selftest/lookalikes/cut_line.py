"""A way to a registry that breaks after so many bytes, and stays broken."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress


class CutLine:
    """Passes connections on until `limit` bytes have come back, then resets them all and takes no more."""

    def __init__(self, target: tuple[str, int], limit: int) -> None:
        self._target = target
        self._left = limit
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.was_cut = threading.Event()

    def serve(self) -> None:
        """Take connections until the line is cut."""
        while not self.was_cut.is_set():
            with suppress(OSError):
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
                with self._lock:
                    self._open |= {client, server}
                for source, sink, counted in ((client, server, False), (server, client, True)):
                    threading.Thread(target=self._pass, args=(source, sink, counted), daemon=True).start()

    def cut(self) -> None:
        """End everything that is open, and the listening."""
        self.was_cut.set()
        with self._lock:
            for each in (self._listener, *self._open):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
            self._open.clear()

    def _pass(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        with suppress(OSError), closing(sink):
            while piece := source.recv(16384):
                if counted and not self._allow(len(piece)):
                    self.cut()
                    return
                sink.sendall(piece)

    def _allow(self, size: int) -> bool:
        with self._lock:
            self._left -= size
            return self._left > 0


@contextmanager
def cut_line(registry: str, limit: int) -> Iterator[CutLine]:
    """Opens a way to a registry (HOST:PORT) that breaks after `limit` bytes of answers; closed with the block."""
    host, _, port = registry.partition(":")
    line = CutLine((host, int(port)), limit)
    thread = threading.Thread(target=line.serve, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.cut()
        thread.join(timeout=5)
