"""`python -m selftest.twin.looking_twice FOLDER [WORD...]`: judges one twin as such, and as a live host by a client.

The client is this Python in the network of the vantage `outside_too`, with the name server and the authorities that
machines there have, and without a way to the engine. It looks by the URL alone, and then by a deployment.toml with the
way to the host over OpenSSH. The reports are in FOLDER/twin, FOLDER/live, where that of the ladder is too, and
FOLDER/host; words are given to pytest each time.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from fixtures.lab import engine, plan
from fixtures.lab.options import LabOptions
from fixtures.lab.plan import TRUST_STORE
from fixtures.lab.progress import PlainProgress
from fixtures.lab.twin import Twin, twin
from fixtures.target.deployment import Deployment
from fixtures.target.twin import deployment_of
from fixtures.vantage.shell import command
from selftest.twin.addressed_by_ssh import ELSEWHERE, URL, addressed

ROOT: Final = Path(__file__).resolve().parents[2]
CLIENT: Final = "outside_too"
NAMES: Final = Path("/etc/resolv.conf")
SITE: Final = f"https://{plan.WEB_NAME}"
ENGINE: Final = Path("/run/docker.sock")
HERE: Final = 'outside = "local"\n'
SSH: Final = Path("/etc/ssh/ssh_config")
APART: Final = """
mount --bind "$1" "$2" && mount --bind "$3" "$4" && mount --bind /dev/null "$5" && shift 5 && exec "$@"
"""
"""What happens in the client's own view of the files: its name server, its keys, and no engine."""


@dataclass(frozen=True, slots=True)
class AlreadyUp:
    """Gives a run a deployment that is up already and stays so."""

    deployment: Deployment

    @pytest.hookimpl(tryfirst=True)
    def pytest_stand_up(self) -> AbstractContextManager[Deployment]:
        """Return it."""
        return nullcontext(self.deployment)


def run_as_twin(deployment: Deployment, reports: Path, words: Sequence[str]) -> int:
    """Run every check that leaves the twin as it is; return the status."""
    own = [str(ROOT / "suites"), "-m", "not disruptive", "--reports", str(reports), *words]
    return int(pytest.main(own, plugins=[AlreadyUp(deployment)]))


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody in the lab's outer network. files: what a machine there has in the place of this machine's."""

    network: Sequence[str]
    files: Mapping[Path, Path]

    def judge(self, *words: str) -> int:
        """Run the suites where nothing is known but what the words say; return the status."""
        return self.run("-m", "pytest", str(ROOT / "suites"), *words)

    def run(self, *words: str) -> int:
        """Run Python there; return the status."""
        views = [str(path) for here in (NAMES, SSH) for path in (self.files[here], here.resolve())]
        apart = ("unshare", "--mount", "sh", "-c", APART, "client", *views, str(ENGINE), sys.executable)
        environment = {**os.environ, "SSL_CERT_FILE": str(self.files[Path(TRUST_STORE)])}
        return subprocess.run((*self.network, *apart, *words), cwd=ROOT, env=environment, check=False).returncode

    @contextmanager
    def watched(self, file: Path) -> Iterator[None]:
        """Write into a file where the packets of the client go meanwhile."""
        words = (*self.network, sys.executable, "-m", "selftest.twin.destinations")
        with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watch:
            if watch.stdout is None or watch.stdout.readline() != "watching\n":
                raise RuntimeError("The packets of the client cannot be watched.")
            yield
            file.write_text(watch.communicate()[0])


def client_of(up: Twin, folder: Path, ssh: Path) -> Client:
    """Return a client in the network of one of the vantages; its files are written into a folder."""
    files = {NAMES: folder / "resolv.conf", Path(TRUST_STORE): folder / "authorities.pem"}
    for source, copy in files.items():
        copy.write_text(up.vantages[CLIENT].run(command, ("cat", str(source))).output)
    name = str(up.host.container.name).replace("host", CLIENT)
    process = engine.connect().containers.get(name).attrs["State"]["Pid"]
    return Client(("nsenter", f"--net=/proc/{process}/ns/net"), {**files, SSH: ssh})


def main(folder: Path, words: Sequence[str]) -> None:
    """Look in every way; a run that did not come to an end leaves no report."""
    progress, options = PlainProgress(sys.stderr), LabOptions()
    with twin(options, progress) as up:
        run_as_twin(deployment_of(up, options, progress), folder / "twin", words)
        with addressed(up, folder) as door:
            client = client_of(up, folder, door.configuration)
            with client.watched(folder / "destinations.json"):
                _look(client, folder, words)
            (folder / "arrived.json").write_text(json.dumps(door.arrived()))


def _look(client: Client, folder: Path, words: Sequence[str]) -> None:
    url, live = ("--url", SITE), ("--reports", str(folder / "live"))
    client.judge(*url, *live, *words)
    client.judge(*url, "--quick", *live)
    described = folder / "deployment.toml"
    client.run("-m", "fixtures.describe", SITE, "--host", URL, "--output", str(described))
    text = described.read_text()
    described.write_text(text.replace(HERE, f'{HERE}outside_too = "{ELSEWHERE}"\nno_udp = "local"\nlan = "{URL}"\n'))
    client.judge("--deployment", str(described), "--reports", str(folder / "host"), *words)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
