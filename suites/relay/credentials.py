"""Credentials of the relay that its deployment did not give out, or not like this."""

import base64
import hmac
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from fixtures.plugin import Reason, not_applicable
from fixtures.probes.net import Credentials
from fixtures.target.target import Target

FORGERIES: Final[dict[str, Callable[[Credentials], Credentials]]] = {
    "a wrong password": lambda issued: replace(issued, password=issued.password[::-1]),
    "an empty password": lambda issued: replace(issued, password=""),
    "an expiry put off": lambda issued: replace(issued, username=str(int(issued.username) + 1)),
    "a user without expiry": lambda issued: replace(issued, username="guest"),
    "another secret": lambda issued: signed(int(issued.username), "another secret"),
}


def signed(expiry: int, secret: str) -> Credentials:
    """Return credentials that expire at a moment (seconds since the epoch), signed with the secret."""
    username = str(expiry)
    digest = hmac.new(secret.encode(), username.encode(), "sha1").digest()
    return Credentials(username, base64.b64encode(digest).decode())


def shared_secret(target: Target) -> str:
    """Return the secret that Prosody and coturn share; not applicable to a run that does not know it."""
    __tracebackhide__ = True
    if "TURN_PASSWORD" not in target.secrets:
        not_applicable(
            Reason.IMPOSSIBLE_HERE, "The shared secret is not known here, so no credentials can be made old."
        )
    return target.secrets["TURN_PASSWORD"]
