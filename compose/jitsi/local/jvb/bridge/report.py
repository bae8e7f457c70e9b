"""The figures that the bridge publishes, over REST and in its brewery presence: the real bridge's names and order."""

import threading
from datetime import UTC, datetime
from typing import Any, Final

from bridge.bridge import VERSION, Bridge
from bridge.endpoint import Endpoint

_ENDPOINTS_AT_FULL_STRESS: Final = 100
"""A stand-in for the real stress measure: participants, as a share of what one Python process may bear."""


def statistics(bridge: Bridge, healthy: bool) -> dict[str, Any]:
    """Return the statistics; what the double does not do counts nothing."""
    counters, rates = bridge.counters, bridge.rates
    sizes = [len(conference.endpoints) for conference in bridge.conferences.values()]
    endpoints = [each for conference in bridge.conferences.values() for each in conference.endpoints.values()]
    active = [each for each in endpoints if each.connected and each.active]
    return {
        "incoming_loss": 0.0,
        "outgoing_loss": 0.0,
        "overall_loss": 0.0,
        "endpoints_with_high_outgoing_loss": 0,
        "tcc_unmatched_feedback": 0,
        "local_active_endpoints": len(active),
        "bit_rate_download": rates.kilobits_received,
        "bit_rate_upload": rates.kilobits_sent,
        "packet_rate_download": rates.packets_received,
        "packet_rate_upload": rates.packets_sent,
        "rtt_aggregate": 0.0,
        "num_eps_oversending": 0,
        "octo_conferences": 0,
        "inactive_conferences": sum(not _is_active(endpoints) for endpoints in _by_conference(bridge)),
        "p2p_conferences": sum(size == 2 for size in sizes),
        "endpoints": len(endpoints),
        "participants": len(endpoints),
        "receive_only_endpoints": sum(not each.streams for each in active),
        "inactive_endpoints": len(endpoints) - len(active),
        "octo_endpoints": 0,
        "endpoints_sending_audio": sum(_sends(each, "audio") for each in active),
        "endpoints_sending_video": sum(_sends(each, "video") for each in active),
        "largest_conference": max(sizes, default=0),
        "octo_receive_bitrate": 0,
        "octo_receive_packet_rate": 0,
        "octo_send_bitrate": 0,
        "octo_send_packet_rate": 0,
        "endpoints_with_suspended_sources": 0,
        "total_conferences_created": counters.conferences_created,
        "total_conferences_completed": counters.conferences_completed,
        "total_conference_seconds": int(counters.conference_seconds),
        "total_participants": counters.endpoints_created,
        "total_visitors": 0,
        "num_eps_no_msg_transport_after_delay": 0,
        "total_relays": 0,
        "num_relays_no_msg_transport_after_delay": 0,
        "total_keyframes_received": 0,
        "total_layering_changes_received": 0,
        "total_video_stream_milliseconds_received": 0,
        "stress_level": stress(bridge),
        "conferences": len(sizes),
        "visitors": 0,
        "local_endpoints": len(endpoints),
        "total_data_channel_messages_received": counters.data_channel_messages_received,
        "total_data_channel_messages_sent": counters.data_channel_messages_sent,
        "total_colibri_web_socket_messages_received": counters.web_socket_messages_received,
        "total_colibri_web_socket_messages_sent": counters.web_socket_messages_sent,
        "total_bytes_received": counters.bytes_received,
        "endpoints_ice_failed": counters.ice_failed,
        "dtls_failed_endpoints": counters.dtls_failed,
        "relays_ice_failed": 0,
        "dtls_failed_relays": 0,
        "total_bytes_sent": counters.bytes_sent,
        "total_packets_received": counters.packets_received,
        "total_packets_sent": counters.packets_sent,
        "total_bytes_received_octo": 0,
        "total_bytes_sent_octo": 0,
        "total_packets_received_octo": 0,
        "total_packets_sent_octo": 0,
        "total_dominant_speaker_changes": counters.speaker_changes,
        "preemptive_kfr_sent": 0,
        "preemptive_kfr_suppressed": 0,
        "total_ice_failed": counters.ice_failed,
        "total_ice_succeeded": counters.ice_succeeded,
        "total_ice_succeeded_relayed": 0,
        "average_participant_stress": 1 / _ENDPOINTS_AT_FULL_STRESS,
        "threads": threading.active_count(),
        "graceful_shutdown": False,
        "shutting_down": False,
        "drain": False,
        "current_timestamp": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3],
        "muc_clients_configured": 1,
        "muc_clients_connected": int(bridge.xmpp_connected),
        "mucs_configured": 1,
        "mucs_joined": int(bridge.brewery_joined),
        "endpoints_with_spurious_remb": 0,
        "healthy": healthy,
        "endpoints_disconnected": counters.endpoints_disconnected,
        "endpoints_reconnected": counters.endpoints_reconnected,
        "version": VERSION,
    }


def stress(bridge: Bridge) -> float:
    """Load from 0 to 1 by which a focus chooses a bridge."""
    participants = sum(len(conference.endpoints) for conference in bridge.conferences.values())
    return round(min(1.0, participants / _ENDPOINTS_AT_FULL_STRESS), 3)


def _by_conference(bridge: Bridge) -> list[list[Endpoint]]:
    return [list(conference.endpoints.values()) for conference in bridge.conferences.values()]


def _is_active(endpoints: list[Endpoint]) -> bool:
    return any(endpoint.connected and endpoint.active for endpoint in endpoints)


def _sends(endpoint: Endpoint, kind: str) -> bool:
    return any(stream.kind == kind and stream.reception.received for stream in endpoint.streams.values())
