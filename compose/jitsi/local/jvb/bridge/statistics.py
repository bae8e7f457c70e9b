"""What the bridge counts, under the names of the real one's statistics."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass(slots=True)
class Counters:
    """Totals since the start of the process."""

    started: float = field(default_factory=time.monotonic)
    conferences_created: int = 0
    conferences_completed: int = 0
    endpoints_created: int = 0
    endpoints_expired: int = 0
    ice_succeeded: int = 0
    ice_failed: int = 0
    dtls_succeeded: int = 0
    dtls_failed: int = 0
    packets_received: int = 0
    packets_sent: int = 0
    bytes_received: int = 0
    bytes_sent: int = 0
    packets_dropped: int = 0
    """Datagrams and packets that belong to nobody or prove nothing."""
    nacks_answered: int = 0
    key_frames_requested: int = 0

    def as_statistics(self) -> dict[str, object]:
        """The totals under the real bridge's keys."""
        return {
            "total_conferences_created": self.conferences_created,
            "total_conferences_completed": self.conferences_completed,
            "total_participants": self.endpoints_created,
            "total_ice_succeeded": self.ice_succeeded,
            "total_ice_failed": self.ice_failed,
            "total_packets_received": self.packets_received,
            "total_packets_sent": self.packets_sent,
            "total_bytes_received": self.bytes_received,
            "total_bytes_sent": self.bytes_sent,
            "total_packets_dropped": self.packets_dropped,
            "current_timestamp": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3],
        }
