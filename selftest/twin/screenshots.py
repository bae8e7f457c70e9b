"""`make screenshots` writes the pictures of the README anew: a real change, tried by the preflight, and both its pages.

The change is one of the proof's: HAProxy lost the rule by which the TURN name reaches coturn. `--of FOLDER` shows a
preflight of it that has run already, on the pages of today.
"""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from fixtures.preflight.answer import answer
from fixtures.preflight.checkout import ROOT
from fixtures.preflight.page import TEMPLATE as COMPARISON
from fixtures.preflight.page import Side, page
from fixtures.preflight.proof.cases import CASES
from fixtures.report.document import restored
from fixtures.report.html import TEMPLATE as REPORT
from fixtures.report.html import html
from fixtures.report.known import KnownFailures
from fixtures.report.page import shape
from fixtures.report.stored import read_report
from fixtures.report.writer import JSON
from fixtures.vantage.shell import command
from selftest.twin.chromium import in_chromium

FOLDER: Final = ROOT / "docs" / "screenshots"
NOTES: Final = FOLDER / "made-from.json"
SHAPES: Final = {"report": REPORT, "comparison": COMPARISON}
CHANGE: Final = "turn-acl-missing"
CANDIDATE: Final = "compose=new"
CHAPTERS: Final = ("edge", "relay", "signalling")
SCRIPT: Final = (Path(__file__).parent / "photograph.py").read_text()


def main() -> int:
    """Do it; return the status."""
    parser = argparse.ArgumentParser("python -m selftest.twin.screenshots", description=__doc__)
    parser.add_argument("--of", type=Path, help="the reports of such a preflight")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="screenshots-") as place:
        runs = (told.of or _tried(Path(place))) / "runs"
        folders = [runs / name / "latest" for name in ("current", "candidate")]
        before, after = (read_report(folder) for folder in folders)
        whole = restored(json.loads((folders[1] / JSON).read_text()))
    found = answer(before, after, (), KnownFailures(Path()))
    sides = Side("current", "", before), Side("candidate", CANDIDATE, after)
    _photograph({"comparison": page(found, *sides), "report": html(whole)})
    begun = whole.started.date().isoformat()
    notes = {name: {"shape": shape(template), "begun": begun} for name, template in SHAPES.items()}
    NOTES.write_text(json.dumps(notes, indent=2) + "\n")
    return 0


def _tried(place: Path) -> Path:
    """Let the preflight try the change; return where its reports are."""
    next(case for case in CASES if case.id == CHANGE).write(ROOT, place / "new")
    words = [word for chapter in CHAPTERS for word in ("--chapter", chapter)]
    asked = [
        sys.executable,
        "-m",
        "fixtures.preflight",
        "--candidate",
        "compose=new",
        "--reports",
        str(place / "reports"),
    ]
    subprocess.run([*asked, *words], cwd=place, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    return place / "reports"


def _photograph(pages: dict[str, str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with in_chromium() as vantage:
        for name, text in pages.items():
            done = vantage.run(command, ("python3", "-c", SCRIPT), stdin=text.encode(), within=60.0)
            if done.status != 0:
                raise SystemExit(f"Chromium took no picture of the page {name}: {done}")
            (FOLDER / f"{name}.webp").write_bytes(base64.b64decode(done.output))


if __name__ == "__main__":
    sys.exit(main())
