"""What the XMPP login of a service account logs; each service has words of its own for it (MucClient, XmppProvider)."""

from typing import Final, Protocol

from standin.java_log import JavaException

_ADVICE: Final = (
    "You can read more about the meaning of this stream error at http://xmpp.org/rfcs/rfc6120.html"
    "#streams-error-conditions"
)
_READING: Final = (
    "org.jivesoftware.smack.tcp.XMPPTCPConnection$PacketReader.parsePackets(XMPPTCPConnection.java:984)",
    "org.jivesoftware.smack.tcp.XMPPTCPConnection$PacketReader.access$700(XMPPTCPConnection.java:916)",
    "org.jivesoftware.smack.tcp.XMPPTCPConnection$PacketReader$1.run(XMPPTCPConnection.java:939)",
    "java.base/java.lang.Thread.run(Thread.java:1583)",
)
_CONNECTING: Final = (
    "org.jivesoftware.smack.SmackException$EndpointConnectionException.from(SmackException.java:334)",
    "org.jivesoftware.smack.tcp.XMPPTCPConnection.connectUsingConfiguration(XMPPTCPConnection.java:664)",
    "org.jivesoftware.smack.tcp.XMPPTCPConnection.connectInternal(XMPPTCPConnection.java:849)",
    "org.jivesoftware.smack.AbstractXMPPConnection.connect(AbstractXMPPConnection.java:525)",
    "org.jivesoftware.smack.ReconnectionManager$2.run(ReconnectionManager.java:282)",
    "java.base/java.lang.Thread.run(Thread.java:1583)",
)
_LOGGING_IN: Final = (
    "org.jivesoftware.smack.SASLAuthentication.authenticationFailed(SASLAuthentication.java:292)",
    "org.jivesoftware.smack.AbstractXMPPConnection.login(AbstractXMPPConnection.java:637)",
    "java.base/java.lang.Thread.run(Thread.java:1583)",
)


class XmppLines(Protocol):
    """One method for each event of a login."""

    def connected(self) -> None:
        """A connection is there; nobody is logged in yet."""

    def online(self) -> None:
        """The account is logged in."""

    def refused(self, failure: JavaException) -> None:
        """The server refused the password."""

    def closed(self) -> None:
        """The connection was ended on this side, for good."""

    def lost(self, jid: str, failure: JavaException) -> None:
        """The connection ended without our doing."""

    def reconnecting(self) -> None:
        """The pause before another attempt is over."""

    def unreachable(self, failure: JavaException, *, again: bool) -> None:
        """An attempt to connect failed: one of the first ones, or one `again` after a loss."""


def connection_lost(condition: str, text: str) -> JavaException:
    """Return what Smack throws when the server ends a stream with an error, or without one (empty condition)."""
    if not condition:
        return JavaException("java.io.EOFException", "no more data available - expected end tag", _READING)
    inner = f"<{condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>{f'<text>{text}</text>' if text else ''}"
    told = f"{condition} {_ADVICE}\n<stream:error>{inner}</stream:error>"
    return JavaException("org.jivesoftware.smack.XMPPException$StreamErrorException", told, _READING)


def unknown_host(host: str) -> JavaException:
    """Return what Smack throws when the server's name has no address."""
    failure = f"description='DNS lookup exception for {host}' exception='java.net.UnknownHostException: {host}'"
    told = f"Could not lookup the following endpoints: RemoteConnectionEndpointLookupFailure({failure})"
    return JavaException("org.jivesoftware.smack.SmackException$EndpointConnectionException", told, _CONNECTING)


def not_connected(host: str, port: int, reason: str) -> JavaException:
    """Return what Smack throws when nothing answers at the server's address."""
    endpoint = f"'RFC 6120 A/AAAA Endpoint + [{host}:{port}] ({host}:{port})'"
    told = f"The following addresses failed: {endpoint} failed because: java.net.ConnectException: {reason}"
    return JavaException("org.jivesoftware.smack.SmackException$EndpointConnectionException", told, _CONNECTING)


def not_authorized(mechanism: str = "SCRAM-SHA-1") -> JavaException:
    """Return what Smack throws when the server refuses an account's password."""
    told = f"SASLError using {mechanism}: not-authorized"
    return JavaException("org.jivesoftware.smack.sasl.SASLErrorException", told, _LOGGING_IN)
