"""Logins of jicofo and the bridge that Prosody refused, and which of them the start of a deployment explains."""

from collections.abc import Sequence
from typing import Final

from fixtures.hops import prosody
from fixtures.hops.java import refused_logins
from fixtures.target.moments import Dated

RACE: Final = 60.0
"""Seconds. Where accounts are made once Prosody runs (docker-jitsi-meet since commit eab4bff7), the services try before
that; both retry every few seconds, so whoever has the right password is in long before this is over."""


def unexplained(service: Sequence[Dated], server: Sequence[Dated], account: str) -> list[str]:
    """Return the refusals in a service's log that say something against the deployment.

    service, server: the logs of the service and of Prosody. A refusal is explained when the account was not there yet
    and the service got in soon afterwards. Of one that is older than Prosody's container no log says whether the
    account was there; it is explained when the service has got in since.
    """
    began = min((line.at for line in server), default=0.0)
    accepted = [line.at for line in server if _accepts(line.text, account)]
    made = [line.at for line in server if prosody.made_account(line.text) == account]
    refused = [line for line in service if refused_logins(line.text)]
    judged = [line for line in refused if line.at >= began or not accepted]
    return [line.text for line in judged if not _was_early(line.at, accepted, made)]


def _was_early(at: float, accepted: Sequence[float], made: Sequence[float]) -> bool:
    in_at = next((each for each in sorted(accepted) if at <= each <= at + RACE), None)
    was_there = any(each < at for each in accepted)
    return in_at is not None and (not was_there or any(at <= each <= in_at for each in made))


def _accepts(line: str, account: str) -> bool:
    return any(f"{login.user}@{login.host}" == account for login in prosody.logins(line))
