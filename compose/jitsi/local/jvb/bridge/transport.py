"""The way to one endpoint: ICE finds it, DTLS proves it, SRTP carries its media."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from bridge.colibri import Candidate, Fingerprint, IceTransport
from bridge.dtls import DtlsEvents, DtlsIdentity, DtlsSession
from bridge.endpoint_lines import EndpointLines
from bridge.ice import IceAgent, IceEvents
from bridge.log import Redaction
from bridge.media_socket import MediaSocket
from bridge.srtp import SrtpError, SrtpKeys, SrtpSessions
from bridge.statistics import Counters
from bridge.stun import Address, Message

_LARGEST_PACKET: Final = 1500
"""Bytes of a protected packet: libsrtp's buffer."""
_LARGEST_PLAIN: Final = 1350
"""Bytes of a plain packet; libsrtp's buffer has room for no more once its trailer is added."""


@dataclass(frozen=True, slots=True)
class Own:
    """How the bridge names itself in its log, and what it may say of others there."""

    address: str
    port: int
    redact: Redaction


@dataclass(frozen=True, slots=True)
class Resources:
    """What all endpoints of the bridge share."""

    socket: MediaSocket
    identity: DtlsIdentity
    counters: Counters
    own: Own

    @property
    def local(self) -> str:
        """The bridge's own `address:port`."""
        return f"{self.own.address}:{self.socket.port or self.own.port}"


class TransportListener(Protocol):
    """Whom a transport tells; implemented by the endpoint."""

    def transport_ready(self) -> None:
        """ICE and DTLS are through."""

    def transport_closed(self) -> None:
        """DTLS ended: no media until somebody starts anew."""

    def transport_failed(self) -> None:
        """ICE lost the endpoint for good."""

    def transport_data(self, data: bytes) -> None:
        """An SCTP packet arrived."""

    def transport_rtp(self, packet: bytes, now: float) -> None:
        """A decrypted RTP packet arrived."""

    def transport_rtcp(self, packet: bytes, now: float) -> None:
        """A decrypted compound RTCP packet arrived."""


class MediaTransport:
    """ICE, DTLS and SRTP of one endpoint; `lines` writes what its log has of them."""

    def __init__(
        self, resources: Resources, listener: TransportListener, lines: EndpointLines, controlling: bool
    ) -> None:
        self._resources = resources
        self._listener = listener
        self._lines = lines
        self._trusted: tuple[Fingerprint, ...] = ()
        self._server = True
        self._dtls_address: Address | None = None
        self._dtls: DtlsSession | None = None
        self._srtp: SrtpSessions | None = None
        events = IceEvents(self._on_selected, self._on_ice_failed, lines)
        self.ice = IceAgent(resources.socket.send, events, controlling, lines.ufrag)

    @property
    def ready(self) -> bool:
        """True when media can be sent."""
        return self._srtp is not None and self.ice.selected is not None

    def describe(self, candidates: tuple[Candidate, ...], web_sockets: tuple[str, ...]) -> IceTransport:
        """What the focus tells the client about this transport."""
        fingerprints = (self._resources.identity.fingerprint,)
        return IceTransport(self.ice.ufrag, self.ice.password, candidates, fingerprints, web_sockets)

    def set_remote(self, remote: IceTransport, now: float) -> None:
        """Take what the focus knows of the client; may come in parts (trickled candidates)."""
        if remote.fingerprints and self._dtls is None:
            self._server = remote.fingerprints[0].setup != "passive"
            if not self._trusted:
                self._lines.dtls_role(server=self._server)
            self._trusted = remote.fingerprints
        if remote.ufrag and remote.password:
            self.ice.set_remote(remote.ufrag, remote.password, remote.candidates, now)

    def receive_stun(self, message: Message, address: Address, now: float) -> bool:
        """Handle a Binding message; False when it proves nothing."""
        return self.ice.receive(message, address, now)

    def receive_dtls(self, datagram: bytes, address: Address, now: float) -> None:
        """Handle a DTLS datagram; ignored until the fingerprint of the client is known."""
        self._dtls_address = address
        session = self._dtls or self._start_dtls(now)
        if session is not None:
            session.receive(datagram)

    def receive_media(self, datagram: bytes, now: float) -> None:
        """Open an SRTP or SRTCP packet and hand it on; what does not open is dropped and counted."""
        counters = self._resources.counters
        if self._srtp is None or not 12 <= len(datagram) <= _LARGEST_PACKET:
            counters.packets_dropped += 1
            return
        try:
            if 192 <= datagram[1] < 224:
                self._listener.transport_rtcp(self._srtp.unprotect_rtcp(datagram), now)
            else:
                self._listener.transport_rtp(self._srtp.unprotect(datagram), now)
        except SrtpError:
            counters.packets_dropped += 1

    def send_rtp(self, packet: bytes) -> None:
        """Protect and send one RTP packet."""
        if self._srtp is not None:
            self._seal(self._srtp.protect, packet)

    def send_rtcp(self, packet: bytes) -> None:
        """Protect and send one compound RTCP packet."""
        if self._srtp is not None:
            self._seal(self._srtp.protect_rtcp, packet)

    def send_data(self, data: bytes) -> None:
        """Send one SCTP packet."""
        if self._dtls is not None:
            self._dtls.send_data(data)

    def tick(self, now: float) -> None:
        """Let ICE and DTLS do what is due; call every 50 ms."""
        self.ice.tick(now)
        if self._dtls is not None:
            self._dtls.tick(now)

    def close(self) -> None:
        """Say goodbye and send nothing any more."""
        self._lines.expired(self.ice.state)
        if self._dtls is not None:
            self._dtls.close()
        self.ice.closed = True
        self._srtp = None

    def _seal(self, protect: Callable[[bytes], bytes], packet: bytes) -> None:
        """Protect and send; what libsrtp refuses (too old a repeat, an odd header) is dropped and counted."""
        if self.ice.selected is None or len(packet) > _LARGEST_PLAIN:
            return
        try:
            self._send(protect(packet))
        except SrtpError:
            self._resources.counters.packets_dropped += 1

    def _send(self, datagram: bytes) -> None:
        """To the selected address; a handshake may be a moment ahead of the nomination's answer."""
        address = self.ice.selected or self._dtls_address
        if address is None:
            return
        counters = self._resources.counters
        counters.packets_sent += 1
        counters.bytes_sent += len(datagram)
        self._resources.socket.send(datagram, address)

    def _start_dtls(self, now: float) -> DtlsSession | None:
        if not self._trusted:
            return None
        events = DtlsEvents(
            self._send, self._on_keys, self._listener.transport_data, self._on_dtls_closed, self._on_dtls_failed
        )
        self._lines.handshaking(server=self._server)
        self._dtls = DtlsSession(self._resources.identity, self._server, self._trusted, events)
        self._dtls.start(now)
        return self._dtls

    def _on_selected(self, _: Address, now: float) -> None:
        self._resources.counters.ice_succeeded += 1
        if not self._server and self._dtls is None:
            self._start_dtls(now)
        elif self._srtp is not None:
            self._listener.transport_ready()

    def _on_ice_failed(self, _: str) -> None:
        self._resources.counters.ice_failed += 1
        self._lines.ice_failed()
        self._listener.transport_failed()

    def _on_keys(self, keys: SrtpKeys) -> None:
        self._srtp = SrtpSessions(keys)
        self._resources.counters.dtls_succeeded += 1
        self._lines.handshake_done(server=self._server)
        if self.ice.selected is not None:
            self._listener.transport_ready()

    def _on_dtls_closed(self) -> None:
        self._srtp = None
        self._lines.close_notified()
        self._listener.transport_closed()

    def _on_dtls_failed(self, reason: str) -> None:
        self._srtp = None
        self._resources.counters.dtls_failed += 1
        self._lines.handshake_failed(reason)
        self._listener.transport_closed()
