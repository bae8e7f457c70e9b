"""Port 80 exists for certbot and for people who type the bare name.

Red here, nothing is wrong today; the certificates run out within three months.
"""

import pytest

from fixtures.plugin import requirement
from fixtures.probes import http
from fixtures.target.target import Target
from fixtures.vantage.place import Vantage
from fixtures.vocabulary import FIELDS, STATUS, Expected, answered

PATH = "/Weekly?lang=nl"


@requirement("EDGE-41")
def test_bare_name(outside: Vantage, target: Target) -> None:
    """HTTP is redirected to the same place on HTTPS."""
    answer = outside.run(http.get, f"http://{target.web_name}{PATH}")

    assert answer == answered(status=301, headers=FIELDS(location=f"{target.site}{PATH}"))


@requirement("EDGE-42")
@pytest.mark.parametrize("name", ["turn_name", "web_name"], ids=["TURN name", "web name"])
def test_challenges(outside: Vantage, target: Target, name: str) -> None:
    """A challenge that was never set is looked for and not found, on the spot where the host's nginx is the front."""
    path = f"{getattr(target, name)}/.well-known/acme-challenge/never-set"

    answer = outside.run(http.get, f"http://{path}")

    assert answer == (STATUS(404) if target.ends_tls == "nginx" else STATUS(404) | led_to(f"https://{path}"))


def led_to(url: str) -> Expected:
    """Return that a challenge is asked for once more elsewhere: authorities follow (RFC 8555 section 8.3)."""
    return answered(status=301, headers=FIELDS(location=url)) | answered(status=308, headers=FIELDS(location=url))
