"""What the focus's login logs: the words of jicofo's XmppProvider (captured lines; a refused login from its source)."""

from dataclasses import dataclass

from standin.java_log import JavaException, Level

from focus.log import LOG
from focus.service_lines import CLIENT


@dataclass(frozen=True, slots=True)
class XmppProviderLines:
    """The login to one domain."""

    domain: str

    def connected(self) -> None:
        """A connection is there; nobody is logged in yet."""
        LOG.write("XmppProvider.doConnect#206", "Connected, JID=null", context=CLIENT)

    def online(self) -> None:
        """The account is logged in."""
        LOG.write("XmppProvider.fireRegistrationStateChanged#256", "Set replyTimeout=PT15S", context=CLIENT)
        where = "XmppProvider$connectionListener$1.authenticated"
        told = "Registered (resumed=false). isSmEnabled:false isSmAvailable:false isSmResumptionPossible:false"
        LOG.write(f"{where}#130", told, context=CLIENT)
        LOG.write(f"{where}#141", f"Will discover components for {self.domain}", context=CLIENT)

    def refused(self, failure: JavaException) -> None:
        """The server refused the password."""
        told = f"Failed to connect/login: {failure.message}"
        LOG.trouble("XmppProvider.doConnect#218", told, failure, level=Level.SEVERE, context=CLIENT)

    def closed(self) -> None:
        """The connection was ended on this side, for good."""
        where = "XmppProvider$connectionListener$1.connectionClosed#149"
        LOG.write(where, "XMPP connection closed", context=CLIENT)
        LOG.write("XmppProvider.shutdown#177", "Disconnected.", context=CLIENT)

    def lost(self, jid: str, failure: JavaException) -> None:
        """The connection ended without our doing."""
        smack = "org.jivesoftware.smack.AbstractXMPPConnection.callConnectionClosedOnErrorListener"
        told = f"Connection XMPPTCPConnection[{jid}] (0) closed with error"
        LOG.trouble(smack, told, failure, level=Level.WARNING, context={})
        first, *rest = failure.message.split("\n")
        where = "XmppProvider$connectionListener$1.connectionClosedOnError#155"
        LOG.write(
            where,
            f"XMPP connection closed on error: {first}",
            level=Level.SEVERE,
            context=CLIENT,
            below=(*rest, *failure.lines()),
        )

    def reconnecting(self) -> None:
        """The pause before another attempt begins; the real one counts it down."""
        where = "XmppProvider$reconnectionListener$1.reconnectingIn#90"
        LOG.write(where, "XMPP reconnecting in: 1 seconds.", context=CLIENT)

    def unreachable(self, failure: JavaException, *, again: bool) -> None:
        """An attempt to connect failed: one of the first ones, or one `again` after a loss."""
        where, told = "XmppProvider.doConnect#218", "Failed to connect/login"
        if again:
            where, told = "XmppProvider$reconnectionListener$1.reconnectionFailed#94", "XMPP reconnection failed"
        LOG.trouble(where, f"{told}: {failure.message}", failure, level=Level.SEVERE, context=CLIENT)
