"""Admins' own files in the twin, as they are: what is known to be wrong with them is what the report says is broken."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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


def asking(*names: str) -> list[str]:
    """Return the options that ask for requirements."""
    return [word for name in names for word in ("--require", name)]


def outcomes(report: dict[str, Any], *names: str) -> dict[str, set[str]]:
    """Return the outcomes of the checks of some requirements."""
    found: dict[str, set[str]] = {name: set() for name in names}
    for each in report["results"]:
        if each["requirement"] in found:
            found[each["requirement"]].add(each["outcome"])
    return found


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
    assert {"HEALTH-01", "EDGE-02"} <= broken(report).keys()
    assert "the unit of go-mmproxy" in {each["requirement"] for each in report["not_verified"]}


def test_seed_after_certbot(tmp_path: Path) -> None:
    """With the location that nginx takes and certbot's lines, what else of the print is unsafe or missing is broken."""
    own = changed(
        FOLDERS / "seed",
        tmp_path / "own",
        "etc/nginx/sites-available/jitsi.conf",
        lambda text: text.replace("location ^ ", "location ").replace("http2;\n", f"http2;\n{CERTBOT}"),
    )
    report = judged(own, tmp_path / "reports", *asking(*DEFECTS, *WELL, "EDGE-28"))

    assert broken(report).keys() == DEFECTS.keys()
    # HAProxy of the print logs nothing, so that nobody sees whether the host's own requests go past go-mmproxy.
    assert "could-not-tell" in outcomes(report, "EDGE-28")["EDGE-28"]
    assert "4443 is open" in broken(report)["ADDRESS-11"]
    assert "Permission denied" in broken(report)["HEALTH-23"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run must say of a folder: what is broken, each with words of what was seen; what holds; what is left out.

    excused: does not apply there; left_out: what is not verified, each with words of why;
    cause: words of the first cause of the diagnosis.
    """

    broken: Mapping[str, str]
    holds: tuple[str, ...]
    excused: tuple[str, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    cause: str = ""


FINDINGS: Final = {
    # HAProxy takes who agreed on HTTP for a browser before anything was said, and does not tell nginx who comes.
    "haproxy-alpn": Findings(
        {"EDGE-39": "", "ADDRESS-02": "", "ADDRESS-03": ""},
        ("EDGE-01", "EDGE-02", "HEALTH-01", "SIGNALLING-01"),
        left_out={
            "srv/jitsi/docker-compose.yml: watchtower": "alone",
            "srv/jitsi/docker-compose.yml: frontend, volumes": "lab's",
            "srv/jitsi/docker-compose.yml: relay, command": "lab's",
        },
    ),
    # Names are compared letter by letter, and who names none is not sent to the meeting.
    "one-backend-a-name": Findings(
        {"EDGE-04": "", "EDGE-05": "", "EDGE-06": ""}, ("EDGE-01", "EDGE-02", "EDGE-03", "ADDRESS-02")
    ),
    # Clients that speak TLS 1.2 alone are left out; that strangers are sent away is as good as the site.
    "strict": Findings(
        {"EDGE-34": ""},
        ("EDGE-01", "EDGE-02", "HEALTH-01"),
        ("EDGE-06", "EDGE-07"),
        {
            "srv/jitsi/docker-compose.yml: coturn, command": "lab's",
            "the unit of go-mmproxy": "lab's own",
        },
    ),
    # Media has no way but the relay on 443, and clients are told of a relay over UDP that nobody reaches.
    "no-udp": Findings(
        {"BRIDGE-08": "", "ADDRESS-12": "", "RELAY-03": ""}, ("EDGE-01", "EDGE-02", "ADDRESS-02", "SIGNALLING-01")
    ),
    # Whoever reaches nginx from the LAN steps around HAProxy; the client's address itself arrives.
    "usesrc": Findings({"ADDRESS-11": "4443"}, ("EDGE-01", "EDGE-02", "ADDRESS-02")),
    # The first fault hides the others.
    "broken-stream": Findings(
        {"EDGE-01": "refused", "EDGE-02": "refused"}, ("HEALTH-01",), cause="nginx listens on 443/udp"
    ),
}


@pytest.mark.parametrize("name", FINDINGS)
def test_folder(name: str, tmp_path: Path) -> None:
    """What is wrong in a folder is broken and nothing else that is asked; what no twin has of it is listed with why."""
    found = FINDINGS[name]

    report = judged(FOLDERS / name, tmp_path, *asking(*found.broken, *found.holds, *found.excused))

    assert broken(report).keys() == found.broken.keys()
    assert [name for name, words in found.broken.items() if words not in broken(report)[name]] == []
    decided = outcomes(report, *found.holds)
    assert [key for key, seen in decided.items() if "holds" not in seen or seen - {"holds", "not-applicable"}] == []
    assert outcomes(report, *found.excused) == {key: {"not-applicable"} for key in found.excused}
    assert not found.cause or found.cause in report["diagnosis"]["causes"][0]["sentence"]
    left_out = {each["requirement"]: each["why"] for each in report["not_verified"]}
    assert [what for what, words in found.left_out.items() if words not in left_out.get(what, "")] == []


def test_broken_stream_that_listens(tmp_path: Path) -> None:
    """Once somebody listens, the two faults behind are told apart: names swapped, and TLS where none is spoken."""
    own = changed(
        FOLDERS / "broken-stream",
        tmp_path / "own",
        "etc/nginx/modules-enabled/50-stream.conf",
        lambda text: text.replace("listen 443 udp;", "listen 443;").replace("    listen [::]:443 udp;\n", ""),
    )

    report = judged(own, tmp_path / "reports", *asking("EDGE-01", "EDGE-02"))

    ways = {each["requirement"]: each["path"] for each in report["results"]}
    assert "sent it to where no TLS is spoken (upstream=127.0.0.1:80)" in ways["EDGE-01"]
    assert "sent it to turn (upstream=127.0.0.1:5349)" in ways["EDGE-02"]


DEFECTS: Final = {
    "ADDRESS-04": "/xmpp-websocket does not say who the client is",
    "ADDRESS-11": "nginx's 4443 is open to the LAN",
    "EDGE-41": "port 80 does not lead to https",
    "HEALTH-23": "the access log is named by the Host header, and nginx may not create it",
}
"""What is wrong with the printed files (compose/DEVIATIONS.md), as far as it can be seen while they run."""
WELL: Final = ("EDGE-01", "EDGE-02", "HEALTH-01", "HEALTH-05", "SIGNALLING-01")
"""What works with them."""
