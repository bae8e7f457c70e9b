"""What the hops call two clients."""

from dataclasses import replace

import pytest

from fixtures.hops.known import BY_NAME
from fixtures.hops.traffic import Traffic
from fixtures.plugin.outcomes import CouldNotTell, NotApplicable
from suites.address.client_addresses import ClientAddresses, Visitor

VISITORS = (
    Visitor("outside", "198.51.100.11", ("horizon-a1",), "u"),
    Visitor("outside_too", "198.51.100.12", ("horizon-b2",), "v"),
)
LINE = 'access remote={} peer=172.30.0.1 room="{}" status=200'


def at_web(*lines: str) -> tuple[str, ...]:
    """Return what a web server calls the two that logged these lines."""
    return ClientAddresses(VISITORS, {"web": BY_NAME["web"].evidence("\n".join(lines), Traffic(0.0))}).both_at("web")


def test_both_by_name() -> None:
    """Each of the two has the address that stands on its own lines."""
    lines = LINE.format("172.30.0.1", "horizon-a1"), LINE.format("198.51.100.12", "horizon-b2")

    assert at_web(*lines) == ("172.30.0.1", "198.51.100.12")


def test_missing_lines_are_no_second_name() -> None:
    """One client logged as the gateway and another not at all are not told apart by that."""
    with pytest.raises(CouldNotTell, match="lacks lines of the two clients"):
        at_web(LINE.format("172.30.0.1", "horizon-a1"))


COMBINED = '{} - - [22/Nov/2026:19:08:48 +0000] "GET /{} HTTP/1.1" 200 1 "-" "-"'
LOGIN = "Nov 22 19:08:48 c2s55dd2e07f650 info\tAuthenticated as {}@meet.jitsi [prosody:registered]"


def test_formats_that_admins_have() -> None:
    """The gateway stands in nginx's own format as well, for both."""
    lines = COMBINED.format("172.30.0.1", "horizon-a1"), COMBINED.format("172.30.0.1", "horizon-b2")

    assert at_web(*lines) == ("172.30.0.1", "172.30.0.1")


def test_prosody_that_says_no_address() -> None:
    """A login without an address is no login of nobody: which setting would tell is named."""
    log = "\n".join(LOGIN.format(user) for user in "uv")

    with pytest.raises(NotApplicable, match="does not say from where its clients come; with mod_log_auth"):
        ClientAddresses(VISITORS, {"prosody": BY_NAME["prosody"].evidence(log, Traffic(0.0))}).at("prosody")


def test_log_that_does_not_say() -> None:
    """A hop whose log holds no requests was not asked by nobody."""
    silent = replace(BY_NAME["web"].evidence("", Traffic(0.0)), seen=None, note="does not log its traffic")

    with pytest.raises(CouldNotTell, match="does not say who came: does not log its traffic"):
        ClientAddresses(VISITORS, {"web": silent}).at("web")
