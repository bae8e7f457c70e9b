"""How clients ask that are stricter or more burdened than a browser on its first visit."""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

from fixtures.expected import Expected
from fixtures.plugin import could_not_tell
from fixtures.probes import http
from fixtures.probes.http import HttpAnswer
from fixtures.target.deployment import Deployment
from fixtures.target.target import Target
from fixtures.vantage import shell
from fixtures.vantage.vantage import Vantage

PAGES: Final = {"start": "/", "room": "/Weekly", "config.js": "/config.js"}
"""What a client loads first, by what it is."""
TOKEN: Final = "x" * 4096
"""As long as a signed token with somebody's groups in it; of its own accord nginx takes 8 kB a line."""
BURDEN: Final = {"Cookie": f"session={'x' * 4000}"}
LONGEST: Final = 3600.0
"""Seconds for which a browser may go on using what an upgrade changes."""
OK: Final = 200
NO_SUCH_PROGRAM: Final = 127


def strictly(vantage: Vantage, target: Target, path: str) -> str:
    """Return over which version of HTTP and with which status curl gets a page, else what it has against the answer.

    curl refuses what RFC 9113 forbids, as Safari does (nghttp2: Invalid HTTP header field was received).
    """
    __tracebackhide__ = True
    asked = ("curl", "--http2", "--silent", "--show-error", "--max-time", "10", "--output", "/dev/null")
    words = ("env", *asked, "--write-out", "HTTP/%{http_version} %{http_code}", f"{target.site}{path}")
    result = vantage.run(shell.command, words)
    if result.status == NO_SUCH_PROGRAM:
        could_not_tell(f"There is no curl at {vantage.name}, and nobody else here is as strict.")
    return result.output if result.status == 0 else result.complaint.strip()


class FreshFor(Expected):
    """A page that may be used without asking again for at most so many seconds (RFC 9111 section 4.2.1)."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def differences(self, answer: Any) -> list[str]:
        """Return for how long it may be, where that is longer; a page that is none is not judged here."""
        if answer is None or answer.status != OK:
            return [f"status is {answer and answer.status}"]
        seconds = _freshness(answer)
        return [f"it may be used for {seconds:.0f} s"] if seconds > self._seconds else []

    def __str__(self) -> str:
        return f"a page that browsers ask for again within {self._seconds:.0f} s"


ASKED_AGAIN: Final = FreshFor(LONGEST)


@dataclass(frozen=True, slots=True)
class WebAlone:
    """The web container without anything before it, where there is access to its host."""

    deployment: Deployment

    def answer(self, path: str) -> HttpAnswer | None:
        """Return what it says of a page, asked on the host; None where nobody can ask there."""
        if self.deployment.inside is None:
            return None
        target = self.deployment.target
        url = f"http://127.0.0.1:{target.ports.web}{path}"
        return self.deployment.vantages["on_host"].run(http.get, url, headers={"Host": target.web_name})


def _freshness(answer: HttpAnswer) -> float:
    """Return for how many seconds a browser need not ask again by the answer's own word; max-age outdoes Expires."""
    control = {
        name.strip().lower(): value
        for field in answer.headers.get("cache-control", ())
        for name, _, value in (each.partition("=") for each in field.split(","))
    }
    if {"no-store", "no-cache"} & control.keys():
        return 0.0
    if "max-age" in control:
        return float(control["max-age"].strip('"')) if control["max-age"].strip('"').isdigit() else 0.0
    expires, date = answer.header("expires"), answer.header("date")
    try:
        return (parsedate_to_datetime(expires) - parsedate_to_datetime(date)).total_seconds()
    except ValueError:
        # What is no date counts as expired (RFC 9111 section 5.3).
        return 0.0
