"""Focus, bridge and XMPP server in this process, for whole participants to confer over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from aioice.ice import get_host_addresses
from bridge.bridge import Bridge
from bridge.service import serving
from bridge.settings import Mapping, Settings
from bridge.xmpp import XmppSide
from focus.health import Checks
from focus.service import FocusService
from focus.settings import Timing
from focus.settings import read as read_settings
from focus.xmpp import XmppWire
from focus.xmpp_provider_lines import XmppProviderLines
from standin.environment import Environment
from standin.xmpp import Account

from fixtures.probes.participant.facts import ParticipantPlan, StepLimits
from selftest.participant.xmpp_server import Behaviour, Running, xmpp_server
from selftest.standins.bridge_client import until

QUICK = Timing(initial=2.0, single_participant=0.5, brewery_retry=0.1, bridge_check_every=1.0)
LIMITS = StepLimits(login=3, conference_request=5, muc=3, invite=5, ice=8, dtls=5, channel=5, media=15, leave=2)


@dataclass(frozen=True)
class Stack:
    """A running deployment in miniature."""

    running: Running
    focus: FocusService
    checks: Checks
    bridge: Bridge

    def plan(self, room: str = "standup", **changes: object) -> ParticipantPlan:
        """A participant's plan for this deployment; few audio packets and video frames, for the sake of the machine."""
        plan = ParticipantPlan(
            "127.0.0.1",
            room,
            port=self.running.web_port,
            secure=False,
            audio_packets_per_second=25,
            video_fps=5,
            limits=LIMITS,
        )
        return replace(plan, **changes)  # type: ignore[arg-type]


@asynccontextmanager
async def stack(behaviour: Behaviour | None = None, timing: Timing = QUICK) -> AsyncIterator[Stack]:
    """Everything on loopback ports, connected and usable."""
    async with xmpp_server(behaviour) as running, serving(_bridge_settings(running)) as service:
        usual = read_settings(Environment({"JICOFO_AUTH_PASSWORD": "x", "XMPP_SERVER": "127.0.0.1"}))
        settings = replace(usual, port=running.account_port, timing=timing)
        account = Account(f"{settings.jid}/focus", "x", "127.0.0.1", running.account_port, retry=0.2)
        wire = XmppWire(account, XmppProviderLines("meet.jitsi"))
        focus = FocusService(wire, settings)
        bridge = XmppSide(service.bridge, service.health)
        # The channel's address is not known before its port is.
        object.__setattr__(service.bridge.settings, "web_socket_domain", f"127.0.0.1:{service.public_port}")
        wire.start()
        bridge.start()
        try:
            await until(lambda: bool(focus.desk.bridges.operational()))
            yield Stack(running, focus, Checks(focus, wire), service.bridge)
        finally:
            await asyncio.gather(bridge.stop(), wire.stop())


def _bridge_settings(running: Running) -> Settings:
    return Settings(
        user="jvb",
        password="x",
        nickname="one",
        web_socket_domain="to be known",
        web_socket_tls=False,
        local_address=str(get_host_addresses(use_ipv4=True, use_ipv6=False)[0]),
        mappings=(Mapping("198.51.100.1", 10000),),
        xmpp_host="127.0.0.1",
        xmpp_port=running.account_port,
        media_port=0,
        http_address="127.0.0.1",
        private_port=0,
        public_port=0,
    )
