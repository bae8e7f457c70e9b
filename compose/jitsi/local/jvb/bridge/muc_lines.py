"""What the bridge's login logs: the words of jicoco's MucClient (captured lines; the failures from its source)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from standin.java_log import JavaException, Level

from bridge.log import LOG

_MUC_CLIENT: Final = "org.jitsi.xmpp.mucclient.MucClientConfiguration"


@dataclass(frozen=True, slots=True)
class XmppClientLines:
    """The login, in the words of jicoco's MucClient."""

    host: str
    domain: str
    user: str
    room: str
    nick: str

    @property
    def _context(self) -> Mapping[str, str]:
        return {"hostname": self.host, "id": "shard"}

    def connecting(self) -> None:
        """The first attempt begins."""
        facts = (
            f"id=shard domain={self.domain} hostname={self.host} port=null username={self.user} mucs=[{self.room}] "
            f"mucNickname={self.nick} disableCertificateVerification=true"
        )
        told = f"Initializing a new MucClient for [ {_MUC_CLIENT} {facts}]"
        LOG.write("MucClient.initializeConnectAndJoin#300", told, context=self._context)
        where = "MucClient.createXMPPTCPConnectionConfiguration#119"
        LOG.write(where, "Disabling certificate verification!", level=Level.WARNING)
        told = "Dispatching a thread to connect and login."
        LOG.write("MucClient.initializeConnectAndJoin#401", told, context=self._context)

    def connected(self) -> None:
        """A connection is there; nobody is logged in yet."""
        told = "Connected. isSmEnabled:false isSmAvailable:false isSmResumptionPossible:false"
        LOG.write("MucClient$2.connected#338", told, context=self._context)

    def online(self) -> None:
        """The account is logged in."""
        LOG.write("MucClient$2.authenticated#351", "Authenticated, resumed=false", context=self._context)

    def refused(self, failure: JavaException) -> None:
        """The server refused the password."""
        where = "MucClient.lambda$getConnectAndLoginCallable$8#717"
        told = "Failed to login. Disconnecting to trigger a re-connect."
        LOG.trouble(where, told, failure, level=Level.WARNING, context=self._context)

    def closed(self) -> None:
        """The connection was ended on this side, for good."""
        LOG.write("MucClient$2.connectionClosed#370", "Closed.", context=self._context)

    def lost(self, jid: str, failure: JavaException) -> None:
        """The connection ended without our doing."""
        smack = "org.jivesoftware.smack.AbstractXMPPConnection.callConnectionClosedOnErrorListener"
        told = f"Connection XMPPTCPConnection[{jid}] (0) closed with error"
        LOG.trouble(smack, told, failure, level=Level.WARNING, context={})
        where = "MucClient$2.connectionClosedOnError#392"
        LOG.trouble(where, "Closed on error:", failure, level=Level.WARNING, context=self._context)

    def reconnecting(self) -> None:
        """The pause before another attempt is over; the real one says so twice."""
        for _ in range(2):
            LOG.write("MucClient$1.reconnectingIn#224", "Reconnecting in 0", context=self._context)

    def unreachable(self, failure: JavaException, *, again: bool) -> None:
        """An attempt to connect failed: one of the first ones, or one `again` after a loss."""
        where, told = "MucClient.lambda$getConnectAndLoginCallable$8#697", "Error connecting:"
        if again:
            where, told = "MucClient$1.reconnectionFailed#231", "Reconnection failed: "
        LOG.trouble(where, told, failure, level=Level.WARNING, context=self._context)

    def joined(self) -> None:
        """The brewery lets the bridge in."""
        LOG.write("MucClient$MucWrapper.join#826", f"Joined MUC: {self.room}", context=self._context)

    def not_published(self) -> None:
        """It is time for the statistics, but there is no connection."""
        told = "Cannot set presence extension: not connected."
        LOG.write("MucClient.setPresenceExtensions#519", told, level=Level.WARNING, context=self._context)
