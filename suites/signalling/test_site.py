"""The site as links, tenants and other people's pages find it.

When this fails, the plain page opens and a room that somebody was invited to does not, or a page that embeds meetings
stays empty: a location of nginx took the path for something else.
"""

from urllib.parse import quote

import pytest

from suites.signalling import config_js
from suites.vocabulary import expected, given, http, outcomes, requirement, xmpp

ROOMS = {
    "capitals": "MondaysMeeting",
    "spaces": "a room of our own",
    "other people's letters": "Café 会议室",
    "a dot": "team.meeting",
}
TENANT = "conformance"
JAVASCRIPT = ("application/javascript", "application/x-javascript", "text/javascript")


@pytest.fixture(scope="session")
def tenant(
    outside: given.Vantage, target: given.Target, configuration: given.SiteConfiguration
) -> given.SiteConfiguration | str:
    """Return what config.js tells clients of a room in a tenant, or why they can make nothing of it."""
    if not configuration.has_tenants:
        outcomes.not_applicable(outcomes.Reason.NOT_SUPPORTED, "config.js does not ask for the tenant of the page.")
    answer = config_js.script_of(outside, f"{target.site}/{TENANT}/config.js")
    return config_js.configuration_of(f"{target.site}/{TENANT}/room", answer)


@requirement("SIGNALLING-32")
def test_config_is_a_program(target: given.Target, script: http.HttpAnswer) -> None:
    """config.js can be run to its end, and what it leaves are names and addresses."""
    assert script == expected.status(200)
    assert isinstance(config_js.configuration_of(f"{target.site}/", script), given.SiteConfiguration)


@requirement("SIGNALLING-33")
@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
def test_link_to_a_room(outside: given.Vantage, target: given.Target, room: str) -> None:
    """A link to a room has the meeting page behind it."""
    answer = outside.run(http.get, f"{target.site}/{quote(room)}")

    assert answer == expected.status(200)
    assert b"jitsi" in answer.body.lower()


@requirement("SIGNALLING-34")
@pytest.mark.usefixtures("tenant")
def test_room_of_a_tenant(outside: given.Vantage, target: given.Target) -> None:
    """A link to a room in a tenant has the meeting page behind it."""
    answer = outside.run(http.get, f"{target.site}/{TENANT}/room")

    assert answer == expected.status(200)
    assert b"jitsi" in answer.body.lower()


@requirement("SIGNALLING-34")
def test_meeting_of_a_tenant(
    outside: given.Vantage,
    target: given.Target,
    configuration: given.SiteConfiguration,
    tenant: given.SiteConfiguration | str,
    control: given.Control,
) -> None:
    """A guest who takes names and address from the tenant's config.js is promised a meeting of the tenant's own."""
    assert isinstance(tenant, given.SiteConfiguration)
    assert tenant.muc != configuration.muc
    assert TENANT in tenant.muc
    if not configuration.websocket:
        outcomes.not_applicable(
            outcomes.Reason.NOT_SUPPORTED, "config.js names no WebSocket to ask for a meeting over."
        )
    elsewhere = _ask_for_a_meeting(outside, target, configuration)

    answer = _ask_for_a_meeting(outside, target, tenant)

    if elsewhere.result() != expected.MEETING_READY:
        outcomes.could_not_tell(
            f"Nobody is promised a meeting outside of the tenant either: {elsewhere.result().detail}."
        )
    # The web container has said which rooms are the tenant's; that they are Prosody's own is for Prosody to know.
    control.came_through(otherwise="prosody")
    assert answer.result() == expected.MEETING_READY


@requirement("SIGNALLING-35")
def test_script_for_embedding(outside: given.Vantage, target: given.Target) -> None:
    """external_api.js comes with a type that browsers run as a script."""
    answer = outside.run(http.get, f"{target.site}/external_api.js")

    assert answer == expected.status(200)
    assert answer.header("content-type").partition(";")[0] in JAVASCRIPT


def _ask_for_a_meeting(
    vantage: given.Vantage, target: given.Target, names: given.SiteConfiguration
) -> given.Pending[xmpp.FocusAnswer]:
    room = f"{target.new_room()}@{names.muc}"
    return vantage.begin(xmpp.focus.request, names.websocket, names.guest_domain, focus=names.focus, room=room)
