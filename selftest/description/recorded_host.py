"""A host that answers with what real daemons printed: hosts/README.md says where each is from."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from fixtures.vantage.shell import CommandResult

HOSTS: Final = Path(__file__).with_name("hosts")
ANSWERS: Final = {
    "ss": "ss.txt",
    "ps": "ps.txt",
    "nginx": "nginx.txt",
    "cat /etc/haproxy/haproxy.cfg": "haproxy.cfg",
    "cat /etc/sslh.cfg": "sslh.cfg",
    "ip -j -4 rule": "rule.json",
    "ip -j -4 route show": "route.json",
    "ip -j -4 route get": "get.json",
    "docker inspect": "containers.jsonl",
    "ls": "ls.txt",
}
"""The file with the answer, by how a command begins."""
OF_EVERY_HOST: Final = ("containers.jsonl", "rule.json", "route.json", "get.json", "ls.txt")
"""Files that are the seed's where a folder has none."""


class RecordedHost:
    """Answers from a folder; a command of which the folder has nothing ends as one that is not installed."""

    def __init__(self, name: str, replaced: dict[str, str] | None = None) -> None:
        """replaced: other answers, by the names of files."""
        self._folder = HOSTS / name
        self._replaced = replaced or {}

    def run(self, *words: str, stdin: bytes = b"", within: float = 30.0) -> CommandResult:
        """Answer a command."""
        line = " ".join(words)
        if line.startswith("docker ps"):
            return CommandResult(words, 0, f"{'a' * 64}\n{'b' * 64}\n", "", 0.0)
        if line.startswith("haproxy -c"):
            return self._checked(words)
        file = next((file for beginning, file in ANSWERS.items() if line.startswith(beginning)), "")
        text = self._text(file)
        if text is None:
            return CommandResult(words, 127, "", f"{words[0]}: not found", 0.0)
        return CommandResult(words, 0, text, "", 0.0)

    def _checked(self, words: tuple[str, ...]) -> CommandResult:
        refused = self._replaced.get("haproxy -c", "")
        return CommandResult(words, 1 if refused else 0, "", refused, 0.0)

    def _text(self, file: str) -> str | None:
        if file in self._replaced:
            return self._replaced[file]
        folder = HOSTS / "seed" if file in OF_EVERY_HOST and not (self._folder / file).exists() else self._folder
        return (folder / file).read_text() if file and (folder / file).exists() else None


class Quiet:
    """A progress that says nothing."""

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """Let the block pass."""
        yield
