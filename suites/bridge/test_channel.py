"""The bridge channel of participants in a meeting, over both of its transports.

When these checks fail, everybody is heard, but video stays small or is missing, and the active speaker is never found.
The offer decides which transports there are; what the operator declares decides whether a missing one is a fault.
"""

from collections.abc import Mapping

import pytest

from suites.bridge import channels
from suites.vocabulary import expected, given, meetings, requirement


@requirement("BRIDGE-15")
def test_a_channel_opens(target: given.Target, sctp_pair: channels.Pair) -> None:
    """Whichever channel the offer has opens for both."""
    assert sctp_pair.established() == expected.every(channels.open_ways(target))


@requirement("BRIDGE-16")
def test_websocket_opens(websocket_pair: channels.Pair) -> None:
    """The channel over WebSocket opens for both."""
    assert websocket_pair.at_channel("websocket") == expected.every(expected.channel_over("websocket"))


@requirement("BRIDGE-17")
def test_messages_over_websocket(websocket_pair: channels.Pair) -> None:
    """A message reaches the other participant, and one comes back."""
    answers = websocket_pair.on_channel("websocket").talk()

    assert answers == expected.every(expected.DONE)


@requirement("BRIDGE-18")
@pytest.mark.slow
def test_quiet_websocket(quiet_pairs: Mapping[meetings.ChannelWish, channels.Quiet]) -> None:
    """After more than a minute of pings a message still reaches the other participant, and one comes back."""
    quiet = quiet_pairs[meetings.ChannelWish.ONLY_WEBSOCKET]
    quiet.pair.on_channel("websocket")

    assert quiet.waiting.result() == expected.ended(expected.Ending.SILENT)
    assert quiet.pair.talk() == expected.every(expected.DONE)


@requirement("BRIDGE-19")
def test_sctp_opens(sctp_pair: channels.Pair) -> None:
    """The channel over SCTP opens for both."""
    assert sctp_pair.at_channel("sctp") == expected.every(expected.channel_over("sctp"))


@requirement("BRIDGE-20")
def test_messages_over_sctp(sctp_pair: channels.Pair) -> None:
    """A message reaches the other participant, and one comes back."""
    answers = sctp_pair.on_channel("sctp").talk()

    assert answers == expected.every(expected.DONE)


@requirement("BRIDGE-21")
@pytest.mark.slow
def test_quiet_sctp(quiet_pairs: Mapping[meetings.ChannelWish, channels.Quiet]) -> None:
    """After more than a minute without messages one still reaches the other participant, and one comes back."""
    quiet = quiet_pairs[meetings.ChannelWish.SCTP]
    quiet.pair.on_channel("sctp")

    assert quiet.waiting.result() == expected.ended(expected.Ending.SILENT)
    assert quiet.pair.talk() == expected.every(expected.DONE)
