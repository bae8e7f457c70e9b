"""The bridge itself: its conferences, its one media port, and the sorting of what arrives there (RFC 7983)."""

import asyncio
import secrets
import time
from typing import Final

from bridge import stun
from bridge.channel import ChannelOwner
from bridge.colibri import Candidate
from bridge.conference import Conference
from bridge.dtls import DtlsIdentity
from bridge.endpoint import Endpoint
from bridge.health import has_valid_address
from bridge.log import Redaction
from bridge.media_socket import MediaSocket
from bridge.service_lines import ServiceLines
from bridge.settings import Settings
from bridge.statistics import Counters, Rates
from bridge.stun import Address, Message, StunError
from bridge.transport import Own, Resources

VERSION: Final = "2.3.STANDIN"
_TICK: Final = 0.05
_HOST_PRIORITY: Final = 2130706431
_MAPPED_PRIORITY: Final = 1694498815


class Bridge:
    """All conferences, by meeting identifier."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.lines = ServiceLines(VERSION)
        self.counters = Counters()
        self.rates = Rates()
        self.xmpp_connected = False
        self.brewery_joined = False
        self.socket = MediaSocket(self._receive)
        self.conferences: dict[str, Conference] = {}
        own = Own(settings.local_address, settings.media_port, Redaction(settings.redact))
        self._resources = Resources(self.socket, DtlsIdentity(), self.counters, own)
        self._by_ufrag: dict[str, Endpoint] = {}
        self._by_address: dict[Address, Endpoint] = {}

    def open(self) -> None:
        """Bind the media port; a failure is logged and seen by the health check, as with the real bridge."""
        try:
            self.socket.open(self.settings.media_address, self.settings.media_port)
        except OSError as error:
            self.lines.media_port_not_bound(self.settings.local_address, self.settings.media_port, error)
        else:
            self.lines.media_port_bound(self.settings.local_address, self.socket.port)

    def close(self) -> None:
        """Expire everything and release the port."""
        for meeting_id in list(self.conferences):
            self.expire_conference(meeting_id)
        self.socket.close()

    async def run(self) -> None:
        """The clockwork; runs until cancelled."""
        ticks = 0
        while True:
            await asyncio.sleep(_TICK)
            ticks += 1
            now = time.monotonic()
            for conference in list(self.conferences.values()):
                _turn(conference, ticks, now)
            if ticks % 20 == 0:
                self.rates.sample(self.counters)
            if ticks % 200 == 0:
                self.expire_empty()

    def check_health(self) -> str:
        """What is wrong, empty when nothing is; XMPP does not count (JvbHealthChecker)."""
        if not self.socket.bound:
            return "Failed to bind single-port"
        if not has_valid_address(self.settings.addresses):
            return "No valid IP addresses available for harvesting."
        return ""

    def create_conference(self, meeting_id: str, name: str) -> Conference:
        """A new conference; the caller has made sure that there is none."""
        conference = Conference(meeting_id, name, self._resources)
        self.conferences[meeting_id] = conference
        self.counters.conferences_created += 1
        conference.lines.created()
        return conference

    def expire_conference(self, meeting_id: str) -> None:
        """End a conference and all its endpoints."""
        conference = self.conferences.pop(meeting_id)
        conference.lines.expiring()
        conference.close()
        self.counters.conferences_completed += 1
        self.counters.conference_seconds += time.monotonic() - conference.created
        self._forget_expired()
        conference.lines.expired(time.monotonic() - conference.created)

    def expire_empty(self) -> None:
        """End the conferences that have no endpoint any more."""
        for meeting_id, conference in list(self.conferences.items()):
            if not conference.endpoints:
                self.lines.conference_forgotten(conference.identifier)
                self.expire_conference(meeting_id)
        self._forget_expired()

    def register(self, endpoint: Endpoint) -> None:
        """Make an endpoint reachable by its ICE user name."""
        self._by_ufrag[endpoint.transport.ice.ufrag] = endpoint

    def candidates(self) -> tuple[Candidate, ...]:
        """The media port as clients may reach it: the container's address and every mapping."""
        own, port = self.settings.local_address, self.socket.port or self.settings.media_port
        host = Candidate(own, port, priority=_HOST_PRIORITY, identifier=secrets.token_hex(12))
        mapped = (
            Candidate(
                mapping.address,
                mapping.port,
                kind="srflx",
                priority=_MAPPED_PRIORITY,
                foundation="2",
                identifier=secrets.token_hex(12),
                related=(own, port),
            )
            for mapping in self.settings.mappings
        )
        return (host, *mapped)

    def web_sockets(self, endpoint: Endpoint) -> tuple[str, ...]:
        """Where the endpoint's channel can be opened; none without a public name."""
        if not self.settings.web_socket_domain:
            return ()
        path = f"{endpoint.conference.identifier}/{endpoint.identifier}"
        return (f"{self.settings.channel_urls}/{path}?pwd={endpoint.channel_password}",)

    def has_endpoint(self, conference: str, endpoint: str) -> bool:
        """Whether a channel address names an endpoint that there is."""
        known = any(each.identifier == conference for each in self.conferences.values())
        if not known:
            self.lines.unknown_conference(conference)
        elif self._endpoint(conference, endpoint) is None:
            self.lines.unknown_endpoint(conference, endpoint)
        return self._endpoint(conference, endpoint) is not None

    def channel_owner(self, conference: str, endpoint: str, password: str) -> ChannelOwner | None:
        """The endpoint that a channel address names, None when any part is wrong."""
        owner = self._endpoint(conference, endpoint)
        if owner is not None and owner.knows(password):
            return owner
        if owner is not None:
            owner.lines.wrong_password()
        return None

    def _endpoint(self, conference: str, endpoint: str) -> Endpoint | None:
        known = next((each for each in self.conferences.values() if each.identifier == conference), None)
        return None if known is None else known.endpoints.get(endpoint)

    def _forget_expired(self) -> None:
        living = {e for conference in self.conferences.values() for e in conference.endpoints.values()}
        self._by_ufrag = {ufrag: e for ufrag, e in self._by_ufrag.items() if e in living}
        self._by_address = {address: e for address, e in self._by_address.items() if e in living}

    def _receive(self, datagram: bytes, address: Address) -> None:
        """Sort by the first byte; whatever belongs to nobody is dropped without an answer."""
        self.counters.packets_received += 1
        self.counters.bytes_received += len(datagram)
        now = time.monotonic()
        first = datagram[0] if datagram else 255
        if first < 4:
            self._receive_stun(datagram, address, now)
            return
        endpoint = self._by_address.get(address)
        if endpoint is None:
            self.counters.packets_dropped += 1
            return
        endpoint.last_packet = now
        if 128 <= first < 192:
            endpoint.transport.receive_media(datagram, now)
        elif 20 <= first < 64:
            endpoint.transport.receive_dtls(datagram, address, now)

    def _receive_stun(self, datagram: bytes, address: Address, now: float) -> None:
        try:
            message = stun.parse(datagram)
        except StunError:
            self.counters.packets_dropped += 1
            return
        endpoint = self._stun_owner(message, address)
        if endpoint is None or not endpoint.transport.receive_stun(message, address, now):
            self.counters.packets_dropped += 1
            return
        endpoint.last_packet = now
        self._by_address[address] = endpoint

    def _stun_owner(self, message: Message, address: Address) -> Endpoint | None:
        """Requests belong to the user name's first half, responses to who asked that address."""
        if message.kind == stun.REQUEST:
            return self._by_ufrag.get(message.username.partition(":")[0])
        known = self._by_address.get(address)
        if known is not None and known.transport.ice.owns(message):
            return known
        return next((e for e in self._by_ufrag.values() if e.transport.ice.owns(message)), None)


def _turn(conference: Conference, ticks: int, now: float) -> None:
    conference.tick(now)
    if ticks % 10 == 0:
        conference.every_half_second(now)
    if ticks % 20 == 0:
        conference.every_second(now)
    if ticks % 200 == 0:
        conference.every_ten_seconds()
