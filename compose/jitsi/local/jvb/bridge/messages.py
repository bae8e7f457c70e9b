"""Messages of the bridge channel: JSON texts told apart by `colibriClass` (JVB BridgeChannelMessage)."""

import json
from typing import Any, Final, TypeVar

import msgspec

from bridge.wishes import DEFAULT_HEIGHT, VideoWishes

_T = TypeVar("_T")
_LARGEST: Final = 256 * 1024


class MessageError(ValueError):
    """The text is not a message that the bridge understands; it is logged and the channel stays."""


class _Height(msgspec.Struct, frozen=True, rename="camel"):
    max_height: int = DEFAULT_HEIGHT


class _Constraints(msgspec.Struct, frozen=True, rename="camel"):
    last_n: int | None = None
    selected_sources: list[str] | None = None
    on_stage_sources: list[str] | None = None
    default_constraints: _Height | None = None
    constraints: dict[str, _Height] | None = None


class _LastN(msgspec.Struct, frozen=True, rename="camel"):
    last_n: int


class VideoType(msgspec.Struct, frozen=True, rename="camel"):
    """SourceVideoTypeMessage: what a source shows, `none` for nothing."""

    source_name: str
    video_type: str


class AudioSubscription(msgspec.Struct, frozen=True):
    """ReceiverAudioSubscription: which audio sources a receiver wants."""

    all: bool = True
    include: list[str] = []
    exclude: list[str] = []

    def wants(self, source: str) -> bool:
        """True when the source is to be forwarded."""
        return source not in self.exclude if self.all else source in self.include


def parse(text: str) -> tuple[str, dict[str, Any]]:
    """The class and the whole object of a message; raises MessageError, also for a key that occurs twice."""
    if len(text) > _LARGEST:
        raise MessageError(f"longer than {_LARGEST} characters")
    try:
        message = json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise MessageError(f"not JSON: {error}") from error
    kind = message.get("colibriClass") if isinstance(message, dict) else None
    if not isinstance(kind, str):
        raise MessageError("no colibriClass")
    return kind, message


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key occurs twice")
    return result


def read_wishes(message: dict[str, Any], before: VideoWishes) -> VideoWishes:
    """ReceiverVideoConstraints; what the message leaves out keeps its last value, heights excepted."""
    stated = _convert(message, _Constraints)
    default = stated.default_constraints
    return VideoWishes(
        last_n=before.last_n if stated.last_n is None else stated.last_n,
        selected=before.selected if stated.selected_sources is None else tuple(stated.selected_sources),
        on_stage=before.on_stage if stated.on_stage_sources is None else tuple(stated.on_stage_sources),
        default_height=DEFAULT_HEIGHT if default is None else default.max_height,
        heights={name: height.max_height for name, height in (stated.constraints or {}).items()},
    )


def read_last_n(message: dict[str, Any]) -> int:
    """LastNChangedEvent."""
    return _convert(message, _LastN).last_n


def read_video_type(message: dict[str, Any]) -> VideoType:
    """SourceVideoTypeMessage."""
    return _convert(message, VideoType)


def read_audio_subscription(message: dict[str, Any]) -> AudioSubscription:
    """ReceiverAudioSubscription, in its present form and in the old one with `mode` and `list`."""
    mode = message.get("mode")
    if not isinstance(mode, str):
        return _convert(message, AudioSubscription)
    named = message.get("list", [])
    kept: dict[str, Any] = {
        "All": {},
        "None": {"all": False},
        "Include": {"all": False, "include": named},
        "Exclude": {"exclude": named},
    }.get(mode, {"all": mode})
    return _convert(kept, AudioSubscription)


def _convert(message: dict[str, Any], kind: type[_T]) -> _T:
    try:
        return msgspec.convert(message, kind)
    except msgspec.ValidationError as error:
        raise MessageError(str(error)) from error


def text_of(kind: str, **fields: Any) -> str:
    """The text of a message that the bridge sends."""
    return json.dumps({"colibriClass": kind, **fields}, separators=(",", ":"))


def height_text(source: str, height: int) -> str:
    """The text of SenderSourceConstraints, which the real bridge writes by hand, with blanks."""
    return f'{{"colibriClass":"SenderSourceConstraints", "sourceName":{json.dumps(source)}, "maxHeight":{height}}}'
