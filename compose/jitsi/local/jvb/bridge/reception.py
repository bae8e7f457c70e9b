"""Reception statistics of one RTP stream, as receiver reports carry them (RFC 3550 appendix A)."""

import struct
from dataclasses import dataclass
from typing import Final

_SEQUENCE_MOD: Final = 1 << 16
_HALF: Final = 1 << 15


@dataclass(slots=True)
class Reception:
    """Counts what arrives; the clock is monotonic seconds."""

    received: int = 0
    base: int = -1
    highest: int = 0
    """Extended highest sequence number: wraps counted in the upper half."""
    jitter: float = 0.0
    last_report: int = 0
    """Middle 32 bits of the NTP time in the last sender report."""
    last_report_at: float = 0.0
    _transit: float | None = None
    _reported_expected: int = 0
    _reported_received: int = 0

    def add(self, sequence: int, timestamp: int, clock_rate: int, now: float) -> None:
        """Count one packet."""
        self.received += 1
        if self.base < 0:
            self.base = self.highest = sequence
        ahead = (sequence - self.highest) % _SEQUENCE_MOD
        if ahead < _HALF:
            self.highest += ahead
        transit = now * clock_rate - timestamp
        if self._transit is not None:
            difference = abs(transit - self._transit)
            if difference < clock_rate:  # a wrapped timestamp or a pause is not jitter
                self.jitter += (difference - self.jitter) / 16
        self._transit = transit

    def note_sender_report(self, middle: int, now: float) -> None:
        """Remember a sender report for LSR and DLSR."""
        self.last_report, self.last_report_at = middle, now

    def report_block(self, ssrc: int, now: float) -> bytes:
        """The 24 bytes of a report block since the last one."""
        expected = self.highest - self.base + 1
        lost = max(0, min(expected - self.received, 0x7FFFFF))
        interval = expected - self._reported_expected
        lost_now = max(0, interval - (self.received - self._reported_received))
        fraction = min(255, (lost_now << 8) // interval) if interval > 0 else 0
        self._reported_expected, self._reported_received = expected, self.received
        delay = int((now - self.last_report_at) * 65536) if self.last_report else 0
        return struct.pack(
            "!IIIIII",
            ssrc,
            fraction << 24 | lost,
            self.highest & 0xFFFFFFFF,
            int(self.jitter) & 0xFFFFFFFF,
            self.last_report,
            min(delay, 0xFFFFFFFF),
        )
