"""The hop verdict follows the evidence and says so when there is none."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.hops.hop import HopEvidence
from fixtures.hops.traffic import MatchedBy
from fixtures.probes.net.answer import Ending
from fixtures.report.verdict import differs_by, verdict
from selftest.report.hop_samples import PATH, evidence, said

RESOLVED = [ending for ending in Ending if ending is not Ending.UNRESOLVED]


@pytest.mark.parametrize(
    ("hops", "ending", "hop", "text"),
    [
        (
            evidence(haproxy=True, go_mmproxy=False, nginx=False, web=False),
            Ending.CLOSED,
            "go-mmproxy",
            "path: outside → haproxy ✓ → go-mmproxy ✗ no trace",
        ),
        (
            evidence(haproxy=False, go_mmproxy=False, nginx=False, web=False),
            Ending.SILENT,
            "haproxy",
            "path: outside → haproxy ✗ no trace",
        ),
        (
            evidence(haproxy=True, go_mmproxy=True, nginx=True, web=True),
            Ending.ANSWERED,
            "web",
            "path: outside → haproxy ✓ → go-mmproxy ✓ → nginx ✓ → web ✗ answered",
        ),
        (
            evidence(haproxy=True, go_mmproxy=True, nginx=True, web=None),
            Ending.ANSWERED,
            "",
            "path: outside → haproxy ✓ → go-mmproxy ✓ → nginx ✓ → web ?; "
            "the hop at fault is not known: the log of web does not say",
        ),
        (
            evidence(haproxy=True, go_mmproxy=True, nginx=True, web=False),
            Ending.UNTRUSTED,
            "nginx",
            "path: outside → haproxy ✓ → go-mmproxy ✓ → nginx ✗ untrusted; nobody was asked behind it",
        ),
        (
            evidence(haproxy=None, go_mmproxy=False, nginx=False, web=False),
            Ending.SILENT,
            "haproxy",
            "path: outside → haproxy ✗ took it and did not answer; go-mmproxy has no trace, and it runs",
        ),
        (
            evidence(haproxy=None, go_mmproxy=False, nginx=False, web=False),
            Ending.UNREACHABLE,
            "",
            "path: outside → haproxy ? → go-mmproxy ✗ no trace; "
            "the hop at fault is not known: the log of haproxy does not say",
        ),
        (
            evidence(haproxy=True, go_mmproxy=None, nginx=False, web=False),
            Ending.CLOSED,
            "",
            "path: outside → haproxy ✓ → go-mmproxy ? → nginx ✗ no trace; "
            "the hop at fault is not known: the log of go-mmproxy does not say",
        ),
        (
            {},
            Ending.SILENT,
            "",
            "path: outside → haproxy ? → go-mmproxy ? → nginx ? → web ?; the hop at fault is not known: no log speaks",
        ),
        (
            evidence(haproxy=True, go_mmproxy=False, nginx=False, web=False, turn=True),
            Ending.ANSWERED,
            "haproxy",
            "path: outside → haproxy ✓ → turn ✓ answered; go-mmproxy ✗ no trace",
        ),
        (
            evidence(haproxy=True, go_mmproxy=False, nginx=False, web=False, turn=True),
            Ending.SILENT,
            "go-mmproxy",
            "path: outside → haproxy ✓ → go-mmproxy ✗ no trace",
        ),
    ],
    ids=[
        "lost",
        "lost at the first",
        "arrived",
        "last is mute",
        "certificate not trusted",
        "taken and kept",
        "first is mute, and nobody took it",
        "mute before a gap",
        "no log",
        "led astray",
        "noise",
    ],
)
def test_verdict(hops: dict[str, HopEvidence], ending: Ending, hop: str, text: str) -> None:
    """The path broke at the first hop without a trace, unless the evidence says otherwise or nothing."""
    judged = verdict("outside", PATH, hops, ending)

    assert (judged.hop, judged.text) == (hop, text)


def test_note_is_shown() -> None:
    """What a hop's log says in a few words stands beside it."""
    hops = {"haproxy": said("haproxy", True, "backend=ssl"), "turn": said("turn", False)}

    judged = verdict("outside", ("haproxy", "turn"), hops, Ending.CLOSED)

    assert judged.text == "path: outside → haproxy ✓ (backend=ssl) → turn ✗ no trace"


def test_hop_by_which_two_requests_differ() -> None:
    """Where the like of a request came through, the logs of the hops tell the two not apart."""
    found = differs_by("outside", PATH, "web")

    assert found.hop == "web"
    assert found.text == (
        "path: outside → haproxy ✓ → go-mmproxy ✓ → nginx ✓ → web ✗ differs here; a comparable request came through"
    )


def test_hop_that_was_asked_directly() -> None:
    """Where no traffic is followed, the hop that the check asked is the one."""
    judged = verdict("on-host", ("host",), evidence(haproxy=False), None)

    assert (judged.hop, judged.text) == ("host", "path: on-host → host ✗ asked directly")


@given(
    marks=st.lists(st.sampled_from([True, False, None]), min_size=4, max_size=4),
    ending=st.sampled_from([*RESOLVED, None]),
)
def test_never_guessed(marks: list[bool | None], ending: Ending | None) -> None:
    """A hop is named only when its own log, or that of the next one, speaks."""
    hops = {hop: said(hop, mark) for hop, mark in zip(PATH, marks, strict=True)}

    judged = verdict("outside", PATH, hops, ending)

    following = dict(pairwise(PATH)).get(judged.hop, judged.hop)
    assert judged.hop == "" or hops[judged.hop].seen is not None or hops[following].seen is False
    assert (judged.hop == "") == ("is not known" in judged.text)


@pytest.mark.parametrize("ending", RESOLVED)
def test_own_words_of_a_hop_weigh_most(ending: Ending) -> None:
    """A hop whose log names another one as the next has diverted the traffic, however the conversation ended."""
    hops = {
        **evidence(go_mmproxy=True, nginx=True, web=True, turn=True),
        "haproxy": said("haproxy", True, "backend=turn", (), ("turn",)),
    }

    found = verdict("outside", PATH, hops, ending)

    assert (found.hop, found.text) == ("haproxy", "path: outside → haproxy ✗ sent it to turn (backend=turn)")


def test_own_words_of_a_hop_that_sent_it_on() -> None:
    """A hop that sent some of the traffic to the next one is not blamed."""
    hops = {
        **evidence(go_mmproxy=False, nginx=False, web=False),
        "haproxy": said("haproxy", True, "", (), ("turn", "go-mmproxy")),
    }

    assert verdict("outside", PATH, hops, Ending.CLOSED).hop == "go-mmproxy"


def test_words_of_a_hop_that_the_traffic_did_not_reach() -> None:
    """What a hop says is of other traffic when a hop before it has no trace."""
    hops = {
        **evidence(haproxy=True, go_mmproxy=False, web=False),
        "nginx": said("nginx", True, "status=404", (), ("nobody",)),
    }

    assert verdict("outside", PATH, hops, Ending.CLOSED).hop == "go-mmproxy"


def test_who_gave_up_is_named() -> None:
    """Every hop saw the traffic; the one that says it lost patience ended it."""
    found = {hop: said(hop, True, gave_up=hop == "haproxy") for hop in PATH}

    assert verdict("outside", PATH, found, Ending.CLOSED).text == "path: outside → haproxy ✗ gave up"


def test_stuck_hop_says_so() -> None:
    """A hop whose own log says that it could not pass the traffic on is not simply ticked."""
    seen = evidence(web=False) | {"nginx": replace(said("nginx", True, "status=502"), stuck=True)}

    found = verdict("outside", ("nginx", "web"), seen, Ending.ANSWERED)

    assert "nginx ✗ (status=502; could not pass it on)" in found.text


@pytest.mark.parametrize(
    ("runs", "hop"),
    [
        pytest.param(True, "nginx", id="the next one runs"),
        pytest.param(False, "web", id="the next one is down"),
        pytest.param(None, "web", id="nobody knows"),
    ],
)
def test_who_could_not_pass_it_on(runs: bool | None, hop: str) -> None:
    """A hop that accepts and does not get through to one that runs is at fault, as far as the logs tell."""
    seen = {"web": said("web", False, runs=runs), "nginx": replace(said("nginx", True, "status=502"), stuck=True)}

    assert verdict("outside", ("nginx", "web"), seen, Ending.ANSWERED).hop == hop


@pytest.mark.parametrize(
    ("by", "hop"), [(MatchedBy.PORT, "nginx"), (MatchedBy.TIME, "web")], ids=["to the connection", "by time"]
)
def test_traces_behind_who_could_not_pass_it_on(by: MatchedBy, hop: str) -> None:
    """What a hop has by time alone behind one that is stuck on this very connection is of the others that ask."""
    nginx = replace(said("nginx", True, "status=502"), stuck=True, matched_by=by)
    web = replace(said("web", True, "status=200", runs=True, sent_to=("nobody",)), matched_by=MatchedBy.TIME)

    assert verdict("outside", ("nginx", "web"), {"nginx": nginx, "web": web}, Ending.ANSWERED).hop == hop


@pytest.mark.parametrize(
    ("ending", "hop"), [(Ending.SILENT, "haproxy"), (Ending.ANSWERED, "web")], ids=["no answer came", "it was answered"]
)
def test_one_that_let_the_client_wait(ending: Ending, hop: str) -> None:
    """What came on to the hops behind only when the client had gone is not their fault."""
    seen = evidence(haproxy=True, go_mmproxy=True, nginx=True, web=True)
    seen["haproxy"] = replace(seen["haproxy"], held=8.0)

    assert verdict("outside", PATH, seen, ending).hop == hop


def test_one_who_does_not_say_whose_connections_they_are() -> None:
    """Who demands a PROXY line and gets none is well; who passes connections on without one is not."""
    seen = evidence(haproxy=True, go_mmproxy=False, nginx=False, web=False)
    seen["go-mmproxy"] = replace(seen["go-mmproxy"], unnamed=True, runs=True)

    found = verdict("outside", PATH, seen, Ending.CLOSED)

    assert (found.hop, "PROXY line" in found.look_at) == ("haproxy", True)


def test_one_that_was_passed_over() -> None:
    """Somebody answered, hops before and behind saw it and one between did not: the one before goes past it."""
    seen = evidence(haproxy=True, go_mmproxy=False, nginx=True, web=True)

    found = verdict("outside", PATH, seen, Ending.ANSWERED)

    assert (found.hop, found.text) == (
        "haproxy",
        "path: outside → haproxy ✓ → nginx ✓ → web ✓ answered; go-mmproxy ✗ no trace",
    )
