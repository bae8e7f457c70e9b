"""`make screenshots` writes the pictures of the README anew: a real change, tried by the preflight, and both its pages.

The change is one of the proof's: HAProxy lost the rule by which the TURN name reaches coturn. `--of FOLDER` takes the
pictures of a preflight that has run already.
"""

import argparse
import base64
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from fixtures.preflight.checkout import ROOT
from fixtures.preflight.page import TEMPLATE as COMPARISON
from fixtures.preflight.proof.cases import CASES
from fixtures.report.html import TEMPLATE as REPORT
from fixtures.report.page import shape
from fixtures.vantage.shell import command
from selftest.twin.chromium import in_chromium

FOLDER: Final = ROOT / "docs" / "screenshots"
NOTES: Final = FOLDER / "made-from.json"
SHAPES: Final = {"report": REPORT, "comparison": COMPARISON}
CHANGE: Final = "turn-acl-missing"
CHAPTERS: Final = ("edge", "relay", "signalling")
SCRIPT: Final = (Path(__file__).parent / "photograph.py").read_text()
_SHAPE: Final = re.compile(r'name="generator" content="jitsi-conformance (\w+)"')
_BEGUN: Final = re.compile(r"(\d{4}-\d{2}-\d{2}) \d{2}:\d{2}:\d{2} UTC")


def main() -> int:
    """Do it; return the status."""
    parser = argparse.ArgumentParser("python -m selftest.twin.screenshots", description=__doc__)
    parser.add_argument("--of", type=Path, help="the reports of a preflight, such as reports/preflight")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="screenshots-") as place:
        reports = told.of or _tried(Path(place))
        pages = {
            "comparison": reports / "latest" / "preflight.html",
            "report": reports / "runs" / "candidate" / "latest" / "report.html",
        }
        texts = {name: page.read_text() for name, page in pages.items()}
    old = [name for name, text in texts.items() if _found(_SHAPE, text) != shape(SHAPES[name])]
    if old:
        print(f"The page {old[0]} was made by another checkout; try the change again, without --of.", file=sys.stderr)
        return 2
    _photograph(texts)
    notes = {name: {"shape": shape(SHAPES[name]), "begun": _found(_BEGUN, text)} for name, text in texts.items()}
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


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""


if __name__ == "__main__":
    sys.exit(main())
