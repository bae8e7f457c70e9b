"""The preflight from end to end, thin: what runs today and a candidate, each in a twin, by one requirement."""

import json
import re
import subprocess
import sys
from pathlib import Path

from fixtures.preflight.checkout import ROOT
from fixtures.preflight.proof.cases import CASES

KNOWN = """# The provider has another address for us since Monday.
[[failure]]
requirement = "RELAY-07"
text = "198.51.100.99"
link = "https://example.org/1"
expires = 9999-12-31
"""


def preflight(folder: Path, *words: str) -> tuple[int, dict[str, object]]:
    """Run the command narrowed to RELAY-07; return its status and its answer."""
    command = [sys.executable, "-m", "fixtures.preflight", "--require", "RELAY-07", "--reports", str(folder), *words]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    written = folder / "latest" / "preflight.json"
    assert written.exists(), ended.stdout + ended.stderr
    return ended.returncode, json.loads(written.read_text())


def test_change_that_breaks_one_requirement(tmp_path: Path) -> None:
    """It is named with hop and remedy, and its page leads to both reports; known to fail like this, it is no news."""
    case = next(case for case in CASES if case.id == "turn-external-address-old")
    case.write(ROOT, tmp_path / "new")
    candidate = ("--candidate", f"compose={tmp_path / 'new'}")
    known = tmp_path / "known.toml"
    known.write_text(KNOWN)

    status, found = preflight(tmp_path / "reports", *candidate)

    assert (status, found["verdict"]) == (1, "breaks")
    assert [(each["kind"], each["requirement"], each["hop"]) for each in found["changes"]] == [  # type: ignore[attr-defined]
        ("regressed", "RELAY-07", "turn")
    ]

    page = (tmp_path / "reports" / "latest").resolve() / "preflight.html"
    links = re.findall(r'href="(\.\./[^"]+)"', page.read_text())
    assert [(page.parent / link).is_file() for link in links] == [True, True]

    current = tmp_path / "reports" / "runs" / "current" / "latest"
    status, found = preflight(tmp_path / "again", *candidate, "--against", str(current), "--known-failures", str(known))

    assert (status, found["verdict"], found["known"]) == (0, "safe", ["RELAY-07"])
