"""RTP from one endpoint to those that want it: opened once, sealed per receiver, never decoded."""

from typing import Final

from bridge import rtp
from bridge.endpoint import Endpoint
from bridge.rtp import SILENCE
from bridge.sources import CACHE_PACKETS, Stream
from bridge.speakers import Speakers
from bridge.statistics import Counters

_CACHE_MASK: Final = CACHE_PACKETS - 1
_SILENT_PACKETS_KEPT: Final = 3


class Forwarder:
    """The per-packet work of one conference; keep it lean, a room of ten runs it 10 000 times a second."""

    def __init__(self, speakers: Speakers, counters: Counters) -> None:
        self._speakers = speakers
        self._counters = counters

    def rtp(self, sender: Endpoint, packet: bytes, now: float) -> None:
        """Forward one packet; unknown SSRCs are dropped, as the real bridge drops what was not signalled."""
        stream = sender.streams.get(int.from_bytes(packet[8:12], "big"))
        if stream is None or sender.is_muted(stream.kind):
            self._counters.packets_dropped += 1
            return
        sequence = rtp.sequence_of(packet)
        clock_rate = sender.media.clock_rates.get(packet[1] & 0x7F, 90000) or 90000
        stream.reception.add(sequence, int.from_bytes(packet[4:8], "big"), clock_rate, now)
        if stream.kind == "audio":
            if self._is_audible(sender, stream, packet):
                self._send(stream, packet)
        elif stream.repairs is not None:
            self._repair(sender, stream.repairs, packet)
        else:
            self._remember(stream, sequence, packet)
            self._send(stream, packet)

    def cached(self, stream: Stream, sequence: int) -> bytes | None:
        """A packet of a video stream that was forwarded not long ago."""
        packet = stream.cache[sequence & _CACHE_MASK] if stream.cache else None
        return packet if packet is not None and rtp.sequence_of(packet) == sequence else None

    def _send(self, stream: Stream, packet: bytes) -> None:
        if stream.awaiting and rtp.is_vp8_key_frame(packet):
            stream.awaiting.clear()
        for receiver in stream.receivers:
            receiver.transport.send_rtp(packet)

    def _is_audible(self, sender: Endpoint, stream: Stream, packet: bytes) -> bool:
        """False for lasting digital silence, which the real bridge does not forward either."""
        extension = sender.media.audio_level
        level = None if extension is None else rtp.audio_level(packet, extension)
        if level is None:
            return True
        self._speakers.hear(sender.identifier, level)
        stream.silent_packets = stream.silent_packets + 1 if level == SILENCE else 0
        return stream.silent_packets <= _SILENT_PACKETS_KEPT

    def _remember(self, stream: Stream, sequence: int, packet: bytes) -> None:
        if not stream.cache:
            stream.cache = [None] * CACHE_PACKETS
        stream.cache[sequence & _CACHE_MASK] = packet

    def _repair(self, sender: Endpoint, original: Stream, packet: bytes) -> None:
        """Unwrap a retransmission; forward it once, padding and repeats not at all."""
        payload_type = sender.media.original_of.get(packet[1] & 0x7F)
        restored = None if payload_type is None else rtp.from_repair(packet, payload_type, original.ssrc)
        if restored is None:
            return
        sequence = rtp.sequence_of(restored)
        if self.cached(original, sequence) is None:
            self._remember(original, sequence, restored)
            self._send(original, restored)
