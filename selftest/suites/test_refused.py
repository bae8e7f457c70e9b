"""Which refused logins of jicofo and the bridge are faults."""

import pytest

from fixtures.target.moments import Dated
from suites.health.refused import unexplained

ACCOUNT = "jvb@auth.meet.jitsi"
REFUSED = "SASLError using SCRAM-SHA-1: not-authorized"
ACCEPTED = f"c2s55dd2df67030  info	Authenticated as {ACCOUNT} [prosody:operator]"
MADE = f"usermanager  info	User account created: {ACCOUNT}"
OTHER_MADE = "usermanager  info	User account created: focus@auth.meet.jitsi"


@pytest.mark.parametrize(
    ("server", "faults"),
    [
        pytest.param({12.0: MADE, 15.0: ACCEPTED}, 0, id="before the account was made"),
        pytest.param({15.0: ACCEPTED}, 0, id="before the first login, the making not logged"),
        pytest.param({}, 1, id="never accepted"),
        pytest.param({5.0: ACCEPTED}, 1, id="accepted before and not since"),
        pytest.param({5.0: ACCEPTED, 15.0: ACCEPTED}, 1, id="refused between two logins"),
        pytest.param({5.0: ACCEPTED, 12.0: MADE, 15.0: ACCEPTED}, 0, id="made anew"),
        pytest.param({5.0: ACCEPTED, 12.0: OTHER_MADE, 15.0: ACCEPTED}, 1, id="another account made"),
        pytest.param({9.0: "startup  info	Hello", 90.0: ACCEPTED}, 1, id="accepted long afterwards"),
        pytest.param({80.0: "startup  info	Hello", 90.0: ACCEPTED}, 0, id="before this Prosody, accepted by it"),
        pytest.param({80.0: "startup  info	Hello"}, 1, id="before this Prosody, not accepted by it"),
    ],
)
def test_refusals(server: dict[float, str], faults: int) -> None:
    """A refusal is no fault when the account was not there yet and the service got in soon afterwards."""
    log = [Dated(at, line) for at, line in server.items()]

    assert len(unexplained([Dated(10.0, REFUSED), Dated(11.0, "Connected.")], log, ACCOUNT)) == faults
