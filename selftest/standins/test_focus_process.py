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
from focus.health import Health, HealthCheck
from focus.http import application

from fixtures.probes.participant.participant import participate
from fixtures.probes.xmpp_xml import PING, tag
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
async def http(deployment: Stack) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    """A client, and the address of the focus's HTTP interface."""
    health = HealthCheck(deployment.checks.run, kept=0.0)
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


async def test_health_allocates_a_conference_and_frees_it() -> None:
    """200 with everything up, and nothing is left on the bridge."""
    async with stack() as deployment, http(deployment) as (client, address):
        assert await status(client, f"{address}/about/health") == (200, "OK")
        assert deployment.bridge.conferences == {}


async def test_health_fails_without_a_bridge() -> None:
    """500, with jicofo's sentence."""
    async with stack() as deployment, http(deployment) as (client, address):
        deployment.focus.desk.bridges.forget()

        code, text = await status(client, f"{address}/about/health")

    assert (code, text) == (500, "No operational bridges available (total bridge count: 0)")


async def test_health_fails_when_the_server_does_not_answer() -> None:
    """503, as jicofo has for a ping that fails."""
    deaf = False

    def swallow(stanza: Element) -> tuple[Element, ...] | None:
        return () if deaf and len(stanza) and stanza[0].tag == tag(PING, "ping") else None

    async with stack(Behaviour(intercept=swallow)) as deployment, http(deployment) as (client, address):
        deaf = True
        object.__setattr__(deployment.focus.desk.settings.timing, "health_within", 0.3)

        code, text = await status(client, f"{address}/about/health")

    assert (code, text) == (503, "XMPP ping to meet.jitsi failed")


async def test_statistics_and_unknown_pages() -> None:
    """The counters have jicofo's names; what is not there is 404."""
    async with stack() as deployment, http(deployment) as (client, address):
        async with client.get(f"{address}/stats") as answer:
            found = await answer.json()
        assert found["bridge_selector"] == {"bridge_count": 1, "operational_bridge_count": 1}
        assert (await status(client, f"{address}/debug"))[0] == 404


async def test_a_lost_connection_loses_all_conferences_and_comes_back() -> None:
    """Without stream resumption nothing is remembered; login, brewery and bridge return by themselves."""
    async with stack() as deployment, participate(deployment.plan()) as alice:
        assert (await alice.join()).succeeded
        assert list(deployment.focus.conferences) == ["standup@muc.meet.jitsi"]

        deployment.running.cut_accounts()
        await until(lambda: not deployment.focus.conferences)
        await until(lambda: bool(deployment.focus.desk.bridges.operational()))

        assert deployment.focus.brewery.joined


async def test_a_fresh_result_is_given_out_again() -> None:
    """Probing often does not load the bridge."""
    runs = 0

    async def check() -> Health:
        nonlocal runs
        runs += 1
        return Health(200, "OK")

    now = 0.0
    health = HealthCheck(check, kept=2.0, clock=lambda: now)
    await health.result()
    now = 2.0
    await health.result()
    assert runs == 1

    now = 2.1
    await health.result()
    assert runs == 2
