"""What cannot be described is refused in one sentence that says what to look at."""

import time
from dataclasses import replace
from email.utils import formatdate

import pytest

from fixtures.description.errors import DescriptionError
from fixtures.probes.net.addresses import AddressesAnswer
from fixtures.probes.net.answer import Ending
from selftest.description.scripted_vantage import ADDRESS, LEAF, SITE, Healthy, handshake, page, seen


def refusal(script: Healthy, url: str = SITE) -> str:
    """Return why a scripted deployment cannot be described."""
    with pytest.raises(DescriptionError) as refused:
        seen(script, url)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("meet.example.org", "The URL is 'meet.example.org', and must be https:// and a name."),
        ("https://meet.example.org:8443", "The URL is 'https://meet.example.org:8443', and must have no port"),
        ("https://meet.example.org/room", "must have no path"),
        ("http://meet.example.org", "write https://meet.example.org"),
    ],
)
def test_impossible_url(url: str, said: str) -> None:
    """A URL that cannot be a site's is refused before anybody is asked."""
    assert said in refusal(Healthy(), url)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            Healthy(names=AddressesAnswer(Ending.UNRESOLVED, 0.0, "", "meet.example.org has no address here")),
            "meet.example.org has no address here (seen from outside); look at its A and AAAA records",
        ),
        (
            Healthy(tls={ADDRESS: handshake(Ending.REFUSED, detail="nobody listens there", chain=())}),
            "Nobody answers on 443 (found): nobody listens there; look at the router's forwarding of 443",
        ),
        (
            Healthy(
                names=AddressesAnswer(Ending.ANSWERED, 0.0, "", "meet.example.org is 192.0.2.7", (ADDRESS,)),
                tls={ADDRESS: handshake(Ending.UNREACHABLE, detail="there is no route", chain=())},
                own_address="",
            ),
            "meet.example.org is 192.0.2.7, and there is no way to IPv4 from outside; look from a machine that has",
        ),
        (
            Healthy(tls={ADDRESS: handshake(Ending.CLOSED, detail="the peer closed", chain=())}),
            "443 of meet.example.org does not complete a TLS handshake (closed: the peer closed); look at the program",
        ),
        (
            Healthy(tls={ADDRESS: handshake(Ending.UNTRUSTED, chain=(replace(LEAF, names=("www.example.net",)),))}),
            "443 of meet.example.org shows a certificate for www.example.net; look at where the name leads",
        ),
        (
            Healthy(config=page(b"not found", 404)),
            "No Jitsi answers at https://meet.example.org: its config.js cannot be had (nginx answered 404)",
        ),
        (Healthy(config=page(b"<!doctype html><p>hello")), "its config.js is a web page"),
        (Healthy(config=page(b"var config = ")), "stops in line 1"),
        (
            Healthy(root=page(b"", 401)),
            "A login page or a filter stands before Jitsi: https://meet.example.org/ answers 401",
        ),
        (
            Healthy(root=page(b"", 302, location="https://sso.example.net/login")),
            "A login page or a filter stands before Jitsi: https://meet.example.org/ sends clients to https://sso.example.net",
        ),
        (Healthy(root=page(b"<form><input type='password'>")), "is a form that asks for a password"),
        (
            Healthy(root=page(date=formatdate(time.time() - 3600, usegmt=True))),
            "s behind this machine's: certificates and the relay's credentials cannot be judged; set the clock",
        ),
    ],
)
def test_impossible_deployment(script: Healthy, said: str) -> None:
    """What makes a description impossible is one sentence that names what to look at."""
    assert said in refusal(script)
