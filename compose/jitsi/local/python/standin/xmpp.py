"""The XMPP login of a service account: one connection that comes back at a fixed pace, for ever.

slixmpp waits ever longer between attempts; the real jicofo and jvb do not, and recovery times are a
requirement of the suite, so the pace is fixed here. The server's certificate is self-signed by design
(both real services switch verification off for the same reason), so TLS is used but not verified.
"""

import asyncio
import ssl
from dataclasses import dataclass

from slixmpp import JID, ClientXMPP
from slixmpp.exceptions import IqError, IqTimeout
from slixmpp.stanza import StreamError

from standin import xmpp_lines
from standin.xmpp_lines import XmppLines

_INSECURE_LOGIN_ALLOWED = {
    "feature_mechanisms": {"unencrypted_plain": True, "unencrypted_scram": True},
}


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom to log in; times in seconds."""

    jid: str
    password: str
    host: str
    port: int = 5222
    retry: float = 1.0
    """Pause between a lost or refused connection and the next attempt."""
    login_within: float = 15.0
    """A connection that is not logged in by then is dropped."""
    ping_every: float = 30.0
    ping_within: float = 5.0


class ServiceClient(ClientXMPP):
    """A slixmpp client that reconnects at a fixed pace; its events are slixmpp's (`session_start`, ...).

    A refused password is logged and tried again, as the real services do.
    """

    def __init__(self, account: Account, lines: XmppLines) -> None:
        super().__init__(account.jid, account.password, plugin_config=_INSECURE_LOGIN_ALLOWED)
        self.account = account
        self._lines = lines
        self._stream_error = ("", "")
        self._was_online = False
        self._told_at = -account.retry
        self._watch: asyncio.Task[None] | None = None
        self._leaving = False
        self.enable_direct_tls = False
        self.enable_plaintext = True
        self.ssl_context = _unverified_tls()
        self.register_plugin("xep_0030")
        self.register_plugin("xep_0199")
        self.add_event_handler("connected", self._on_connected)
        self.add_event_handler("session_start", self._on_session)
        self.add_event_handler("disconnected", self._on_disconnected)
        self.add_event_handler("failed_all_auth", self._on_refused)
        self.add_event_handler("connection_failed", self._on_unreachable)
        self.add_event_handler("stream_error", self._on_stream_error)

    def start(self) -> None:
        """Begin to connect; returns at once."""
        self._leaving = False
        self.connect(self.account.host, self.account.port)

    async def stop(self) -> None:
        """Leave in order and do not come back."""
        self._leaving = True
        self._stop_watch()
        self.cancel_connection_attempt()
        if self.is_connected():
            await self.disconnect(wait=1.0)

    def reschedule_connection_attempt(self) -> "asyncio.Future[None] | None":
        """Replace slixmpp's growing pause by the fixed one."""
        if self._current_connection_attempt is None:
            return None
        self._connect_loop_wait = self.account.retry
        self._current_connection_attempt = asyncio.ensure_future(self._connect_loop())
        return self._current_connection_attempt

    def _on_connected(self, _: object) -> None:
        self._lines.connected()
        self._stream_error = ("", "")
        self._stop_watch()
        self._watch = asyncio.create_task(self._drop_unless_logged_in())

    def _on_session(self, _: object) -> None:
        self._was_online = True
        self._lines.online()
        self._stop_watch()
        self._watch = asyncio.create_task(self._ping_for_ever())

    def _on_refused(self, _: object) -> None:
        self._lines.refused(xmpp_lines.not_authorized())

    def _on_stream_error(self, error: StreamError) -> None:
        self._stream_error = (error["condition"], error["text"])

    def _on_unreachable(self, reason: object) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._told_at < self.account.retry / 2:
            return  # slixmpp tries an address twice, with and without TLS; that is one attempt
        self._told_at = now
        host, port = self.account.host, self.account.port
        resolved = isinstance(reason, OSError)
        told = f"{reason.strerror or reason}" if isinstance(reason, OSError) else ""
        failure = xmpp_lines.not_connected(host, port, told) if resolved else xmpp_lines.unknown_host(host)
        self._lines.unreachable(failure, again=self._was_online)
        if self._was_online:
            self._lines.reconnecting()

    def _on_disconnected(self, _: object) -> None:
        self._stop_watch()
        if self._leaving:
            self._lines.closed()
            return
        self._lines.lost(self.boundjid.full, xmpp_lines.connection_lost(*self._stream_error))
        self._lines.reconnecting()
        asyncio.get_running_loop().call_later(self.account.retry, self._connect_again)

    def _connect_again(self) -> None:
        if not self._leaving and not self.is_connected():
            self.start()

    def _stop_watch(self) -> None:
        if self._watch is not None and self._watch is not asyncio.current_task():
            self._watch.cancel()
        self._watch = None

    async def _drop_unless_logged_in(self) -> None:
        await asyncio.sleep(self.account.login_within)
        self.abort()

    async def _ping_for_ever(self) -> None:
        """Ask the server for a sign of life, so that a dead connection without a reset is noticed."""
        ping, server = self.plugin["xep_0199"], JID(self.boundjid.domain)
        while True:
            await asyncio.sleep(self.account.ping_every)
            try:
                await ping.send_ping(server, timeout=self.account.ping_within)
            except IqError:
                continue  # an error is an answer too: the server lives
            except IqTimeout:
                self.abort()
                return


def _unverified_tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
