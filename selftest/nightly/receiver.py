"""A server on loopback that takes messages, or does to them what such servers do."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class Receiver:
    """What came. status: what is answered; hangs: nothing is."""

    status: int = 200
    hangs: bool = False
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""
    over: Event = field(default_factory=Event)


@contextmanager
def receiving(status: int = 200, *, hangs: bool = False) -> Iterator[Receiver]:
    """Yield a receiver that answers as it is told."""
    receiver = Receiver(status, hangs)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            if receiver.hangs:
                receiver.over.wait()
                return
            receiver.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            receiver.headers.append(dict(self.headers))
            self.send_response(receiver.status)
            if 300 <= receiver.status < 400:
                self.send_header("Location", receiver.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook/s3cret"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mail_server() -> Iterator[tuple[int, list[str]]]:
    """Yield the port of a server that takes one mail (RFC 5321), and the lines that it was sent."""
    lines: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rw", newline="\r\n") as stream:
            stream.write("220 ready\n")
            stream.flush()
            in_data = False
            for line in stream:
                lines.append(line.rstrip("\r\n"))
                if in_data and lines[-1] != ".":
                    continue
                in_data = lines[-1].upper() == "DATA"
                stream.write("354 go on\n" if in_data else "221 bye\n" if lines[-1].upper() == "QUIT" else "250 fine\n")
                stream.flush()
                if lines[-1].upper() == "QUIT":
                    return

    thread = Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], lines
    finally:
        thread.join(timeout=10)
        listener.close()
