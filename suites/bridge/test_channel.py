"""The bridge channel of participants in a meeting, over both of its roads.

When these checks fail, everybody is heard, and nothing else is right: no picture larger than a stamp, or none, no
speaker found. Which road there is follows from the offer; what the operator declares decides whether a missing one is a
fault.
"""

from collections.abc import Mapping
from functools import reduce
from operator import or_

import pytest

from suites.bridge.channels import Pair, Quiet
from suites.vocabulary import ChannelWish, Step, expected, features, given, outcomes, requirement

SATISFIERS = {
    features.SCTP_CHANNEL: expected.channel_over("sctp"),
    features.COLIBRI_WS: expected.channel_over("websocket"),
}
"""What opens a channel, by the feature of the target."""
MESSAGE_CAME = expected.answered(step=Step.DONE)


@requirement("BRIDGE-15")
def test_a_channel_opens(target: given.Target, sctp_pair: Pair) -> None:
    """Whichever channel the offer has opens for both."""
    declared = target.expectations
    open_ways = [
        way for name, way in SATISFIERS.items() if declared.get(name) is not features.Expectation.MUST_BE_ABSENT
    ]

    assert sctp_pair.established() == expected.every(reduce(or_, open_ways))


@requirement("BRIDGE-16")
def test_websocket_opens(websocket_pair: Pair) -> None:
    """The channel over WebSocket opens for both."""
    _require_websocket(websocket_pair)

    assert websocket_pair.at_channel() == expected.every(expected.channel_over("websocket"))


@requirement("BRIDGE-17")
def test_messages_over_websocket(websocket_pair: Pair) -> None:
    """A message gets to the other one, and one back."""
    _require_websocket(websocket_pair)

    answers = websocket_pair.on_channel("websocket").talk()

    assert answers == expected.every(MESSAGE_CAME)


@requirement("BRIDGE-18")
@pytest.mark.slow
def test_quiet_websocket(quiet_pairs: Mapping[ChannelWish, Quiet]) -> None:
    """After more than a minute of pings a message still gets to the other one, and one back."""
    quiet = quiet_pairs[ChannelWish.ONLY_WEBSOCKET]
    _require_websocket(quiet.pair)
    quiet.pair.on_channel("websocket")

    assert quiet.waiting.result() == expected.ended(expected.Ending.SILENT)
    assert quiet.pair.talk() == expected.every(MESSAGE_CAME)


@requirement("BRIDGE-19")
def test_sctp_opens(sctp_pair: Pair) -> None:
    """The channel over SCTP opens for both."""
    _require_sctp(sctp_pair)

    assert sctp_pair.at_channel() == expected.every(expected.channel_over("sctp"))


@requirement("BRIDGE-20")
def test_messages_over_sctp(sctp_pair: Pair) -> None:
    """A message gets to the other one, and one back."""
    _require_sctp(sctp_pair)

    answers = sctp_pair.on_channel("sctp").talk()

    assert answers == expected.every(MESSAGE_CAME)


@requirement("BRIDGE-21")
@pytest.mark.slow
def test_quiet_sctp(quiet_pairs: Mapping[ChannelWish, Quiet]) -> None:
    """After more than a minute without a word a message still gets to the other one, and one back."""
    quiet = quiet_pairs[ChannelWish.SCTP]
    _require_sctp(quiet.pair)
    quiet.pair.on_channel("sctp")

    assert quiet.waiting.result() == expected.ended(expected.Ending.SILENT)
    assert quiet.pair.talk() == expected.every(MESSAGE_CAME)


def _require_websocket(pair: Pair) -> None:
    """Whether there is a WebSocket is what the focus offers; who was not invited cannot tell."""
    __tracebackhide__ = True
    invited = [answer for answer in pair.established() if answer.invitations]
    if invited and not any(answer.channel_urls for answer in invited):
        outcomes.not_applicable(outcomes.Reason.NOT_SUPPORTED, "The focus offers no channel over WebSocket.")


def _require_sctp(pair: Pair) -> None:
    """The same for SCTP, of a pair that announces it."""
    __tracebackhide__ = True
    invited = [answer for answer in pair.established() if answer.invitations]
    if invited and not any(answer.offers_sctp for answer in invited):
        outcomes.not_applicable(outcomes.Reason.NOT_SUPPORTED, "The focus offers no channel over SCTP.")
