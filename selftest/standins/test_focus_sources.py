"""The rules on sources, which jicofo enforces and whose breach ends a real client's session."""

import pytest
from focus.sources import Media, Source, SourceGroup, SourceSet, SourcesRefusedError, add, remove
from hypothesis import given
from hypothesis import strategies as st

NOTHING = SourceSet()


def audio(ssrc: int, msid: str | None = "s t") -> Source:
    """An audio source."""
    return Source(Media.AUDIO, ssrc, msid=msid)


def video(*sources: tuple[int, str | None], groups: tuple[SourceGroup, ...] = ()) -> SourceSet:
    """Video sources given as SSRC and msid."""
    return SourceSet(tuple(Source(Media.VIDEO, ssrc, msid=msid) for ssrc, msid in sources), groups)


def fid(*ssrcs: int) -> SourceGroup:
    """A retransmission group."""
    return SourceGroup(Media.VIDEO, "FID", ssrcs)


ACCEPTED = {
    "audio and video": SourceSet((audio(1),)).plus(video((2, "s v"))),
    "a retransmission with the msid of its media": video((1, "s v"), (2, "s v"), groups=(fid(1, 2),)),
    "three layers with their retransmissions": video(
        *((n, "s v") for n in range(1, 7)),
        groups=(fid(1, 4), fid(2, 5), fid(3, 6), SourceGroup(Media.VIDEO, "SIM", (1, 2, 3))),
    ),
    "the same msid for audio and for video": SourceSet((audio(1, "s x"),)).plus(video((2, "s x"))),
    "sources without any msid": video((1, None), (2, None)),
    "the largest SSRC": SourceSet((audio(2**32 - 1),)),
}
REFUSED = {
    "out of range": SourceSet((audio(2**32),)),
    "is out": SourceSet((audio(0),)),
    "already used": SourceSet((audio(1), audio(1, "o t"))),
    "more than 20 SSRCs": SourceSet(tuple(audio(n, f"s{n} t") for n in range(1, 22))),
    "more than 20 groups": video((1, "s v"), (2, "s v"), groups=(fid(1, 2),) * 21),
    "does not have two": video((1, "s v"), (2, "s v"), (3, "s v"), groups=(fid(1, 2, 3),)),
    "is not a source": video((1, "s v"), groups=(fid(1, 2),)),
    "does not have one msid": video((1, "s v"), (2, "s w"), groups=(fid(1, 2),)),
    "not have one": video((1, None), (2, None), groups=(fid(1, 2),)),
    "two ungrouped": video((1, "s v"), (2, "s v")),
}


@pytest.mark.parametrize("added", ACCEPTED.values(), ids=ACCEPTED)
def test_sound_sources_are_accepted(added: SourceSet) -> None:
    """Sources that keep every rule become the owner's."""
    assert add("alice", added, {}) == added


@pytest.mark.parametrize(("reason", "added"), REFUSED.items(), ids=REFUSED)
def test_unsound_sources_are_refused_with_the_rule(reason: str, added: SourceSet) -> None:
    """Each broken rule is named."""
    with pytest.raises(SourcesRefusedError, match=reason):
        add("alice", added, {})


def test_an_ssrc_of_another_participant_is_refused() -> None:
    """SSRCs are unique in a conference."""
    with pytest.raises(SourcesRefusedError, match="already used"):
        add("alice", SourceSet((audio(7, "a t"),)), {"bob": SourceSet((audio(7, "b t"),))})


def test_an_msid_of_another_participant_is_refused() -> None:
    """Stream ids are unique in a conference."""
    with pytest.raises(SourcesRefusedError, match="another participant"):
        add("alice", SourceSet((audio(7, "b t"),)), {"bob": SourceSet((audio(8, "b t"),))})


def test_removal_takes_the_groups_along() -> None:
    """SSRCs alone suffice to remove a group."""
    whole = video((1, "s v"), (2, "s v"), groups=(fid(1, 2),))

    assert remove("alice", video((1, None), (2, None)), {"alice": whole}) == NOTHING


@pytest.mark.parametrize(
    "removed", [SourceSet((audio(9),)), video((1, None), groups=(fid(1, 9),))], ids=["unknown SSRC", "unknown group"]
)
def test_removing_what_is_not_there_is_refused(removed: SourceSet) -> None:
    """A client cannot remove what it does not have."""
    with pytest.raises(SourcesRefusedError):
        remove("alice", removed, {"alice": video((1, "s v"))})


@given(st.lists(st.tuples(st.integers(-1, 40), st.sampled_from(["a", "b", "c", None])), max_size=25), st.data())
def test_what_is_accepted_can_be_removed_again(pairs: list[tuple[int, str | None]], data: st.DataObject) -> None:
    """Whatever the rules let in keeps them, and removing it leaves nothing."""
    numbers = [ssrc for ssrc, _ in pairs] or [1]
    groups = data.draw(st.lists(st.tuples(st.sampled_from(numbers), st.sampled_from(numbers)), max_size=3))
    added = video(*pairs, groups=tuple(fid(*group) for group in groups))
    try:
        whole = add("alice", added, {})
    except SourcesRefusedError:
        return

    assert len(whole.ssrcs()) == len(whole.sources)
    assert remove("alice", whole, {"alice": whole}) == NOTHING
