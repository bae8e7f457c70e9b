"""Runs that die at random moments, beside one that lives: `python -m selftest.twin.deaths --count 100`.

A living run holds a twin the whole time. Again and again another run, with a TMPDIR of its own, is sent a signal at
a random moment of its bring-up, its checks or its teardown. What the next run does first must then leave nothing of
the dead one, and nothing of the living one may have been touched.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import docker

from fixtures.lab import engine, slot
from fixtures.lab.images import ImageStore
from fixtures.lab.label import LABEL
from fixtures.lab.owner import OWNER, ROLE, RUN, owner_of
from fixtures.lab.progress import PlainProgress

ROOT = Path(__file__).resolve().parents[2]
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP)
HOLDER = """
import sys
from fixtures.lab.options import LabOptions
from fixtures.lab.progress import PlainProgress
from fixtures.lab.label import LABEL
from fixtures.lab.twin import twin
with twin(LabOptions(), PlainProgress(sys.stderr)) as up:
    print(up.host.container.labels[LABEL], flush=True)
    sys.stdin.read()
"""
NOTICED = 20.0
"""Seconds; it took 0.2 of one on an idle machine. What is not noticed by then is found left behind."""
PATIENCE = 300.0
"""Seconds for one run from beginning to end, on a machine that does other things as well."""


@dataclass(frozen=True, slots=True)
class Death:
    """One run that died: by which signal, after how many seconds, owning which slot, and what was wrong afterwards."""

    number: int
    by: str
    after: float
    slot: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Part:
    """A container or network of ours.

    slot: which it belongs to; made: when, in seconds of the epoch; run: of an owner's container, whose it is.
    """

    name: str
    slot: str
    made: float
    run: str = ""


class Soak:
    """The living run, the ones that die, and the look at the engine after each."""

    def __init__(self, client: docker.DockerClient, folder: Path, living: str, whole: float) -> None:
        """living: slot of the run that lives; whole: seconds that an undisturbed run takes; a signal comes in any."""
        self._client = client
        self._folder = folder
        self._whole = whole
        self._image = ImageStore(client, PlainProgress(sys.stderr)).ensure(["router"])["router"]
        # Of this one run alone: others on the engine, who are none of ours, come and go as they like.
        self._living = {identity: part for identity, part in _parts(client).items() if part.slot == living}

    def death(self, number: int, chance: random.Random) -> Death:
        """Let one run die."""
        by, after = chance.choice(SIGNALS), chance.uniform(0.2, self._whole)
        run = start_run(self._folder / f"tmp-{number % 3}")
        own = self._kill(run, by, after)
        wrong = self._wrong(own, f"process {run.pid} of ", time.time())
        return Death(number, by.name, round(after, 2), own, wrong)

    def _kill(self, run: "subprocess.Popen[bytes]", by: signal.Signals, after: float) -> str:
        """Send the signal when it is time; return the slot that the run owned then."""
        try:
            run.wait(timeout=after)
        except subprocess.TimeoutExpired:
            own = slot_of(self._client, run.pid)
            run.send_signal(by)
            run.wait(timeout=PATIENCE)
            return own
        return ""

    def _wrong(self, own: str, run: str, ended: float) -> str:
        """What a following run does not put right, or what of the living run is not as it was.

        run: how the dead one calls itself; ended: seconds since the epoch. What was made in the slot later is somebody
        else's, and so is what was made after another owner took it, which may be before the dead run's last breath.
        """
        self._wait_until_noticed(own, run)
        slot.sweep(self._client, self._image)
        parts = _parts(self._client)
        others = [
            part.made for part in parts.values() if part.slot == own and part.run and not part.run.startswith(run)
        ]
        until = min([ended, *others])
        left = [part.name for part in parts.values() if part.slot == own and part.made < until]
        touched = [part.name for identity, part in self._living.items() if identity not in parts]
        said = [f"left behind: {', '.join(left)}"] * bool(left) + [f"touched: {', '.join(touched)}"] * bool(touched)
        return "; ".join(said)

    def _wait_until_noticed(self, own: str, run: str) -> None:
        """The engine ends a dead owner's container a moment after it died; only then is the slot anybody's."""
        deadline = time.monotonic() + NOTICED
        while own and (owner := owner_of(self._client, own)) is not None and time.monotonic() < deadline:
            if not str(owner.labels.get(RUN, "")).startswith(run):
                return
            time.sleep(0.05)


def start_run(temporary: Path) -> "subprocess.Popen[bytes]":
    """Start a short run of the suite whose TMPDIR nobody shares."""
    temporary.mkdir(exist_ok=True)
    words = [sys.executable, "-m", "pytest", "suites", "--require", "EDGE-01", "--reports", str(temporary / "reports")]
    environment = os.environ | {"TMPDIR": str(temporary)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(words, cwd=ROOT, env=environment, stdin=quiet, stdout=quiet, stderr=quiet)


def slot_of(client: docker.DockerClient, pid: int) -> str:
    """The slot that the run with this process number owns; empty when it owns none yet or any more."""
    owners = client.containers.list(all=True, filters={"label": f"{ROLE}={OWNER}"}, ignore_removed=True)
    mine = [each for each in owners if str(each.labels.get(RUN, "")).startswith(f"process {pid} of ")]
    return str(mine[0].labels[LABEL]) if mine else ""


def _parts(client: docker.DockerClient) -> dict[str, Part]:
    """Containers and networks of ours by their IDs."""
    labelled: dict[str, str | list[str] | bool] = {"label": LABEL}
    containers = client.containers.list(all=True, filters=labelled, ignore_removed=True)
    found = {
        str(each.id): Part(
            str(each.name), str(each.labels[LABEL]), _moment(each.attrs["Created"]), str(each.labels.get(RUN, ""))
        )
        for each in containers
    }
    return found | {
        str(each.id): Part(str(each.name), str(each.attrs["Labels"][LABEL]), _moment(each.attrs["Created"]))
        for each in client.networks.list(filters=labelled)
    }


def _moment(created: str) -> float:
    """Read the engine's time, which has nanoseconds (`2026-11-30T22:20:33.123456789Z`)."""
    return datetime.fromisoformat(created).timestamp()


@contextmanager
def living_run() -> Iterator[tuple[str, float]]:
    """A run that holds a twin while the block runs; yields its slot and the seconds that standing it up took."""
    began = time.monotonic()
    words = [sys.executable, "-c", HOLDER]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        own = process.stdout.readline().strip()
        if not own:
            raise RuntimeError("The living run could not stand its twin up.")
        try:
            yield own, time.monotonic() - began
        finally:
            process.stdin.close()
            process.wait(timeout=PATIENCE)


def soak(count: int, seed: int, notes: Path) -> list[Death]:
    """Go on until so many deaths are noted in the file, one JSON object a line; return those of this call."""
    client = engine.connect()
    done = len(notes.read_text().splitlines()) if notes.exists() else 0
    deaths = []
    with tempfile.TemporaryDirectory(prefix="jitsi-deaths-") as folder, living_run() as (own, bring_up):
        # What an undisturbed run takes: bring-up, one quick check, and a teardown that is much shorter.
        soaking = Soak(client, Path(folder), own, 1.5 * bring_up)
        for number in range(done, count):
            death = soaking.death(number, random.Random(f"{seed}-{number}"))
            with notes.open("a") as file:
                file.write(json.dumps(asdict(death)) + "\n")
            print(death, flush=True)
            deaths.append(death)
    return deaths


def main() -> int:
    """Soak as the command line says; return 0 when nothing was wrong after any death."""
    parser = argparse.ArgumentParser(prog="python -m selftest.twin.deaths", description=__doc__)
    parser.add_argument("--count", type=int, default=10, help="deaths in all, those noted before included")
    parser.add_argument("--seed", type=int, default=1, help="of the random moments and signals")
    parser.add_argument("--notes", type=Path, default=Path("reports/deaths.jsonl"), help="where deaths are noted")
    arguments = parser.parse_args()
    arguments.notes.parent.mkdir(parents=True, exist_ok=True)
    deaths = soak(arguments.count, arguments.seed, arguments.notes)
    wrong = [death for death in deaths if death.wrong]
    print(f"{len(deaths)} deaths, {len(wrong)} with something wrong afterwards.  Notes: {arguments.notes}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
