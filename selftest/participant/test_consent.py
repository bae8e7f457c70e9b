"""A participant's media session lives as long as RFC 7675 gives it consent, and no longer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from aioice import Connection

from fixtures.probes.participant import consent


@asynccontextmanager
async def connected(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Connection, Any]]:
    """Two ends of one path on loopback, whose first end checks consent a hundred times as often."""
    consent.install()
    monkeypatch.setattr(consent, "INTERVAL", 0.05)
    monkeypatch.setattr(consent, "EXPIRY", 1.5)
    asking, asked = Connection(ice_controlling=True), Connection(ice_controlling=False)
    for end in (asking, asked):
        await end.gather_candidates()
    for end, other in ((asking, asked), (asked, asking)):
        for candidate in other.local_candidates:
            await end.add_remote_candidate(candidate)
        await end.add_remote_candidate(None)
        end.remote_username, end.remote_password = other.local_username, other.local_password
    try:
        await asyncio.gather(asking.connect(), asked.connect())
        yield asking, asked
    finally:
        await asyncio.gather(asking.close(), asked.close())


async def is_over(connection: Connection, within: float) -> bool:
    """Whether a connection ends in time, seen as its user sees it."""
    try:
        await asyncio.wait_for(connection.recv(), within)
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return False


async def test_late_answers_are_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that takes a second for every answer does not lose the session."""
    async with connected(monkeypatch) as (asking, asked):
        answer = asked.request_received

        def answer_late(*request: Any) -> None:
            asyncio.get_running_loop().call_later(1.0, partial(answer, *request))

        asked.request_received = answer_late

        assert not await is_over(asking, within=4.0)


async def test_a_late_answer_tells_the_address_it_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks over the pair waits for a slow peer, and gets the time and the address of the very answer."""
    async with connected(monkeypatch) as (asking, asked):
        answer = asked.request_received
        asked.request_received = lambda *request: asyncio.get_running_loop().call_later(1.2, partial(answer, *request))

        pair = asking._nominated[1]
        found = await consent.ask(asking, pair, within=4.0)

        assert found is not None
        assert found[0] >= 1.2
        assert found[1].attributes["XOR-MAPPED-ADDRESS"][1] == pair.local_candidate.port


@pytest.mark.parametrize("how", ["silence", "refusals"])
async def test_consent_ends(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """A peer that answers no more, or answers without the right password, ends the session."""
    async with connected(monkeypatch) as (asking, asked):
        if how == "silence":
            asked.request_received = lambda *_: None
        else:
            asked._local_password = "somebody else's password"

        assert await is_over(asking, within=4.0)


async def test_asking_ends_with_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session that ends while somebody waits for the answer has none, rather than a socket that is gone."""
    async with connected(monkeypatch) as (asking, asked):
        asked.request_received = lambda *_: None
        waiting = asyncio.create_task(consent.ask(asking, asking._nominated[1], within=4.0))
        await asyncio.sleep(0)

        await asking.close()

        assert await asyncio.wait_for(waiting, 2.0) is None
