"""SRTP keys out of a DTLS session, and the two directions of one endpoint (RFC 5764 section 4.2, RFC 7714)."""

from dataclasses import dataclass
from typing import Final

from OpenSSL import SSL
from pylibsrtp import Error as SrtpError
from pylibsrtp import Policy, Session

__all__ = ["PROFILES", "SrtpError", "SrtpKeys", "SrtpSessions", "keys_from"]

_REPLAY_WINDOW: Final = 1024
_LABEL: Final = b"EXTRACTOR-dtls_srtp"


@dataclass(frozen=True, slots=True)
class _Profile:
    libsrtp: int
    key_bytes: int
    salt_bytes: int


PROFILES: Final[dict[bytes, _Profile]] = {
    b"SRTP_AEAD_AES_128_GCM": _Profile(Policy.SRTP_PROFILE_AEAD_AES_128_GCM, 16, 12),
    b"SRTP_AES128_CM_SHA1_80": _Profile(Policy.SRTP_PROFILE_AES128_CM_SHA1_80, 16, 14),
}
"""Profiles by OpenSSL name, in the real bridge's order of preference."""


@dataclass(frozen=True, slots=True)
class SrtpKeys:
    """Master key and salt of each direction, for one profile."""

    profile: str
    libsrtp: int
    local: bytes
    remote: bytes


def keys_from(connection: SSL.Connection, server: bool) -> SrtpKeys | None:
    """The keys that a finished handshake agreed on, or None when no profile was."""
    name = connection.get_selected_srtp_profile()
    profile = PROFILES.get(name)
    if profile is None:
        return None
    key, salt = profile.key_bytes, profile.salt_bytes
    material = connection.export_keying_material(_LABEL, 2 * (key + salt))
    client = material[:key] + material[2 * key : 2 * key + salt]
    bridge = material[key : 2 * key] + material[2 * key + salt :]
    local, remote = (bridge, client) if server else (client, bridge)
    return SrtpKeys(name.decode(), profile.libsrtp, local, remote)


class SrtpSessions:
    """Protects what leaves for an endpoint and opens what comes from it."""

    def __init__(self, keys: SrtpKeys) -> None:
        inbound = _session(keys.remote, Policy.SSRC_ANY_INBOUND, keys.libsrtp)
        outbound = _session(keys.local, Policy.SSRC_ANY_OUTBOUND, keys.libsrtp)
        self.unprotect = inbound.unprotect
        self.unprotect_rtcp = inbound.unprotect_rtcp
        self.protect = outbound.protect
        self.protect_rtcp = outbound.protect_rtcp


def _session(key: bytes, direction: int, profile: int) -> Session:
    policy = Policy(key=key, ssrc_type=direction, srtp_profile=profile)
    policy.allow_repeat_tx = True
    policy.window_size = _REPLAY_WINDOW
    return Session(policy)
