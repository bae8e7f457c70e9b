"""What the focus needs of XMPP, apart from any library: requests, presence, and words for refusals."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol
from xml.etree.ElementTree import Element

from focus.names import MUC_USER, tag

Kind = Literal["get", "set"]


class RefusedError(Exception):
    """A request was answered with a stanza error; raised by our handlers, it becomes one."""

    def __init__(self, condition: str, text: str = "", kind: str = "cancel") -> None:
        super().__init__(f"{condition}: {text}" if text else condition)
        self.condition = condition
        self.text = text
        self.kind = kind


class UnansweredError(Exception):
    """A request was not answered within its deadline, or the connection ended before."""


class Wire(Protocol):
    """One logged-in XMPP session."""

    @property
    def jid(self) -> str:
        """The session's own full JID."""

    async def ask(self, to: str, payload: Element, *, kind: Kind = "set", within: float = 15.0) -> Element | None:
        """Send a request; return the payload of its result. Raises RefusedError or UnansweredError."""

    def present(self, to: str, *payload: Element, gone: bool = False) -> None:
        """Send presence to an occupant address; `gone` leaves the room."""


@dataclass(frozen=True, slots=True)
class Occupancy:
    """One presence from a room: somebody is there, changed, or has left."""

    room: str
    nick: str
    present: bool
    itself: bool
    """This is the receiver's own presence (status 110)."""
    error: str
    """The condition when the room refused us, else empty."""
    jid: str
    """The occupant's real JID, empty when the room hides it."""
    affiliation: str
    element: Element

    @property
    def address(self) -> str:
        """The occupant's address in the room."""
        return f"{self.room}/{self.nick}"


def read_occupancy(presence: Element) -> Occupancy:
    """Read a presence stanza that came from a room."""
    room, _, nick = presence.get("from", "").partition("/")
    item = presence.find(f"{tag(MUC_USER, 'x')}/{tag(MUC_USER, 'item')}")
    facts = {} if item is None else item.attrib
    codes = {status.get("code") for status in presence.iterfind(f"{tag(MUC_USER, 'x')}/{tag(MUC_USER, 'status')}")}
    kind = presence.get("type", "available")
    return Occupancy(
        room=room,
        nick=nick,
        present=kind == "available",
        itself="110" in codes,
        error=_error_condition(presence) if kind == "error" else "",
        jid=facts.get("jid", ""),
        affiliation=facts.get("affiliation", "none"),
        element=presence,
    )


def _error_condition(presence: Element) -> str:
    for error in presence:
        if error.tag.endswith("}error"):
            for condition in error:
                return condition.tag.rpartition("}")[2]
    return "undefined-condition"


RequestHandler = Callable[[str, Element], Awaitable[Element | None]]
"""Answers a request (`from`, payload) with a payload or nothing, or raises RefusedError."""
OccupancyHandler = Callable[[Occupancy], None]
