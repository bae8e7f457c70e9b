"""The public HTTP port (9090): bridge channels over WebSocket and nothing else (ColibriWebSocketServlet)."""

import asyncio
from contextlib import suppress
from typing import Final, Protocol

from aiohttp import WSCloseCode, WSMsgType, web

from bridge.channel import ChannelOwner
from bridge.jetty import error_page, own_headers
from bridge.service_lines import ServiceLines

IDLE: Final = 60.0
"""Seconds without a frame from the client after which the bridge closes the socket."""
_PATHS: Final = ("/colibri-ws/", "/colibri-relay-ws/")
_LARGEST_MESSAGE: Final = 1024 * 1024
_QUEUE: Final = 1000
_GOING_AWAY: Final = 1001


class ChannelDirectory(Protocol):
    """Finds the endpoint that a channel address names."""

    def has_endpoint(self, conference: str, endpoint: str) -> bool:
        """Whether there is such an endpoint in such a conference."""

    def channel_owner(self, conference: str, endpoint: str, password: str) -> ChannelOwner | None:
        """The endpoint, None when any of the three is wrong."""


class WebSocketChannel:
    """An upgraded connection as bridge channel; texts leave in order through a queue."""

    kind = "websocket"

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._texts: asyncio.Queue[str | tuple[int, str]] = asyncio.Queue(_QUEUE)
        self._reason = ""

    def send(self, text: str) -> None:
        """Queue a text; a client that reads too slowly loses texts, not the bridge its memory."""
        if not self._texts.full():
            self._texts.put_nowait(text)

    def close(self, code: int, reason: str) -> None:
        """Close after what is queued."""
        if not self._texts.full():
            self._texts.put_nowait((code, reason))

    async def carry(self, owner: ChannelOwner) -> None:
        """Serve the channel until it ends."""
        writer = asyncio.create_task(self._write())
        owner.channel_opened(self)
        try:
            await self._read(owner)
        finally:
            writer.cancel()
            code = self._socket.close_code
            owner.channel_closed(self, None if code == WSCloseCode.ABNORMAL_CLOSURE else code, self._reason)

    async def _read(self, owner: ChannelOwner) -> None:
        while True:
            try:
                message = await self._socket.receive(timeout=IDLE)
            except TimeoutError:
                self._reason = "Connection Idle Timeout"
                await self._socket.close(code=_GOING_AWAY, message=self._reason.encode())
                return
            if message.type is WSMsgType.TEXT:
                owner.channel_text(self, message.data)
            elif message.type is not WSMsgType.BINARY:
                self._reason = self._reason or (message.extra if isinstance(message.extra, str) else "")
                return

    async def _write(self) -> None:
        while True:
            text = await self._texts.get()
            if isinstance(text, str):
                await self._send(text)
            else:
                self._reason = text[1]
                await self._socket.close(code=text[0], message=text[1].encode())
                return

    async def _send(self, text: str) -> None:
        # That the connection is gone is seen, and logged, by who reads from it.
        with suppress(ConnectionError):
            await self._socket.send_str(text)


class PublicHttp:
    """The handler of every request on the public port."""

    def __init__(self, directory: ChannelDirectory, server_id: str, lines: ServiceLines) -> None:
        self._directory = directory
        self._server_id = server_id
        self._lines = lines

    def application(self) -> web.Application:
        """The aiohttp application to serve."""
        application = web.Application()
        application.on_response_prepare.append(own_headers)
        application.router.add_route("*", "/{path:.*}", self._handle)
        return application

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if not request.path.startswith(_PATHS):
            return error_page(request, 404)
        if not is_upgrade(request):
            return _plain(request)
        owner = self._find(request)
        if isinstance(owner, web.Response):
            return owner
        socket = web.WebSocketResponse(max_msg_size=_LARGEST_MESSAGE, compress=True)
        await socket.prepare(request)
        await WebSocketChannel(socket).carry(owner)
        return socket

    def _find(self, request: web.Request) -> ChannelOwner | web.Response:
        """The endpoint, or the real bridge's refusal; a wrong server identifier wins over a wrong password."""
        relay = request.path.startswith("/colibri-relay-ws/")
        parts = "/".join(request.path.split("/")[2:]).rstrip("/").split("/")
        if len(parts) < 3:
            return error_page(request, 404, "invalid path")
        if parts[0] != self._server_id:
            self._lines.wrong_server(self._server_id, parts[0])
            return error_page(request, 404, "server ID mismatch")
        conference, endpoint = parts[1:3]
        if relay or not self._directory.has_endpoint(conference, endpoint):
            return error_page(request, 403, "authentication failed")
        password = password_in(request.query_string)
        if password is None:
            # The servlet hands on a missing password as null, which ends in an exception.
            return error_page(request, 500, "Could not create WebSocket endpoint")
        owner = self._directory.channel_owner(conference, endpoint, password)
        return owner or error_page(request, 403, "authentication failed")


def password_in(query: str) -> str | None:
    """The password of a channel address: the whole query behind `pwd=`; None when it does not begin so."""
    return query.removeprefix("pwd=") if query.startswith("pwd=") else None


def is_upgrade(request: web.Request) -> bool:
    """True for a WebSocket opening handshake of version 13 (RFC 6455 section 4.2.1)."""
    upgrades = request.headers.get("Upgrade", "").lower() == "websocket"
    connects = "upgrade" in request.headers.get("Connection", "").lower()
    return upgrades and connects and request.headers.get("Sec-WebSocket-Version") == "13"


def _plain(request: web.Request) -> web.Response:
    """What Jetty's servlet answers to anything but an upgrade: 405 over HTTP/1.1, 400 over HTTP/1.0."""
    told = f"HTTP method {request.method} is not supported by this URL"
    return error_page(request, 405 if request.version >= (1, 1) else 400, told)
