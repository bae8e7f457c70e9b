"""One endpoint's ICE agent on the shared media socket: full ICE, no gathering, one component (RFC 8445).

The bridge normally controls. It checks every remote address it was told or was checked from, nominates the
first that answers, and asks for consent on it from then on (RFC 7675).
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from bridge import stun
from bridge.colibri import Candidate
from bridge.stun import Address, Message

_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 1.0
_TRIES_PER_PAIR: Final = 30
_TRIES_PER_NOMINEE: Final = 12
"""About seven seconds; by then the other pairs still have tries left."""
_PAIRS_AT_MOST: Final = 64
_CONSENT_EVERY: Final = 5.0
_CONSENT_LASTS: Final = 30.0
_TRANSACTION_LASTS: Final = 10.0
_PEER_REFLEXIVE_PRIORITY: Final = (110 << 24) + (65535 << 8) + 255
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789"


def random_word(length: int, alphabet: str = _ALPHABET) -> str:
    """Characters that cannot be guessed; letters and digits have 5 bits and more each."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


@dataclass(slots=True)
class _Pair:
    """The media port and one remote address."""

    due: float
    pause: float = _FIRST_PAUSE
    tries: int = 0
    valid: bool = False
    mapped: str = ""
    """Where the peer saw us, as `address:port`."""


@dataclass(frozen=True, slots=True)
class _Check:
    """A Binding request under way."""

    address: Address
    nominating: bool
    sent: float


class IceWatcher(Protocol):
    """Who follows every step; addresses are `address:port`, `mapped` is where the peer saw us."""

    def checking(self) -> None:
        """The peer's credentials are known."""

    def discovered(self, remote: str, priority: int) -> None:
        """The peer checked from an address that nobody had named."""

    def pair_succeeded(self, remote: str, mapped: str) -> None:
        """A check was answered."""

    def nominating(self, remote: str, mapped: str) -> None:
        """A pair is to be the one."""

    def selected(self, remote: str, mapped: str) -> None:
        """A pair is the one."""


@dataclass(frozen=True, slots=True)
class IceEvents:
    """Whom the agent tells: a path was selected (and when); consent ended; and who follows every step."""

    selected: Callable[[Address, float], None]
    failed: Callable[[str], None]
    watcher: IceWatcher


@dataclass(slots=True)
class IceAgent:
    """Times are seconds of one monotonic clock, passed in by the caller."""

    send: Callable[[bytes, Address], None]
    events: IceEvents
    controlling: bool = True
    ufrag: str = field(default_factory=lambda: random_word(14))
    password: str = field(default_factory=lambda: random_word(26))
    selected: Address | None = None
    consent_until: float = 0.0
    closed: bool = False
    nominee: Address | None = None
    """The one address that is being nominated; another only after this one failed (RFC 8445 8.1.1)."""
    _remote: tuple[str, str] | None = None
    _tie_breaker: int = field(default_factory=lambda: secrets.randbits(64))
    _pairs: dict[Address, _Pair] = field(default_factory=dict)
    _checks: dict[bytes, _Check] = field(default_factory=dict)

    def set_remote(self, ufrag: str, password: str, candidates: tuple[Candidate, ...], now: float) -> None:
        """Take the peer's credentials and candidates; names, TCP and other generations are ignored."""
        if self._remote is None:
            self.events.watcher.checking()
        self._remote = (ufrag, password)
        for candidate in candidates:
            if _usable(candidate):
                self._pair((candidate.address, candidate.port), now)
        for pair in self._pairs.values():
            pair.due = min(pair.due, now)
        self.tick(now)

    def receive(self, message: Message, address: Address, now: float) -> bool:
        """Handle a Binding message from `address`; False when it proves nothing and must be ignored."""
        if message.kind == stun.REQUEST:
            return self._receive_request(message, address, now)
        if message.kind in (stun.SUCCESS, stun.FAILURE):
            return self._receive_response(message, address, now)
        return False

    @property
    def state(self) -> str:
        """How far it is, in ice4j's words."""
        if self._remote is None:
            return "Waiting"
        return "Running" if self.selected is None else "Completed"

    def owns(self, message: Message) -> bool:
        """True when a response belongs to one of this agent's checks."""
        return message.transaction in self._checks

    def tick(self, now: float) -> None:
        """Send what is due; call often (every 50 ms) while connecting, every second afterwards."""
        if self.closed or self._remote is None:
            return
        if self.selected is None:
            self._check_pairs(now)
        elif now > self.consent_until:
            self.closed = True
            self.events.failed("consent expired")
        elif self._pairs[self.selected].due <= now:
            self._pairs[self.selected].due = now + _CONSENT_EVERY
            self._check(self.selected, now, nominating=False)
        self._forget_old_checks(now)

    def _check_pairs(self, now: float) -> None:
        for address, pair in list(self._pairs.items()):
            if address == self.nominee and pair.tries >= _TRIES_PER_NOMINEE:
                self.nominee = None
            if pair.due <= now and pair.tries < _TRIES_PER_PAIR:
                pair.due, pair.pause = now + pair.pause, min(pair.pause * 2, _LONGEST_PAUSE)
                pair.tries += 1
                self._check(address, now, nominating=self.controlling and address == self.nominee)

    def _forget_old_checks(self, now: float) -> None:
        for transaction, check in list(self._checks.items()):
            if now - check.sent > _TRANSACTION_LASTS:
                del self._checks[transaction]

    def _pair(self, address: Address, now: float) -> _Pair | None:
        """The pair for an address, made when there is room: a stranger must not fill the memory."""
        if address not in self._pairs and len(self._pairs) < _PAIRS_AT_MOST:
            self._pairs[address] = _Pair(due=now)
        return self._pairs.get(address)

    def _receive_request(self, request: Message, address: Address, now: float) -> bool:
        if self.closed or request.integrity_at is None:
            return False
        if not request.proves(self.password):
            refusal = [(stun.ERROR_CODE, stun.error_value(401, "Wrong MESSAGE-INTEGRITY value"))]
            self.send(stun.build(stun.FAILURE, request.transaction, refusal), address)
            return False
        if self._conflict(request):
            error = [(stun.ERROR_CODE, stun.error_value(487, "Role Conflict"))]
            self.send(stun.build(stun.FAILURE, request.transaction, error, self.password), address)
            return True
        mapped = [(stun.XOR_MAPPED_ADDRESS, stun.xor_mapped(address))]
        self.send(stun.build(stun.SUCCESS, request.transaction, mapped, self.password), address)
        if address not in self._pairs and self._remote is not None:
            self.events.watcher.discovered(_text(address), request.number(stun.PRIORITY) or 0)
        pair = self._pair(address, now)
        if pair is not None:
            self._triggered(pair, request, address, now)
        return True

    def _conflict(self, request: Message) -> bool:
        """True when the peer must switch its role; switches ours when that is the rule (RFC 8445 7.3.1.1)."""
        rival = request.number(stun.ICE_CONTROLLING if self.controlling else stun.ICE_CONTROLLED)
        if rival is None:
            return False
        ours_is_larger = self._tie_breaker >= rival
        if ours_is_larger == self.controlling:
            return True
        self.controlling = not self.controlling
        return False

    def _triggered(self, pair: _Pair, request: Message, address: Address, now: float) -> None:
        """The peer reached us from `address`: check back, and follow its nomination when it controls."""
        if not self.controlling and stun.USE_CANDIDATE in request.attributes and pair.valid:
            self._select(address, now)
        if self.selected is None:
            pair.due, pair.tries = now, min(pair.tries, _TRIES_PER_PAIR - 1)
            self.tick(now)

    def _check(self, address: Address, now: float, nominating: bool) -> None:
        if self._remote is None:
            return
        role = stun.ICE_CONTROLLING if self.controlling else stun.ICE_CONTROLLED
        attributes = [
            (stun.USERNAME, f"{self._remote[0]}:{self.ufrag}".encode()),
            (role, self._tie_breaker.to_bytes(8, "big")),
            (stun.PRIORITY, _PEER_REFLEXIVE_PRIORITY.to_bytes(4, "big")),
        ]
        if nominating:
            attributes.append((stun.USE_CANDIDATE, b""))
        transaction = stun.new_transaction()
        self._checks[transaction] = _Check(address, nominating, now)
        self.send(stun.build(stun.REQUEST, transaction, attributes, self._remote[1]), address)

    def _receive_response(self, response: Message, address: Address, now: float) -> bool:
        check = self._checks.get(response.transaction)
        if check is None or check.address != address or self._remote is None:
            return False
        if not response.proves(self._remote[1]):
            return False
        del self._checks[response.transaction]
        pair = self._pairs[address]
        if response.kind == stun.FAILURE:
            self._receive_failure(response, pair, now)
            return True
        pair.valid = True
        if self.selected is None:
            pair.mapped = _text(stun.mapped_address(response.attributes.get(stun.XOR_MAPPED_ADDRESS, b"")))
            self.events.watcher.pair_succeeded(_text(address), pair.mapped)
        if address == self.selected:
            self.consent_until = now + _CONSENT_LASTS
        elif self.selected is None and check.nominating:
            self._select(address, now)
        elif self.selected is None and self.controlling and self.nominee is None:
            self.nominee = address
            self.events.watcher.nominating(_text(address), pair.mapped)
            self._check(address, now, nominating=True)
        return True

    def _receive_failure(self, response: Message, pair: _Pair, now: float) -> None:
        if response.error_code == 487:
            self.controlling = not self.controlling
            pair.due = now
        else:
            pair.tries = _TRIES_PER_PAIR

    def _select(self, address: Address, now: float) -> None:
        self.consent_until = now + _CONSENT_LASTS
        self._pairs[address].due = now + _CONSENT_EVERY
        if address != self.selected:
            self.selected = address
            self.events.watcher.selected(_text(address), self._pairs[address].mapped)
            self.events.selected(address, now)


def _text(address: Address | None) -> str:
    return "" if address is None else f"{address[0]}:{address[1]}"


def _usable(candidate: Candidate) -> bool:
    """True for a numeric IPv4 UDP candidate of the first component and generation."""
    parts = candidate.address.split(".")
    numeric = len(parts) == 4 and all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts)
    known = candidate.protocol == "udp" and candidate.component == 1 and candidate.generation == 0
    return numeric and known and 0 < candidate.port < 65536
