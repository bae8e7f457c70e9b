"""The client's address at every hop: clients with marks of their own in every log, and the address beside each mark."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fixtures.expected.comparing import Expected
from fixtures.hops import prosody
from fixtures.hops.event import Event, What
from fixtures.hops.hop import HopEvidence
from fixtures.plugin import Reason, could_not_tell, not_applicable
from fixtures.probes import http, xmpp
from fixtures.probes.http import HttpAnswer
from fixtures.probes.net import Answer
from fixtures.probes.xmpp import LoginAnswer
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending, Vantage

ROOMS = 5
"""Pages each client asks for at once; every room is a mark that no other client leaves."""
BEHIND_THE_FRONT = ("nginx", "web", "prosody")
"""The hops whose logs are asked for a mark."""
SPLITTERS = ("haproxy", "nginx-stream")
"""The hops that may split 443, of which a host has one or none."""
UNNAMED = "nobody"

_OPEN = (
    "<body rid='1' to='{domain}' ver='1.6' wait='5' hold='1' xml:lang='en' content='text/xml; charset=utf-8'"
    " xmlns='http://jabber.org/protocol/httpbind' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'/>"
)
_LOGIN = (
    "<body rid='2' sid='{session}' xmlns='http://jabber.org/protocol/httpbind'>"
    "<auth mechanism='ANONYMOUS' xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/></body>"
)
_SESSION = re.compile(r"\bsid=['\"]([^'\"]+)")


@dataclass(frozen=True, slots=True)
class Visitor:
    """A client that has come: every room it asked for and the account it got."""

    vantage: str
    address: str
    rooms: tuple[str, ...]
    user: str
    """User part of its JID, empty when it could not log in."""
    refusal: str = ""
    """Why it could not."""
    answers: tuple[Answer, ...] = ()
    """What it was answered."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """A client on its way."""

    vantage: Vantage
    rooms: Mapping[str, Pending[HttpAnswer]]
    login: Pending[LoginAnswer]

    def arrived(self) -> Visitor:
        """Wait until everything it asked for was answered, or was not."""
        pages = [page.result() for page in self.rooms.values()]
        login = self.login.result()
        user, answers = login.jid.partition("@")[0], (*pages, login)
        return Visitor(self.vantage.name, self.vantage.address, tuple(self.rooms), user, login.detail, answers)


@dataclass(frozen=True, slots=True)
class ClientAddresses:
    """The addresses of the visitors in the logs of all hops."""

    visitors: tuple[Visitor, ...]
    logs: Mapping[str, HopEvidence]

    @property
    def own(self) -> dict[str, str]:
        """The visitors' own addresses by vantage."""
        return {visitor.vantage: visitor.address for visitor in self.visitors}

    def at_splitter(self, hop: str) -> dict[str, str]:
        """Return each visitor's address when what splits 443 has it, else all the addresses it has instead.

        Raises CouldNotTell when its log does not say.
        """
        __tracebackhide__ = True
        clients = {event.client for event in self._events(hop) if event.client is not None}
        others = ", ".join(sorted(clients)) or UNNAMED
        return {vantage: address if address in clients else others for vantage, address in self.own.items()}

    def at(self, hop: str) -> dict[str, str]:
        """Return what a hop that logs requests or logins calls each visitor.

        Raises CouldNotTell when its log does not say, and when a visitor could not log in and the hop is the one that
        logs logins.
        """
        __tracebackhide__ = True
        return {visitor.vantage: self.name_at(hop, _marks(visitor, hop)) for visitor in self.visitors}

    def both_at(self, hop: str) -> tuple[str, ...]:
        """Return what a hop calls each of the visitors, once it has logged all that they asked for.

        Raises CouldNotTell when it has not: a line that is missing would make two names of one.
        """
        __tracebackhide__ = True
        names = tuple(self.at(hop).values())
        if any(UNNAMED in name for name in names):
            could_not_tell(f"The log of {hop} lacks lines of the two clients: {', '.join(names)}.")
        return names

    def everybody_at(self, hop: str) -> set[str]:
        """Return every name that a hop's log has for anybody."""
        return {event.client for event in self.logs[hop].events if event.client is not None}

    def name_at(self, hop: str, marks: Sequence[str]) -> str:
        """Return the addresses on the lines that hold these marks; a mark without a line counts as nobody's.

        Raises CouldNotTell when there are such lines and none of them names a client.
        """
        __tracebackhide__ = True
        events = self._events(hop)
        return _names([[event.client for event in events if mark in event.subject] for mark in marks], hop)

    def by_bosh(self) -> str:
        """Return the addresses under which Prosody let clients in over BOSH.

        Raises CouldNotTell when it does not say.
        """
        __tracebackhide__ = True
        lines = "\n".join(event.line for event in self._events("prosody"))
        return _names([[login.address for login in prosody.logins(lines) if login.over == "bosh"]], "prosody")

    def logged_all(self, hop: str) -> bool:
        """Whether a hop has a line of everything that the visitors asked for, or its log does not say."""
        found = self.logs[hop]
        if found.seen is None:
            return True
        marks = [mark for visitor in self.visitors if hop != "prosody" or visitor.user for mark in _marks(visitor, hop)]
        return all(any(mark in event.subject for event in found.events) for mark in marks)

    def _events(self, hop: str) -> tuple[Event, ...]:
        """Return the traffic in a hop's log.

        Raises CouldNotTell when its log does not say.
        """
        __tracebackhide__ = True
        found = self.logs[hop]
        if found.seen is None:
            could_not_tell(f"The log of {hop} does not say who came: {found.note}.")
        return tuple(event for event in found.events if event.what is not What.OWN)


def _names(found: Sequence[Sequence[str | None]], hop: str) -> str:
    """Return the addresses that stand on lines, given by mark; None is a line without one.

    Where no line of a mark has one, though there are such lines, it raises NotApplicable for Prosody, which never has
    one by itself, and CouldNotTell for any other hop.
    """
    __tracebackhide__ = True
    names: set[str] = set()
    for addresses in found:
        if addresses and not any(addresses):
            silent = f"The log of {hop} does not say from where its clients come"
            if hop == "prosody":
                not_applicable(Reason.NOT_SUPPORTED, f"{silent}; with {prosody.SHOWS_ADDRESSES} it does.")
            could_not_tell(f"{silent}.")
        names |= {address for address in addresses if address} or {UNNAMED}
    return ", ".join(sorted(names))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _AllLogged(Expected):
    """Every hop has logged every visitor."""

    def differences(self, answer: Any) -> list[str]:
        asked = sum(len(visitor.rooms) + 1 for visitor in answer.visitors)
        routed = next((answer.logs[hop] for hop in SPLITTERS if hop in answer.logs), None)
        late = (
            routed is not None
            and routed.seen is not None
            and sum(event.client is not None for event in routed.events) < asked
        )
        missing = [f"{hop} lacks some" for hop in BEHIND_THE_FRONT if not answer.logged_all(hop)]
        return missing + ["the splitter lacks some"] * late

    def __str__(self) -> str:
        return "every visitor at every hop"


ALL_LOGGED = _AllLogged()
"""Logs are complete; a splitter writes its line only when a connection has ended."""


def send(vantage: Vantage, target: Target) -> Arriving:
    """Let a client request rooms of its own and log in, all at the same time."""
    rooms = [f"horizon-{vantage.name}-{secrets.token_hex(4)}" for _ in range(ROOMS)]
    return Arriving(
        vantage,
        {room: vantage.begin(http.get, f"{target.site}/{room}", verify=False) for room in rooms},
        vantage.begin(xmpp.login, target.websocket_url, target.xmpp.domain),
    )


def log_in_by_bosh(vantage: Vantage, target: Target, headers: dict[str, str]) -> HttpAnswer:
    """Log in with these headers on every request; return the last answer.

    Raises CouldNotTell when Prosody does not let it in.
    """
    body = _OPEN.format(domain=target.xmpp.domain).encode()
    opened = vantage.run(http.post, target.bosh_url, body, headers=headers, verify=False)
    session = _SESSION.search(opened.body.decode(errors="replace"))
    if session is None:
        could_not_tell(f"BOSH gave no session: {opened.detail}.")
    body = _LOGIN.format(session=session[1]).encode()
    answer = vantage.run(http.post, target.bosh_url, body, headers=headers, verify=False)
    if b"<success" not in answer.body:
        could_not_tell(f"Prosody did not let an anonymous client in over BOSH: {answer.detail}.")
    return answer


def _marks(visitor: Visitor, hop: str) -> tuple[str, ...]:
    if hop != "prosody":
        return visitor.rooms
    if not visitor.user:
        could_not_tell(f"The client of {visitor.vantage} could not log in: {visitor.refusal}.")
    return (visitor.user,)
