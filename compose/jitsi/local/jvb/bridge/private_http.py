"""The private HTTP port (8080): health, version, statistics and colibri2 over REST."""

import json
import platform
import time
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bridge.bridge import VERSION, Bridge
from bridge.colibri import ColibriError, Condition
from bridge.colibri_handler import modify
from bridge.colibri_json import read_modify_json, write_modified_json
from bridge.health import HealthChecker
from bridge.jetty import error_pages, own_headers
from bridge.report import statistics

_STATUS: Final = {
    Condition.BAD_REQUEST: HTTPStatus.BAD_REQUEST,
    Condition.CONFLICT: HTTPStatus.CONFLICT,
    Condition.FEATURE_NOT_IMPLEMENTED: HTTPStatus.NOT_IMPLEMENTED,
    Condition.ITEM_NOT_FOUND: HTTPStatus.NOT_FOUND,
    Condition.SERVICE_UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}


class PrivateHttp:
    """The handlers; the REST part exists only when the deployment enables it."""

    def __init__(self, bridge: Bridge, health: HealthChecker) -> None:
        self._bridge = bridge
        self._health = health

    def application(self) -> web.Application:
        """The aiohttp application to serve."""
        application = web.Application(middlewares=[error_pages])
        application.on_response_prepare.append(_private_headers)
        application.router.add_get("/about/health", self._about_health)
        application.router.add_get("/about/version", self._about_version)
        application.router.add_get("/metrics", self._metrics)
        if self._bridge.settings.rest_enabled:
            application.router.add_get("/colibri/stats", self._statistics)
            application.router.add_post("/colibri/v2/conferences", self._create)
            application.router.add_post("/colibri/v2/conferences/", self._create)
            application.router.add_patch("/colibri/v2/conferences/{meeting}", self._change)
            speech = "/colibri/v2/conferences/{meeting}/dominant-speaker-identification"
            application.router.add_get(speech, self._speech)
            application.router.add_get("/colibri/v2/conferences/{meeting}", self._describe)
        return application

    async def _about_health(self, _: web.Request) -> web.Response:
        verdict = self._health.verdict(time.monotonic())
        if not verdict.message:
            return web.Response(status=verdict.status, headers={"Content-Type": ""})
        return web.Response(status=verdict.status, text=verdict.message)

    async def _about_version(self, _: web.Request) -> web.Response:
        return _json({"name": "JVB", "version": VERSION, "os": platform.system()})

    async def _statistics(self, _: web.Request) -> web.Response:
        return _json(statistics(self._bridge, self._health.verdict(time.monotonic()).healthy))

    async def _create(self, request: web.Request) -> web.Response:
        return self._modify(await request.read(), None)

    async def _change(self, request: web.Request) -> web.Response:
        return self._modify(await request.read(), request.match_info["meeting"])

    def _modify(self, body: bytes, meeting_id: str | None) -> web.Response:
        try:
            answer = modify(self._bridge, read_modify_json(body, meeting_id))
        except ColibriError as error:
            status = _STATUS.get(error.condition, HTTPStatus.INTERNAL_SERVER_ERROR)
            return web.Response(status=status, text=error.text)
        return _json(write_modified_json(answer))

    async def _describe(self, request: web.Request) -> web.Response:
        """The real bridge knows no such answer either."""
        known = request.match_info["meeting"] in self._bridge.conferences
        return web.Response(status=HTTPStatus.NOT_IMPLEMENTED if known else HTTPStatus.NOT_FOUND)

    async def _metrics(self, request: web.Request) -> web.Response:
        """Prometheus text; without an Accept header the real bridge fails, and monitoring must notice."""
        if "Accept" not in request.headers:
            return web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        figures = statistics(self._bridge, self._health.verdict(time.monotonic()).healthy)
        lines = [
            f"jitsi_jvb_{name} {float(value)}" for name, value in figures.items() if isinstance(value, int | float)
        ]
        return web.Response(text="\n".join(lines) + "\n")

    async def _speech(self, request: web.Request) -> web.Response:
        conference = self._bridge.conferences.get(request.match_info["meeting"])
        if conference is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        order = conference.speakers.order
        return _json(
            {
                "dominantEndpoint": conference.speakers.dominant or "null",
                "dominantSpeakerIdentification": None,
                "endpointsBySpeechActivity": order,
                "endpointsInLastNOrder": order + [name for name in conference.endpoints if name not in order],
            }
        )


async def _private_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Its CORS filter marks every answer that a handler gave; nothing but text has a type."""
    await own_headers(request, response)
    if "Cache-Control" not in response.headers:
        response.headers["Vary"] = "Origin"
    if not response.headers.get("Content-Type", "x"):
        del response.headers["Content-Type"]


def _json(body: object) -> web.Response:
    """Return a body as Jackson writes it: without blanks, and without a character set in its type."""
    text = json.dumps(body, separators=(",", ":"))
    return web.Response(body=text.encode(), headers={"Content-Type": "application/json"})
