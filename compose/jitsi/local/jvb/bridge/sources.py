"""What an endpoint sends: its signalled sources, flattened to one record per SSRC."""

from dataclasses import dataclass, field
from typing import Final, Protocol

from bridge.colibri import MediaSource
from bridge.reception import Reception
from bridge.transport import MediaTransport

CACHE_PACKETS: Final = 1024
"""Packets kept per video stream for answers to NACK: about ten seconds of a busy stream; a power of two."""


class Receiver(Protocol):
    """Who gets the packets of a stream; implemented by the endpoint."""

    identifier: str
    transport: MediaTransport


@dataclass(slots=True, eq=False)
class Stream:
    """One SSRC of one endpoint, and where its packets go."""

    ssrc: int
    kind: str
    name: str
    reception: Reception
    repair_ssrc: int | None = None
    """SSRC of the retransmission stream that belongs to this one."""
    repairs: "Stream | None" = None
    """Set on a retransmission stream: the stream that it repairs."""
    secondary: bool = False
    """A simulcast layer other than the first, which this bridge does not forward."""
    receivers: tuple[Receiver, ...] = ()
    cache: list[bytes | None] = field(default_factory=list)
    silent_packets: int = 0
    awaiting: dict[Receiver, int] = field(default_factory=dict)
    """Receivers that have had no key frame yet, and how many more times one is asked for on their behalf."""


def streams_of(sources: tuple[MediaSource, ...], known: dict[int, Stream]) -> dict[int, Stream]:
    """A stream for every signalled SSRC; those already known keep their state."""
    streams: dict[int, Stream] = {}
    for media_source in sources:
        for source in media_source.sources:
            name = media_source.identifier or source.name
            fresh = Stream(source.ssrc, media_source.kind, name, Reception())
            streams[source.ssrc] = known.get(source.ssrc, fresh)
        _link(media_source, streams)
    return streams


def _link(media_source: MediaSource, streams: dict[int, Stream]) -> None:
    for group in media_source.groups:
        members = [streams[ssrc] for ssrc in group.ssrcs if ssrc in streams]
        if group.semantics.upper() == "FID" and len(members) == 2:
            members[0].repair_ssrc, members[1].repairs = members[1].ssrc, members[0]
        elif group.semantics.upper() == "SIM":
            for layer in members[1:]:
                layer.secondary = True
