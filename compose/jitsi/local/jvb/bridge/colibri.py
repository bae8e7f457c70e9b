"""The colibri2 model: what a focus asks of a bridge and what the bridge answers, free of XML and JSON.

Source: jitsi-xmpp-extensions, package colibri2 (https://github.com/jitsi/jitsi-xmpp-extensions).
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Condition(StrEnum):
    """XMPP stanza error conditions that a bridge answers with (RFC 6120 section 8.3.3)."""

    BAD_REQUEST = "bad-request"
    CONFLICT = "conflict"
    FEATURE_NOT_IMPLEMENTED = "feature-not-implemented"
    FORBIDDEN = "forbidden"
    INTERNAL_SERVER_ERROR = "internal-server-error"
    ITEM_NOT_FOUND = "item-not-found"
    SERVICE_UNAVAILABLE = "service-unavailable"


class ColibriError(Exception):
    """A request that cannot be met; `reason` is the colibri2 reason, empty when there is none."""

    def __init__(self, condition: Condition, text: str, reason: str = "") -> None:
        super().__init__(text)
        self.condition = condition
        self.text = text
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """One ICE candidate of XEP-0176; `related` is the base of a reflexive one."""

    address: str
    port: int
    kind: str = "host"
    priority: int = 2130706431
    foundation: str = "1"
    identifier: str = ""
    protocol: str = "udp"
    component: int = 1
    generation: int = 0
    network: int = 0
    related: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A DTLS fingerprint of XEP-0320: hash name, hex pairs with colons, set-up role."""

    algorithm: str
    value: str
    setup: str


@dataclass(frozen=True, slots=True)
class IceTransport:
    """Credentials, candidates, fingerprints and channel addresses of one side."""

    ufrag: str = ""
    password: str = ""
    candidates: tuple[Candidate, ...] = ()
    fingerprints: tuple[Fingerprint, ...] = ()
    web_sockets: tuple[str, ...] = ()
    rtcp_mux: bool = True


@dataclass(frozen=True, slots=True)
class Sctp:
    """The data channel that is asked for or granted."""

    port: int | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Transport:
    """The colibri2 transport element around the ICE transport."""

    ice_controlling: bool = False
    ice: IceTransport | None = None
    sctp: Sctp | None = None


@dataclass(frozen=True, slots=True)
class PayloadType:
    """One RTP payload type; `feedback` holds words such as `nack pli`."""

    identifier: int
    name: str
    clock_rate: int = 0
    parameters: dict[str, str] = field(default_factory=dict)
    feedback: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """What an endpoint can receive and send of one media type."""

    kind: str
    payload_types: tuple[PayloadType, ...] = ()
    extensions: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """One RTP source; name and msid are for people and browsers, the SSRC is what counts."""

    ssrc: int
    name: str = ""
    msid: str = ""


@dataclass(frozen=True, slots=True)
class SourceGroup:
    """SSRCs that belong together: FID for retransmission, SIM for simulcast."""

    semantics: str
    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MediaSource:
    """A named source of an endpoint (`<endpoint>-v0`) with all its SSRCs."""

    kind: str
    identifier: str
    sources: tuple[Source, ...] = ()
    groups: tuple[SourceGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class ForceMute:
    """Media of an endpoint that the bridge must not forward."""

    audio: bool = False
    video: bool = False


@dataclass(frozen=True, slots=True)
class EndpointRequest:
    """What the focus wants for one endpoint; `sources` None means: leave them as they are."""

    identifier: str
    create: bool = False
    expire: bool = False
    stats_id: str = ""
    capabilities: frozenset[str] = frozenset()
    media: tuple[Media, ...] = ()
    transport: Transport | None = None
    sources: tuple[MediaSource, ...] | None = None
    force_mute: ForceMute | None = None
    initial_last_n: int | None = None


@dataclass(frozen=True, slots=True)
class ConferenceModify:
    """One colibri2 request."""

    meeting_id: str
    name: str = ""
    create: bool = False
    expire: bool = False
    endpoints: tuple[EndpointRequest, ...] = ()
    has_relays: bool = False


@dataclass(frozen=True, slots=True)
class EndpointReply:
    """What the bridge grants one endpoint; the transport only when it was created."""

    identifier: str
    expire: bool = False
    transport: Transport | None = None


@dataclass(frozen=True, slots=True)
class ConferenceModified:
    """One colibri2 answer; `sources` are the bridge's own feedback sources."""

    endpoints: tuple[EndpointReply, ...] = ()
    sources: tuple[MediaSource, ...] = ()
