"""How a stand-in's answer is compared with the captured one: field by field, but for what differs on purpose."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

CAPTURES: Final = Path(__file__).resolve().parents[1] / "captures"
TABLE: Final = Path(__file__).with_name("on_purpose.toml")
NAMES: Final = ("name", "id", "type", "subtype", "ssrc", "var", "key", "uri", "url", "semantics")
"""Attributes by which children of the same kind are told apart, the first that is there."""
UNORDERED: Final = frozenset({"source", "media", "feature"})
"""Children that the real ones write in the order of a Java map."""
ANY_VALUE: Final = {
    "sid": r"[0-9a-v]{12,13}",
    "ufrag": r"[0-9a-z]{13,14}",
    "pwd": r"[0-9a-z]{25,26}",
    "fingerprint": r"(?:[0-9A-F]{2}:){31}[0-9A-F]{2}",
    "bridge-session": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "meeting-id": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "candidate": r"[0-9a-f]{20,40}",
    "own ssrc": r"\d{1,10}",
    "channel": r"wss://meet\.lab\.test/colibri-ws/jvb\.meet\.jitsi/[0-9a-f]{16}/[0-9a-f]{8}\?pwd=\w{24}",
}
"""Values that are made anew every time, by their shape; what does not have it differs."""


@dataclass(frozen=True, slots=True)
class OnPurpose:
    """One row of the table: where a stand-in differs, in which line of a comparison, and why."""

    standin: str
    line: re.Pattern[str]
    reason: str


@cache
def table() -> tuple[OnPurpose, ...]:
    """Return what differs on purpose."""
    rows = tomllib.loads(TABLE.read_text()).get("difference", [])
    return tuple(OnPurpose(row["standin"], re.compile(row["line"]), row["reason"]) for row in rows)


def unlisted(standin: str, differences: Iterable[str]) -> list[str]:
    """Return the differences of a stand-in that no row of the table explains."""
    rows = [row.line for row in table() if row.standin == standin]
    return [line for line in differences if not any(row.search(line) for row in rows)]


def compared(what: str, real: Iterable[str], double: Iterable[str]) -> list[str]:
    """Return what only one side has, as lines of a comparison."""
    theirs, ours = list(real), list(double)
    missing = [f"{what}: lacks {line}" for line in theirs if line not in ours]
    return missing + [f"{what}: adds {line}" for line in ours if line not in theirs]


def messages(name: str, origin: str, session: int | None = None) -> list[str]:
    """Return the texts of a captured file that one side sent, of one session or of all."""
    rows = [json.loads(line) for line in (CAPTURES / name).read_text().splitlines()]
    return [row["text"] for row in rows if row["from"] == origin and session in (None, row["session"])]


def stanzas(name: str, origin: str, session: int | None = None) -> list[Element]:
    """Return the stanzas of a captured file that one side sent."""
    texts = messages(name, origin, session)
    return [fromstring(text) for text in texts if text.startswith(("<iq", "<presence", "<message"))]


def fields(element: Element, path: str = "") -> Iterator[str]:
    """Yield every field of an element as `path = value`, and the order of its children."""
    here = f"{path}/{_local(element.tag)}"
    yield f"{here} in {element.tag.partition('}')[0][1:]}"
    for name, value in sorted(element.attrib.items()):
        yield f"{here}@{name} = {_shape(element, name, value)}"
    if (element.text or "").strip():
        yield f"{here} = {_shape(element, '', (element.text or '').strip())}"
    keys = [_key(child) for child in element]
    if keys:
        fixed = [key for key in keys if key.partition("[")[0] not in UNORDERED]
        yield f"{here} holds {' '.join([*fixed, *sorted(key for key in keys if key not in fixed)])}"
    for child, key in zip(element, keys, strict=True):
        plain = f"{here}/{_local(child.tag)}"
        yield from (f"{here}/{key}{line.removeprefix(plain)}" for line in fields(child, here))


def _key(element: Element) -> str:
    name = next((name for name in NAMES if name in element.attrib), "")
    value = _shape(element, name, element.get(name, "")) if name else ""
    return f"{_local(element.tag)}[{value}]" if name else _local(element.tag)


def _shape(element: Element, name: str, value: str) -> str:
    """Return a value, or the name of its kind when it is made anew every time and looks as it should."""
    kind = _kind(_local(element.tag), element.attrib, name)
    return f"<{kind}>" if kind and re.fullmatch(ANY_VALUE[kind], value) else value


def _kind(tag: str, attributes: Mapping[str, str], name: str) -> str:
    if name in ("sid", "ufrag", "pwd", "meeting-id"):
        return name
    own_source = tag == "source" and attributes.get("name", "").startswith("jvb-") and name == "ssrc"
    return {
        ("fingerprint", ""): "fingerprint",
        ("bridge-session", "id"): "bridge-session",
        ("candidate", "id"): "candidate",
        ("web-socket", "url"): "channel",
    }.get((tag, name), "own ssrc" if own_source else "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def shape_of(value: Any, path: str = "") -> Iterator[str]:
    """Yield every key of a JSON value with the kind of what it holds; keys that are names of rooms count as one."""
    if isinstance(value, dict):
        yield f"{path or '/'} holds {' '.join(sorted(_general(key) for key in value))}"
        for key, inner in value.items():
            yield from shape_of(inner, f"{path}/{_general(key)}")
    elif isinstance(value, list):
        yield f"{path} is a list"
    else:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        yield f"{path} is {'a number' if number else type(value).__name__}"


def _general(key: str) -> str:
    if key.isupper():
        return "<action>"
    return re.sub(r"\S+@\S+", "<address>", key)


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A captured or an own HTTP answer."""

    status: str
    headers: Mapping[str, str]
    body: str

    def fields(self) -> Iterator[str]:
        """Yield status, headers, and the body: JSON by its shape, everything else as it is."""
        yield f"status {self.status}"
        for name, value in sorted(self.headers.items()):
            yield f"header {name}: {value}"
        if self.headers.get("content-type") == "application/json":
            yield from shape_of(json.loads(self.body))
        else:
            yield from (f"body {line}" for line in self.body.splitlines())


def captured_answer(name: str) -> HttpAnswer:
    """Return a captured HTTP answer."""
    head, _, body = (CAPTURES / "http" / name).read_text().partition("\n\n")
    first, *lines = head.splitlines()
    return http_answer(first.split(" ", 2)[1], [line.partition(": ")[::2] for line in lines], body)


def http_answer(status: str, headers: Iterable[tuple[str, str]], body: str) -> HttpAnswer:
    """Return an answer without what says how long and how late it is."""
    kept = {name.lower(): value for name, value in headers if name.lower() not in ("date", "content-length")}
    return HttpAnswer(status, kept, body)


_HEADER: Final = re.compile(
    r"^(?P<program>\w+) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} (?P<level>[A-Z]+): \[\d+\] "
    r"(?:\[(?P<context>[^\]]*)\] )?(?P<where>[^ ]+): (?P<text>.*)$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log with a head: what of it is the same every time."""

    program: str
    level: str
    context: tuple[str, ...]
    where: str
    text: str

    @property
    def kind(self) -> str:
        """Everything but the text."""
        return f"{self.program} {self.level} {self.where} [{' '.join(self.context)}]"


def lines(text: str) -> list[Line]:
    """Return the lines of a log that have a head."""
    found = [match for line in text.splitlines() if (match := _HEADER.match(line))]
    return [
        Line(
            match["program"],
            match["level"],
            tuple(word.partition("=")[0] for word in (match["context"] or "").split()),
            match["where"],
            generalised(match["text"]),
        )
        for match in found
    ]


def generalised(text: str) -> str:
    """Return a line's text without the names, numbers and addresses of one occasion."""
    for pattern, word in (
        (r"<iq .*", "<stanza>"),
        (r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>"),
        (r"[\w.+-]+@[\w.-]+(?:/[\w.-]+)?", "<address>"),
        (r"\[(?:<address>|[\w, .=]*\d[\w, .=]*)\]", "[<list>]"),
        (r"xx\.xx\.xx\.xx|\d+(?:\.\d+){3}", "<ip>"),
        (r"PT[\d.HMS]+", "<duration>"),
        (r"\b(?=\d*[a-f])[0-9a-f]{8,16}\b", "<name>"),
        (r"\d+(?:\.\d+)?", "<number>"),
    ):
        text = re.sub(pattern, word, text)
    return text


def foreign_lines(printed: str) -> list[str]:
    """The kinds and the texts of lines that no captured log has."""
    captured = lines((CAPTURES / "standins" / "one-of-each.log").read_text())
    texts: dict[str, set[str]] = {}
    for line in captured:
        texts.setdefault(line.kind, set()).add(line.text)
    found = [
        f"log: {line.kind} was never captured" if line.kind not in texts else f"log: {line.kind} says {line.text}"
        for line in lines(printed)
        if line.kind not in texts or line.text not in texts[line.kind]
    ]
    return list(dict.fromkeys(found))
