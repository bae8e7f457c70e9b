"""How the host means to renew its certificates.

When these checks fail, everything is served and nothing will be renewed: nobody starts certbot, certbot waits for
somebody, or nobody brings coturn what certbot got.
"""

import pytest

from suites.certificates import endpoints
from suites.vocabulary import given, outcomes, requirement


@requirement("CERTIFICATES-06")
def test_timer(host: given.HostShell) -> None:
    """The timer of certbot is on, now and after the next boot."""
    states = endpoints.timers(host)
    if not states:
        outcomes.could_not_tell("The host has no timer of certbot: something else renews here, or nothing does.")

    assert ("active", "enabled") in states


@requirement("CERTIFICATES-07")
def test_hook(host: given.HostShell, target: given.Target) -> None:
    """The renewal of the TURN name names a hook, and the hook can be run."""
    hook = endpoints.renewal_of(host, target.turn_name).get("renew_hook", "none")

    assert host.run("test", "-x", hook.partition(" ")[0]).status == 0


@requirement("CERTIFICATES-08")
@pytest.mark.parametrize("name", ["web_name", "turn_name"])
def test_proof_needs_nobody(host: given.HostShell, target: given.Target, name: str) -> None:
    """A renewal proves the name by nginx, by its files or by the name server, or makes room on port 80 first."""
    noted = endpoints.renewal_of(host, getattr(target, name))

    assert noted.get("authenticator") not in ("manual", None)
    assert "pre_hook" in noted or noted["authenticator"] != "standalone"
