"""A config.js of any size that deployments have is read whole; one that is cut off is not judged."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, cast

import pytest

from fixtures.plugin import CouldNotTell
from fixtures.site.configuration import SiteConfiguration
from fixtures.vantage.vantage import Vantage
from selftest.probes.servers import LOOPBACK, serving
from selftest.probes.test_hostile_site import once
from suites.signalling.config_js import configuration_of, script_of

TEXT = b'var config = { hosts: { domain: "meet.jitsi" }, note: "%s" };'


class Here:
    """A vantage in this process."""

    def run(self, probe: Callable[..., Coroutine[Any, Any, Any]], *args: Any, **words: Any) -> Any:
        """Run a probe."""
        return asyncio.run(probe(*args, **words))


async def read(length: int) -> SiteConfiguration | str:
    """Read a config.js with a text of so many bytes in it."""
    body = TEXT % (b"x" * length)
    async with serving(once(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)) as port:
        here = cast(Vantage, Here())
        answer = await asyncio.to_thread(script_of, here, f"http://{LOOPBACK}:{port}/config.js")
    return configuration_of("https://meet.lab.test/", answer)


@pytest.mark.parametrize("length", [10, 300_000, 1_000_000])
async def test_a_long_one_is_read(length: int) -> None:
    """Up to the bound that the engine has for a script."""
    found = await read(length)

    assert isinstance(found, SiteConfiguration)
    assert found.domain == "meet.jitsi"


async def test_one_without_end_is_not_judged() -> None:
    """What nobody reads whole cannot be told."""
    with pytest.raises(CouldNotTell, match="1024 KiB"):
        await read(1_100_000)
