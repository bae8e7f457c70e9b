"""Which video a receiver wants (ReceiverVideoConstraints, LastNChangedEvent)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

DEFAULT_HEIGHT: Final = 180
"""What the real bridge assumes when a receiver states no default constraints."""


@dataclass(frozen=True, slots=True)
class VideoWishes:
    """The receiver's last word; -1 as `last_n` means no limit. Heights are in pixels, -1 for no limit."""

    last_n: int = -1
    selected: tuple[str, ...] = ()
    on_stage: tuple[str, ...] = ()
    default_height: int = DEFAULT_HEIGHT
    heights: Mapping[str, int] = field(default_factory=dict)

    def height_of(self, source: str) -> int:
        """The height wanted of a source, 0 for none."""
        return self.heights.get(source, self.default_height)

    def wanted(self, sources: Iterable[str]) -> list[str]:
        """The sources to forward out of `sources`, which come with the last speaker's first."""
        ranked = sorted(sources, key=self._rank)
        visible = [source for source in ranked if self.height_of(source) != 0]
        return visible if self.last_n < 0 else visible[: self.last_n]

    def limited_to(self, last_n: int) -> "VideoWishes":
        """The same wishes with another number of sources."""
        return replace(self, last_n=last_n)

    def _rank(self, source: str) -> int:
        if source in self.on_stage:
            return 0
        return 1 if source in self.selected else 2
