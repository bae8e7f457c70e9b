"""What jicofo and the bridge say of themselves, and whether they are where they are needed: logged in, in the brewery.

When these checks fail, the site opens and people enter rooms, but nobody hears anybody once a third one comes.
"""

import pytest

from fixtures.hops import prosody
from suites.health.refused import unexplained
from suites.health.signs import FOCUS_HEALTH_IS_OFF, FOCUS_HTTP, is_switched_off
from suites.vocabulary import (
    REFUSED,
    Reason,
    Services,
    Target,
    Vantage,
    bridge,
    could_not_tell,
    http,
    moment,
    not_applicable,
    requirement,
    status,
)

ACCOUNTS = {"jicofo": "focus_user", "jvb": "bridge_user"}
"""The services that log in, and the account's name among the XMPP names of the target."""


ASK = ("curl", "--silent", "--write-out", " %{http_code}")
"""Inside the container, because jicofo listens on 127.0.0.1 unless it is told otherwise; the status comes last."""


@requirement("HEALTH-18")
def test_bridge_says_healthy(in_compose: Vantage, services: Services, target: Target) -> None:
    """The bridge answers 200 on its health address, which may be open inside its container only."""
    answer = in_compose.run(http.get, f"http://{target.bridge_id}:8080/about/health")

    if answer == REFUSED:
        # The bridge's own default (jitsi-videobridge: http-servers.private.host); the published images open it to all.
        result = services["jvb"].run(*ASK, "http://127.0.0.1:8080/about/health")
        assert result.output.split()[-1:] == ["200"], result.output
    else:
        assert answer == status(200)


@requirement("HEALTH-19")
def test_focus_says_healthy(services: Services) -> None:
    """Jicofo answers 200 on its health address, which may be open inside its container only."""
    result = services["jicofo"].run(*ASK, f"{FOCUS_HTTP}/about/health")

    if is_switched_off(result.output):
        not_applicable(Reason.NOT_SUPPORTED, FOCUS_HEALTH_IS_OFF)
    assert result.output.split()[-1:] == ["200"], result.output


@requirement("HEALTH-20")
@pytest.mark.parametrize("service", ACCOUNTS)
def test_service_account_is_logged_in(services: Services, target: Target, service: str) -> None:
    """Prosody accepted the login of a service since both of them have been running."""
    account = getattr(target.xmpp, ACCOUNTS[service])
    both_up = max(moment(services[name].state().started_at) for name in ("prosody", service))

    accepted = prosody.logins(services["prosody"].log(since=both_up))

    assert account in [f"{login.user}@{login.host}" for login in accepted]


@requirement("HEALTH-21")
@pytest.mark.parametrize("service", ACCOUNTS)
def test_service_account_was_never_refused(services: Services, target: Target, service: str) -> None:
    """No login of a service has been refused since its container was made, but before its account was there."""
    account = getattr(target.xmpp, ACCOUNTS[service])
    log = services[service].dated_log()
    if not log:
        could_not_tell(f"The log of {service} is empty.")

    assert unexplained(log, services["prosody"].dated_log(), account) == []


@requirement("HEALTH-22")
def test_brewery_holds_one_bridge(services: Services) -> None:
    """Jicofo sees one bridge in the brewery, so both are in it, and the bridge is usable."""
    told = services["jicofo"].execute(*ASK, f"{FOCUS_HTTP}/stats")
    if is_switched_off(told):
        not_applicable(Reason.NOT_SUPPORTED, "Jicofo tells no statistics here.")
    figures = bridge.read_focus_statistics(told.rpartition(" ")[0])

    assert (figures.bridges, figures.operational) == (1, 1)
