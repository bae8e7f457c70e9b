"""The media port, asked with keys that only the bridge can know: 10000/udp, and every address that the bridge offers.

When these checks fail, everybody loses audio and video when the third participant joins, outside, in the LAN, or both.
A plain STUN answer would prove nothing: any STUN server gives one.
"""

from collections.abc import Mapping

import pytest

from suites.bridge import candidates
from suites.vocabulary import bridge, expected, given, ice, outcomes, requirement

AUTHENTIC = expected.answered(code=0, authentic=True)


@requirement("BRIDGE-08")
@pytest.mark.usefixtures("seen_from_beside")
@pytest.mark.parametrize("vantage", ["outside", "outside_too"], indirect=True)
def test_bridge_answers(vantage: given.Vantage, target: given.Target, endpoint: bridge.ColibriAnswer) -> None:
    """The bridge answers on the public name, and signs with the key of our endpoint."""
    answer = candidates.begin_check(vantage, target.web_name, target.ports.media, endpoint).result()

    assert answer == AUTHENTIC


@requirement("BRIDGE-10")
def test_public_address_is_offered(target: given.Target, endpoint: bridge.ColibriAnswer) -> None:
    """The router's public address is among those that the bridge offers."""
    offered = [(candidate.address, candidate.port) for candidate in endpoint.candidates]

    assert (target.public_address, target.ports.media) in offered


@requirement("BRIDGE-11")
def test_inner_address_is_offered(target: given.Target, endpoint: bridge.ColibriAnswer) -> None:
    """The bridge's own address is among those that it offers."""
    offered = [(candidate.address, candidate.port) for candidate in endpoint.candidates]

    assert (target.bridge_address, target.ports.media) in offered


@requirement("BRIDGE-12")
def test_no_useless_address_is_offered(endpoint: bridge.ColibriAnswer) -> None:
    """The bridge offers something, and nothing that no client can use."""
    useless = [
        candidates.in_words(candidate) for candidate in endpoint.candidates if not candidates.is_usable(candidate)
    ]

    assert endpoint.candidates
    assert useless == []


@requirement("BRIDGE-14")
@pytest.mark.parametrize("vantage", ["outside", "outside_too"], indirect=True)
def test_bridge_sees_the_client(vantage: given.Vantage, target: given.Target, endpoint: bridge.ColibriAnswer) -> None:
    """The bridge sees the client's own address."""
    answer = candidates.begin_check(vantage, target.web_name, target.ports.media, endpoint).result()

    if answer.ending is not expected.Ending.ANSWERED:
        outcomes.could_not_tell(f"The bridge was not reached: {answer.detail}.")
    assert answer == expected.answered(mapped_address=vantage.address)


@requirement("BRIDGE-13")
@pytest.mark.parametrize("vantage", ["outside", "lan"], indirect=True)
def test_a_public_address_answers(
    vantage: given.Vantage, trials: Mapping[str, tuple[candidates.Trial, ...]], facts: given.Facts
) -> None:
    """Of the public addresses that the bridge offers one at least leads to it."""
    answers = {trial: trial.pending.result() for trial in trials[vantage.name]}
    for trial, answer in answers.items():
        row = {"offered": candidates.in_words(trial.candidate), "tried_from": vantage.name, "found": answer.detail}
        facts.table("Addresses that the bridge offers").row(**row)

    assert [answer for trial, answer in answers.items() if candidates.is_public(trial.candidate)] == expected.some(
        AUTHENTIC
    )


@requirement("BRIDGE-09")
@pytest.mark.parametrize("stranger", ["unknown name", "wrong password"])
def test_stranger_is_refused(strangers_asking: Mapping[str, given.Pending[ice.IceAnswer]], stranger: str) -> None:
    """The bridge ignores or refuses a check by a client that does not know one of its keys."""
    served = given.Served(strangers_asking[candidates.OWNER], AUTHENTIC)

    answer = strangers_asking[stranger].result()

    assert served.beside(answer) == expected.CHECK_REFUSED
