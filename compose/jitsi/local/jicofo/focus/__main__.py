"""Run the focus until it is told to stop."""

import asyncio
import signal
import sys

from aiohttp import web
from standin.environment import Environment, FatalSettingError
from standin.events import log
from standin.xmpp import Account

from focus import settings as focus_settings
from focus.health import Checks, HealthCheck
from focus.http import application
from focus.names import FOCUS_NICK
from focus.service import FocusService
from focus.settings import Settings
from focus.xmpp import XmppWire

RECONNECT = 2.0
"""jicofo's own pause between connection attempts, in seconds."""


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Serve until the event is set."""
    account = Account(
        jid=f"{settings.jid}/{FOCUS_NICK}",
        password=settings.password,
        host=settings.server,
        port=settings.port,
        retry=RECONNECT,
    )
    wire = XmppWire(account)
    service = FocusService(wire, settings)
    health = HealthCheck(Checks(service, wire).run, settings.timing.health_every, service.desk.counters)
    runner = web.AppRunner(application(service, health), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, settings.http_host, settings.http_port).start()
    log("focus_started", http=f"{settings.http_host}:{settings.http_port}", server=settings.server)
    wire.start()
    checking = asyncio.create_task(health.run())
    try:
        await stop.wait()
    finally:
        checking.cancel()
        await wire.stop()
        await runner.cleanup()


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
        log("fatal", "fatal", reason=error)
        sys.stderr.write(f"{error}\n")
        return 1
    asyncio.run(run(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
