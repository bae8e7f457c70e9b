"""The figures that the bridge publishes: over REST and in its brewery presence."""

from typing import Final

from bridge.bridge import VERSION, Bridge

_ENDPOINTS_AT_FULL_STRESS: Final = 100
"""A stand-in for the real stress measure: participants, as a share of what one Python process may bear."""


def statistics(bridge: Bridge, healthy: bool) -> dict[str, object]:
    """Statistics by the real bridge's names."""
    conferences = bridge.conferences.values()
    endpoints = [endpoint for conference in conferences for endpoint in conference.endpoints.values()]
    return {
        "conferences": len(bridge.conferences),
        "participants": len(endpoints),
        "endpoints": len(endpoints),
        "local_active_endpoints": sum(endpoint.active and endpoint.connected for endpoint in endpoints),
        "largest_conference": max((len(conference.endpoints) for conference in conferences), default=0),
        "endpoints_with_channel": sum(endpoint.channel is not None for endpoint in endpoints),
        "stress_level": stress(bridge),
        "healthy": healthy,
        "drain": False,
        "graceful_shutdown": False,
        "shutting_down": False,
        "version": VERSION,
        **bridge.counters.as_statistics(),
    }


def stress(bridge: Bridge) -> float:
    """Load from 0 to 1 by which a focus chooses a bridge."""
    participants = sum(len(conference.endpoints) for conference in bridge.conferences.values())
    return round(min(1.0, participants / _ENDPOINTS_AT_FULL_STRESS), 3)
