"""What the bridge counts."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counters:
    """Totals since the start of the process."""

    conferences_created: int = 0
    conferences_completed: int = 0
    conference_seconds: float = 0.0
    endpoints_created: int = 0
    endpoints_expired: int = 0
    endpoints_disconnected: int = 0
    """How often an endpoint fell silent."""
    endpoints_reconnected: int = 0
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
    speaker_changes: int = 0
    data_channel_messages_received: int = 0
    data_channel_messages_sent: int = 0
    web_socket_messages_received: int = 0
    web_socket_messages_sent: int = 0


@dataclass(slots=True)
class Rates:
    """What passed through the media port in the last second."""

    kilobits_received: int = 0
    kilobits_sent: int = 0
    packets_received: int = 0
    packets_sent: int = 0
    _before: tuple[int, int, int, int] = (0, 0, 0, 0)

    def sample(self, counters: Counters) -> None:
        """Take the totals; call once a second."""
        totals = (counters.bytes_received, counters.bytes_sent, counters.packets_received, counters.packets_sent)
        received, sent, *packets = (now - before for now, before in zip(totals, self._before, strict=True))
        self.kilobits_received, self.kilobits_sent = received * 8 // 1000, sent * 8 // 1000
        self.packets_received, self.packets_sent = packets
        self._before = totals
