"""Sound offers to begin with, and ways to spoil them."""

from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from focus import jingle
from focus.names import COLIBRI, DTLS, ICE_UDP, JINGLE, RTP, RTP_EXTENSION, tag
from focus.sources import Media, Source, SourceSet

ADDRESS = ("127.0.0.1", 9)
TRANSPORT = tag(ICE_UDP, "transport")
FINGERPRINT = ":".join(["AB"] * 32)


def transport(address: tuple[str, int] = ADDRESS, ufrag: str = "bridge0ufrag", password: str = "p" * 26) -> Element:
    """A bridge's transport with one candidate."""
    element = Element(TRANSPORT, {"ufrag": ufrag, "pwd": password})
    SubElement(element, tag(DTLS, "fingerprint"), {"hash": "sha-256", "setup": "actpass"}).text = FINGERPRINT
    facts = {"component": "1", "foundation": "1", "generation": "0", "id": "c1", "network": "0", "protocol": "udp"}
    where = {"type": "host", "ip": address[0], "port": str(address[1]), "priority": "2130706431"}
    SubElement(element, tag(ICE_UDP, "candidate"), facts | where)
    SubElement(element, tag(COLIBRI, "web-socket"), {"url": "wss://meet.lab.test/colibri-ws/jvb/1/a?pwd=x"})
    return element


def offer(of_bridge: Element | None = None, sid: str = "s1") -> Element:
    """A session-initiate as a focus sends it, with one other participant's sources."""
    sound = Source(Media.AUDIO, 1001, "77aa77aa-a0", "77aa77aa-a t")
    pictures = Source(Media.VIDEO, 1002, "77aa77aa-v0", "77aa77aa-v t")
    other = SourceSet((sound, pictures))
    own = SourceSet((Source(Media.AUDIO, 1, "jvb-a0", "mixed a"), Source(Media.VIDEO, 2, "jvb-v0", "mixed v")))
    made = jingle.Offer(
        sid=sid,
        initiator="focus@auth.meet.jitsi/focus",
        features=frozenset(),
        transport=of_bridge if of_bridge is not None else transport(),
        sctp_port=5000,
        bridge_session="b1",
        sources={"jvb": own, "77aa77aa": other},
    )
    return jingle.initiate(made)


def without(path: str) -> Callable[[Element], None]:
    """Remove every element of that path's last name from its parent."""

    def spoil(element: Element) -> None:
        parent, _, name = path.rpartition("/")
        for found in element.findall(parent) if parent else [element]:
            for child in found.findall(name):
                found.remove(child)

    return spoil


def setting(path: str, name: str, value: str) -> Callable[[Element], None]:
    """Give an attribute of every element of that path another value."""

    def spoil(element: Element) -> None:
        for found in element.findall(path) if path else [element]:
            found.set(name, value)

    return spoil


def saying(path: str, text: str) -> Callable[[Element], None]:
    """Give every element of that path another text."""

    def spoil(element: Element) -> None:
        for found in element.findall(path):
            found.text = text

    return spoil


def many(path: str, count: int) -> Callable[[Element], None]:
    """Repeat every element of that path so many times."""

    def spoil(element: Element) -> None:
        parent, _, name = path.rpartition("/")
        for found in element.findall(parent):
            child = found.find(name)
            if child is not None:
                found.extend([child] * count)

    return spoil


CONTENT = tag(JINGLE, "content")
DESCRIPTION = f"{CONTENT}/{tag(RTP, 'description')}"
PAYLOAD = f"{DESCRIPTION}/{tag(RTP, 'payload-type')}"
EXTENSION = f"{DESCRIPTION}/{tag(RTP_EXTENSION, 'rtp-hdrext')}"
WITHIN = f"{CONTENT}/{TRANSPORT}"
CANDIDATE = f"{WITHIN}/{tag(ICE_UDP, 'candidate')}"
FINGERPRINTS = f"{WITHIN}/{tag(DTLS, 'fingerprint')}"


def without_multiplexing(element: Element) -> None:
    """Remove it from both places where a focus says it."""
    without(f"{DESCRIPTION}/{tag(RTP, 'rtcp-mux')}")(element)
    without(f"{WITHIN}/{tag(ICE_UDP, 'rtcp-mux')}")(element)


SPOILT = {
    "no contents": without(CONTENT),
    "no session id": setting("", "sid", ""),
    "a session id with a line break": setting("", "sid", "a\nb"),
    "no descriptions": without(DESCRIPTION),
    "no rtcp-mux": without_multiplexing,
    "no payload types": without(PAYLOAD),
    "a payload type that is no number": setting(PAYLOAD, "id", "many"),
    "a payload type that is RTCP": setting(PAYLOAD, "id", "72"),
    "the same payload type twice": setting(PAYLOAD, "id", "100"),
    "a codec name with an SDP line in it": setting(PAYLOAD, "name", "opus\r\na=ice-lite"),
    "another clock rate than the codec's": setting(PAYLOAD, "clockrate", "16000"),
    "a clock rate of zero": setting(PAYLOAD, "clockrate", "0"),
    "a clock rate beyond reason": setting(PAYLOAD, "clockrate", "9" * 40),
    "a thousand payload types": many(PAYLOAD, 1000),
    "no transport": without(WITHIN),
    "no credentials": setting(WITHIN, "ufrag", ""),
    "a short password": setting(WITHIN, "pwd", "x"),
    "a password with a line break": setting(WITHIN, "pwd", "p" * 25 + "\n"),
    "no fingerprint": without(FINGERPRINTS),
    "a fingerprint of an unknown hash": setting(FINGERPRINTS, "hash", "md5"),
    "a fingerprint that is none": saying(FINGERPRINTS, "AB CD"),
    "an unknown setup role": setting(FINGERPRINTS, "setup", "holdconn"),
    "a candidate with a huge port": setting(CANDIDATE, "port", "65536"),
    "a candidate without a foundation": setting(CANDIDATE, "foundation", ""),
    "a thousand candidates": many(CANDIDATE, 1000),
    "an extension that is no number": setting(EXTENSION, "id", "x"),
}
