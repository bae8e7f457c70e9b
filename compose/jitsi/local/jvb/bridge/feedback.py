"""RTCP of one conference: reports end and begin here, key frame and repeat requests find their source."""

from collections import deque
from typing import Final

from bridge import rtcp, rtp
from bridge.endpoint import Endpoint
from bridge.forwarder import Forwarder
from bridge.rtcp import Packet, RtcpError
from bridge.sources import Receiver, Stream
from bridge.statistics import Counters

_KEY_FRAME_PAUSE: Final = 0.2
_KEY_FRAME_WINDOW: Final = 10.0
_KEY_FRAMES_PER_WINDOW: Final = 3
_ALLOWANCE: Final = 600_000
"""Bits per second that a sender is allowed by REMB: there is no estimate behind it."""


class KeyFrameGate:
    """Lets through one request per 200 ms and stream, and three per 10 s, stream and receiver."""

    def __init__(self) -> None:
        self._last: dict[int, float] = {}
        self._by_receiver: dict[tuple[int, str], deque[float]] = {}

    def passes(self, ssrc: int, receiver: str, now: float) -> bool:
        """True when a request may go to the source now."""
        asked = self._by_receiver.setdefault((ssrc, receiver), deque())
        while asked and now - asked[0] > _KEY_FRAME_WINDOW:
            asked.popleft()
        too_soon = now - self._last.get(ssrc, -_KEY_FRAME_PAUSE) < _KEY_FRAME_PAUSE
        if too_soon or len(asked) >= _KEY_FRAMES_PER_WINDOW:
            return False
        asked.append(now)
        self._last[ssrc] = now
        return True


class Feedback:
    """`owners` maps every signalled SSRC of the conference to its endpoint; the conference keeps it."""

    def __init__(self, sender_ssrc: int, forwarder: Forwarder, counters: Counters) -> None:
        self.owners: dict[int, Endpoint] = {}
        self._ssrc = sender_ssrc
        self._forwarder = forwarder
        self._counters = counters
        self._gate = KeyFrameGate()

    def rtcp(self, sender: Endpoint, compound: bytes, now: float) -> None:
        """Handle one compound packet; a malformed one is dropped from where it is malformed."""
        try:
            packets = list(rtcp.split(compound))
            for packet in packets:
                self._packet(sender, packet, packets, now)
        except RtcpError:
            self._counters.packets_dropped += 1

    def request_key_frame(self, stream: Stream, receiver: Receiver, now: float) -> bool:
        """Ask the owner of a stream for a key frame; False when the limits forbid it now."""
        owner = self.owners.get(stream.ssrc)
        if owner is None or not self._gate.passes(stream.ssrc, receiver.identifier, now):
            return False
        self._counters.key_frames_requested += 1
        owner.transport.send_rtcp(rtcp.make_pli(self._ssrc, stream.ssrc))
        return True

    def report(self, endpoint: Endpoint, now: float) -> None:
        """Send an endpoint its receiver report, and its allowance when it wants estimates; once a second."""
        heard = [stream for stream in endpoint.streams.values() if stream.reception.received]
        if not heard or not endpoint.ready:
            return
        blocks = [stream.reception.report_block(stream.ssrc, now) for stream in heard]
        compound = rtcp.make_receiver_report(self._ssrc, blocks)
        video = [stream.ssrc for stream in heard if stream.kind == "video" and stream.repairs is None]
        if video and endpoint.media.remb:
            compound += rtcp.make_remb(self._ssrc, _ALLOWANCE, video[:31])
        endpoint.transport.send_rtcp(compound)

    def _packet(self, sender: Endpoint, packet: Packet, packets: list[Packet], now: float) -> None:
        match packet.kind, packet.count:
            case rtcp.SENDER_REPORT, _:
                self._sender_report(sender, packet, packets, now)
            case rtcp.TRANSPORT_FEEDBACK, rtcp.NACK:
                self._nack(sender, packet)
            case rtcp.PAYLOAD_FEEDBACK, rtcp.PLI:
                self._key_frame(sender, packet.word(1), now)
            case rtcp.PAYLOAD_FEEDBACK, rtcp.FIR:
                for ssrc in rtcp.fir_sources(packet):
                    self._key_frame(sender, ssrc, now)
            case rtcp.PAYLOAD_FEEDBACK, rtcp.APPLICATION:
                sender.bandwidth = rtcp.remb_bitrate(packet) or sender.bandwidth

    def _sender_report(self, sender: Endpoint, report: Packet, packets: list[Packet], now: float) -> None:
        """Pass on when a stream's timestamps were taken: receivers need it to play sound and picture together."""
        stream = sender.streams.get(report.word(0))
        if stream is None:
            return
        stream.reception.note_sender_report((report.word(1) & 0xFFFF) << 16 | report.word(2) >> 16, now)
        described = b"".join(rtcp.make(p.kind, p.count, p.body) for p in packets if p.kind == rtcp.DESCRIPTION)
        compound = rtcp.make_sender_report(report) + described
        for receiver in stream.receivers:
            receiver.transport.send_rtcp(compound)

    def _stream(self, receiver: Endpoint, ssrc: int) -> Stream | None:
        """The stream behind an SSRC, if the receiver gets it: nobody may ask for what he does not receive."""
        owner = self.owners.get(ssrc)
        stream = None if owner is None else owner.streams.get(ssrc)
        return stream if stream is not None and receiver in stream.receivers else None

    def _key_frame(self, receiver: Endpoint, ssrc: int, now: float) -> None:
        stream = self._stream(receiver, ssrc)
        if stream is not None:
            self.request_key_frame(stream, receiver, now)

    def _nack(self, receiver: Endpoint, nack: Packet) -> None:
        """Answer from the cache; what is not there is asked of the sender."""
        stream = self._stream(receiver, nack.word(1))
        if stream is None:
            return
        missing: list[int] = []
        for sequence in rtcp.lost_packets(nack):
            packet = self._forwarder.cached(stream, sequence)
            if packet is None:
                missing.append(sequence)
            else:
                self._resend(receiver, stream, packet)
        if missing:
            self.owners[stream.ssrc].transport.send_rtcp(rtcp.make_nack(self._ssrc, stream.ssrc, missing[:64]))

    def _resend(self, receiver: Endpoint, stream: Stream, packet: bytes) -> None:
        """As a retransmission when both sides know the repair stream, else the packet itself."""
        self._counters.nacks_answered += 1
        payload_type = receiver.media.repair_of.get(packet[1] & 0x7F)
        if stream.repair_ssrc is None or payload_type is None:
            receiver.transport.send_rtp(packet)
            return
        sequence = receiver.repair_sequences.get(stream.repair_ssrc, 0)
        receiver.repair_sequences[stream.repair_ssrc] = (sequence + 1) & 0xFFFF
        repair = rtp.to_repair(packet, payload_type, stream.repair_ssrc, sequence)
        if repair is not None:
            receiver.transport.send_rtp(repair)
