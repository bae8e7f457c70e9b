"""What the focus says of itself in figures: jicofo's names and shapes (JicofoServices.kt, /stats and /debug)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from focus.bridges import Bridge
from focus.counters import Counters
from focus.health import Health
from focus.names import VERSION
from focus.service import FocusService

_SIZES: Final = (0, 1, 2, 3, 5, 10, 20, 50, 100, 200, 300, 400, 500)
_LENGTHS: Final = (0, *(4**power for power in range(8)))
_WORDS: Final = {
    "session-initiate": "SESSION_INITIATE",
    "session-accept": "SESSION_ACCEPT",
    "session-terminate": "SESSION_TERMINATE",
    "session-info": "SESSION_INFO",
    "transport-info": "TRANSPORT_INFO",
    "source-add": "SOURCEADD",
    "source-remove": "SOURCEREMOVE",
}
"""jicofo's names for the actions of Jingle."""


def statistics(service: FocusService, health: Health) -> dict[str, Any]:
    """Return the answer to /stats; what the double does not do counts nothing."""
    counters = service.desk.counters
    sizes = [len(conference.participants) for conference in service.conferences.values() if not conference.own]
    return {
        "total_participants": counters.participants,
        "total_conferences_created": counters.conferences,
        "conferences": len(sizes),
        "conferences_with_visitors": 0,
        "bridge_failures": {
            "participants_moved": counters.participants_moved,
            "bridges_removed": counters.bridges_removed,
        },
        "participant_notifications": {"ice_failed": counters.ice_failures, "request_restart": counters.restarts},
        "largest_conference": max(sizes, default=0),
        "participants": sum(sizes),
        "visitors": 0,
        "conference_sizes": {"average": _average(sizes), **_distribution(sizes, _SIZES)},
        "endpoint_pairs": sum(size * (size - 1) for size in sizes),
        "jibri": dict.fromkeys(_JIBRI, 0),
        "queues": {"jingle-iq-queue": _queue(counters, service.uptime())},
        "bridge_selector": _selector(service),
        "jibri_detector": {"count": 0, "available": 0},
        "sip_jibri_detector": {"count": 0, "available": 0},
        "jigasi": {},
        "threads": 1,
        "jingle": {"sent": _by_action(counters.sent), "received": _by_action(counters.received)},
        "version": VERSION,
        "slow_health_check": counters.slow_health_checks,
        "healthy": health.healthy,
        "health": {
            "success": health.healthy,
            "hardFailure": health.hard,
            "responseCode": None,
            "sticky": False,
            "message": health.reason or None,
        },
    }


_JIBRI: Final = (
    "total_sip_call_failures",
    "total_live_streaming_failures",
    "total_recording_failures",
    "live_streaming_active",
    "recording_active",
    "sip_call_active",
)


def debug_state(service: FocusService) -> dict[str, Any]:
    """Return the answer to /debug: every conference with its size, every bridge with its state."""
    bridges = {bridge.address: _bridge(service, bridge) for bridge in service.desk.bridges}
    return {
        "focus_manager": {room: len(each.participants) for room, each in service.conferences.items()},
        "bridge_selector": {"strategy": "SingleBridgeSelectionStrategy", "bridge": bridges},
        "jibri_detector": None,
        "sip_jibri_detector": None,
        "jigasi_detector": None,
        "av_moderation": {"address": "null"},
        "conference_iq_handler": {
            "breakout_address": "null",
            "focus_auth_jid": service.desk.settings.jid,
            "jigasi_enabled": False,
            "auth_authority": "null",
        },
    }


def _bridge(service: FocusService, bridge: Bridge) -> dict[str, Any]:
    return {
        "corrected-stress": bridge.stress,
        "drain": bridge.draining,
        "endpoints": service.endpoints_on(bridge.address),
        "endpoint-restart-requests": 0,
        "failing-ice": False,
        "graceful-shutdown": False,
        "healthy": bridge.healthy,
        "operational": service.desk.bridges.is_operational(bridge.address),
        "overloaded": bridge.stress >= 1.0,
        "region": "null",
        "relay-id": "null",
        "release": "null",
        "shutting-down": False,
        "stress": bridge.stress,
        "version": bridge.version,
    }


def _selector(service: FocusService) -> dict[str, int]:
    bridges = service.desk.bridges
    return {
        "bridge_count": len(bridges),
        "operational_bridge_count": len(bridges.operational()),
        "in_shutdown_bridge_count": 0,
        "lost_bridges": service.desk.counters.bridges_lost,
        "bridge_version_count": len({bridge.version for bridge in bridges}),
    }


def _queue(counters: Counters, seconds: float) -> dict[str, Any]:
    handled = counters.received.total()
    return {
        "added_packets": handled,
        "removed_packets": handled,
        "dropped_packets": 0,
        "duration_s": seconds,
        "average_remove_rate_pps": handled / seconds if seconds else 0.0,
        "queue_size_at_remove": {
            "average_queue_size_at_remove": 0.0,
            "max_queue_size_at_remove": 0,
            "min_queue_size_at_remove": 0,
            **{name: value for name, value in _distribution([0] * handled, _LENGTHS).items() if name not in _EXTREMES},
        },
    }


_EXTREMES: Final = ("max", "min")


def _distribution(values: list[int], bounds: tuple[int, ...]) -> dict[str, Any]:
    return {
        "max": max(values, default=0),
        "min": min(values, default=0),
        "total_value": sum(values),
        "total_count": len(values),
        "discarded": 0,
        "buckets": _buckets(values, bounds),
    }


def _buckets(values: Iterable[int], bounds: tuple[int, ...]) -> dict[str, int]:
    found = {f"{low}_to_{high}": 0 for low, high in zip(bounds, (*bounds[1:], "max"), strict=True)}
    for value in values:
        place = max(index for index, low in enumerate(bounds) if index == 0 or value > low)
        found[list(found)[place]] += 1
    return found | {"p99_upper_bound": -1, "p999_upper_bound": -1}


def _average(values: list[int]) -> float | str:
    return sum(values) / len(values) if values else "NaN"


def _by_action(counted: Counter[str]) -> Mapping[str, int]:
    return {_WORDS.get(action, action.upper()): times for action, times in counted.items()}
