"""The focus's HTTP interface, reachable inside its container only (jicofo's ktor/Application.kt)."""

import json

from aiohttp import web
from aiohttp.typedefs import Handler

from focus.health import HealthCheck
from focus.names import VERSION
from focus.report import debug_state, statistics
from focus.service import FocusService

ABOUT = {"name": "JiCoFo", "version": VERSION, "os": "Linux"}


def application(service: FocusService, health: HealthCheck) -> web.Application:
    """Return the application with jicofo's paths; any other path is 404."""

    async def about_health(_: web.Request) -> web.Response:
        found = health.result()
        return _text(found.status, found.reason or "OK")

    async def about_version(_: web.Request) -> web.Response:
        return _json(ABOUT)

    async def stats(_: web.Request) -> web.Response:
        return _json(statistics(service, health.result()))

    async def debug(_: web.Request) -> web.Response:
        return _json(debug_state(service))

    async def rtcstats(_: web.Request) -> web.Response:
        return _json({})

    served = web.Application(middlewares=[_without_words])
    served.on_response_prepare.append(_own_headers)
    for path, handler in (
        ("/about/health", about_health),
        ("/about/version", about_version),
        ("/stats", stats),
        ("/debug", debug),
        ("/rtcstats", rtcstats),
    ):
        served.router.add_get(path, handler)
    return served


def _json(body: object) -> web.Response:
    text = json.dumps(body, separators=(",", ":"))
    return web.Response(body=text.encode(), headers={"Content-Type": "application/json"})


def _text(status: int, text: str) -> web.Response:
    return web.Response(status=status, body=text.encode(), headers={"Content-Type": "text/plain; charset=UTF-8"})


@web.middleware
async def _without_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer what no handler answers with the status alone, as ktor does."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return web.Response(status=error.status)


async def _own_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Take off the headers of aiohttp that ktor does not send."""
    for name in ("Server", "Date"):
        response.headers.popall(name, None)
