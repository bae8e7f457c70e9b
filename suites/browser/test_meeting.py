"""A browser and a participant elsewhere in one room: the whole deployment as its users have it.

What is seen is read off the page's own pixels: the participant draws its name and a number into every picture.
"""

import pytest

from suites.browser.expectations import ASKS_NOBODY_ELSE, DECODED
from suites.browser.seen import Meeting
from suites.vocabulary import expected, given, requirement

pytestmark = pytest.mark.browser


@requirement("BROWSER-08")
def test_browser_sees_the_participant(meeting: Meeting, facts: given.Facts) -> None:
    """The page shows the participant's own pictures, one after the other."""
    facts.attachment("browser-meeting", meeting.browser.screenshot)
    for side in meeting.browser.sides:
        facts.table("Media path of the browser").row(candidate=side.kind, address=side.address, relay=side.relay)

    assert meeting.browser == expected.answered()


@requirement("BROWSER-09")
def test_browser_hears_the_participant(meeting: Meeting) -> None:
    """The page decodes sound that is not silence."""
    assert meeting.browser.loudness == expected.at_least(0.01)


@requirement("BROWSER-10")
def test_participant_sees_the_browser(meeting: Meeting) -> None:
    """The participant decodes the pictures of the browser's camera."""
    assert meeting.participant == DECODED(meeting.endpoint, "video")


@requirement("BROWSER-11")
def test_participant_hears_the_browser(meeting: Meeting) -> None:
    """The participant decodes the sound of the browser's microphone."""
    assert meeting.participant == DECODED(meeting.endpoint, "audio")


@requirement("BROWSER-14")
def test_room_asks_nobody_else(meeting: Meeting) -> None:
    """All that the room's page asks for comes from the deployment itself, whoever is in the room."""
    assert meeting.entered == expected.answered(status=200, strays=())
    assert meeting.browser == ASKS_NOBODY_ELSE


@requirement("BROWSER-12")
def test_nothing_goes_wrong_in_the_room(meeting: Meeting) -> None:
    """The room's page has no error on its console and no failed request."""
    assert meeting.entered == expected.answered(status=200)
    assert meeting.browser.complaints == ()


@requirement("BROWSER-13")
def test_closed_browser_leaves(meeting: Meeting) -> None:
    """The participant is alone as soon as the browser is closed."""
    assert meeting.departed == expected.answered(occupants=())
