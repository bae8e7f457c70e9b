"""Group chat as a Jitsi server does it: occupants with visible JIDs, owners, requests between occupants."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from fixtures.probes.xmpp.xml import CLIENT, make, tag

USER = "http://jabber.org/protocol/muc#user"
ADMIN = "http://jabber.org/protocol/muc#admin"
Deliver = Callable[[str, Element], None]
"""Sends a stanza to a full JID."""


class ChatRoom:
    """One room. `hidden_jids` leaves the occupants' real addresses out, which hides the focus from clients."""

    def __init__(self, address: str, deliver: Deliver, *, hidden_jids: bool = False) -> None:
        self.occupants: dict[str, str] = {}
        """Full JID by nick."""
        self._address = address
        self._deliver = deliver
        self._hidden_jids = hidden_jids
        self._owners: set[str] = set()
        self._presence: dict[str, Element] = {}

    def presence(self, sender: str, nick: str, stanza: Element) -> None:
        """Somebody joins, changes, or leaves."""
        if stanza.get("type") == "unavailable":
            self.leave(sender)
            return
        new = nick not in self.occupants
        if not new and self.occupants[nick] != sender:
            self._refuse(sender, nick, "conflict")
            return
        if new and (not self.occupants or sender.startswith(("focus@", "jvb@"))):
            self._owners.add(_bare(sender))
        others = list(self.occupants)
        self.occupants[nick] = sender
        self._presence[nick] = stanza
        if new:
            for other in others:
                self._deliver(sender, self._seen(other, sender))
        self._tell_everybody(nick)

    def leave(self, sender: str) -> None:
        """Somebody is gone, in order or not."""
        for nick in [nick for nick, jid in self.occupants.items() if jid == sender]:
            for jid in list(self.occupants.values()):
                self._deliver(jid, self._seen(nick, jid, gone=True))
            del self.occupants[nick]
            del self._presence[nick]

    def grant(self, sender: str, query: Element) -> bool:
        """Change an affiliation; whether the sender may."""
        if _bare(sender) not in self._owners:
            return False
        for item in query:
            self._owners.add(item.get("jid", ""))
            for nick, jid in self.occupants.items():
                if _bare(jid) == item.get("jid"):
                    self._tell_everybody(nick)
        return True

    def nick_of(self, jid: str) -> str:
        """An occupant's nick, empty for strangers."""
        return next((nick for nick, other in self.occupants.items() if other == jid), "")

    def _tell_everybody(self, nick: str) -> None:
        for jid in self.occupants.values():
            self._deliver(jid, self._seen(nick, jid))

    def _seen(self, nick: str, by: str, *, gone: bool = False) -> Element:
        jid = self.occupants[nick]
        owner = _bare(jid) in self._owners
        facts = {"affiliation": "owner" if owner else "none", "role": "moderator" if owner else "participant"}
        if not self._hidden_jids:
            facts["jid"] = jid
        user = make(tag(USER, "x"), {}, make(tag(USER, "item"), facts))
        if jid == by:
            user.append(make(tag(USER, "status"), {"code": "110"}))
        address = {"from": f"{self._address}/{nick}", "to": by}
        kept = [child for child in self._presence[nick] if not child.tag.endswith("muc}x")]
        shown = [] if gone else kept
        return make(tag(CLIENT, "presence"), address | ({"type": "unavailable"} if gone else {}), *shown, user)

    def _refuse(self, sender: str, nick: str, condition: str) -> None:
        stanzas = "urn:ietf:params:xml:ns:xmpp-stanzas"
        error = make(tag(CLIENT, "error"), {"type": "cancel"}, make(tag(stanzas, condition)))
        address = {"from": f"{self._address}/{nick}", "to": sender, "type": "error"}
        self._deliver(sender, make(tag(CLIENT, "presence"), address, error))


def _bare(jid: str) -> str:
    return jid.partition("/")[0]
