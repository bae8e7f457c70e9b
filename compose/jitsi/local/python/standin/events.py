"""One line per event on standard output: `time=… event=… key=value …`, for people, grep and the log scan."""

import sys
from datetime import UTC, datetime

_NEEDS_QUOTES = frozenset(' "=\\')


def _quoted(value: object) -> str:
    text = str(value)
    if text and not _NEEDS_QUOTES.intersection(text) and text.isprintable():
        return text
    return '"' + text.encode("unicode_escape").decode("ascii").replace('"', '\\"') + '"'


def line(event: str, level: str = "info", **facts: object) -> str:
    """The log line for an event; values that hold a blank, a quote or a control character are quoted."""
    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    pairs = {"time": moment, "level": level, "event": event, **facts}
    return " ".join(f"{key}={_quoted(value)}" for key, value in pairs.items())


def log(event: str, level: str = "info", **facts: object) -> None:
    """Write one event; callers never pass a secret. Levels: info, warning, error, fatal."""
    sys.stdout.write(line(event, level, **facts) + "\n")
    sys.stdout.flush()
