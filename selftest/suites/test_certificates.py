"""What the chapter of certificates makes of what a host says and an endpoint shows."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from fixtures.host.command import HostShell
from fixtures.plugin.outcomes import CouldNotTell
from fixtures.probes.net import Ending
from fixtures.probes.tls import CertificateFacts, TlsAnswer
from fixtures.probes.tls.watch import WatchAnswer
from fixtures.vantage.shell import CommandResult
from suites.certificates import endpoints

DAY = 86400.0
LEAF = CertificateFacts("a", ("a", "b"), "CA", "1", 0.0, 90 * DAY, False, False, "rsa-2048", False, "ab" * 32)
SHOWN = TlsAnswer(Ending.ANSWERED, 0.0, "", "", chain=(LEAF,))
NOTHING = TlsAnswer(Ending.REFUSED, 0.0, "", "nobody listens")


class Answers:
    """A host that gives one answer to everything."""

    def __init__(self, output: str, status: int = 0) -> None:
        self._result = CommandResult(("x",), status, output, "", 0.0)

    def begin(self, words: tuple[str, ...], stdin: bytes, within: float) -> Callable[[], CommandResult]:
        """Give it."""
        assert (stdin, within) == (b"", 30.0)
        return lambda: replace(self._result, command=words)


@pytest.mark.parametrize(("day", "whole", "enough"), [(60, 90, True), (68, 90, False), (3, 6, True), (5, 6, False)])
def test_life_left(day: int, whole: int, enough: bool) -> None:
    """A quarter must be left, of six days as of ninety; thirty days are always enough."""
    answer = replace(SHOWN, chain=(replace(LEAF, not_after=whole * DAY),))

    assert (answer == endpoints.LifeLeft(day * DAY)) is enough


def test_long_lives() -> None:
    """A certificate of ten years is renewed when it is time, not when a quarter is left."""
    answer = replace(SHOWN, chain=(replace(LEAF, not_after=3650 * DAY),))

    assert answer == endpoints.LifeLeft(3600 * DAY)


@pytest.mark.parametrize(
    "expected",
    [endpoints.LifeLeft(0.0), endpoints.DEMANDS_NOTHING, endpoints.Shows("ab" * 32), endpoints.NamesNoneOf(("c",))],
)
def test_nothing_shown(expected: object) -> None:
    """Who shows no certificate shows no good one."""
    assert expected == SHOWN
    assert expected != NOTHING


def test_what_a_certificate_should_not_be() -> None:
    """Another one, one with a name too many, and one that demands stapling."""
    stapling = replace(SHOWN, chain=(replace(LEAF, must_staple=True),))

    assert endpoints.Shows("cd" * 32) != SHOWN
    assert endpoints.NamesNoneOf(("b", "c")).differences(SHOWN) == ["it carries b"]
    assert stapling != endpoints.DEMANDS_NOTHING


def test_interruptions() -> None:
    """An endpoint that is away too long, or still away, is not served."""
    short = WatchAnswer(Ending.ANSWERED, 20.0, "", "", interruption=2.0, failed=4)

    assert short == endpoints.AwayForAtMost(10.0)
    assert replace(short, interruption=12.0) != endpoints.AwayForAtMost(10.0)
    assert replace(short, ending=Ending.REFUSED) != endpoints.AwayForAtMost(10.0)


def test_what_openssl_prints() -> None:
    """The colons go, and the case; who has no such file has no fingerprint."""
    host = HostShell(Answers("sha256 Fingerprint=" + ":".join(["AB"] * 32) + "\n"))

    assert endpoints.fingerprint(host, "a") == "ab" * 32
    with pytest.raises(CouldNotTell, match="so it lies elsewhere"):
        endpoints.fingerprint(HostShell(Answers("", 1)), "a")


def test_what_certbot_notes() -> None:
    """The settings of a renewal, and nothing to be told where certbot has none."""
    noted = "# comment\nversion = 4.0.0\n[renewalparams]\nauthenticator = nginx\nrenew_hook = /usr/local/sbin/x --y\n"

    assert endpoints.renewal_of(HostShell(Answers(noted)), "a")["renew_hook"] == "/usr/local/sbin/x --y"
    with pytest.raises(CouldNotTell, match="something else renews"):
        endpoints.renewal_of(HostShell(Answers("", 1)), "a")


def test_timers_that_are_there() -> None:
    """A timer that systemd does not know has no state."""
    assert endpoints.timers(HostShell(Answers("ActiveState=active\nUnitFileState=enabled\n")))[0] == (
        "active",
        "enabled",
    )
    assert endpoints.timers(HostShell(Answers("ActiveState=inactive\nUnitFileState=\n"))) == []
