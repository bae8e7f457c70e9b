"""A deployment is described by what it shows a client; what keeps a client away is said in one sentence."""

import json
from typing import Any, cast

import pytest

from fixtures.declared.features import Expectation
from fixtures.description.looking import look
from fixtures.description.looking_at_443 import covered
from fixtures.description.writing import write
from fixtures.probes.bridge.http_ports import BridgeAnswer, Speaker
from fixtures.probes.edge.speech import Backend
from fixtures.probes.net.addresses import AddressesAnswer
from fixtures.probes.net.answer import Ending
from fixtures.probes.xmpp.answer import Service, ServicesAnswer
from fixtures.probes.xmpp.authentication import LoginStep
from fixtures.vantage.errors import ProbeFailedError
from fixtures.vantage.vantage import Vantage
from selftest.description.scripted_vantage import (
    ADDRESS,
    CONFIG,
    RELAYS,
    SITE,
    Healthy,
    ScriptedVantage,
    handshake,
    page,
    seen,
    served,
)

MUST_WORK = Expectation.MUST_WORK


def told(*services: Service) -> ServicesAnswer:
    """Advertise these services."""
    return ServicesAnswer(Ending.ANSWERED, 0.0, ADDRESS, "told", LoginStep.DONE, services)


def test_healthy_deployment() -> None:
    """Names, addresses, ports, features and what strangers get are those that a client saw."""
    found = seen(Healthy())

    assert (found.url, found.turn_name, found.public_addresses) == (SITE, "turn.example.org", (ADDRESS,))
    assert found.websocket_url == "wss://meet.example.org/xmpp-websocket"
    assert found.bosh_url == "https://meet.example.org/http-bind"
    assert (found.xmpp.domain, found.xmpp.conference, found.xmpp.focus) == (
        "meet.jitsi",
        "muc.meet.jitsi",
        "focus.meet.jitsi",
    )
    assert found.front.strangers == "site"
    assert found.features == {"relay-udp": MUST_WORK, "relay-https-port": MUST_WORK, "colibri-ws": MUST_WORK}
    assert found.ports.turn_udp == 3478
    assert not found.has_ipv6


def test_what_no_client_can_see() -> None:
    """What only the host can tell is not found, with the reason, and nothing is made up for it."""
    found = seen(Healthy())

    assert found.front.splitter is None
    assert "no client can see" in found.why_not_found("front.splitter")
    assert "no client can see" in found.why_not_found("ports.media")
    assert found.project is None


def test_no_secret_is_kept() -> None:
    """Credentials that came with the relays are neither in the description nor in its text."""
    found = seen(Healthy())

    assert "secret-word" not in repr(found) + write(found)


def test_who_is_asked() -> None:
    """Nobody is asked but the site, at one of its addresses, and the relay that it names."""
    vantage = ScriptedVantage(Healthy())

    look(SITE, cast(Vantage, vantage))

    hosts = {json.dumps(args[0]).removeprefix('"https://').split("/")[0].strip('"') for _, args, _ in vantage.asked}
    assert hosts <= {"meet.example.org", ADDRESS, "turn.example.org", "wss:"}
    assert {kwargs["dial"] for _, _, kwargs in vantage.asked if "dial" in kwargs} == {ADDRESS}
    assert all(kwargs.get("within", 5.0) <= 10.0 for _, _, kwargs in vantage.asked)


def test_login_elsewhere() -> None:
    """Where config.js sends clients to another host, that host is not asked, and this is the reason for no relays."""
    vantage = ScriptedVantage(Healthy(config=page(CONFIG.replace(b"wss://meet", b"wss://other"))))

    found = look(SITE, cast(Vantage, vantage))

    assert "another host, which was not asked" in found.why_not_found("turn_name")
    assert "external_services" not in [name for name, _, _ in vantage.asked]


def test_redirect_to_itself() -> None:
    """A site that sends clients to another of its own pages has no login before it."""
    assert seen(Healthy(root=page(b"", 302, location="/welcome"))).url == SITE


def test_untrusted_certificate_of_the_right_name() -> None:
    """A certificate that is not to be trusted does not keep the site from being described, and is said."""
    distrusted = handshake(Ending.UNTRUSTED, verification="certificate has expired")

    found = seen(Healthy(tls={ADDRESS: distrusted}))

    assert "not to be trusted: certificate has expired" in found.origins["url"]


def test_ipv6_only() -> None:
    """A site with IPv6 addresses alone is asked there."""
    names = AddressesAnswer(Ending.ANSWERED, 0.0, "", "found", (), ("2001:db8::7",))
    vantage = ScriptedVantage(Healthy(names=names))

    found = look(SITE, cast(Vantage, vantage))

    assert (found.public_addresses, found.has_ipv6) == (("2001:db8::7",), True)
    assert {kwargs["dial"] for _, _, kwargs in vantage.asked if "dial" in kwargs} == {"2001:db8::7"}


def test_one_family_that_nobody_answers_on() -> None:
    """Where only one of the site's families answers, that one is asked on, as browsers do."""
    names = AddressesAnswer(Ending.ANSWERED, 0.0, "", "found", (ADDRESS,), ("2001:db8::7",))
    dead = handshake(Ending.UNREACHABLE, detail="there is no route", chain=())

    found = seen(Healthy(names=names, tls={"2001:db8::7": dead}))

    assert found.public_addresses == (ADDRESS, "2001:db8::7")
    assert "nobody answers on 443 of 2001:db8::7" in found.origins["has_ipv6"]


def test_private_and_several_addresses() -> None:
    """Addresses that the internet does not reach, and that there are several, are said."""
    names = AddressesAnswer(Ending.ANSWERED, 0.0, "", "found", ("10.0.0.1", "8.8.8.8"))

    origin = seen(Healthy(names=names)).origins["public_addresses"]

    assert "not reachable from the internet: 10.0.0.1" in origin
    assert "2 IPv4 addresses" in origin


@pytest.mark.parametrize(
    ("services", "turn_name", "features"),
    [
        (told(), None, set()),
        (told(*RELAYS[:1]), "turn.example.org", set()),
        (told(Service("turn", "a.example.org", 3478, "tcp")), "a.example.org", {"relay-tcp"}),
        (
            told(Service("turns", "b.example.org", 5349, "tcp"), *RELAYS[:2]),
            "b.example.org",
            {"relay-udp", "turn-own-port"},
        ),
        (
            ServicesAnswer(Ending.UNTRUSTED, 0.0, ADDRESS, "in step connect: expired", LoginStep.DONE),
            None,
            set(),
        ),
    ],
    ids=["none", "STUN alone", "TCP", "two names", "no login"],
)
def test_relays(services: ServicesAnswer, turn_name: str | None, features: set[str]) -> None:
    """The relays that clients are told of are features, the others are not found, with the reason."""
    found = seen(Healthy(services=services))

    assert found.turn_name == turn_name
    assert {each for each in found.features if "relay" in each or "turn" in each} == features
    assert all(found.why_not_found(f"features.{each}") for each in {"relay-udp", "relay-tcp"} - features)


@pytest.mark.parametrize(
    ("both", "strangers"),
    [
        (served(), "site"),
        (served(("turn.example.org",), backend=Backend.UNKNOWN), "turn"),
        (served((), ending=Ending.ALERT, backend=Backend.UNKNOWN, alert="unrecognized_name"), "alert"),
        (served((), ending=Ending.RESET, backend=Backend.UNKNOWN), "closed"),
        (served((), ending=Ending.CLOSED, backend=Backend.UNKNOWN), "closed"),
        (served((), ending=Ending.SILENT, backend=Backend.UNKNOWN), None),
        (served(("other.example.net",)), None),
    ],
)
def test_strangers(both: Any, strangers: str | None) -> None:
    """What clients of no and of unknown name get is told by who answers."""
    found = seen(Healthy(strangers={None: both, "stranger.invalid": both}))

    assert found.front.strangers == strangers
    assert bool(found.why_not_found("front.strangers")) == (strangers is None)


def test_strangers_that_get_different_things() -> None:
    """Where the two kinds of strangers get different things, both are said and neither is taken."""
    found = seen(Healthy(strangers={None: served((), ending=Ending.ALERT, backend=Backend.UNKNOWN)}))

    assert found.front.strangers is None
    assert found.why_not_found("front.strangers") == (
        "without a server name a client gets alert, with an unknown one site"
    )


@pytest.mark.parametrize(
    ("status", "speaker", "expected"),
    [
        (403, Speaker.BRIDGE, MUST_WORK),
        (502, Speaker.PROXY, Expectation.IF_PRESENT),
        (404, Speaker.PROXY, None),
        (200, Speaker.WEB_APP, None),
        (0, Speaker.UNKNOWN, None),
    ],
)
def test_bridge_channel(status: int, speaker: Speaker, expected: Expectation | None) -> None:
    """Whether there is a bridge behind /colibri-ws is told by who answers there."""
    channel = BridgeAnswer(Ending.ANSWERED, 0.0, ADDRESS, "nobody said anything", status=status, speaker=speaker)

    assert seen(Healthy(channel=channel)).features.get("colibri-ws") == expected


def test_names_of_another_domain() -> None:
    """Names that clients are not told are made of the domain as the images do, and said to be assumed."""
    config = b"var config = {hosts: {domain: 'meet.example.org', muc: 'conference.meet.example.org'}};"

    found = seen(Healthy(config=page(config)))

    assert found.xmpp.auth_domain == "auth.meet.example.org"
    assert found.xmpp.brewery == "jvbbrewery@internal-muc.meet.example.org"
    assert found.origins["xmpp.auth_domain"].startswith("assumed")
    assert "config.js has no websocket" in found.why_not_found("websocket_url")


def test_vantage_that_fails_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A probe that fails leaves out what it would have told; the rest is described."""
    monkeypatch.setattr(ScriptedVantage, "_colibri_websocket", lambda *_, **__: ProbeFailedError("KeyError"))

    found = seen(Healthy())

    assert "colibri-ws" not in found.features
    assert found.why_not_found("features.colibri-ws") == "the vantage failed: KeyError"
    assert found.front.strangers == "site"


@pytest.mark.parametrize(
    ("names", "covers"),
    [
        (("meet.example.org",), True),
        (("*.example.org",), True),
        (("Meet.Example.org",), True),
        (("*.meet.example.org", "example.org"), False),
        (("*.org",), False),
        ((), False),
    ],
)
def test_names_of_a_certificate(names: tuple[str, ...], covers: bool) -> None:
    """A name, or a wildcard in the place of its first label, covers it."""
    assert covered("meet.example.org", names) == covers
