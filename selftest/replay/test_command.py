"""`python -m fixtures.replay`: one line for each message refused, the count, and the status."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CAPTURED = ROOT / "selftest" / "captures"
GREETING = {"seconds": 0.0, "session": 1, "from": "server", "text": '{"colibriClass": "ServerHello"}'}


def replay(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    asked = [sys.executable, "-m", "fixtures.replay", *words]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_captures_that_are_understood(tmp_path: Path) -> None:
    """Nothing but the count, and status 0."""
    shutil.copy(CAPTURED / "bridge-channels.jsonl", tmp_path)
    shutil.copytree(CAPTURED / "http", tmp_path / "http")

    result = replay(str(tmp_path))

    assert (result.stdout, result.stderr, result.returncode) == ("109 messages, 0 refused\n", "", 0)


def test_messages_that_are_refused_are_named_with_the_reason(tmp_path: Path) -> None:
    """File and line, one sentence each, and status 1."""
    lines = [GREETING, GREETING | {"text": "{}"}, GREETING | {"text": "[]", "from": "client"}]
    (tmp_path / "channels.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    (tmp_path / "http").mkdir()
    (tmp_path / "http" / "jicofo-stats.http").write_bytes(b"HTTP/1.1 200 OK\r\n\r\n{}")
    (tmp_path / "http" / "jvb-about-health.http").write_bytes(b"SSH-2.0\r\n\r\n")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "jvb.log").write_text("Hello?\n")

    result = replay(str(tmp_path))

    assert result.stdout.splitlines() == [
        "channels.jsonl:2: This is no message of a bridge channel: no colibriClass.",
        "http/jicofo-stats.http: This was not understood: the figure bridge_count is missing.",
        "http/jvb-about-health.http: This is no HTTP answer: not a status line of HTTP/1: 'SSH-2.0'.",
        "logs/jvb.log:1: No hop is known to write such a line: 'Hello?'.",
        "5 messages, 4 refused",
    ]
    assert result.returncode == 1


def nothing(folder: Path) -> None:
    """Leave the folder empty."""


def writing(content: str | bytes) -> Callable[[Path], None]:
    """Write a file of messages."""

    def write(folder: Path) -> None:
        (folder / "x.jsonl").write_bytes(content if isinstance(content, bytes) else content.encode())

    return write


BAD = {
    "nothing in it": (nothing, "holds no captures"),
    "no JSON": (writing('{"seconds": 0'), "x.jsonl:1 is not JSON."),
    "no object": (writing("\n[]"), "x.jsonl:2 is no JSON object."),
    "no text": (writing('{"session": 1, "from": "server"}'), "x.jsonl:1 lacks a session, who said it"),
    "a stranger": (writing(json.dumps(GREETING | {"from": "me"})), "x.jsonl:1 lacks a session, who said it"),
    "bytes": (writing(b"\xff\xfe\x00"), "x.jsonl:1 is not JSON."),
}


@pytest.mark.parametrize(("make", "words"), BAD.values(), ids=BAD)
def test_what_is_no_capture_is_one_line_and_status_2(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    """The line says which, and where."""
    make(tmp_path)

    result = replay(str(tmp_path))

    assert result.returncode == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert result.stderr.count("\n") == 1


NO_FOLDERS = {
    "no folder": (),
    "none there": ("/nowhere",),
    "a file": ("/etc/hostname",),
    "two": ("/a", "/b"),
    "an unknown option": ("--faster", "/a"),
}


@pytest.mark.parametrize("words", NO_FOLDERS.values(), ids=NO_FOLDERS)
def test_a_folder_that_is_none_is_one_line_and_status_2(words: tuple[str, ...]) -> None:
    """Nothing is played."""
    result = replay(*words)

    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, "", 1)
