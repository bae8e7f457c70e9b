"""By which way media really went: what the bridge and the relay themselves logged, not what a candidate was called."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fixtures.plugin.outcomes import could_not_tell
from fixtures.plugin.patience import eventually
from fixtures.probes.participant.facts import ParticipantAnswer
from fixtures.target.services import Services
from suites.conference.meeting import Gathering

BRIDGE_WRITES: Final = 2.0
"""Seconds by which a line may come later into the engine's log than what it tells of."""
RELAY_FORGETS: Final = 5.0
"""Seconds until coturn sums up a session over UDP that was given back; 1 to 2 were measured."""

_REMOTE: Final = re.compile(r"(?:\bremote=|-> ?)(?P<address>\d+(?:\.\d+){3}:\d+)")
"""The far end of a selected pair, as the stand-in (`remote=`) and as the real bridge's ICE library (`->`) write it."""
_SESSION: Final = re.compile(r"session (?P<id>\d+): (?P<rest>.*)")
_USAGE: Final = re.compile(r"^usage: .*\brb=(?P<received>\d+), sp=\d+, sb=(?P<sent>\d+)")
_CLOSED: Final = re.compile(r"^closed .*\blocal \S+:(?P<port>\d+), remote (?P<client>\S+):\d+")


@dataclass(frozen=True, slots=True)
class RelaySession:
    """One client's session at coturn, summed up when it closed.

    port: coturn's own at which the client came; client: the address it came from; received, sent: bytes from and to it.
    """

    port: int
    client: str
    received: int
    sent: int

    def carried(self, answer: ParticipantAnswer) -> bool:
        """Whether everything that a participant had sent and received by then fits through this session."""
        return self.received >= answer.bytes_sent > 0 and self.sent >= answer.bytes_received > 0


def met_at(services: Services, gathering: Gathering, name: str) -> str:
    """Where the bridge sent a guest's media, as `address:port` in its own log; without a log nothing can be told."""
    __tracebackhide__ = True
    endpoint, bridge = gathering.endpoints[name], services["jvb"]

    def found() -> str:
        return selected_remote(bridge.log(gathering.began), endpoint)

    connected = gathering.answers[name].timings.ice > 0
    eventually(lambda: bool(found()), True, BRIDGE_WRITES if connected else 0.0)
    return found() or could_not_tell(f"The bridge's log does not say where it met {name} ({endpoint}).")


def selected_remote(log: str, endpoint: str) -> str:
    """The address and port that the bridge selected last for an endpoint, "" when its log does not say."""
    found = [match["address"] for line in log.splitlines() if endpoint in line and (match := _REMOTE.search(line))]
    return found[-1] if found else ""


def relayed_at(services: Services, answer: ParticipantAnswer) -> str:
    """Where the bridge sees a participant who comes through the relay: coturn's own address, and the relayed port."""
    _, _, port = answer.path.local_address.rpartition(":")
    return f"{services['turn'].state().address}:{port}"


def not_relayed(services: Services, gathering: Gathering, port: int, client: str) -> list[str]:
    """The guests whose bytes no relay session carried that came to `port` from the address `client`."""
    relay = services["turn"]

    def missing() -> list[str]:
        sessions = relay_sessions(relay.log(gathering.began))
        fitting = [session for session in sessions if (session.port, session.client) == (port, client)]
        return _unmatched(gathering.answers, fitting)

    return eventually(missing, [], RELAY_FORGETS)


def relay_sessions(log: str) -> list[RelaySession]:
    """Read every session that coturn summed up: after every 2048 packets, then what is left, then the closing."""
    usages: defaultdict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    sessions = []
    for line in log.splitlines():
        match = _SESSION.search(line)
        if match is None:
            continue
        if usage := _USAGE.match(match["rest"]):
            received, sent = usages[match["id"]]
            usages[match["id"]] = received + int(usage["received"]), sent + int(usage["sent"])
        elif (closed := _CLOSED.match(match["rest"])) and match["id"] in usages:
            sessions.append(RelaySession(int(closed["port"]), closed["client"], *usages.pop(match["id"])))
    return sessions


def _unmatched(answers: Mapping[str, ParticipantAnswer], sessions: Iterable[RelaySession]) -> list[str]:
    """Give every guest a session of its own, the largest first; return who got none."""
    left = sorted(sessions, key=lambda session: session.received, reverse=True)
    missing = []
    for name, answer in sorted(answers.items(), key=lambda item: item[1].bytes_sent, reverse=True):
        fitting = next((session for session in left if session.carried(answer)), None)
        if fitting is None:
            missing.append(name)
        else:
            left.remove(fitting)
    return missing
