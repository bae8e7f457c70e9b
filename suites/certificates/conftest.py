"""What the checks of this chapter share."""

from collections.abc import Iterator

import pytest

from fixtures.patience import Patience
from fixtures.target.certbot import Certbot
from fixtures.target.deployment import Deployment
from fixtures.target.endpoints import ENDPOINTS, RELAYS, Endpoint
from fixtures.target.target import Target
from fixtures.vantage.vantage import Vantage
from suites.certificates.rehearsal import Done, Rehearsing, Renewal


@pytest.fixture(params=list(ENDPOINTS.values()), ids=list(ENDPOINTS))
def endpoint(request: pytest.FixtureRequest, target: Target) -> Endpoint:
    """Every endpoint, one after the other."""
    found: Endpoint = request.param(target)
    return found


@pytest.fixture(params=list(RELAYS.values()), ids=list(RELAYS))
def relay(request: pytest.FixtureRequest, target: Target) -> Endpoint:
    """Return the relay at both of its places, one after the other."""
    found: Endpoint = request.param(target)
    return found


@pytest.fixture(scope="module")
def certbot(deployment: Deployment) -> Iterator[Certbot]:
    """Certbot on the host, with an authority that answers it; the host is as it was when the last check is over."""
    with deployment.certbot() as working:
        yield working


@pytest.fixture(scope="module")
def rehearsing(deployment: Deployment, outside: Vantage, patience: Patience) -> Rehearsing:
    """Watches what certbot does to those who are served."""
    return Rehearsing(deployment, outside, patience)


@pytest.fixture(scope="module")
def renewal(rehearsing: Rehearsing, certbot: Certbot) -> Renewal:
    """One renewal of everything, while people are there."""
    return rehearsing.renew(certbot)


@pytest.fixture(scope="module")
def failure(deployment: Deployment, rehearsing: Rehearsing, certbot: Certbot) -> Done:
    """Return the same while port 80 is closed."""
    with deployment.router.closed("tcp", deployment.target.ports.http):
        return rehearsing.around(certbot.renew_by_a_new_account)


@pytest.fixture(scope="module")
def first_issue(rehearsing: Rehearsing, certbot: Certbot) -> Done:
    """Both certificates on a host that has none."""
    return rehearsing.around(certbot.issue_first)
