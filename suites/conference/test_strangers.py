"""Nobody gets in by guessing, or with the key of another endpoint.

When these checks fail, an outsider reads messages of a meeting, takes over a participant in it, or poses as the focus
or the bridge, which control every room.
"""

import pytest

from suites.conference import gatherings
from suites.vocabulary import bridge, expected, given, meetings, outcomes, requirement, turn, xmpp

WRONG = "not-the-password"


def offered(keys: gatherings.Keys) -> gatherings.Keys:
    """Return the keys, unless the bridge offers no channel that they could open."""
    __tracebackhide__ = True
    if not keys.own_channel:
        outcomes.not_applicable(outcomes.Reason.NOT_SUPPORTED, "The bridge offers no channel over WebSocket.")
    return keys


@requirement("CONFERENCE-22")
def test_channel_with_its_own_password(outside: given.Vantage, keys: gatherings.Keys) -> None:
    """An endpoint's bridge channel opens with the endpoint's own password."""
    answer = outside.run(bridge.colibri_websocket, offered(keys).own_channel)

    assert answer == expected.answered(status=101, speaker=bridge.Speaker.BRIDGE)


@requirement("CONFERENCE-22")
@pytest.mark.parametrize("foreign", ["password of another", "endpoint of another", "no password"])
def test_channel_with_a_foreign_key(outside: given.Vantage, keys: gatherings.Keys, foreign: str) -> None:
    """The bridge refuses its channel to a client with the password of another endpoint, or none."""
    answer = outside.run(bridge.colibri_websocket, offered(keys).foreign_channels[foreign])

    assert answer == expected.CHANNEL_REFUSED


@requirement("CONFERENCE-23")
def test_media_with_its_own_password(keys: gatherings.Keys) -> None:
    """The bridge answers on its media port a check that is signed with the endpoint's own password."""
    answer = keys.own_check.result()

    assert answer == expected.answered(code=0, authentic=True)


@requirement("CONFERENCE-23")
def test_media_with_a_foreign_password(keys: gatherings.Keys) -> None:
    """The bridge answers no check that is signed with the password of another endpoint, or refuses it."""
    served = given.Served(keys.own_check, expected.answered(code=0, authentic=True))

    answer = keys.foreign_check.result()

    assert served.beside(answer) == expected.CHECK_REFUSED


@requirement("CONFERENCE-24")
@pytest.mark.parametrize("account", ["focus", "jvb"])
def test_service_account_with_a_wrong_password(outside: given.Vantage, target: given.Target, account: str) -> None:
    """Prosody refuses a wrong password for the account of a service."""
    answer = outside.run(
        xmpp.login, target.websocket_url, target.xmpp.auth_domain, credentials=turn.Credentials(account, WRONG)
    )

    assert answer == expected.PASSWORD_REFUSED


@requirement("CONFERENCE-25")
def test_name_of_somebody_present(company: given.Vantage, house: gatherings.House) -> None:
    """Nobody enters a room under the endpoint name of a participant in it."""
    plan = house.meeting.plan(house.meeting.guests["anna"])

    with company.hold(meetings.participate, plan) as impostor:
        answer = impostor.run(meetings.Participant.join)

    assert answer == expected.ENTRANCE_REFUSED
