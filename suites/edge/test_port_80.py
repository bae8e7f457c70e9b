"""Port 80 exists for certbot and for people who type the bare name.

Red here, nothing is wrong today; the certificates run out within three months.
"""

import pytest

from fixtures.plugin import requirement
from fixtures.probes import http
from fixtures.target.target import Target
from fixtures.vantage.place import Vantage
from fixtures.vocabulary import FIELDS, STATUS, answered

PATH = "/Weekly?lang=nl"


@requirement("EDGE-41")
def test_bare_name(outside: Vantage, target: Target) -> None:
    """HTTP is redirected to the same place on HTTPS."""
    answer = outside.run(http.get, f"http://{target.web_name}{PATH}")

    assert answer == answered(status=301, headers=FIELDS(location=f"{target.site}{PATH}"))


@requirement("EDGE-42")
@pytest.mark.parametrize("name", ["turn_name", "web_name"], ids=["TURN name", "web name"])
def test_challenges(outside: Vantage, target: Target, name: str) -> None:
    """A challenge that was never set is looked for on the spot and not found."""
    answer = outside.run(http.get, f"http://{getattr(target, name)}/.well-known/acme-challenge/never-set")

    assert answer == STATUS(404)
