"""The focus's HTTP interface, reachable inside its container only."""

from aiohttp import web

from focus.health import HealthCheck
from focus.service import FocusService

VERSION = {"name": "focus double", "version": "1", "os": "stand-in"}


def application(service: FocusService, health: HealthCheck) -> web.Application:
    """Return the application with jicofo's paths; any other path is 404."""

    async def about_health(_: web.Request) -> web.Response:
        found = await health.result()
        return web.Response(status=found.status, text=found.reason)

    async def about_version(_: web.Request) -> web.Response:
        return web.json_response(VERSION)

    async def stats(_: web.Request) -> web.Response:
        return web.json_response(statistics(service))

    served = web.Application()
    served.router.add_get("/about/health", about_health)
    served.router.add_get("/about/version", about_version)
    served.router.add_get("/stats", stats)
    return served


def statistics(service: FocusService) -> dict[str, object]:
    """Return the counters that jicofo reports under the same names."""
    conferences = tuple(service.conferences.values())
    bridges = service.desk.bridges
    return {
        "bridge_selector": {
            "bridge_count": len(bridges),
            "operational_bridge_count": len(bridges.operational()),
        },
        "conferences": len(conferences),
        "participants": sum(len(conference.participants) for conference in conferences),
        "largest_conference": max((len(c.participants) for c in conferences), default=0),
    }
