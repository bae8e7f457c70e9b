"""What the checks of this chapter share."""

import pytest

from fixtures.patience import Patience
from fixtures.plugin import Reason, not_applicable
from fixtures.plugin.control import Served
from fixtures.probes import edge
from fixtures.probes.edge import PlainAnswer
from fixtures.probes.tls import Delivery, HelloSize, Place
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending, Vantage
from suites.edge.tls_services import NGINX_PATIENCE, Silence, SlowHellos, TlsService, turn_service_of, web_service_of

A_SECOND = 1.0
BEYOND_THE_DELAY = 3.0
"""Seconds between two halves of a hello; HAProxy's inspect delay is 2 (seed: haproxy)."""
TLS_ALERT = b"\x15\x03\x01\x00\x02\x02\x28"


@pytest.fixture(scope="session")
def turn_service(target: Target) -> TlsService:
    """Return the TURN name on 443."""
    return turn_service_of(target)


@pytest.fixture(scope="session")
def web_service(target: Target) -> TlsService:
    """Return the web name on 443."""
    return web_service_of(target)


@pytest.fixture
def strangers_get_the_site(target: Target) -> None:
    """Require that a client without a known name gets the site here, and no refusal, which is as good elsewhere."""
    if target.strangers in ("alert", "closed"):
        not_applicable(Reason.EXCLUDED_BY_DESIGN, f"Who names no site of this host is sent away ({target.strangers}).")


@pytest.fixture(params=[turn_service_of, web_service_of], ids=["TURN name", "web name"])
def tls_service(request: pytest.FixtureRequest, target: Target) -> TlsService:
    """Both, one after the other."""
    found: TlsService = request.param(target)
    return found


def pytest_asked_early() -> tuple[str, ...]:
    """Declare what takes longer than a second, asked all at once."""
    return "slow_turn_hellos", "slow_web_hellos", "late_alert", "silence"


@pytest.fixture(scope="session")
def slow_turn_hellos(outside: Vantage, turn_service: TlsService, patience: Patience) -> SlowHellos:
    """Slow hellos for the TURN name."""
    return _slow_hellos(turn_service, outside, BEYOND_THE_DELAY + patience.answer)


@pytest.fixture(scope="session")
def slow_web_hellos(outside: Vantage, web_service: TlsService, patience: Patience) -> SlowHellos:
    """Slow hellos for the web name."""
    return _slow_hellos(web_service, outside, BEYOND_THE_DELAY + patience.answer)


@pytest.fixture(scope="session")
def late_alert(outside: Vantage, web_service: TlsService, patience: Patience) -> Pending[PlainAnswer]:
    """Return a TLS alert where a hello is expected."""
    return outside.begin(
        edge.speak_plainly, web_service.name, 443, TLS_ALERT, within=BEYOND_THE_DELAY + patience.answer
    )


@pytest.fixture(scope="session")
def silence(outside: Vantage, target: Target, web_service: TlsService, patience: Patience) -> Silence:
    """Return a client that sends nothing until it is disconnected."""
    within = NGINX_PATIENCE + 3 * patience.answer
    endured = outside.begin(edge.speak_plainly, target.web_name, 443, within=within)
    return Silence(endured, Served(web_service.request(outside), web_service.right))


def _slow_hellos(tls_service: TlsService, vantage: Vantage, within: float) -> SlowHellos:
    # The small hello: every byte costs a pause, and all of them must fit into the inspect delay.
    singly = Delivery(bytewise=True, pause=0.001)
    return SlowHellos(
        halves_in_time=tls_service.request(vantage, _halves(A_SECOND), within=within),
        halves_too_late=tls_service.request(vantage, _halves(BEYOND_THE_DELAY), within=within),
        bytewise=tls_service.request(vantage, singly, size=HelloSize.CLASSICAL, within=within),
    )


def _halves(pause: float) -> Delivery:
    return Delivery(places=(Place.MIDDLE,), pause=pause)
