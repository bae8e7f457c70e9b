"""What is logged of an endpoint, word for word as the real bridge does (captured lines).

A few steps of the real bridge that this one does not have (bandwidth probing, native ciphers) have no line here, and
neither has the opening of a channel: the real bridge says nothing of it.
"""

from dataclasses import dataclass
from typing import Final

from standin.java_log import JavaException, Level

from bridge.conference_lines import ConferenceLines
from bridge.log import LOG, Redaction

_HOST_PRIORITY: Final = 2130706431
"""That of a host candidate, in the priority of a pair (RFC 8445 section 6.1.2.3)."""
_HANDSHAKE_TIMED_OUT: Final = JavaException(
    "org.bouncycastle.tls.TlsTimeoutException",
    "Handshake timed out",
    (
        "org.bouncycastle.tls.DTLSReliableHandshake.receiveMessage(DTLSReliableHandshake.java:271)",
        "org.bouncycastle.tls.DTLSServerProtocol.accept(DTLSServerProtocol.java:70)",
        "org.jitsi.nlj.dtls.DtlsServer.accept(DtlsServer.kt:61)",
        "java.base/java.lang.Thread.run(Thread.java:1583)",
    ),
)


@dataclass(frozen=True, slots=True)
class EndpointLines:
    """One endpoint: its allocation, its ICE, its DTLS, its channel. `ufrag` is the bridge's own user name."""

    conference: ConferenceLines
    endpoint: str
    ufrag: str
    local: str
    """The bridge's own address and port, as `address:port`."""
    redact: Redaction

    def created(self, *, controlling: bool) -> None:
        """The endpoint is allocated."""
        gathering = {**self._context(), "ufrag": self.ufrag}
        LOG.write("Agent.gatherCandidates#637", "Gathering candidates for component stream.RTP.", context=gathering)
        told = f"Created new endpoint, iceControlling={str(controlling).lower()}"
        self._write("Endpoint.<init>#432", told)

    def dtls_role(self, *, server: bool) -> None:
        """The client's side of DTLS is known."""
        theirs, ours = ("client", "server") if server else ("server", "client")
        told = f"The remote side is acting as DTLS {theirs}, we'll act as {ours}"
        self._write("DtlsTransport.setSetupAttribute#151", told)

    def checking(self) -> None:
        """The client's credentials are known, and connectivity checks begin."""
        self._agent("Agent.startConnectivityEstablishment#726", "Start ICE connectivity establishment.")
        self.state_changed("Waiting", "Running")

    def state_changed(self, before: str, after: str) -> None:
        """The ICE agent goes on."""
        self._agent("Agent.setState#934", f"ICE state changed from {before} to {after}.")

    def discovered(self, remote: str, priority: int) -> None:
        """The client checked from an address that nobody had named."""
        address, _, port = remote.rpartition(":")
        own, _, own_port = self.local.rpartition(":")
        low, high = sorted((priority, _HOST_PRIORITY))
        of_pair = (low << 32) + 2 * high + (priority < _HOST_PRIORITY)
        pair = (
            f"Priority={of_pair}, LocalCandidate=candidate:1 1 udp {_HOST_PRIORITY} {own} {own_port} typ host, "
            f"RemoteCandidate=candidate:10000 1 udp {priority} {self.redact(address)} {port} typ prflx"
        )
        told = f"Add peer CandidatePair with new reflexive address to checkList: CandidatePair (State=Frozen {pair})"
        self._agent("Agent.triggerCheck#1752", told)

    def pair_succeeded(self, remote: str, mapped: str) -> None:
        """A check was answered; the client saw it come from `mapped`."""
        where = "ConnectivityCheckClient.processSuccessResponse"
        base = f"{self.local}/udp/host -> {self.redact(remote)}/udp/prflx (stream.RTP)"
        self._agent(f"{where}#655", f"Pair succeeded: {base}.")
        self._agent(f"{where}#664", f"Pair validated: {self._pair(remote, mapped)}.")

    def nominating(self, remote: str, mapped: str) -> None:
        """A pair is to be the one."""
        where = "DefaultNominator.strategyNominateFirstHostOrReflexiveValid#268"
        self._agent(where, f"Nominate (first highest valid): {self._pair(remote, mapped)}")

    def selected(self, remote: str, mapped: str) -> None:
        """The pair is selected."""
        pair = self._pair(remote, mapped)
        where = "ConnectivityCheckClient.processSuccessResponse#748"
        self._agent(where, f"Nomination confirmed for pair: {pair}.")
        told = f"Selected pair for stream stream.RTP: {pair}"
        LOG.write("CheckList.handleNominationConfirmed#412", told, context=self._ice() | {"name": "stream"})
        self.state_changed("Running", "Completed")
        self._write("Endpoint$setupIceTransport$2.writeable#480", "ICE connected")

    def ice_failed(self) -> None:
        """No path is left."""
        self.state_changed("Running", "Failed")

    def handshaking(self, *, server: bool) -> None:
        """DTLS begins."""
        told = f"Starting DTLS handshake, role={'DtlsServer' if server else 'DtlsClient'}"
        self._write("DtlsTransport.startDtlsHandshake#133", told)

    def handshake_done(self, *, server: bool) -> None:
        """DTLS is there."""
        name = "TlsServerImpl" if server else "TlsClientImpl"
        self._write(f"{name}.notifyHandshakeComplete#175", "Negotiated DTLS version DTLS 1.2")
        self._write("Endpoint$setupDtlsTransport$3.handshakeComplete#527", "DTLS handshake complete")

    def handshake_failed(self, reason: str) -> None:
        """DTLS did not come about."""
        timed_out = "timed out" in reason
        name = _HANDSHAKE_TIMED_OUT.name if timed_out else "org.bouncycastle.tls.TlsFatalAlert"
        failure = JavaException(name, "Handshake timed out" if timed_out else reason, _HANDSHAKE_TIMED_OUT.frames)
        told = f"Error during DTLS connection: {failure.name}: {failure.message}"
        self._write("DtlsServer.accept#64", told, level=Level.SEVERE)
        told = "Error during DTLS negotiation, closing this transport manager"
        where, context = "DtlsTransport.startDtlsHandshake#141", self._context()
        LOG.trouble(where, told, failure, level=Level.SEVERE, context=context)

    def close_notified(self) -> None:
        """The client says goodbye."""
        told = "close_notify received, connection closing"
        self._write("TlsServerImpl.notifyAlertReceived#209", told)

    def wrong_password(self) -> None:
        """Somebody asked for the channel with another password."""
        told = "Incoming web socket request with an invalid password."
        self._write("Endpoint.acceptWebSocket#744", told, level=Level.WARNING)

    def channel_closed(self, code: int, reason: str) -> None:
        """The WebSocket is closed; that it opened has no line."""
        told = f"Websocket closed, statusCode {code} ( {reason or 'null'})."
        self._write("EndpointMessageTransport.webSocketClosed#373", told)

    def channel_failed(self) -> None:
        """The WebSocket ended without a close frame."""
        told = "Colibri websocket error: null"
        self._write("EndpointMessageTransport.webSocketError#394", told, level=Level.SEVERE)

    def data_channel_aborted(self, reason: str) -> None:
        """The client broke the rules of SCTP."""
        where = "Endpoint$DataChannelHandler.OnAborted#1"
        self._write(where, f"SCTP aborted: {reason}", level=Level.WARNING)

    def message_rejected(self, reason: str) -> None:
        """A message on the channel makes no sense."""
        told = f"Invalid message received ({reason})"
        self._write("AbstractEndpointMessageTransport.onMessage#71", told, level=Level.WARNING)

    def expired(self, ice_state: str) -> None:
        """The endpoint is gone."""
        self._write("Endpoint.expire#1118", "Spent 0 seconds oversending")
        self._write("DtlsTransport.stop#213", "Stopping")
        stopping = self._context() | {"local_ufrag": self.ufrag}
        LOG.write("IceTransport.stop#775", "Stopping", context=stopping)
        self.state_changed(ice_state, "Terminated")
        self._write("Endpoint.expire#1139", "Expired.")

    def _pair(self, remote: str, mapped: str) -> str:
        kind = "host" if mapped == self.local else "srflx"
        return f"{mapped}/udp/{kind} -> {self.redact(remote)}/udp/prflx (stream.RTP)"

    def _context(self) -> dict[str, str]:
        return self.conference.context | {"epId": self.endpoint}

    def _ice(self) -> dict[str, str]:
        return self._context() | {"local_ufrag": self.ufrag, "ufrag": self.ufrag}

    def _agent(self, where: str, text: str) -> None:
        LOG.write(where, text, context=self._ice())

    def _write(self, where: str, text: str, *, level: Level = Level.INFO) -> None:
        LOG.write(where, text, level=level, context=self._context())
