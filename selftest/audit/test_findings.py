"""What the services say of libraries and packages is told as it is, and silence is not taken for good news."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from fixtures.audit import debian, libraries
from fixtures.audit.__main__ import status_of
from fixtures.audit.finding import Verdict

ROOT = Path(__file__).resolve().parents[2]
CLEAN = {"name": "idna", "version": "3.20", "vulns": []}
KNOWN = {"name": "rich", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}]}
PASSED_OVER = {"name": "mdurl", "skip_reason": "Dependency not found on PyPI"}
REFRESHED = "Inst tzdata [2026a-0] (2026b-0 Debian:13/stable [all])\nConf tzdata (2026b-0 Debian:13/stable [all])\n"
SECURITY = "Inst nginx [1.26.3-3] (1.26.3-3+deb13u1 Debian-Security:13/stable-security [amd64])\n"


def printed(*libraries_found: Mapping[str, object]) -> str:
    """What pip-audit prints."""
    return json.dumps({"dependencies": list(libraries_found), "fixes": []})


@pytest.mark.parametrize(
    ("answer", "complaint", "verdict", "words"),
    [
        pytest.param(printed(CLEAN), "", Verdict.CLEAN, "nothing is known against its 1 libraries", id="clean"),
        pytest.param(printed(CLEAN, KNOWN), "", Verdict.KNOWN, "rich 1.0 has PYSEC-2026-1 (mended in 1.1)", id="known"),
        pytest.param(printed(CLEAN, PASSED_OVER), "", Verdict.COULD_NOT_TELL, "1 of 2 libraries", id="passed over"),
        pytest.param(printed(KNOWN, PASSED_OVER), "", Verdict.KNOWN, "PYSEC-2026-1", id="known and passed over"),
        pytest.param(
            "", "Traceback\nConnectionError: no", Verdict.COULD_NOT_TELL, "ConnectionError: no", id="no answer"
        ),
        pytest.param("[]", "", Verdict.COULD_NOT_TELL, "it printed nothing", id="another answer"),
    ],
)
def test_what_pip_audit_says(answer: str, complaint: str, verdict: Verdict, words: str) -> None:
    """A library that the service does not know is not one without faults."""
    found = libraries.judge("requirements.txt", answer, complaint)

    assert found.verdict is verdict
    assert words in str(found)
    assert "\n" not in str(found)


@pytest.mark.parametrize(
    ("status", "said", "verdict", "words"),
    [
        pytest.param(0, "", Verdict.CLEAN, "no security update", id="nothing"),
        pytest.param(0, REFRESHED, Verdict.CLEAN, "no security update", id="an update of another kind"),
        pytest.param(0, REFRESHED + SECURITY, Verdict.KNOWN, "nginx 1.26.3-3 to 1.26.3-3+deb13u1", id="security"),
        pytest.param(3, "E: Failed to fetch", Verdict.COULD_NOT_TELL, "Failed to fetch", id="no archive"),
        pytest.param(4, "its sources name no X", Verdict.COULD_NOT_TELL, "its sources name no X", id="no such suite"),
    ],
)
def test_what_apt_says(status: int, said: str, verdict: Verdict, words: str) -> None:
    """Only the security suite counts, and one that cannot be asked is no good news."""
    found = debian.judge("image web", status, said)

    assert found.verdict is verdict
    assert words in str(found)


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        pytest.param([Verdict.CLEAN, Verdict.CLEAN], 0, id="clean"),
        pytest.param([Verdict.CLEAN, Verdict.COULD_NOT_TELL], 2, id="could not tell"),
        pytest.param([Verdict.COULD_NOT_TELL, Verdict.KNOWN, Verdict.CLEAN], 1, id="known"),
        pytest.param([], 2, id="nothing asked"),
    ],
)
def test_the_status(verdicts: list[Verdict], status: int) -> None:
    """What is known counts more than what could not be decided."""
    assert status_of(verdicts) == status


def test_every_list_that_is_locked_is_asked_about() -> None:
    """The folders of scripts/lock and those found in the tree are the same."""
    (loop,) = (line for line in (ROOT / "scripts/lock").read_text().splitlines() if line.startswith("for folder in "))
    locked = {(ROOT / folder).resolve() for folder in loop.removeprefix("for folder in ").removesuffix("; do").split()}

    assert {path.parent for path in libraries.requirement_files()} == locked


def test_a_list_without_its_tool_could_not_be_asked_about(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where no index answers, one line says that the tool could not be installed."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))

    (found,) = libraries.audit_libraries()

    assert found.verdict is Verdict.COULD_NOT_TELL
    assert "pip-audit could not be installed" in str(found)
