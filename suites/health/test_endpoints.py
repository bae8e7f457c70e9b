"""What jicofo and the bridge report of themselves, and whether they are logged in and in the brewery.

When these checks fail, the site opens and people enter rooms, but nobody hears anybody once a third one comes.
"""

import pytest

from suites import signs
from suites.health import refused
from suites.vocabulary import bridge, expected, given, hops, http, outcomes, requirement

ACCOUNTS = {"jicofo": "focus_user", "jvb": "bridge_user"}
"""The services that log in, and the account's name among the XMPP names of the target."""


ASK = ("curl", "--silent", "--write-out", " %{http_code}")
"""Inside the container, because jicofo listens on 127.0.0.1 unless it is told otherwise; the status comes last."""


@requirement("HEALTH-18")
def test_bridge_says_healthy(in_compose: given.Vantage, services: given.Services, target: given.Target) -> None:
    """The bridge answers 200 on its health address, which may be open inside its container only."""
    answer = in_compose.run(http.get, f"http://{target.bridge_id}:8080/about/health")

    if answer == expected.REFUSED:
        # The bridge's own default (jitsi-videobridge: http-servers.private.host); the published images open it to all.
        result = services["jvb"].run(*ASK, "http://127.0.0.1:8080/about/health")
        assert result.output.split()[-1:] == ["200"], result.output
    else:
        assert answer == expected.status(200)


@requirement("HEALTH-19")
def test_focus_says_healthy(services: given.Services) -> None:
    """Jicofo answers 200 on its health address, which may be open inside its container only."""
    result = services["jicofo"].run(*ASK, f"{signs.FOCUS_HTTP}/about/health")

    if signs.is_switched_off(result.output):
        outcomes.not_applicable(outcomes.Reason.NOT_SUPPORTED, signs.FOCUS_HEALTH_IS_OFF)
    assert result.output.split()[-1:] == ["200"], result.output


@requirement("HEALTH-20")
@pytest.mark.parametrize("service", ACCOUNTS)
def test_service_account_is_logged_in(services: given.Services, target: given.Target, service: str) -> None:
    """Prosody accepted the login of a service since both of them have been running."""
    account = getattr(target.xmpp, ACCOUNTS[service])
    both_up = max(given.moment(services[name].state().started_at) for name in ("prosody", service))

    accepted = hops.prosody.logins(services["prosody"].log(since=both_up))

    assert account in [f"{login.user}@{login.host}" for login in accepted]


@requirement("HEALTH-21")
@pytest.mark.parametrize("service", ACCOUNTS)
def test_service_account_was_never_refused(services: given.Services, target: given.Target, service: str) -> None:
    """No login of a service has been refused since its container was made, but before its account was there."""
    account = getattr(target.xmpp, ACCOUNTS[service])
    log = services[service].dated_log()
    if not log:
        outcomes.could_not_tell(f"The log of {service} is empty.")

    assert refused.unexplained(log, services["prosody"].dated_log(), account) == []


@requirement("HEALTH-22")
def test_brewery_holds_one_bridge(services: given.Services) -> None:
    """Jicofo sees one bridge in the brewery, so both are in it, and the bridge is usable."""
    told = services["jicofo"].execute(*ASK, f"{signs.FOCUS_HTTP}/stats")
    if signs.is_switched_off(told):
        outcomes.not_applicable(outcomes.Reason.NOT_SUPPORTED, "Jicofo tells no statistics here.")
    figures = bridge.read_focus_statistics(told.rpartition(" ")[0])

    assert (figures.bridges, figures.operational) == (1, 1)
