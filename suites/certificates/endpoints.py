"""What a client is shown at an endpoint, and what the host says of its certificate's renewal."""

import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fixtures.expected.comparing import Expected
from fixtures.host.command import HostShell
from fixtures.plugin import could_not_tell
from fixtures.probes.net import Ending
from fixtures.probes.tls import CertificateFacts, TlsAnswer
from fixtures.probes.tls.watch import WatchAnswer
from fixtures.target.endpoints import ENDPOINTS, Endpoint, relay_on_443, relay_on_its_port
from fixtures.vantage.shell import CommandResult

__all__ = [
    "DEMANDS_NOTHING",
    "ENDPOINTS",
    "AwayForAtMost",
    "Endpoint",
    "LifeLeft",
    "NamesNoneOf",
    "Shows",
    "complaint",
    "fingerprint",
    "latest_on",
    "relay_on_443",
    "relay_on_its_port",
    "renewal_of",
    "timers",
]

LINEAGES: Final = "/etc/letsencrypt/live"
"""Where daemons read what certbot renewed (certbot: Where are my certificates?)."""
RENEWALS: Final = "/etc/letsencrypt/renewal"
TIMERS: Final = ("certbot.timer", "snap.certbot.renew.timer")
SHARE, DAYS = 0.25, 30
LAST: Final = 300
"""Characters of what certbot says went wrong."""
_WRONG: Final = re.compile(r"with error:|Detail:|renew_turn_cert:")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_DAY: Final = 86400.0
_SETTING: Final = re.compile(r"^(\w+)\s*=\s*(.*?)\s*$", re.MULTILINE)


def latest_on(host: HostShell, name: str) -> str:
    """Return the SHA-256 of the latest certificate of a name, in lower-case hexadecimal, or why there is none."""
    told = host.run("openssl", "x509", "-in", f"{LINEAGES}/{name}/cert.pem", "-noout", "-fingerprint", "-sha256")
    return told.output.strip().rpartition("=")[2].replace(":", "").lower() if told.status == 0 else f"{told}"


def fingerprint(host: HostShell, name: str) -> str:
    """Return the same; where there is none, nothing can be told."""
    __tracebackhide__ = True
    found = latest_on(host, name)
    if not _SHA256.fullmatch(found):
        could_not_tell(f"No certificate of {name} lies in {LINEAGES} on the host, so it lies elsewhere: {found}.")
    return found


def timers(host: HostShell) -> list[tuple[str, str]]:
    """Return how the timers of certbot are, as Debian and snap call them: active or not, enabled or not."""
    asked = [host.output("systemctl", "show", "--property", "ActiveState,UnitFileState", timer) for timer in TIMERS]
    states = [dict(line.split("=", 1) for line in told.splitlines() if "=" in line) for told in asked]
    return [(state["ActiveState"], state["UnitFileState"]) for state in states if state.get("UnitFileState")]


def complaint(result: CommandResult) -> str:
    """Return what certbot says went wrong, or its last words where it does not say; "" where it succeeded."""
    if result.status == 0:
        return ""
    lines = [" ".join(line.split()) for line in f"{result.output}\n{result.complaint}".splitlines()]
    wrong = [line for line in lines if _WRONG.search(line)]
    return "; ".join(dict.fromkeys(wrong))[:LAST] or " ".join(lines)[-LAST:] or f"{result}"


def renewal_of(host: HostShell, name: str) -> Mapping[str, str]:
    """Return what certbot notes of the renewal of a name (certbot: Modifying the Renewal Configuration)."""
    __tracebackhide__ = True
    file = f"{RENEWALS}/{name}.conf"
    told = host.run("cat", file)
    if told.status != 0:
        could_not_tell(f"{file} is not on the host: something else renews this name, or nothing does.")
    return dict(_SETTING.findall(told.output))


class _Leaf(Expected):
    """What the server's own certificate must be like, once one was shown."""

    __slots__ = ()

    @abstractmethod
    def wrong_with(self, leaf: CertificateFacts) -> str:
        """Return what is wrong with it, "" where nothing is."""

    def differences(self, answer: TlsAnswer) -> list[str]:
        wrong = self.wrong_with(answer.chain[0]) if answer.chain else f"no certificate was shown: {answer.detail}"
        return [wrong] if wrong else []


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LifeLeft(_Leaf):
    """A certificate of which enough of its lifetime is left. now: Unix seconds."""

    now: float

    def wrong_with(self, leaf: CertificateFacts) -> str:
        left, whole = leaf.not_after - self.now, leaf.not_after - leaf.not_before
        enough = left >= DAYS * _DAY or left >= SHARE * whole
        return "" if enough else f"{left / _DAY:.0f} of {whole / _DAY:.0f} days are left"

    def __str__(self) -> str:
        return f"a certificate with a quarter of its lifetime left, or {DAYS} days"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Shows(_Leaf):
    """A certificate with this SHA-256 is shown."""

    fingerprint: str

    def wrong_with(self, leaf: CertificateFacts) -> str:
        return "" if leaf.fingerprint == self.fingerprint else f"the certificate {leaf.fingerprint[:16]} is shown"

    def __str__(self) -> str:
        return f"the certificate {self.fingerprint[:16]}, which lies on the host"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NamesNoneOf(_Leaf):
    """A certificate that carries none of these names."""

    names: tuple[str, ...]

    def wrong_with(self, leaf: CertificateFacts) -> str:
        named = [name for name in leaf.names if name in self.names]
        return f"it carries {', '.join(named)}" if named else ""

    def __str__(self) -> str:
        return f"a certificate without {' and '.join(self.names)}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DemandsNothing(_Leaf):
    """A certificate without the TLS feature extension (RFC 7633)."""

    def wrong_with(self, leaf: CertificateFacts) -> str:
        return "it demands a stapled answer of OCSP (RFC 7633)" if leaf.must_staple else ""

    def __str__(self) -> str:
        return "a certificate that demands no stapling"


DEMANDS_NOTHING: Final = DemandsNothing()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AwayForAtMost(Expected):
    """An endpoint that is served at the end, and was never away for longer than so many seconds."""

    seconds: float

    def differences(self, answer: WatchAnswer) -> list[str]:
        if answer.ending is not Ending.ANSWERED:
            return [f"it is not served any more: {answer.detail}"]
        late = answer.interruption > self.seconds
        return [f"it was away for {answer.interruption:.1f} s"] if late else []

    def __str__(self) -> str:
        return f"an endpoint that is away for at most {self.seconds:.0f} s"
