"""The name in the ClientHello decides who answers on 443, and nothing but the TURN name decides for coturn.

When these checks fail in one direction, people behind strict firewalls lose coturn while everybody else meets
undisturbed; in the other, browsers are sent to coturn, which answers with a page of its own.
"""

from collections.abc import Callable

import pytest

from suites.edge import tls_services
from suites.vocabulary import edge, expected, given, requirement, vantages

welcome = pytest.mark.usefixtures("strangers_get_the_site")


@requirement("EDGE-01")
@pytest.mark.parametrize("vantage", vantages.CLIENTS, indirect=True)
def test_turn_name(vantage: given.Vantage, turn_service: tls_services.TlsService) -> None:
    """HAProxy sends the TURN name on 443 to coturn."""
    answer = vantage.run(edge.ask, turn_service.name, speak=edge.Speech.STUN)

    assert answer == turn_service.right


@requirement("EDGE-02")
@pytest.mark.parametrize("vantage", vantages.CLIENTS, indirect=True)
def test_web_name(vantage: given.Vantage, target: given.Target) -> None:
    """HAProxy sends the web name on 443 to the meeting site."""
    answer = vantage.run(edge.ask, target.web_name)

    assert answer == expected.site(target.web_name)


@requirement("EDGE-03")
def test_second_service(outside: given.Vantage, target: given.Target) -> None:
    """The second web service answers under its own name."""
    answer = outside.run(edge.ask, target.other_name)

    assert answer == expected.site(target.other_name)


@requirement("EDGE-04")
@pytest.mark.parametrize("spelt", [str.upper, str.title], ids=["capitals", "first letters in capitals"])
def test_turn_name_in_another_case(
    outside: given.Vantage, turn_service: tls_services.TlsService, spelt: Callable[[str], str]
) -> None:
    """The TURN name reaches coturn however its letters are written."""
    answer = outside.run(edge.ask, turn_service.name, server_name=spelt(turn_service.name), speak=edge.Speech.STUN)

    assert answer == turn_service.right


@requirement("EDGE-05")
@pytest.mark.parametrize("spelt", [str.upper, str.title], ids=["capitals", "first letters in capitals"])
def test_web_name_in_another_case(outside: given.Vantage, target: given.Target, spelt: Callable[[str], str]) -> None:
    """The web name reaches the meeting site however its letters are written."""
    answer = outside.run(edge.ask, target.web_name, server_name=spelt(target.web_name))

    assert answer == expected.site(target.web_name)


@requirement("EDGE-06")
@welcome
def test_no_server_name(outside: given.Vantage, target: given.Target) -> None:
    """A ClientHello without a server name leads to the meeting site."""
    answer = outside.run(edge.ask, target.web_name, server_name=None)

    assert answer == expected.site(target.web_name)


@requirement("EDGE-07")
@pytest.mark.parametrize("name", ["nobody.example", "localhost"])
@welcome
def test_unknown_server_name(outside: given.Vantage, target: given.Target, name: str) -> None:
    """A server name that nobody has leads to the meeting site."""
    answer = outside.run(edge.ask, target.web_name, server_name=name)

    assert answer == expected.site(target.web_name)


@requirement("EDGE-08")
@pytest.mark.parametrize("form", ["sub.{}", "{}.example", "x{}"], ids=["sub-domain", "prefix", "longer label"])
@welcome
def test_name_like_the_turn_name(
    outside: given.Vantage, turn_service: tls_services.TlsService, target: given.Target, form: str
) -> None:
    """A server name that contains the TURN name leads to the meeting site."""
    answer = outside.run(edge.ask, turn_service.name, server_name=form.format(turn_service.name))

    assert answer == expected.site(target.web_name)


@requirement("EDGE-09")
@welcome
def test_address_instead_of_a_name(outside: given.Vantage, target: given.Target) -> None:
    """The bare public address leads to the meeting site."""
    answer = outside.run(edge.ask, target.public_address)

    assert answer == expected.site(target.web_name)
