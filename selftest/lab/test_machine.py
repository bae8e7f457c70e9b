"""A machine that cannot carry a twin is refused in one sentence that says what to do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import docker
import pytest

from fixtures.lab import machine
from fixtures.lab.errors import MachineError

HEALTHY: dict[str, Any] = {"MemTotal": 8 << 30, "OSType": "linux", "Architecture": "x86_64", "DockerRootDir": "/"}


def engine(**changed: Any) -> docker.DockerClient:
    """An engine that answers what it is; by default it is elsewhere, so that this machine is not looked at."""
    base = changed.pop("base_url", "tcp://127.0.0.1:1")
    info = {**HEALTHY, "SystemTime": datetime.now(UTC).isoformat(), **changed}
    return cast(docker.DockerClient, SimpleNamespace(info=lambda: info, api=SimpleNamespace(base_url=base)))


def test_a_machine_that_has_everything_is_taken() -> None:
    """Nothing is refused without a reason."""
    machine.refuse_unfit(engine())


def test_this_machine_is_taken() -> None:
    """Where these tests run twins are stood up."""
    assert all(need.is_met for need in machine.needs(engine(base_url="http+docker://localhost")))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"MemTotal": 1 << 30}, "memory is 1.0 GiB, of 2 needed. Give the machine more", id="memory"),
        pytest.param({"Architecture": "aarch64"}, "system is linux/aarch64", id="architecture"),
        pytest.param(
            {"SystemTime": (datetime.now(UTC) - timedelta(hours=1)).isoformat()}, "NTP", id="a clock an hour off"
        ),
    ],
)
def test_what_is_missing_is_named(changed: dict[str, Any], words: str) -> None:
    """The first need that is not met ends the run."""
    with pytest.raises(MachineError, match=words):
        machine.refuse_unfit(engine(**changed))


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's own folder counts, where the engine is this machine's."""
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1 << 30))

    with pytest.raises(MachineError, match=r"free disk is 1\.0 GiB, of 6 needed. Free space below /"):
        machine.refuse_unfit(engine(base_url="http+docker://localhost"))


def test_a_missing_capability_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is itself a small container cannot give away what it does not have."""
    status = tmp_path / "status"
    status.write_text(f"Name:\tinit\nCapBnd:\t{(1 << 41) - 1 & ~(1 << 21):016x}\n")
    monkeypatch.setattr(machine, "FIRST_PROCESS", status)

    with pytest.raises(MachineError, match="capabilities is without SYS_ADMIN"):
        machine.refuse_unfit(engine(base_url="http+docker://localhost"))


def test_a_missing_part_of_the_kernel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be loaded is as good as there; what cannot be looked at refuses nobody."""
    monkeypatch.setattr(machine, "FEATURES", ("no_such_module",))
    monkeypatch.setattr(machine, "_loadable", lambda: lambda name: False)

    with pytest.raises(MachineError, match=r"without no_such_module\. Load them: `modprobe no_such_module`"):
        machine.refuse_unfit(engine(base_url="http+docker://localhost"))
