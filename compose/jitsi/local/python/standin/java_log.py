"""Log lines in the form of Jitsi's services, on standard output.

`JVB 2026-11-25 14:11:12.072 INFO: [1] [confId=58d7] Class.method#47: text`, and below it the lines of an exception.
Source: JitsiLogFormatter of https://github.com/jitsi/jitsi-utils, and lines captured from the real services.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

THREAD: Final = 1
"""The number of the thread that every line names: there is only one here."""
REDACTED: Final = "xx.xx.xx.xx"
_ADDRESS: Final = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")


class Level(StrEnum):
    """Java's names for what the services use."""

    INFO = "INFO"
    WARNING = "WARNING"
    SEVERE = "SEVERE"


@dataclass(frozen=True, slots=True)
class JavaLog:
    """One program's log; callers never pass a secret that the real service keeps to itself."""

    program: str

    def write(
        self,
        where: str,
        text: str,
        *,
        level: Level = Level.INFO,
        context: Mapping[str, str] | None = None,
        below: Sequence[str] = (),
    ) -> None:
        """Write a line: `where` is Class.method#line, `below` are lines without a head of their own."""
        moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
        facts = " ".join(f"{key}={value}" for key, value in (context or {}).items())
        head = f"{self.program} {moment} {level}: [{THREAD}] {f'[{facts}] ' if facts else ''}{where}: "
        sys.stdout.write("\n".join((head + _one_line(text), *below)) + "\n")
        sys.stdout.flush()

    def trouble(
        self, where: str, text: str, exception: "JavaException", *, level: Level, context: Mapping[str, str]
    ) -> None:
        """Write a line with an exception below it."""
        self.write(where, text, level=level, context=context, below=exception.lines())


@dataclass(frozen=True, slots=True)
class JavaException:
    """An exception as Java prints it; `frames` are the places it went through, the innermost first."""

    name: str
    message: str
    frames: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """Return the lines of the stack trace."""
        first = f"{self.name}: {self.message}" if self.message else self.name
        return (*first.split("\n"), *(f"\tat {frame}" for frame in self.frames))


def redacted(text: str) -> str:
    """Return a text with every IPv4 address in it made unreadable, as the real bridge does with remote ones."""
    return _ADDRESS.sub(REDACTED, text)


def duration(seconds: float) -> str:
    """Return a duration below an hour as java.time writes it: `PT8.096732893S`, `PT1M30S`."""
    minutes, rest = divmod(seconds, 60)
    fraction = f"{rest:.9f}".rstrip("0").rstrip(".")
    return f"PT{f'{int(minutes)}M' if minutes else ''}{f'{fraction}S' if rest or not minutes else ''}"


def _one_line(text: str) -> str:
    """A client's text must not begin a line of its own: what cannot be printed is escaped."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
