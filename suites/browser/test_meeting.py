"""A browser and a participant elsewhere in one room: the whole deployment as users have it.

When these checks fail while the chapter conference holds, the servers work and the site's application does not.
What is seen is read off the page's own pixels: the participant draws its name and a number into every video frame.
"""

import pytest

from suites.browser import seen
from suites.vocabulary import expected, given, requirement

pytestmark = pytest.mark.browser


@requirement("BROWSER-08")
def test_browser_sees_the_participant(both_sides: seen.BothSides, facts: given.Facts) -> None:
    """The page shows the participant's own video frames, one after the other."""
    facts.attachment("browser-meeting", both_sides.browser.screenshot)
    for side in both_sides.browser.sides:
        facts.table("Media path of the browser").row(candidate=side.kind, address=side.address, relay=side.relay)

    assert both_sides.browser == expected.answered()


@requirement("BROWSER-09")
def test_browser_hears_the_participant(both_sides: seen.BothSides) -> None:
    """The page decodes audio that is not silence."""
    assert both_sides.browser.loudness == expected.at_least(0.01)


@requirement("BROWSER-10")
def test_participant_sees_the_browser(both_sides: seen.BothSides) -> None:
    """The participant decodes the video of the browser's camera."""
    assert both_sides.participant == expected.frames_of(both_sides.endpoint, "video")


@requirement("BROWSER-11")
def test_participant_hears_the_browser(both_sides: seen.BothSides) -> None:
    """The participant decodes the audio of the browser's microphone."""
    assert both_sides.participant == expected.frames_of(both_sides.endpoint, "audio")


@requirement("BROWSER-14")
def test_room_asks_nobody_else(both_sides: seen.BothSides) -> None:
    """All that the room's page asks for comes from the deployment itself, whoever is in the room."""
    assert both_sides.entered == expected.answered(status=200, strays=())
    assert both_sides.browser == expected.NO_STRAYS


@requirement("BROWSER-12")
def test_nothing_goes_wrong_in_the_room(both_sides: seen.BothSides) -> None:
    """The room's page has no error on its console and no failed request."""
    assert both_sides.entered == expected.answered(status=200)
    assert both_sides.browser.complaints == ()


@requirement("BROWSER-13")
def test_closed_browser_leaves(both_sides: seen.BothSides) -> None:
    """The participant is alone as soon as the browser is closed."""
    assert both_sides.departed == expected.answered(occupants=())
