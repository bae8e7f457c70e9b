"""Port 80 exists for certbot and for people who type the bare name.

When these checks fail, nothing is wrong today; the certificates run out within three months.
"""

import pytest

from suites.vocabulary import expected, given, http, requirement

PATH = "/Weekly?lang=nl"


@requirement("EDGE-41")
def test_bare_name(outside: given.Vantage, target: given.Target) -> None:
    """HTTP is redirected to the same place on HTTPS."""
    answer = outside.run(http.get, f"http://{target.web_name}{PATH}")

    assert answer == expected.answered(status=301, headers=expected.header_fields(location=f"{target.site}{PATH}"))


@requirement("EDGE-42")
@pytest.mark.parametrize("name", ["turn_name", "web_name"], ids=["TURN name", "web name"])
def test_challenges(outside: given.Vantage, target: given.Target, name: str) -> None:
    """A challenge that was never set is looked for and not found, on the spot where the host's nginx is the front."""
    path = f"{getattr(target, name)}/.well-known/acme-challenge/never-set"

    answer = outside.run(http.get, f"http://{path}")

    assert answer == (
        expected.status(404) if target.ends_tls == "nginx" else expected.status(404) | led_to(f"https://{path}")
    )


def led_to(url: str) -> expected.Expected:
    """Return that a challenge is asked for once more elsewhere: authorities follow (RFC 8555 section 8.3)."""
    return expected.answered(status=301, headers=expected.header_fields(location=url)) | expected.answered(
        status=308, headers=expected.header_fields(location=url)
    )
