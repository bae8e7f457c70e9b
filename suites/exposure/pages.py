"""Pages of the site, as strangers ask for them, and what must not be in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fixtures.expected.comparing import Expected
from fixtures.hops.hop import FAILED
from fixtures.plugin import could_not_tell
from fixtures.probes import edge, http
from fixtures.probes.edge import PlainAnswer
from fixtures.probes.http import HttpAnswer
from fixtures.probes.net import Ending
from fixtures.target.target import Target
from fixtures.vantage.vantage import Vantage

PAGES: Final[Mapping[str, str]] = {
    "start": "/",
    "room": "/exposure",
    "config.js": "/config.js",
    "script": "/libs/external_api.min.js",
    "missing": "/app/never-there.js",
}
"""A page of each kind that a web server answers in a way of its own."""
_AGE: Final = re.compile(r"max-age=\"?(\d+)", re.IGNORECASE)
STRANGER: Final = "stranger.example"
"""A name that nobody has (RFC 2606)."""
FORGED: Final[Mapping[str, Mapping[str, str]]] = {
    "Host": {"Host": STRANGER},
    "X-Forwarded-Host": {"X-Forwarded-Host": STRANGER},
    "Forwarded": {"Forwarded": f"host={STRANGER};proto=https"},
}
"""By which field a client names a host of its own."""
REPORTS: Final = (
    "/about/version",
    "/colibri/stats",
    "/colibri/v2/conferences",
    "/debug",
    "/metrics",
    "/room-info",
    "/rtcstats",
    "/stats",
)
"""Paths at which bridge, jicofo and Prosody's modules report of themselves (jitsi-videobridge: rest.md; jicofo:
ktor.Application; jitsi-meet: mod_muc_size, mod_muc_census)."""
OWN_WORDS: Final = (
    b'"conferences"',
    b'"bridge_selector"',
    b'"name":"JVB"',
    b"jitsi_jvb_",
    b"jitsi_jicofo_",
    b'"room_census"',
)
"""What is in those reports alone."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Naming(Expected):
    """An answer that names a host nowhere, neither in its header nor in what was read of its body."""

    host: str

    def differences(self, answer: Any) -> list[str]:
        fields = [name for name, values in answer.headers.items() if any(self.host in value for value in values)]
        where = [f"the field {name}" for name in fields] + ["the body"] * (self.host.encode() in answer.body)
        return [f"{part} names {self.host}, which the client made up" for part in where]

    def __str__(self) -> str:
        return f"an answer that does not name {self.host}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Insisting(Expected):
    """An answer that tells browsers for how long they are to use HTTPS alone, once (RFC 6797 section 6.1)."""

    seconds: int

    def differences(self, answer: Any) -> list[str]:
        policies = answer.headers.get("strict-transport-security", ())
        if len(policies) != 1:
            return [f"there are {len(policies)} of it"]
        age = _AGE.search(policies[0])
        enough = age is not None and int(age[1]) >= self.seconds
        return [] if enough else [f"it says {policies[0]!r}"]

    def __str__(self) -> str:
        return f"one field Strict-Transport-Security of at least {self.seconds} s"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Saying(Expected):
    """An answer with a header field that has one value, however often (proxies each add their own)."""

    name: str
    value: str

    def differences(self, answer: Any) -> list[str]:
        values = answer.headers.get(self.name, ())
        if not values:
            return [f"there is no field {self.name}"]
        return [f"{self.name} is {value!r}" for value in values if value.lower() != self.value]

    def __str__(self) -> str:
        return f"the field {self.name}: {self.value}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Silent(Expected):
    """Bytes of an answer in which a host is not named."""

    host: str

    def differences(self, answer: Any) -> list[str]:
        lines = [line for line in answer.received.decode(errors="replace").splitlines() if self.host in line]
        return [f"it says {line[:120]!r}" for line in lines]

    def __str__(self) -> str:
        return f"an answer that does not name {self.host}"


NOT_THE_STRANGER: Final = Naming(STRANGER)
NOWHERE_THE_STRANGER: Final = Silent(STRANGER)
NO_GUESSING: Final = Saying("x-content-type-options", "nosniff")
HALF_A_YEAR: Final = 15_768_000
"""What Mozilla's HTTP Observatory asks of Strict-Transport-Security at least, in seconds."""
HTTPS_ONLY: Final = Insisting(HALF_A_YEAR)


def ask(vantage: Vantage, url: str, headers: Mapping[str, str] | None = None) -> HttpAnswer:
    """Return the answer of somebody; where nobody answers, nothing can be said of what is in it."""
    __tracebackhide__ = True
    answer = vantage.run(http.get, url, headers=dict(headers or {}), verify=False)
    if answer.ending is not Ending.ANSWERED or answer.status in FAILED:
        could_not_tell(f"{url} is not answered by who has it: {answer.detail}.")
    return answer


def say(vantage: Vantage, target: Target, request: str) -> PlainAnswer:
    """Return what comes back on port 80 for a request as it stands; nobody there leaves nothing to judge."""
    __tracebackhide__ = True
    payload = request.format(name=target.web_name).encode()
    answer = vantage.run(edge.speak_plainly, target.web_name, target.ports.http, payload)
    if not answer.received:
        could_not_tell(f"Port {target.ports.http} does not answer: {answer.detail}.")
    return answer


def told(vantage: Vantage, target: Target, name: str) -> list[str]:
    """Return the paths at which a part of the deployment reports of itself to strangers, under a name of the host."""
    __tracebackhide__ = True
    answers = {path: ask(vantage, f"https://{target.web_name}{path}", {"Host": name}) for path in REPORTS}
    return [path for path, answer in answers.items() if is_report(answer)]


def is_report(answer: HttpAnswer) -> bool:
    """Whether an answer is a report of the bridge's, of jicofo's or of Prosody's, and no page that speaks of them."""
    page = "html" in answer.header("content-type")
    return not page and any(word in answer.body.replace(b" ", b"") for word in OWN_WORDS)
