"""Run the focus until it is told to stop."""

import asyncio
import signal
import sys
from contextlib import suppress

from aiohttp import web
from standin.environment import Environment, FatalSettingError
from standin.xmpp import Account

from focus import service_lines
from focus import settings as focus_settings
from focus.health import Checks, HealthCheck
from focus.http import application
from focus.names import FOCUS_NICK
from focus.service import FocusService
from focus.settings import Settings
from focus.xmpp import XmppWire
from focus.xmpp_provider_lines import XmppProviderLines

RECONNECT = 2.0
"""jicofo's own pause between connection attempts, in seconds."""


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until the event is set."""
    service_lines.starting()
    if await _told_to_end(stop, settings.start_takes):
        return
    account = Account(
        jid=f"{settings.jid}/{FOCUS_NICK}",
        password=settings.password,
        host=settings.server,
        port=settings.port,
        retry=RECONNECT,
    )
    wire = XmppWire(account, XmppProviderLines(settings.domain))
    service = FocusService(wire, settings)
    health = HealthCheck(Checks(service, wire).run, settings.timing.health_every, service.desk.counters)
    runner = web.AppRunner(application(service, health), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.http_host, settings.http_port).start()
    service_lines.listening(settings.http_host, settings.http_port, settings.timing.health_every)
    wire.start()
    checking = asyncio.create_task(health.run())
    try:
        await stop.wait()
    finally:
        service_lines.stopping()
        checking.cancel()
        await wire.stop()
        await runner.cleanup()
        service_lines.stopped()


async def _told_to_end(stop: asyncio.Event, within: float) -> bool:
    """Wait as long as the start is told to take; True when we are to end before."""
    if within > 0:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), within)
    return stop.is_set()


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(settings, stop)


def main() -> int:
    """Start the focus; the exit status is 1 when its environment lacks something."""
    try:
        settings = focus_settings.read(Environment())
    except FatalSettingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    asyncio.run(run(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
