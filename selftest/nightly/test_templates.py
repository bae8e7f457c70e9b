"""The templates are what GitLab, GitHub and systemd take, and their steps do what they say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from selftest.nightly.pipelines import GITHUB, GITLAB, ROOT, Pipeline, github, gitlab, kept, run

UNITS = "etc/systemd/system/jitsi-conformance"


@pytest.mark.parametrize(
    ("schema", "file"), [("vendor.gitlab-ci", GITLAB), ("vendor.github-workflows", GITHUB)], ids=["GitLab", "GitHub"]
)
def test_schema(schema: str, file: Path, tmp_path: Path) -> None:
    """The template fits the schema of who reads it, and a slip in it would not."""
    check = [str(Path(sys.executable).with_name("check-jsonschema")), "--builtin-schema", schema]
    broken = tmp_path / file.name
    broken.write_text(file.read_text().replace("script:", "scrip:").replace("runs-on:", "runs_on:"))

    statuses = [
        subprocess.run([*check, str(each)], capture_output=True, check=False).returncode for each in (file, broken)
    ]

    assert statuses == [0, 1]


@pytest.mark.parametrize("pipeline", [gitlab(), github()], ids=["GitLab", "GitHub"])
def test_steps(pipeline: Pipeline, tmp_path: Path) -> None:
    """Of a deployment that nobody can ask the pipeline says so with the run's status, and keeps the night."""
    status, said = run(pipeline, tmp_path, "--url https://no-such-name.invalid")

    assert status == 2, said
    assert "could not be decided" in said
    assert {*kept(pipeline, tmp_path)} >= {"nightly/trend.html", "nightly/summary.md"}
    assert len((tmp_path / "nightly" / "history.jsonl").read_text().splitlines()) == 1


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A root with the units as one command installs them."""
    command = ["sh", str(ROOT / "scripts" / "nightly"), "install"]
    subprocess.run(command, env={**os.environ, "DESTDIR": str(tmp_path)}, check=True, capture_output=True)
    return tmp_path


def test_units_are_what_systemd_takes(installed: Path) -> None:
    """systemd reads them without a word."""
    units = [str(installed / f"{UNITS}.{kind}") for kind in ("service", "timer")]
    # The interpreter of a checkout without an environment is not there; systemd looks whether it is.
    service = Path(units[0])
    service.write_text(service.read_text().replace(f"{ROOT}/.venv/bin/python", sys.executable))

    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )

    assert [line for line in ended.stderr.splitlines() if "jitsi-conformance" in line] == []


def test_unit_is_hardened(installed: Path) -> None:
    """By systemd's own measure it can do little harm: below 3 of 10, where a plain service has above 9."""
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=30", str(installed / f"{UNITS}.service")]

    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_settings_of_an_admin_stay(installed: Path) -> None:
    """A second installation leaves them, and they are their owner's alone."""
    settings = installed / "etc" / "jitsi-conformance.env"
    assert settings.stat().st_mode & 0o777 == 0o600
    settings.write_text("CONFORMANCE_OPTIONS=--url https://meet.example.net\n")

    command = ["sh", str(ROOT / "scripts" / "nightly"), "install"]
    subprocess.run(command, env={**os.environ, "DESTDIR": str(installed)}, check=True, capture_output=True)

    assert "example.net" in settings.read_text()


def test_removal(installed: Path) -> None:
    """The units go, and what an admin wrote and saw stays."""
    command = ["sh", str(ROOT / "scripts" / "nightly"), "remove"]
    subprocess.run(command, env={**os.environ, "DESTDIR": str(installed)}, check=True, capture_output=True)

    assert [*(installed / "etc/systemd/system").iterdir()] == []
    assert (installed / "etc/jitsi-conformance.env").exists()


def test_what_the_service_starts(installed: Path, tmp_path: Path) -> None:
    """The command of the unit is one that runs: of a deployment that nobody can ask it says so, with status 2."""
    lines = (installed / f"{UNITS}.service").read_text().splitlines()
    start = next(line.removeprefix("ExecStart=") for line in lines if line.startswith("ExecStart="))
    words = start.replace("/var/lib/jitsi-conformance", str(tmp_path / "state")).split()
    options = ["--url", "https://no-such-name.invalid"]
    words = [sys.executable, *words[1 : words.index("$CONFORMANCE_OPTIONS")], *options]

    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 2, ended.stderr
    assert json.loads((tmp_path / "state" / "state.json").read_text())["told"] == "could-not-tell"
