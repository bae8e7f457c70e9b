"""What config.js tells a client, read without running it."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

_COMMENT: Final = re.compile(r"""(?P<kept>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|//[^\n]*|/\*.*?\*/""", re.DOTALL)
_SETTING: Final = re.compile(r"""["']?\b(?P<name>\w+)["']?\s*[:=]\s*(?P<quote>["'])(?P<value>.*?)(?P=quote)""")

WEBSOCKET: Final = "websocket"
BOSH: Final = "bosh"
ENTRANCES: Final = (WEBSOCKET, BOSH, "serviceUrl", "websocketKeepAliveUrl", "conferenceRequestUrl")
"""The settings that hold addresses at which clients log in or ask for a meeting (lib-jitsi-meet)."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of config.js that are plain text, by their last name; a later one replaces an earlier one."""

    page: str
    """The URL of the site that it came from."""
    settings: dict[str, str]

    @property
    def entrances(self) -> dict[str, str]:
        """The addresses at which clients log in, as whole URLs."""
        found = {name: self.settings[name] for name in ENTRANCES if self.settings.get(name)}
        return {name: urljoin(f"{self.page}/", value) for name, value in found.items()}

    @property
    def strays(self) -> list[str]:
        """The entrances that are not encrypted, or not on the host and port of the page."""
        home = urlsplit(self.page).netloc
        split = {f"{name} {url}": urlsplit(url) for name, url in self.entrances.items()}
        return [words for words, url in split.items() if url.scheme not in ("https", "wss") or url.netloc != home]


def read_configuration(page: str, script: str) -> Configuration:
    """Read the settings out of a script such as `var config = {bosh: '/http-bind'}; config.hosts.domain = 'a.b';`."""
    code = _COMMENT.sub(lambda found: found["kept"] or " ", script)
    return Configuration(page, {found["name"]: found["value"] for found in _SETTING.finditer(code)})
