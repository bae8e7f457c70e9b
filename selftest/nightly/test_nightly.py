"""A night is remembered whatever happens, and told of when its verdict is another one."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

import pytest

from fixtures.nightly import __main__ as nightly
from fixtures.nightly import sending
from fixtures.nightly.message import message_of
from fixtures.nightly.sending import MAIL, NTFY, SMTP, WEBHOOK, SendingError, ways
from fixtures.report.model import Level, Outcome
from fixtures.report.packages import changed
from fixtures.runs import RunEnd, Runs
from fixtures.trend.history import Broken, read
from selftest.nightly.receiver import mail_server, receiving
from selftest.preflight.samples import document, said
from selftest.trend.samples import night

HOLDS, BROKEN, UNDECIDED = said("EDGE-01", "holds"), said("EDGE-01", "broken"), said("EDGE-01", "could-not-tell")
FIRST = "EDGE-01 broken at haproxy: look at haproxy.cfg; meet is broken"


class Nights:
    """Runs of the command, each with a report that a run would have written."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._count = 0

    def one(
        self,
        *results: dict[str, Any],
        environment: dict[str, str] | None = None,
        options: Sequence[str] = (),
        **more: Any,
    ) -> int:
        """Let a night pass; without a result its run writes no report."""
        self._count += 1
        place = self.folder / f"run-{self._count}"

        def run(_: Runs, command: Sequence[str], folder: Path, output: TextIO) -> RunEnd:
            output.write("No check fits --chapter nothing.\n")
            if results:
                place.mkdir()
                (place / "report.json").write_text(json.dumps(document(*results, **more)))
                (self.folder / "latest").unlink(missing_ok=True)
                (self.folder / "latest").symlink_to(place.name)
            return RunEnd(0, 0)

        self._monkeypatch.setattr(Runs, "run", run)
        self._monkeypatch.setattr(
            "sys.argv", ["nightly", *options, "--folder", str(self.folder), "--name", "meet", "--", "-q"]
        )
        for name in (WEBHOOK, NTFY, MAIL, SMTP, "GITHUB_STEP_SUMMARY"):
            self._monkeypatch.delenv(name, raising=False)
        for name, value in (environment or {}).items():
            self._monkeypatch.setenv(name, value)
        return nightly.main()


@pytest.fixture
def nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nights:
    """Nights in a folder of their own."""
    return Nights(tmp_path / "nightly", monkeypatch)


@pytest.mark.parametrize(
    ("result", "status"), [(HOLDS, 0), (BROKEN, 1), (UNDECIDED, 2)], ids=["holds", "broken", "untold"]
)
def test_status(nights: Nights, result: dict[str, Any], status: int) -> None:
    """The status is the run's own, and the night is in the history and on the page."""
    assert nights.one(result) == status
    assert len(read(nights.folder / "history.jsonl").nights) == 1
    assert (nights.folder / "trend.html").exists()


def test_told_on_change_only(nights: Nights) -> None:
    """Nobody hears of a night like the one before, and everybody of the first one that is not."""
    with receiving() as webhook:
        for result in (HOLDS, HOLDS, BROKEN, BROKEN, HOLDS, HOLDS):
            nights.one(result, environment={WEBHOOK: webhook.url})

    assert [json.loads(body)["text"].splitlines()[0] for body in webhook.bodies] == [FIRST, "meet holds again"]


def test_run_without_a_report(nights: Nights, capsys: pytest.CaptureFixture[str]) -> None:
    """A run that wrote none is a night of which nothing can be decided, not the night before once more."""
    nights.one(HOLDS)

    assert nights.one() == 2
    assert [each.verdict for each in read(nights.folder / "history.jsonl").nights] == [
        Outcome.HOLDS,
        Outcome.COULD_NOT_TELL,
    ]
    assert "No check fits --chapter nothing." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("status", "hangs", "words"),
    [
        (500, False, "127.0.0.1 answered 500."),
        (302, False, "127.0.0.1 answered 302; write the address that it leads to."),
        (200, True, "127.0.0.1 did not answer within 0 s."),
    ],
    ids=["error", "redirect", "hangs"],
)
def test_webhook_that_does_not_take_it(
    nights: Nights,
    status: int,
    hangs: bool,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line without the secret part of the address, status 2 where all else is well, and the next night tells it."""
    nights.one(BROKEN)
    with receiving(status, hangs=hangs) as webhook, monkeypatch.context() as patience:
        patience.setattr(sending, "WITHIN", 0.3 if hangs else sending.WITHIN)
        assert nights.one(HOLDS, environment={WEBHOOK: webhook.url}) == 2

    errors = capsys.readouterr().err
    assert errors == f"The webhook was not told, and will be by the next night: {words}\n"
    assert len(webhook.bodies) == (0 if hangs else 1)
    assert len(read(nights.folder / "history.jsonl").nights) == 2

    with receiving() as webhook:
        assert nights.one(HOLDS, environment={WEBHOOK: webhook.url}) == 0
    assert len(webhook.bodies) == 1


def test_broken_counts_more_than_a_lost_message(nights: Nights) -> None:
    """Who cannot be told changes nothing about what is broken."""
    assert nights.one(BROKEN, environment={WEBHOOK: "http://127.0.0.1:9/x"}) == 1


def test_ntfy(nights: Nights) -> None:
    """The title is the first line, and what is broken is urgent."""
    with receiving() as topic:
        nights.one(BROKEN, environment={NTFY: topic.url})

    assert (topic.headers[0]["Title"], topic.headers[0]["Priority"]) == (FIRST, "high")
    assert b"Report: " in topic.bodies[0]


def test_mail(nights: Nights) -> None:
    """A mail has the first line as its subject."""
    with mail_server() as (port, lines):
        status = nights.one(BROKEN, environment={MAIL: "admin@example.org", SMTP: f"127.0.0.1:{port}"})

    assert status == 1
    assert f"Subject: {FIRST}" in " ".join(lines).replace("  ", " ")
    assert "rcpt TO:<admin@example.org>" in lines


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({WEBHOOK: "meet.example.org"}, "CONFORMANCE_WEBHOOK is no http or https URL."),
        ({NTFY: "file:///etc/passwd"}, "CONFORMANCE_NTFY is no http or https URL."),
        ({MAIL: "admin"}, "CONFORMANCE_MAIL_TO is no mail address."),
        ({MAIL: "a@b.c", SMTP: "host:port"}, "CONFORMANCE_SMTP is not HOST or HOST:PORT."),
    ],
    ids=["webhook", "ntfy", "mail", "smtp"],
)
def test_bad_address(environment: dict[str, str], words: str) -> None:
    """An address that is none is said before the night begins."""
    with pytest.raises(SendingError, match=f"^{words}$"):
        [*ways(environment)]


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("history.jsonl", "garbage\n", "history.jsonl:1: this is no line of a history"),
        ("state.json", "{", "state.json: the state of the last night cannot be read"),
        ("state.json", '{"schema": 9}', "state.json: this state is of schema 9"),
    ],
    ids=["history", "state", "newer state"],
)
def test_what_nobody_can_read(
    nights: Nights, file: str, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said before anything runs, and stays as it is."""
    nights.folder.mkdir()
    (nights.folder / file).write_text(text)

    assert nights.one(HOLDS) == 2
    errors = capsys.readouterr().err
    assert (errors.count("\n"), words in errors) == (1, True)
    assert (nights.folder / file).read_text() == text


def test_packages_that_changed(nights: Nights, capsys: pytest.CaptureFixture[str]) -> None:
    """A night says which packages are not those of the night before."""
    for packages in ("haproxy@3.0.11 curl@8.1", "haproxy@3.0.12 jq@1.7"):
        nights.one(HOLDS, run_identity={"packages": {"host": packages}})

    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("changed")] == [
        "changed since the last night: host: curl 8.1 → gone",
        "changed since the last night: host: haproxy 3.0.11 → 3.0.12",
        "changed since the last night: host: jq not there → 1.7",
    ]


def test_audit_is_told_and_changes_nothing(
    nights: Nights, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the images lack is said beside the verdict."""
    monkeypatch.setattr(nightly, "audited", lambda: ["audit: web: 1 security update: curl 8.1 → 8.2"])

    assert nights.one(HOLDS, options=("--audit",)) == 0
    assert "audit: web: 1 security update: curl 8.1 → 8.2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("result", "why", "status"),
    [(HOLDS, "", 0), (HOLDS, "The images are not of this night: no disk.", 2), (BROKEN, "Not of this night.", 1)],
    ids=["made anew", "not made", "not made, and broken"],
)
def test_images_are_made_anew(
    nights: Nights,
    result: dict[str, Any],
    why: str,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A night without fresh images is judged all the same, says so, and is no good night."""
    monkeypatch.setattr(nightly, "rebuilt", lambda: [why] if why else [])

    assert nights.one(result, options=("--rebuild",)) == status
    assert (why in (nights.folder / "summary.md").read_text(), why in capsys.readouterr().out) == (True, True)


def test_images_come_and_go() -> None:
    """An image that is new, or gone, is one line."""
    assert [*changed({"web": "a@1"}, {"page": "a@1"})] == ["page: new", "web: gone"]


def test_summary_of_a_pipeline(nights: Nights, tmp_path: Path) -> None:
    """The job's page gets the verdict and what to look at."""
    page = tmp_path / "summary"

    nights.one(BROKEN, environment={"GITHUB_STEP_SUMMARY": str(page)})

    assert page.read_text().startswith(f"## ✗ broken\n\n{FIRST}\n")


def test_message_names_no_optional_requirement() -> None:
    """What is broken and may be is not what wakes somebody."""
    quiet = night(0, broken={"EDGE-41": Broken(Level.MAY, "", "x")}, verdict=Outcome.HOLDS)

    assert message_of(quiet, "meet", "report.html").first == "meet holds again"
