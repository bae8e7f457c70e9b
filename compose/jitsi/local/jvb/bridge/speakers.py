"""Who speaks: a plain comparison of smoothed audio levels."""

from typing import Final

_SMOOTHING: Final = 0.05
_AUDIBLE: Final = 30.0
"""Smoothed loudness (127 is full scale) below which nobody is said to speak."""
_LEAD: Final = 6.0
"""By how much a new speaker must be louder than the present one."""
_REMEMBERED: Final = 10


class Speakers:
    """Loudness per endpoint and the order in which they last spoke, the present speaker first."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self._loudness: dict[str, float] = {}

    @property
    def dominant(self) -> str | None:
        """The present speaker."""
        return self.order[0] if self.order else None

    def hear(self, endpoint: str, level: int) -> None:
        """Take the audio level of one packet (0 loudest, 127 silence)."""
        before = self._loudness.get(endpoint, 0.0)
        self._loudness[endpoint] = before + _SMOOTHING * (127 - level - before)

    def forget(self, endpoint: str) -> None:
        """The endpoint left."""
        self._loudness.pop(endpoint, None)
        if endpoint in self.order:
            self.order.remove(endpoint)

    def elect(self) -> bool:
        """Choose the present speaker anew; True when it changed. Call twice a second."""
        loudest = max(self._loudness, key=lambda endpoint: self._loudness[endpoint], default=None)
        if loudest is None or loudest == self.dominant or self._loudness[loudest] < _AUDIBLE:
            return False
        present = self._loudness.get(self.dominant or "", 0.0)
        if self.dominant is not None and self._loudness[loudest] < present + _LEAD:
            return False
        self.order = [loudest, *(other for other in self.order if other != loudest)][:_REMEMBERED]
        return True
