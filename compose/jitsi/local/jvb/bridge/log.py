"""The bridge's log and what must not be read in it."""

from dataclasses import dataclass
from typing import Final

from standin.java_log import JavaLog, redacted

LOG: Final = JavaLog("JVB")


@dataclass(frozen=True, slots=True)
class Redaction:
    """Whether addresses of others are made unreadable (videobridge.redact-remote-addresses, on by default)."""

    on: bool = True

    def __call__(self, address: str) -> str:
        """Return an address, or a text with addresses in it, as it may be logged."""
        return redacted(address) if self.on else address
