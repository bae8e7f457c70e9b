"""What every offer of a conference says about payload types and header extensions.

The numbers are the same for every participant: the bridge forwards packets without renumbering them.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement

from focus.names import FEATURE_REMB, FEATURE_RTX, RTP, RTP_EXTENSION, RTP_FEEDBACK, tag
from focus.sources import Media


@dataclass(frozen=True, slots=True)
class PayloadType:
    """One row of an offer's codec list."""

    number: int
    name: str
    clock_rate: int
    channels: int = 1
    parameters: tuple[tuple[str, str], ...] = ()
    feedback: tuple[tuple[str, str], ...] = ()


PICTURE_FEEDBACK = (("ccm", "fir"), ("nack", ""), ("nack", "pli"))
H264_PROFILE = (("profile-level-id", "42e01f;level-asymmetry-allowed=1;packetization-mode=1;"),)
"""jicofo writes all three settings, and a last semicolon, into the value of the first (CodecUtil.kt)."""
AUDIO_TYPES = (
    PayloadType(111, "opus", 48000, 2, (("minptime", "10"), ("useinbandfec", "1"))),
    PayloadType(126, "telephone-event", 8000),
)
VIDEO_TYPES = (
    PayloadType(41, "AV1", 90000, feedback=PICTURE_FEEDBACK),
    PayloadType(100, "VP8", 90000, feedback=PICTURE_FEEDBACK),
    PayloadType(107, "H264", 90000, parameters=H264_PROFILE, feedback=PICTURE_FEEDBACK),
    PayloadType(101, "VP9", 90000, feedback=PICTURE_FEEDBACK),
)
REPAIR_TYPES = (
    PayloadType(42, "rtx", 90000, parameters=(("apt", "41"),), feedback=PICTURE_FEEDBACK),
    PayloadType(96, "rtx", 90000, parameters=(("apt", "100"),), feedback=PICTURE_FEEDBACK),
    PayloadType(97, "rtx", 90000, parameters=(("apt", "101"),), feedback=PICTURE_FEEDBACK),
    PayloadType(99, "rtx", 90000, parameters=(("apt", "107"),)),
)
AUDIO_EXTENSIONS = (
    (1, "urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    (10, "urn:ietf:params:rtp-hdrext:sdes:mid"),
)
VIDEO_EXTENSIONS = (
    (11, "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"),
    (10, "urn:ietf:params:rtp-hdrext:sdes:mid"),
    (3, "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
)


def payload_types(media: Media, features: Collection[str]) -> tuple[PayloadType, ...]:
    """Return the payload types offered to a client with these features."""
    if media is Media.AUDIO:
        return AUDIO_TYPES
    remb = (("goog-remb", ""),) if FEATURE_REMB in features else ()
    kinds = tuple(replace(kind, feedback=kind.feedback + remb) for kind in VIDEO_TYPES)
    return kinds + (REPAIR_TYPES if FEATURE_RTX in features else ())


def describe(media: Media, features: Collection[str]) -> list[Element]:
    """Return the payload types and header extensions of one kind of media as elements, in jicofo's order."""
    extensions = AUDIO_EXTENSIONS if media is Media.AUDIO else VIDEO_EXTENSIONS
    return [
        *(_write_payload_type(payload_type) for payload_type in payload_types(media, features)),
        *(Element(tag(RTP_EXTENSION, "rtp-hdrext"), {"id": str(number), "uri": uri}) for number, uri in extensions),
        Element(tag(RTP_EXTENSION, "extmap-allow-mixed")),
    ]


def _write_payload_type(payload_type: PayloadType) -> Element:
    attributes = {
        "id": str(payload_type.number),
        "name": payload_type.name,
        "clockrate": str(payload_type.clock_rate),
    }
    if payload_type.channels != 1:
        attributes["channels"] = str(payload_type.channels)
    element = Element(tag(RTP, "payload-type"), attributes)
    for kind, subtype in payload_type.feedback:
        feedback = SubElement(element, tag(RTP_FEEDBACK, "rtcp-fb"), {"type": kind})
        if subtype:
            feedback.set("subtype", subtype)
    for name, value in payload_type.parameters:
        SubElement(element, tag(RTP, "parameter"), {"name": name, "value": value})
    return element
