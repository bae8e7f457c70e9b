"""Media sources of the participants, and the rules a conference enforces on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MAX_SOURCES = 20
MAX_GROUPS = 20
LARGEST_SSRC = 2**32 - 1


class Media(StrEnum):
    """The two kinds of media that carry sources."""

    AUDIO = "audio"
    VIDEO = "video"


class SourcesRefusedError(Exception):
    """A change of sources breaks a rule of the conference; the text says which."""


@dataclass(frozen=True, slots=True)
class Source:
    """One synchronisation source."""

    media: Media
    ssrc: int
    name: str | None = None
    msid: str | None = None
    video_type: str | None = None


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """Sources that belong together: FID (media and its retransmission) or SIM (layers)."""

    media: Media
    semantics: str
    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SourceSet:
    """All sources and groups of one owner."""

    sources: tuple[Source, ...] = ()
    groups: tuple[SourceGroup, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sources or self.groups)

    def ssrcs(self) -> frozenset[int]:
        """Return every SSRC of the set."""
        return frozenset(source.ssrc for source in self.sources)

    def of(self, media: Media) -> "SourceSet":
        """Return the part of the set that is of one kind of media."""
        return SourceSet(
            tuple(source for source in self.sources if source.media is media),
            tuple(group for group in self.groups if group.media is media),
        )

    def plus(self, other: "SourceSet") -> "SourceSet":
        """Return both sets as one."""
        return SourceSet(self.sources + other.sources, self.groups + other.groups)

    def minus(self, other: "SourceSet") -> "SourceSet":
        """Return the set without another's SSRCs, and without every group that held one of them."""
        gone = other.ssrcs()
        return SourceSet(
            tuple(source for source in self.sources if source.ssrc not in gone),
            tuple(group for group in self.groups if group not in other.groups and gone.isdisjoint(group.ssrcs)),
        )


def add(owner: str, added: SourceSet, present: Mapping[str, SourceSet]) -> SourceSet:
    """Return the owner's sources after an addition, or raise SourcesRefusedError.

    `present` maps every owner of the conference, this one included, to the sources it has now. The rules are
    those of jicofo's ValidatingConferenceSourceMap.
    """
    own = present.get(owner, SourceSet())
    _refuse_bad_ssrcs(added, present)
    whole = own.plus(added)
    _refuse_excess(whole)
    _refuse_bad_groups(whole)
    _refuse_shared_msids(whole)
    _refuse_foreign_msids(owner, whole, present)
    return whole


def remove(owner: str, removed: SourceSet, present: Mapping[str, SourceSet]) -> SourceSet:
    """Return the owner's sources after a removal, or raise SourcesRefusedError.

    SSRCs alone suffice to name the sources; a group that is named must exist.
    """
    own = present.get(owner, SourceSet())
    unknown = removed.ssrcs() - own.ssrcs()
    if unknown:
        raise SourcesRefusedError(f"SSRC {min(unknown)} is not a source of {owner}")
    for group in removed.groups:
        if group not in own.groups:
            raise SourcesRefusedError(f"{owner} has no {group.semantics} group {group.ssrcs}")
    return own.minus(removed)


def _refuse_bad_ssrcs(added: SourceSet, present: Mapping[str, SourceSet]) -> None:
    taken = {source.ssrc for owned in present.values() for source in owned.sources}
    for source in added.sources:
        if not 0 < source.ssrc <= LARGEST_SSRC:
            raise SourcesRefusedError(f"SSRC {source.ssrc} is out of range")
        if source.ssrc in taken:
            raise SourcesRefusedError(f"SSRC {source.ssrc} is already used")
        taken.add(source.ssrc)


def _refuse_excess(whole: SourceSet) -> None:
    if len(whole.sources) > MAX_SOURCES:
        raise SourcesRefusedError(f"more than {MAX_SOURCES} SSRCs")
    if len(whole.groups) > MAX_GROUPS:
        raise SourcesRefusedError(f"more than {MAX_GROUPS} groups")


def _refuse_bad_groups(whole: SourceSet) -> None:
    msids = {(source.media, source.ssrc): source.msid for source in whole.sources}
    for group in whole.groups:
        if group.semantics == "FID" and len(group.ssrcs) != 2:
            raise SourcesRefusedError(f"FID group {group.ssrcs} does not have two SSRCs")
        missing = [ssrc for ssrc in group.ssrcs if (group.media, ssrc) not in msids]
        if missing:
            raise SourcesRefusedError(f"group member {missing[0]} is not a source")
        distinct = {msids[group.media, ssrc] for ssrc in group.ssrcs}
        if None in distinct or len(distinct) != 1:
            raise SourcesRefusedError(f"group {group.ssrcs} does not have one msid")


def _refuse_shared_msids(whole: SourceSet) -> None:
    for media in Media:
        part = whole.of(media)
        seen: set[str] = set()
        for bundle in _bundles(part):
            msid = next(source.msid for source in part.sources if source.ssrc in bundle)
            if msid is not None and msid in seen:
                raise SourcesRefusedError(f"msid {msid!r} is used by two ungrouped {media} sources")
            if msid is not None:
                seen.add(msid)


def _refuse_foreign_msids(owner: str, whole: SourceSet, present: Mapping[str, SourceSet]) -> None:
    foreign = {source.msid for other, owned in present.items() if other != owner for source in owned.sources}
    for source in whole.sources:
        if source.msid is not None and source.msid in foreign:
            raise SourcesRefusedError(f"msid {source.msid!r} is used by another participant")


def _bundles(part: SourceSet) -> Iterable[frozenset[int]]:
    """Return SSRCs joined by groups; a source outside every group stands alone."""
    bundles = [frozenset({source.ssrc}) for source in part.sources]
    for group in part.groups:
        members = frozenset(group.ssrcs)
        touched = [bundle for bundle in bundles if not bundle.isdisjoint(members)]
        bundles = [bundle for bundle in bundles if bundle.isdisjoint(members)]
        bundles.append(members.union(*touched))
    return bundles
