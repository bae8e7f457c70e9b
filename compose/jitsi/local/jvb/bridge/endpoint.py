"""One participant's place at the bridge: its credentials, what it may receive, and when it is forgotten."""

import secrets
from dataclasses import dataclass, field
from typing import Final

from standin.events import log

from bridge.colibri import EndpointRequest, Fingerprint, ForceMute, IceTransport, MediaSource
from bridge.ice import IceAgent, IceEvents, random_word
from bridge.stun import Address

NEVER_CONNECTED: Final = 120.0
"""Seconds after which an endpoint that never connected is expired."""
INACTIVE: Final = 60.0
"""Seconds without any packet after which an endpoint is expired."""
