"""XML namespaces and fixed names of the protocol between clients, focus and bridge."""

CLIENT = "jabber:client"
STANZA_ERROR = "urn:ietf:params:xml:ns:xmpp-stanzas"
PING = "urn:xmpp:ping"
DISCO_INFO = "http://jabber.org/protocol/disco#info"

MUC = "http://jabber.org/protocol/muc"
MUC_USER = "http://jabber.org/protocol/muc#user"
MUC_ADMIN = "http://jabber.org/protocol/muc#admin"
MUC_OWNER = "http://jabber.org/protocol/muc#owner"
DATA_FORM = "jabber:x:data"

JINGLE = "urn:xmpp:jingle:1"
JINGLE_ERRORS = "urn:xmpp:jingle:errors:1"
RTP = "urn:xmpp:jingle:apps:rtp:1"
RTP_FEEDBACK = "urn:xmpp:jingle:apps:rtp:rtcp-fb:0"
RTP_EXTENSION = "urn:xmpp:jingle:apps:rtp:rtp-hdrext:0"
SOURCES = "urn:xmpp:jingle:apps:rtp:ssma:0"
GROUPING = "urn:xmpp:jingle:apps:grouping:0"
ICE_UDP = "urn:xmpp:jingle:transports:ice-udp:1"
DTLS = "urn:xmpp:jingle:apps:dtls:0"
SCTP = "urn:xmpp:jingle:transports:dtls-sctp:1"

FOCUS = "http://jitsi.org/protocol/focus"
JITMEET = "http://jitsi.org/jitmeet"
COLIBRI = "http://jitsi.org/protocol/colibri"
COLIBRI2 = "jitsi:colibri2"
TRACING = "jitsi:opentelemetry"
CAPS = "http://jabber.org/protocol/caps"
ETHERPAD = "http://jitsi.org/jitmeet/etherpad"
HEALTH_CHECK = "http://jitsi.org/protocol/healthcheck"

VERSION = "1.1.STANDIN"
"""What stands where jicofo writes its own version."""
FOCUS_NICK = "focus"
"""Clients take an occupant for the focus only under this nick."""

FEATURE_REMB = "http://jitsi.org/remb"
FEATURE_RTX = "urn:ietf:rfc:4588"
FEATURE_AUDIO = "urn:xmpp:jingle:apps:rtp:audio"
FEATURE_VIDEO = "urn:xmpp:jingle:apps:rtp:video"
FEATURE_SOURCE_NAMES = "http://jitsi.org/source-name"

FEATURES_UNANSWERED = frozenset({FEATURE_AUDIO, FEATURE_VIDEO, SCTP})
"""What a client is taken to support when it does not answer disco#info in time."""


def tag(namespace: str, local: str) -> str:
    """Return the name of an element as ElementTree spells it."""
    return f"{{{namespace}}}{local}"


def local_name(qualified: str) -> str:
    """Return an element's name without its namespace."""
    return qualified.rpartition("}")[2]
