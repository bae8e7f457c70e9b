"""The focus stand-in as a service: its start, its health over HTTP, its memory when the server goes away."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from xml.etree.ElementTree import Element

import aiohttp
from aiohttp import web
from focus.counters import Counters
from focus.health import Health, HealthCheck
from focus.http import application

from fixtures.probes.participant.participant import participate
from fixtures.probes.xmpp.xml import PING, tag
from selftest.participant.stack import Stack, stack
from selftest.participant.xmpp_server import Behaviour
from selftest.standins.bridge_client import until

LOCAL = Path(__file__).resolve().parents[2] / "compose" / "jitsi" / "local"


def test_without_a_password_it_ends_with_one_sentence() -> None:
    """Status 1, and the reason on standard error."""
    environment = {"PYTHONPATH": f"{LOCAL / 'jicofo'}{os.pathsep}{LOCAL / 'python'}", "JICOFO_AUTH_PASSWORD": ""}
    ended = subprocess.run(
        [sys.executable, "-m", "focus"], env=environment, capture_output=True, text=True, timeout=20, check=False
    )

    assert (ended.returncode, ended.stderr) == (1, "FATAL ERROR: jicofo auth password must be set\n")


@asynccontextmanager
async def http(deployment: Stack, *, checked: bool = True) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    """A client, and the address of the focus's HTTP interface; its health was checked just now, or never."""
    health = HealthCheck(deployment.checks.run, 10.0, Counters())
    if checked:
        await health.check_now()
    runner = web.AppRunner(application(deployment.focus, health))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with aiohttp.ClientSession() as client:
            yield client, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def status(client: aiohttp.ClientSession, address: str) -> tuple[int, str]:
    """Status and text of a page."""
    async with client.get(address) as answer:
        return answer.status, await answer.text()


async def test_a_check_opens_a_room_of_its_own() -> None:
    """200 with everything up; the room ends by itself, and counts in no figure."""
    async with stack() as deployment, http(deployment) as (client, address):
        assert await status(client, f"{address}/about/health") == (200, "OK")
        assert [room.startswith("__jicofo-health-check-") for room in deployment.focus.conferences] == [True]
        async with client.get(f"{address}/stats") as answer:
            assert (await answer.json())["conferences"] == 0
        await until(lambda: not deployment.focus.conferences)


async def test_the_focus_is_healthy_before_its_first_check() -> None:
    """Without a bridge, too, as jicofo is for ten seconds after its start."""
    async with stack() as deployment, http(deployment, checked=False) as (client, address):
        deployment.focus.desk.bridges.forget()

        assert await status(client, f"{address}/about/health") == (200, "OK")


async def test_health_fails_without_a_bridge() -> None:
    """500, with jicofo's sentence."""
    async with stack() as deployment:
        deployment.focus.desk.bridges.forget()
        async with http(deployment) as (client, address):
            code, text = await status(client, f"{address}/about/health")

    assert (code, text) == (500, "No operational bridges available (total bridge count: 0)")


async def test_health_fails_when_the_server_does_not_answer() -> None:
    """503, as jicofo has for a ping that fails."""
    deaf = False

    def swallow(stanza: Element) -> tuple[Element, ...] | None:
        return () if deaf and len(stanza) and stanza[0].tag == tag(PING, "ping") else None

    async with stack(Behaviour(intercept=swallow)) as deployment:
        deaf = True
        object.__setattr__(deployment.focus.desk.settings.timing, "health_within", 0.3)
        async with http(deployment) as (client, address):
            code, text = await status(client, f"{address}/about/health")

    assert (code, text) == (503, "XMPP ping failed: did not receive xmpp ping response for client")


async def test_unknown_pages() -> None:
    """What is not there is 404, without a word."""
    async with stack() as deployment, http(deployment) as (client, address):
        assert await status(client, f"{address}/nowhere") == (404, "")


async def test_a_lost_connection_loses_all_conferences_and_comes_back() -> None:
    """Without stream resumption nothing is remembered; login, brewery and bridge return by themselves."""
    async with stack() as deployment, participate(deployment.plan()) as alice:
        assert (await alice.join()).succeeded
        assert list(deployment.focus.conferences) == ["standup@muc.meet.jitsi"]

        deployment.running.cut_accounts()
        await until(lambda: not deployment.focus.conferences)
        await until(lambda: bool(deployment.focus.desk.bridges.operational()))

        assert deployment.focus.brewery.joined


async def test_the_last_result_is_told_until_it_is_too_old() -> None:
    """Probing often does not load the bridge, and a check that never ends is noticed."""
    now = 0.0
    found = Health(500, "No operational bridges available (total bridge count: 0)")

    async def check() -> Health:
        return found

    health = HealthCheck(check, 10.0, Counters(), clock=lambda: now)
    before = health.result()
    await health.check_now()
    kept = health.result()
    now = 31.0

    assert (before, kept) == (Health(), found)
    assert health.result().reason.startswith("No health checks performed recently")
