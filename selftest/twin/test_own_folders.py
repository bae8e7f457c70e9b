"""Admins' own files in the twin, as they are: what is known to be wrong with them is what the report says is broken."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDERS: Final = ROOT / "selftest" / "own_folders"
ENOUGH: Final = 900.0
"""Seconds for a run of two chapters on a machine that is busy."""
CERTBOT: Final = """\
    ssl_certificate /etc/letsencrypt/live/myjitsi.somewhere.nu/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/myjitsi.somewhere.nu/privkey.pem;
"""
"""What certbot adds to the printed site, which has no certificate before."""

pytestmark = pytest.mark.own_folders


def judged(folder: Path, reports: Path, *words: str) -> dict[str, Any]:
    """Return the report of a run with the files of a folder."""
    asked = (sys.executable, "-m", "pytest", "suites", "--config", str(folder), "--reports", str(reports), *words)
    subprocess.run(asked, cwd=ROOT, check=False, timeout=ENOUGH)
    report: dict[str, Any] = json.loads((reports / "latest" / "report.json").read_text())
    return report


def broken(report: dict[str, Any]) -> dict[str, str]:
    """Return what was really seen, by broken requirement."""
    return {each["requirement"]: each["actual"] for each in report["results"] if each["outcome"] == "broken"}


def changed(folder: Path, copy: Path, name: str, change: Callable[[str], str]) -> Path:
    """Return a copy of a folder in which one file is other."""
    shutil.copytree(folder, copy)
    file = copy / name
    text = file.read_text()
    file.write_text(change(text))
    assert file.read_text() != text
    return copy


def test_seed_as_printed(tmp_path: Path) -> None:
    """The printed site is one that nginx refuses, and the report says so with nginx's own words."""
    report = judged(FOLDERS / "seed", tmp_path, "--chapter", "edge", "--chapter", "health", "-m", "not disruptive")

    assert 'invalid location modifier "^"' in broken(report)["HEALTH-05"]
    assert {"HEALTH-01", "EDGE-02", "EDGE-03"} <= broken(report).keys()
    assert "the unit of go-mmproxy" in {each["requirement"] for each in report["not_verified"]}


def test_seed_after_certbot(tmp_path: Path) -> None:
    """With the location that nginx takes and certbot's lines, what else of the print is unsafe or missing is broken."""
    own = changed(
        FOLDERS / "seed",
        tmp_path / "own",
        "etc/nginx/sites-available/jitsi.conf",
        lambda text: text.replace("location ^ ", "location ").replace("http2;\n", f"http2;\n{CERTBOT}"),
    )
    asked = [word for name in (*DEFECTS, *WELL) for word in ("--require", name)]
    report = judged(own, tmp_path / "reports", *asked)

    assert broken(report).keys() == DEFECTS.keys()
    assert "4443 is open" in broken(report)["ADDRESS-11"]
    assert "Permission denied" in broken(report)["HEALTH-23"]


DEFECTS: Final = {
    "ADDRESS-04": "/xmpp-websocket does not say who the client is",
    "ADDRESS-11": "nginx's 4443 is open to the LAN",
    "EDGE-41": "port 80 does not lead to https",
    "HEALTH-23": "the access log is named by the Host header, and nginx may not create it",
    "EDGE-28": "HAProxy logs nothing, so that nobody sees whether the host's own requests go past go-mmproxy",
}
"""What is wrong with the printed files (compose/DEVIATIONS.md), as far as it can be seen while they run."""
WELL: Final = ("EDGE-01", "EDGE-02", "HEALTH-01", "HEALTH-05", "SIGNALLING-01")
"""What works with them."""
