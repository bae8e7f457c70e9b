"""What a focus may ask of the bridge, and every way in which it is refused (JVB Colibri2ConferenceHandler)."""

import time
from typing import Final

from bridge.bridge import Bridge
from bridge.colibri import (
    ColibriError,
    Condition,
    ConferenceModified,
    ConferenceModify,
    EndpointReply,
    EndpointRequest,
    Sctp,
    Transport,
)
from bridge.conference import Conference
from bridge.endpoint import Endpoint

SCTP_PORT: Final = 5000


def modify(bridge: Bridge, request: ConferenceModify) -> ConferenceModified:
    """Apply a request; raises ColibriError and leaves what was done before the error, as the real bridge does."""
    if request.has_relays:
        raise ColibriError(Condition.FEATURE_NOT_IMPLEMENTED, "Octo is disable in configuration.")
    conference = _conference(bridge, request)
    if request.expire:
        conference.lines.expiry_asked()
        bridge.expire_conference(request.meeting_id)
        return ConferenceModified()
    replies = tuple(_endpoint(bridge, conference, endpoint) for endpoint in request.endpoints)
    creates = request.create or any(endpoint.create for endpoint in request.endpoints)
    if not request.create and not conference.endpoints:
        bridge.expire_conference(request.meeting_id)
    else:
        conference.update_routes()
    return ConferenceModified(replies, conference.feedback_sources if creates else ())


def _conference(bridge: Bridge, request: ConferenceModify) -> Conference:
    conference = bridge.conferences.get(request.meeting_id)
    if request.create and conference is not None:
        raise ColibriError(Condition.CONFLICT, "Conference already exists", "conference_already_exists")
    if request.create:
        return bridge.create_conference(request.meeting_id, request.name)
    if conference is None:
        raise ColibriError(Condition.ITEM_NOT_FOUND, "Conference not found", "conference_not_found")
    return conference


def _endpoint(bridge: Bridge, conference: Conference, request: EndpointRequest) -> EndpointReply:
    if request.expire:
        conference.expire_endpoint(request.identifier)
        return EndpointReply(request.identifier, expire=True)
    endpoint = _create(bridge, conference, request) if request.create else _known(conference, request)
    _apply(endpoint, request)
    if not request.create:
        return EndpointReply(request.identifier)
    ice = endpoint.transport.describe(bridge.candidates(), bridge.web_sockets(endpoint))
    granted = None if endpoint.sctp is None else Sctp(SCTP_PORT, "server")
    return EndpointReply(request.identifier, transport=Transport(ice=ice, sctp=granted))


def _known(conference: Conference, request: EndpointRequest) -> Endpoint:
    endpoint = conference.endpoints.get(request.identifier)
    if endpoint is None:
        text = f"Unknown endpoint {request.identifier}"
        raise ColibriError(Condition.ITEM_NOT_FOUND, text, "unknown_endpoint")
    return endpoint


def _create(bridge: Bridge, conference: Conference, request: EndpointRequest) -> Endpoint:
    name, transport = request.identifier, request.transport
    if name in conference.endpoints:
        raise ColibriError(Condition.CONFLICT, f"Endpoint with ID {name} already exists")
    if transport is None:
        raise ColibriError(Condition.BAD_REQUEST, f"Attempt to create endpoint {name} with no <transport>")
    if "source-names" not in request.capabilities:
        raise ColibriError(Condition.BAD_REQUEST, "Source name support is mandatory.")
    if transport.sctp is not None:
        _check_sctp(transport.sctp)
    endpoint = conference.create_endpoint(name, transport.ice_controlling)
    endpoint.stats_id = request.stats_id
    if transport.sctp is not None:
        endpoint.enable_sctp()
    bridge.register(endpoint)
    return endpoint


def _check_sctp(sctp: Sctp) -> None:
    if sctp.role not in (None, "server"):
        raise ColibriError(Condition.FEATURE_NOT_IMPLEMENTED, f"Unsupported SCTP role: {sctp.role}")
    if sctp.port not in (None, SCTP_PORT):
        raise ColibriError(Condition.BAD_REQUEST, "Specific SCTP port requested, not supported.")


def _apply(endpoint: Endpoint, request: EndpointRequest) -> None:
    endpoint.add_media(request.media)
    if request.transport is not None and request.transport.ice is not None:
        endpoint.transport.set_remote(request.transport.ice, time.monotonic())
    if request.sources is not None:
        endpoint.set_sources(request.sources)
    if request.force_mute is not None:
        endpoint.force_mute = request.force_mute
    if request.initial_last_n is not None:
        endpoint.initial_last_n = request.initial_last_n
