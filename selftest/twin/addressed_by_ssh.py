"""A twin's host as a live one by OpenSSH's own server, which notes whatever arrives; and a machine beside it."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fixtures.lab import engine, plan
from fixtures.lab.files import File, pack
from fixtures.lab.plan import TRUST_STORE
from fixtures.lab.twin import Twin

PORT: Final = 2222
"""Where the router forwards SSH; 22 itself is a port that checks look at."""
URL: Final = f"ssh://root@{plan.WEB_NAME}:{PORT}"
NOTES: Final = "/var/log/what-arrived"
NOTING: Final = f"""#!/bin/sh
printf '%s\\n' "$SSH_ORIGINAL_COMMAND" >> {NOTES}
exec sh -c "$SSH_ORIGINAL_COMMAND"
"""
CONFIGURATION: Final = """\
Host *
  IdentityFile {key}
  IdentitiesOnly yes
  UserKnownHostsFile {known}
"""


ADDRESS: Final = "198.51.100.17"
ELSEWHERE: Final = f"ssh://root@{ADDRESS}"
SERVE: Final = ("sh", "-c", "lab-links && mkdir -p /run/sshd && exec /usr/sbin/sshd -D")


@dataclass(frozen=True, slots=True)
class SshWay:
    """The way in. configuration: of OpenSSH's client, with the key and the host's own key."""

    configuration: Path
    twin: Twin

    def arrived(self) -> list[str]:
        """Return every command that arrived, as the server saw it."""
        return self.twin.host.must("cat", NOTES).splitlines()


@contextmanager
def addressed(up: Twin, folder: Path) -> Iterator[SshWay]:
    """Open the twin's host to one key, through its router, until the block ends; files are written into a folder."""
    key = folder / "key"
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)), check=True)
    _let_in(up, key.with_suffix(".pub").read_text().strip())
    own = up.host.must("cat", "/etc/ssh/ssh_host_ed25519_key.pub").split()[:2]
    names = (f"[{plan.WEB_NAME}]:{PORT}", ADDRESS)
    (folder / "known").write_text("".join(f"{name} {' '.join(own)}\n" for name in names))
    _start_elsewhere(up, key.with_suffix(".pub").read_bytes())
    configuration = folder / "ssh_config"
    configuration.write_text(CONFIGURATION.format(key=key, known=folder / "known"))
    to_the_host = f"ip daddr {plan.PUBLIC_ADDRESS} tcp dport {PORT} dnat ip to {plan.HOST_ADDRESS}:22"
    with up.router.inserted("port_forwarding", to_the_host):
        yield SshWay(configuration, up)


def _let_in(up: Twin, key: str) -> None:
    script = 'install -d -m 700 /root/.ssh && printf %s "$1" > "$2" && chmod "$3" "$2"'
    noting = "/usr/local/sbin/note-what-arrives"
    up.host.must("sh", "-c", script, "sh", NOTING, noting, "755")
    up.host.must("sh", "-c", script, "sh", f'command="{noting}" {key}\n', "/root/.ssh/authorized_keys", "600")
    up.host.must("systemctl", "start", "ssh.service")


def _start_elsewhere(up: Twin, key: bytes) -> None:
    """Start a machine on the internet that lets a key in; it has the host's image and goes with the twin."""
    host, client = up.host.container, engine.connect()
    network = client.networks.get(str(host.name).replace("-host", "-internet"))
    subnet = network.attrs["IPAM"]["Config"][0]["Subnet"]
    container = client.containers.create(
        str(host.attrs["Image"]),
        list(SERVE),
        name=str(host.name).replace("-host", "-elsewhere"),
        labels=host.labels,
        environment={"LAB_LINKS": f"{subnet}={ADDRESS}/24", "LAB_RESOLVER": plan.RESOLVER},
        network=network.name,
        cap_add=["NET_ADMIN"],
    )
    trusted = up.host.must("cat", TRUST_STORE).encode()
    files = [File(TRUST_STORE, trusted), File("/etc/environment", f"SSL_CERT_FILE={TRUST_STORE}\n".encode())]
    container.put_archive("/", pack([*files, File("/root/.ssh/authorized_keys", key, 0o600)]))
    container.start()
