"""Listeners beside the bridge that nobody has a reason to ask, on the port that the bridge's WebSocket has."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from fixtures.plugin import could_not_tell
from fixtures.probes.net import Witness, witness
from fixtures.target.services import Services
from fixtures.target.target import Target
from fixtures.vantage import shell
from fixtures.vantage.vantage import Held, Vantage

PORT: Final = 9090
GREETING: Final = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Listeners:
    """The listeners, and the names under which the web container would reach them."""

    held: Mapping[str, Held[Witness]]
    names: Mapping[str, str]
    """By what kind of name it is."""

    def visited(self, token: str) -> tuple[str, ...]:
        """Return the vantages that were asked for something with this token in it."""
        return tuple(vantage for vantage, listener in self.held.items() if self._heard(listener, token))

    def show_reachable(self, services: Services) -> None:
        """Make sure that the web container reaches one by each of the names, or silence would prove nothing."""
        __tracebackhide__ = True
        for kind, name in self.names.items():
            token = new_token()
            asked = services["web"].run("curl", "--silent", "--max-time", "3", f"http://{name}:{PORT}/{token}")
            if not self.visited(token):
                could_not_tell(f"The listeners prove nothing: web does not reach one by the {kind} {name}: {asked}.")

    @staticmethod
    def _heard(listener: Held[Witness], token: str) -> bool:
        return any(token.encode() in visit.first_bytes for visit in listener.run(Witness.history))


def new_token() -> str:
    """Return a word that no other request has in it."""
    return secrets.token_hex(8)


def set_out(stack: ExitStack, on_host: Vantage, in_compose: Vantage, lan: Vantage, target: Target) -> Listeners:
    """Listen at these vantages until the stack is closed."""
    vantages = on_host, in_compose, lan
    held = {
        vantage.name: stack.enter_context(vantage.hold(witness.listen_tcp, PORT, reply=GREETING))
        for vantage in vantages
    }
    names = {
        "address in the compose": in_compose.address,
        "name in the compose": in_compose.run(shell.command, ("hostname",)).output.strip(),
        "gateway of the compose": target.compose_gateway,
        "address of the host": target.host_address,
        "address in the LAN": lan.address,
    }
    return Listeners(held, names)


Form = Callable[[str], str]
FORMS: Final[dict[str, Form]] = {
    "with the port": lambda name: f"{name}:{PORT}",
    "after a user": lambda name: f"jvb.meet.jitsi@{name}",
    "dots encoded": lambda name: name.replace(".", "%2e"),
    "rooted": lambda name: f"{name}.",
    "after the bridge": lambda name: f"jvb.meet.jitsi/../{name}",
    "after the bridge, encoded": lambda name: f"jvb.meet.jitsi/%2e%2e/{name}",
    "after two slashes": lambda name: f"/{name}",
}
"""How an attacker may write a host into a path."""
