"""`python -m selftest.target.behind_a_fence NAME`: prints as JSON what gets out of a fenced vantage and what it leaves.

It is run in a network namespace of its own (unshare --net --mount), in which 198.51.100.1 is a server that answers.
"""

import json
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from fixtures.probes import stun
from fixtures.probes.net import PortState, scan
from fixtures.target.fence import fenced

SERVER: Final = "198.51.100.1"
TCP: Final = (80, 443, 5349)
UDP: Final = 3478


def accept(port: int) -> None:
    """Accept whoever comes."""
    with socket.create_server((SERVER, port)) as server:
        while True:
            server.accept()[0].close()


def prepare() -> None:
    """Be the server; the machine's own lists of namespaces stay as they are."""
    for words in (
        ("mount", "-t", "tmpfs", "tmpfs", "/run"),
        ("ip", "link", "set", "lo", "up"),
        ("ip", "address", "add", f"{SERVER}/32", "dev", "lo"),
    ):
        subprocess.run(words, check=True)
    for port in TCP:
        threading.Thread(target=accept, args=(port,), daemon=True).start()


def main(name: str) -> None:
    """Look out of the vantage."""
    prepare()
    with socket.socket(type=socket.SOCK_DGRAM) as udp:
        udp.bind((SERVER, UDP))
        udp.settimeout(0.1)
        with fenced(name) as vantage:
            seen = vantage.run(scan.tcp, SERVER, TCP, within=3.0)
            vantage.run(stun.binding, SERVER, UDP, within=1.0)
            vantage.close()
        try:
            arrived = bool(udp.recv(2048))
        except TimeoutError:
            arrived = False
    links = [path.name for path in Path("/sys/class/net").iterdir() if path.name.startswith("jc-")]
    listed = subprocess.run(("nft", "list", "tables"), capture_output=True, text=True, check=True).stdout
    json.dump(
        {"open": list(seen.with_state(PortState.OPEN)), "udp": arrived, "left": [*links, *listed.split()]}, sys.stdout
    )


if __name__ == "__main__":
    main(sys.argv[1])
