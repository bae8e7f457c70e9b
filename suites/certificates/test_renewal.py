"""Certbot's work done for real, on a twin, with an authority that answers as Let's Encrypt does.

When these checks fail, the next renewal breaks something: the site keeps an old certificate until it expires, coturn
cannot read the new one, or people are thrown out at night.
"""

import pytest

from fixtures.target.certbot import Certbot
from suites.certificates import endpoints, rehearsal
from suites.vocabulary import expected, given, outcomes, requirement

pytestmark = [pytest.mark.disruptive, pytest.mark.slow]

MOST = 10.0
"""Seconds without a relay: coturn is restarted, which ends it within one and needs about two to come back."""


@requirement("CERTIFICATES-09")
def test_rehearsed_renewal(certbot: Certbot) -> None:
    """Certbot's own rehearsal of a renewal succeeds."""
    result = certbot.rehearse()

    assert endpoints.complaint(result) == ""


@requirement("CERTIFICATES-10")
@pytest.mark.parametrize("label", endpoints.ENDPOINTS)
def test_new_certificate_is_shown(renewal: rehearsal.Renewal, label: str) -> None:
    """After a renewal an endpoint shows what was got, which is not what it showed before."""
    done = renewal.done

    assert (done.complaint, done.shown[label]) == ("", done.latest[label])
    assert done.shown[label] != done.before[label]


@requirement("CERTIFICATES-11")
def test_people_stay(renewal: rehearsal.Renewal) -> None:
    """Whoever is connected to the site when it is renewed stays connected."""
    assert renewal.people == expected.answered(idle=1, active=1)


@requirement("CERTIFICATES-11")
@pytest.mark.parametrize("label", endpoints.ENDPOINTS)
def test_interruption(renewal: rehearsal.Renewal, facts: given.Facts, label: str) -> None:
    """An endpoint is served again soon: the site is never away, and the relay as long as coturn's restart takes."""
    seen = renewal.watched[label]
    away, limit = f"{seen.interruption:.1f} s", f"{MOST:.0f} s"
    facts.table("interruption by a renewal").row(endpoint=label, away=away, limit=limit)

    assert seen == endpoints.AwayForAtMost(MOST)


@requirement("CERTIFICATES-12")
@pytest.mark.parametrize("label", endpoints.ENDPOINTS)
def test_failed_renewal(failure: rehearsal.Done, label: str) -> None:
    """A renewal that cannot prove its names leaves an endpoint as it was."""
    if not failure.complaint:
        outcomes.could_not_tell("The renewal succeeded although port 80 was closed.")

    assert failure.shown[label] == failure.before[label]


@requirement("CERTIFICATES-13")
@pytest.mark.parametrize("label", endpoints.ENDPOINTS)
def test_first_issue(first_issue: rehearsal.Done, label: str) -> None:
    """A host that had no certificate shows what it got."""
    assert (first_issue.complaint, first_issue.shown[label]) == ("", first_issue.latest[label])
