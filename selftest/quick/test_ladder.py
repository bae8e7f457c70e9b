"""The ladder against a deployment in memory: how far it goes, and where it ends without calling anything broken."""

from dataclasses import replace
from typing import Any

from fixtures.probes.http.client import HttpAnswer
from fixtures.probes.net.answer import Ending
from fixtures.probes.participant.steps import Hop, Step
from fixtures.probes.tls.client import TlsAnswer
from fixtures.probes.xmpp.authentication import LoginStep
from fixtures.quick.rung import Broken, LeftOut, Reached, Undecided
from fixtures.vantage.errors import VantageLostError
from selftest.quick.conftest import climb
from selftest.quick.scripted import GUEST, OK, RELAYS, TURN, WEB, Scripted, healthy, not_found, stuck

AT = "192.0.2.1:443"
ALL = [
    "DNS",
    "TCP",
    "TLS",
    f"SNI {WEB}",
    "site",
    "config.js",
    "websocket",
    "login",
    "services",
    f"SNI {TURN}",
    f"allocation udp {TURN}:3478",
    f"allocation tls {TURN}:443",
    "focus",
    "invitation",
    "relay to bridge",
    "bridge",
    "two participants",
]


async def test_healthy_deployment_is_climbed_to_the_top() -> None:
    """Every rung of a healthy deployment is reached, in order, and both participants have left in the end."""
    vantage = Scripted()

    outcomes = await climb(vantage)

    assert [outcome.name for outcome in outcomes] == ALL
    assert {type(outcome) for outcome in outcomes} == {Reached}
    assert vantage.asked[-2:] == ["leave", "leave"]
    assert vantage.kept == []


async def test_known_turn_name_is_asked_early() -> None:
    """Where the name of the relay is known before, it is asked beside that of the site."""
    names = [outcome.name for outcome in await climb(Scripted(), TURN)]

    assert names[3:5] == [f"SNI {WEB}", f"SNI {TURN}"]
    assert len(names) == len(ALL)


async def test_login_page_ends_the_climb() -> None:
    """A site that sends everybody to a login page leaves nothing to tell."""
    sent = HttpAnswer(*OK, "302 Found", status=302, headers={"location": ("https://login.example.org/",)})

    last = (await climb(Scripted(healthy() | {"http.get": sent})))[-1]

    assert isinstance(last, Undecided)
    assert "login.example.org" in last.why


async def test_account_demanded_ends_the_climb() -> None:
    """Where only accounts may log in, nothing beyond the login can be told; nothing is called broken."""
    demanding = replace(GUEST, jid="", step=LoginStep.AUTHENTICATION, mechanisms=("PLAIN",))

    *before, last = await climb(Scripted(healthy() | {"xmpp.login": demanding}))

    assert last == Undecided(
        "login", "SIGNALLING-09", "Guests must log in here: PLAIN is offered and ANONYMOUS is not."
    )
    assert {type(outcome) for outcome in before} == {Reached}


async def test_guests_who_may_not_open_a_meeting() -> None:
    """Where guests log in but may open no meeting, nothing beyond the focus can be told."""
    refused = stuck(Step.CONFERENCE_REQUEST, Hop.FOCUS, Ending.ANSWERED, "The request was refused: not-authorized.")
    vantage = Scripted(healthy() | {"join": refused})

    last = (await climb(vantage))[-1]

    assert isinstance(last, Undecided)
    assert last.name == "focus"
    assert vantage.kept == []


async def test_deployment_without_a_relay() -> None:
    """Without an advertised relay that is said, and two meet without one."""
    outcomes = await climb(Scripted(healthy() | {"xmpp.login": replace(GUEST, services=())}))

    assert [outcome.name for outcome in outcomes if isinstance(outcome, LeftOut)] == [
        "services",
        "allocation",
        "relay to bridge",
    ]
    assert outcomes[-1].requirement == "CONFERENCE-01"
    assert isinstance(outcomes[-1], Reached)


async def test_lost_vantage_is_no_verdict() -> None:
    """A vantage that goes away is not blamed on the deployment."""
    gone = VantageLostError("The vantage outside went away while a probe was running.")

    last = (await climb(Scripted(healthy() | {"http.get": gone})))[-1]

    assert last == Undecided("site", "EDGE-02", str(gone))


async def test_nothing_is_asked_beyond_the_broken_rung() -> None:
    """Once a rung is broken, no later one is asked, and nobody was let into a room."""
    vantage = Scripted(healthy() | {"http.get": HttpAnswer(*OK, "nginx answered 502", status=502)})

    await climb(vantage)

    assert vantage.asked[-1] == "http.get"
    assert "xmpp.login" not in vantage.asked


async def test_unknown_front_is_called_so() -> None:
    """Where no client can tell what stands before the site, the path names no program there."""
    closed = TlsAnswer(Ending.CLOSED, 0.1, AT, "closed")
    spoken = dict.fromkeys(("haproxy", "go-mmproxy", "nginx"), "front")

    last = (await climb(Scripted(healthy() | {"tls.handshake": closed}), spoken=spoken))[-1]

    assert isinstance(last, Broken)
    assert last.path == "outside → front ✗"


async def test_participants_may_be_left_out() -> None:
    """Where nobody synthetic may join, the ladder ends with the relays, and says so."""
    vantage = Scripted()

    last = (await climb(vantage, participants=False))[-1]

    assert isinstance(last, LeftOut)
    assert "join" not in vantage.asked


async def test_site_that_is_no_jitsi() -> None:
    """A site that neither names Jitsi nor has a config.js is another one, which is no verdict."""

    def blog(url: str, **_: Any) -> HttpAnswer:
        return replace(not_found(url), body=b"<html>A blog")

    last = (await climb(Scripted(healthy() | {"http.get": blog})))[-1]

    assert isinstance(last, Undecided)
    assert f"https://{WEB} is no Jitsi" in last.why


async def test_form_before_the_site() -> None:
    """A form that asks for a password before Jitsi is shown leaves nothing to tell."""
    form = HttpAnswer(*OK, "200 OK", status=200, body=b'<input type="password">', complete=True)

    last = (await climb(Scripted(healthy() | {"http.get": form})))[-1]

    assert last == Undecided("site", "EDGE-02", "The site is a form that asks for a password.")


async def test_same_relay_told_twice() -> None:
    """A relay that is told twice, with other credentials, is asked with both."""
    again = replace(RELAYS[0], username="1900000000")

    outcomes = await climb(Scripted(healthy() | {"xmpp.login": replace(GUEST, services=(*RELAYS, again))}))

    assert [outcome.name for outcome in outcomes].count(f"allocation udp {TURN}:3478") == 2


async def test_slow_farewell_is_no_verdict() -> None:
    """A vantage that loses a participant who leaves does not undo what was reached."""
    lost = VantageLostError("The vantage outside did not answer leave in 15 s.")

    outcomes = await climb(Scripted(healthy() | {"leave": lost}))

    assert [outcome.name for outcome in outcomes] == ALL
