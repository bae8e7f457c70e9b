"""What jicofo and the bridge say of themselves, and whether they are where they are needed: logged in, in the brewery.

Red here, the site opens and people enter rooms, but nobody hears anybody once a third one comes.
"""

import re

import pytest

from fixtures.plugin import requirement
from fixtures.probes import http
from fixtures.probes.self_reports import read_focus_statistics
from fixtures.target.services import Services
from fixtures.target.target import Target
from fixtures.vantage.place import Vantage
from fixtures.vocabulary import STATUS
from suites.health.times import moment

ACCOUNTS = {"jicofo": "focus_user", "jvb": "bridge_user"}
"""The services that log in, and the account's name among the XMPP names of the target."""

REFUSALS = re.compile(r"not-authorized|SASL\w* ?(error|failure)|xmpp_refused", re.IGNORECASE)
"""How the stand-ins, Smack and Prosody say that a password was not accepted."""


@requirement("HEALTH-18")
def test_bridge_says_healthy(in_compose: Vantage, target: Target) -> None:
    """The bridge answers 200 on its health address."""
    answer = in_compose.run(http.get, f"http://{target.bridge_id}:8080/about/health")

    assert answer == STATUS(200)


@requirement("HEALTH-19")
def test_focus_says_healthy(services: Services) -> None:
    """Jicofo answers 200 on its health address, which it opens inside its container only."""
    asked = ("curl", "--silent", "--write-out", " %{http_code}", "http://localhost:8888/about/health")

    result = services["jicofo"].run(*asked)

    assert result.output.split()[-1:] == ["200"], result.output


@requirement("HEALTH-20")
@pytest.mark.parametrize("service", ACCOUNTS)
def test_service_account_is_logged_in(services: Services, target: Target, service: str) -> None:
    """Prosody accepted the login of a service since both of them have been running."""
    account = getattr(target.xmpp, ACCOUNTS[service])
    both_up = max(moment(services[name].state().started_at) for name in ("prosody", service))

    log = services["prosody"].log(since=both_up)

    assert f"Authenticated as {account}" in log


@requirement("HEALTH-21")
@pytest.mark.parametrize("service", ACCOUNTS)
def test_service_account_was_never_refused(services: Services, service: str) -> None:
    """No login of a service has been refused since its container was made."""
    log = services[service].log()
    refused = [line for line in log.splitlines() if REFUSALS.search(line)]

    assert log
    assert refused == []


@requirement("HEALTH-22")
def test_brewery_holds_one_bridge(services: Services) -> None:
    """Jicofo sees one bridge in the brewery, so both are in it, and the bridge is usable."""
    figures = read_focus_statistics(services["jicofo"].execute("curl", "--silent", "http://localhost:8888/stats"))

    assert (figures.bridges, figures.operational) == (1, 1)
