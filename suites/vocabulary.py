"""What a check is written with: places to ask from, protocols to ask in, and what must be true of an answer.

A check takes from here all that chapters share; what is a chapter's own is beside it.
"""

from fixtures.declared.features import COLIBRI_WS, RELAY_HTTPS_PORT, RELAY_UDP, SCTP_CHANNEL, TURN_OWN_PORT, Expectation
from fixtures.declared.vantages import CLIENTS as CLIENT_VANTAGES
from fixtures.declared.vantages import RESTRICTED as RESTRICTED_VANTAGES
from fixtures.expected.refusals import (
    CHANNEL_REFUSED,
    CHECK_REFUSED,
    CREDENTIALS_REFUSED,
    ENTRANCE_REFUSED,
    PASSWORD_REFUSED,
    PLAIN_REQUEST_REFUSED,
    SESSION_REFUSED,
    STANZA_REFUSED,
    STREAM_REFUSED,
    SUBPROTOCOL_REFUSED,
    TLS_REFUSED,
)
from fixtures.expected.values import (
    ALLOCATED,
    BOSH_VISIT,
    CLOSED,
    DONE,
    FORBIDDEN_PEER,
    LOGGED_IN,
    NO_ENTRY,
    NO_SUCH_FAMILY,
    NOBODY,
    OTHER_FAMILY,
    PLAIN_HTTP,
    REFUSED,
    RESET,
    XMPP_STREAM,
    XMPP_WEBSOCKET,
    Expected,
    advertising,
    answered,
    at_least,
    at_most,
    beginning,
    certified,
    channel_over,
    ended,
    every,
    header_fields,
    including,
    open_ports,
    relayed_call,
    site,
    some,
    status,
    unauthorized,
)
from fixtures.hops.known import BY_NAME, DAEMONS, EVERY_LOG, HOPS, SERVICES
from fixtures.host.command import HostShell
from fixtures.plugin import Reason, could_not_tell, not_applicable, requirement
from fixtures.plugin.control import Control, Served
from fixtures.plugin.patience import Patience, eventually
from fixtures.probes import bridge, edge, http, ice, net, stun, tls, turn, xmpp
from fixtures.probes.http import websocket
from fixtures.probes.net import Credentials, Ending, Family, Witness
from fixtures.probes.participant.facts import ChannelWish, ParticipantAnswer
from fixtures.probes.participant.participant import Participant, participate
from fixtures.probes.participant.relays import RelayUse
from fixtures.probes.participant.steps import Step
from fixtures.probes.xmpp import focus
from fixtures.report.facts import Facts
from fixtures.site.configuration import SiteConfiguration
from fixtures.target.daemons import Daemons
from fixtures.target.deployment import Deployment
from fixtures.target.moments import moment
from fixtures.target.prosody import configuration_of
from fixtures.target.returns import returns
from fixtures.target.services import ContainerState, Services
from fixtures.target.target import Target
from fixtures.vantage.place import Held, Pending, Vantage

__all__ = [
    "ALLOCATED",
    "BOSH_VISIT",
    "BY_NAME",
    "CHANNEL_REFUSED",
    "CHECK_REFUSED",
    "CLIENT_VANTAGES",
    "CLOSED",
    "COLIBRI_WS",
    "CREDENTIALS_REFUSED",
    "DAEMONS",
    "DONE",
    "ENTRANCE_REFUSED",
    "EVERY_LOG",
    "FORBIDDEN_PEER",
    "HOPS",
    "LOGGED_IN",
    "NOBODY",
    "NO_ENTRY",
    "NO_SUCH_FAMILY",
    "OTHER_FAMILY",
    "PASSWORD_REFUSED",
    "PLAIN_HTTP",
    "PLAIN_REQUEST_REFUSED",
    "REFUSED",
    "RELAY_HTTPS_PORT",
    "RELAY_UDP",
    "RESET",
    "RESTRICTED_VANTAGES",
    "SCTP_CHANNEL",
    "SERVICES",
    "SESSION_REFUSED",
    "STANZA_REFUSED",
    "STREAM_REFUSED",
    "SUBPROTOCOL_REFUSED",
    "TLS_REFUSED",
    "TURN_OWN_PORT",
    "XMPP_STREAM",
    "XMPP_WEBSOCKET",
    "ChannelWish",
    "ContainerState",
    "Control",
    "Credentials",
    "Daemons",
    "Deployment",
    "Ending",
    "Expectation",
    "Expected",
    "Facts",
    "Family",
    "Held",
    "HostShell",
    "Participant",
    "ParticipantAnswer",
    "Patience",
    "Pending",
    "Reason",
    "RelayUse",
    "Served",
    "Services",
    "SiteConfiguration",
    "Step",
    "Target",
    "Vantage",
    "Witness",
    "advertising",
    "answered",
    "at_least",
    "at_most",
    "beginning",
    "bridge",
    "certified",
    "channel_over",
    "configuration_of",
    "could_not_tell",
    "edge",
    "ended",
    "eventually",
    "every",
    "focus",
    "header_fields",
    "http",
    "ice",
    "including",
    "moment",
    "net",
    "not_applicable",
    "open_ports",
    "participate",
    "relayed_call",
    "requirement",
    "returns",
    "site",
    "some",
    "status",
    "stun",
    "tls",
    "turn",
    "unauthorized",
    "websocket",
    "xmpp",
]
