"""The bridge as a process: its media port, its two HTTP ports, its XMPP login, and an orderly end."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bridge.bridge import Bridge
from bridge.health import HealthChecker
from bridge.private_http import PrivateHttp
from bridge.public_http import PublicHttp
from bridge.settings import Settings
from bridge.xmpp import XmppSide

_HEALTH_TICK: Final = 0.25
_HTTP_GRACE: Final = 0.5
"""Seconds that open WebSockets get at the end."""


@dataclass(frozen=True, slots=True)
class Service:
    """A running bridge."""

    bridge: Bridge
    health: HealthChecker
    public_port: int
    private_port: int


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Service]:
    """A bridge with its ports open, without XMPP; everything is closed at the end.

    Raises OSError when an HTTP port is taken. An error in the clockwork ends the body too.
    """
    bridge = Bridge(settings)
    health = HealthChecker(bridge.check_health, settings.health_interval, time.monotonic(), bridge.lines)
    public = PublicHttp(bridge, settings.server_id, bridge.lines).application()
    private = PrivateHttp(bridge, health).application()
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as tasks:
        bridge.lines.starting()
        for mapping in settings.mappings:
            bridge.lines.mapped(settings.local_address, mapping.address)
        bridge.open()
        bridge.lines.clocks_started(settings.health_interval)
        bridge.lines.http_starting(settings.channel_urls)
        stack.callback(bridge.close)
        clockwork = [tasks.create_task(bridge.run()), tasks.create_task(_check_for_ever(health))]
        async with (
            _listening(public, settings.http_address, settings.public_port) as public_port,
            _listening(private, settings.http_address, settings.private_port) as private_port,
        ):
            yield Service(bridge, health, public_port, private_port)
            bridge.close()  # while the sockets of the channels still live, so that they hear of it
        for task in clockwork:
            task.cancel()


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    if not await _warmed_up(settings.start_takes, ended):
        return
    async with serving(settings) as service:
        xmpp = XmppSide(service.bridge, service.health)
        xmpp.start()
        await ended.wait()
        service.bridge.lines.stopping()
        await xmpp.stop()
    service.bridge.lines.stopped()


async def _warmed_up(seconds: float, ended: asyncio.Event) -> bool:
    """Wait as long as the start is told to take; False when we were to end before."""
    try:
        await asyncio.wait_for(ended.wait(), seconds)
    except TimeoutError:
        return True
    return not ended.is_set()


async def _check_for_ever(health: HealthChecker) -> None:
    while True:
        health.tick(time.monotonic())
        await asyncio.sleep(_HEALTH_TICK)


@asynccontextmanager
async def _listening(application: web.Application, address: str, port: int) -> AsyncIterator[int]:
    """Serve an application; yields the port, which differs from the one asked for when that was 0."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=_HTTP_GRACE)
    await runner.setup()
    try:
        await web.TCPSite(runner, address, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
