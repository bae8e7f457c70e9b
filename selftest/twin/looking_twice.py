"""`python -m selftest.twin.looking_twice FOLDER`: one twin is judged as a twin, and then as a live host by a client.

The client is this Python in the network of the vantage `outside_too`, with the name server and the authorities that
machines there have, and without a way to the engine. The reports are in FOLDER/twin and FOLDER/live, where that of the
ladder is too.
"""

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
from fixtures.lab.containers import TRUST_STORE
from fixtures.lab.options import LabOptions
from fixtures.lab.progress import PlainProgress
from fixtures.lab.twin import Twin, twin
from fixtures.target.deployment import Deployment
from fixtures.target.twin import deployment_of
from fixtures.vantage.shell import command

ROOT: Final = Path(__file__).resolve().parents[2]
CLIENT: Final = "outside_too"
NAMES: Final = Path("/etc/resolv.conf")
ENGINE: Final = Path("/run/docker.sock")
APART: Final = """
mount --bind "$1" "$2" && mount --bind /dev/null "$3" && shift 3 && exec "$@"
"""
"""What happens in the client's own view of the files: its name server, and no engine."""


@dataclass(frozen=True, slots=True)
class AlreadyUp:
    """Gives a run a deployment that is up already and stays so."""

    deployment: Deployment

    @pytest.hookimpl(tryfirst=True)
    def pytest_stand_up(self) -> AbstractContextManager[Deployment]:
        """Return it."""
        return nullcontext(self.deployment)


def run_as_twin(deployment: Deployment, reports: Path) -> int:
    """Run every check that leaves the twin as it is; return the status."""
    words = [str(ROOT / "suites"), "-m", "not disruptive", "--reports", str(reports)]
    return int(pytest.main(words, plugins=[AlreadyUp(deployment)]))


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody in the lab's outer network. files: what a machine there has in the place of this machine's."""

    network: Sequence[str]
    files: Mapping[Path, Path]

    def judge(self, *words: str) -> int:
        """Run pytest where nothing is known but the site's address; return the status."""
        names = str(self.files[NAMES]), str(NAMES.resolve())
        apart = ("unshare", "--mount", "sh", "-c", APART, "client", *names, str(ENGINE))
        url = ("--url", f"https://{plan.WEB_NAME}")
        pytest_there = (sys.executable, "-m", "pytest", str(ROOT / "suites"), *url, *words)
        environment = {**os.environ, "SSL_CERT_FILE": str(self.files[Path(TRUST_STORE)])}
        return subprocess.run((*self.network, *apart, *pytest_there), cwd=ROOT, env=environment, check=False).returncode

    @contextmanager
    def watched(self, file: Path) -> Iterator[None]:
        """Write into a file where the packets of the client go meanwhile."""
        words = (*self.network, sys.executable, "-m", "selftest.twin.destinations")
        with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as watch:
            if watch.stdout is None or watch.stdout.readline() != "watching\n":
                raise RuntimeError("The packets of the client cannot be watched.")
            yield
            file.write_text(watch.communicate()[0])


def client_of(up: Twin, folder: Path) -> Client:
    """Return a client in the network of one of the vantages; its files are written into a folder."""
    files = {NAMES: folder / "resolv.conf", Path(TRUST_STORE): folder / "authorities.pem"}
    for source, copy in files.items():
        copy.write_text(up.vantages[CLIENT].run(command, ("cat", str(source))).output)
    name = str(up.host.container.name).replace("host", CLIENT)
    process = engine.connect().containers.get(name).attrs["State"]["Pid"]
    return Client(("nsenter", f"--net=/proc/{process}/ns/net"), files)


def main(folder: Path) -> None:
    """Look twice; a run that did not come to an end leaves no report."""
    progress, options = PlainProgress(sys.stderr), LabOptions()
    with twin(options, progress) as up:
        run_as_twin(deployment_of(up, options, progress), folder / "twin")
        client, reports = client_of(up, folder), ("--reports", str(folder / "live"))
        with client.watched(folder / "destinations.json"):
            client.judge(*reports)
            client.judge("--quick", *reports)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
