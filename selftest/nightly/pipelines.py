"""The steps of the templates, run as a runner runs them: each in a shell of its own; the first failure ends it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

ROOT: Final = Path(__file__).resolve().parents[2]
GITLAB: Final = ROOT / "templates" / "gitlab" / ".gitlab-ci.yml"
GITHUB: Final = ROOT / "templates" / "github" / ".github" / "workflows" / "conformance.yml"


@dataclass(frozen=True)
class Pipeline:
    """A template as a runner sees it: its variables, its steps, and what it keeps."""

    variables: Mapping[str, str]
    steps: tuple[str, ...]
    artefacts: tuple[str, ...]


def gitlab() -> Pipeline:
    """Read GitLab's."""
    content = _read(GITLAB)
    job = content["conformance"]
    kept = job["artifacts"]
    return Pipeline(content["variables"], tuple(job["script"]), (kept["reports"]["junit"], *kept["paths"]))


def github() -> Pipeline:
    """Read GitHub's; what its actions do, a runner does."""
    job = _read(GITHUB)["jobs"]["conformance"]
    steps = tuple(step["run"] for step in job["steps"] if "run" in step)
    upload = next(step for step in job["steps"] if step.get("uses", "").startswith("actions/upload-artifact"))
    variables = {name: value for name, value in job["env"].items() if "secrets." not in value}
    return Pipeline(variables, steps, tuple(upload["with"]["path"].split()))


def run(pipeline: Pipeline, folder: Path, options: str) -> tuple[int, str]:
    """Run the steps in a deployment's checkout, with this suite in the place of the one to clone.

    Return the status of the last one that ran, and what they said. What `make setup` would install is here already.
    """
    shims = folder / "shims"
    shims.mkdir(parents=True)
    make = shims / "make"
    make.write_text(f'#!/bin/sh\nexec {shutil.which("make")} -o setup PYTHON={sys.executable} "$@"\n')
    make.chmod(0o755)
    environment = {
        **os.environ,
        **pipeline.variables,
        "PATH": f"{shims}:{os.environ['PATH']}",
        "CONFORMANCE_REPOSITORY": f"file://{ROOT}",
        "CONFORMANCE_OPTIONS": options,
        "CI_PROJECT_NAME": "meet",
        "GITHUB_REPOSITORY": "someone/meet",
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
    }
    said = ""
    for step in pipeline.steps:
        ended = subprocess.run(
            ["sh", "-ec", step], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        said += ended.stdout + ended.stderr
        if ended.returncode:
            return ended.returncode, said
    return 0, said


def kept(pipeline: Pipeline, folder: Path) -> Iterator[str]:
    """Return which artefacts are there."""
    return (path for path in pipeline.artefacts if (folder / path).exists())


def _read(file: Path) -> Any:
    return YAML(typ="safe", pure=True).load(file.read_text())
