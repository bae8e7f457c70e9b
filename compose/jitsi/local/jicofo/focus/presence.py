"""What the focus says of itself in a room: the elements of its presence there."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from focus.names import CAPS, CLIENT, DISCO_INFO, ETHERPAD, FOCUS, JITMEET, PING, VERSION, tag

IDENTITY: Final = ("component", "conference", "focus")
"""Category, type and name in the answer to disco#info."""
FEATURES: Final = (CAPS, DISCO_INFO, PING)
CAPS_NODE: Final = "http://jitsi.org/jicofo"


@dataclass(frozen=True, slots=True)
class RoomPresence:
    """What can change: how many bridges the conference has, None before the first, and whether one is missing."""

    room: str
    bridge_count: int | None = None
    bridge_missing: bool = False

    def elements(self) -> list[Element]:
        """Return the elements in jicofo's order."""
        etherpad = Element(tag(ETHERPAD, "etherpad"))
        etherpad.text = self.room.partition("@")[0]
        versions = Element(tag(JITMEET, "versions"))
        SubElement(versions, tag(JITMEET, "component"), {"name": "focus"}).text = VERSION
        priority = Element(tag(CLIENT, "priority"))
        priority.text = "0"
        missing = [Element(tag(FOCUS, "bridgeNotAvailable"))] if self.bridge_missing else []
        return [priority, etherpad, versions, self._properties(), *missing, capabilities()]

    def _properties(self) -> Element:
        element = Element(tag(FOCUS, "conference-properties"))
        facts = {"support-terminate-restart": "true"}
        if self.bridge_count is not None:
            facts["bridge-count"] = str(self.bridge_count)
        for key, value in facts.items():
            SubElement(element, tag(FOCUS, "property"), {"key": key, "value": value})
        return element


def capabilities() -> Element:
    """Return the hash of what the focus answers to disco#info (XEP-0115 section 5.1)."""
    return Element(tag(CAPS, "c"), {"hash": "sha-1", "node": CAPS_NODE, "ver": capabilities_hash()})


def capabilities_hash() -> str:
    """Return the verification string of IDENTITY and FEATURES, in base64."""
    category, kind, name = IDENTITY
    described = f"{category}/{kind}//{name}<" + "".join(f"{feature}<" for feature in sorted(FEATURES))
    return base64.b64encode(hashlib.sha1(described.encode(), usedforsecurity=False).digest()).decode()
