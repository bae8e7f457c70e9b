"""What the focus said about an endpoint's payload types and header extensions, arranged for quick look-up."""

from dataclasses import dataclass, field
from typing import Final

from bridge.colibri import Media

AUDIO_LEVEL: Final = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"


@dataclass(slots=True)
class MediaKinds:
    """Empty until the focus has described the endpoint's media."""

    kinds: set[str] = field(default_factory=set)
    clock_rates: dict[int, int] = field(default_factory=dict)
    original_of: dict[int, int] = field(default_factory=dict)
    """Payload type of the original by that of the retransmission."""
    repair_of: dict[int, int] = field(default_factory=dict)
    """Payload type of the retransmission by that of the original."""
    audio_level: int | None = None
    """Identifier of the audio level header extension."""
    remb: bool = False
    """True when the endpoint wants bitrate estimates."""

    def add(self, media: Media) -> None:
        """Take one media description; later ones add to earlier ones."""
        if media.payload_types:
            self.kinds.add(media.kind)
        for payload_type in media.payload_types:
            self.clock_rates[payload_type.identifier] = payload_type.clock_rate
            self.remb = self.remb or "goog-remb" in payload_type.feedback
            original = payload_type.parameters.get("apt", "")
            if payload_type.name.lower() == "rtx" and original.isascii() and original.isdigit():
                self.original_of[payload_type.identifier] = int(original)
                self.repair_of[int(original)] = payload_type.identifier
        for identifier, uri in media.extensions.items():
            if uri == AUDIO_LEVEL:
                self.audio_level = identifier
