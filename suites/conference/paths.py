"""The path that media really took, by what the bridge and the relay log, not by the type of a candidate.

The bridge says it in its log, unless it is told to hide addresses there (its default), and in its answer to every STUN
check, which names the address that the check came from (RFC 8489 section 14.2). Coturn says it in the sums of its
sessions, which come late, and only where it is told to.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from fixtures.hops import jvb
from fixtures.hops import turn as coturn
from fixtures.hops.turn import RelaySession
from fixtures.meetings import Gathering
from fixtures.patience import ask_until
from fixtures.plugin.outcomes import could_not_tell
from fixtures.probes.participant.facts import ParticipantAnswer
from fixtures.target.services import Services

BRIDGE_WRITES: Final = 2.0
"""Seconds by which a line may come later into the engine's log than what it tells of."""
RELAY_FORGETS: Final = 5.0
"""Seconds until coturn sums up a session over UDP that was given back; 1 to 2 were measured."""


def met_at(services: Services, gathering: Gathering, name: str) -> str:
    """Where the bridge sends a guest's media, as `address:port`: by its log, else by its STUN answer to the guest.

    Raises CouldNotTell when the bridge said it neither way.
    """
    __tracebackhide__ = True
    endpoint, path = gathering.endpoints[name], gathering.answers[name].path

    def logged() -> jvb.Remote | None:
        return jvb.remote(services["jvb"].log(gathering.began), endpoint)

    connected = gathering.answers[name].timings.ice > 0
    ask_until(lambda: logged() is not None, True, BRIDGE_WRITES if connected and not path.mapped_address else 0.0)
    return seen_at(logged(), path.mapped_address) or could_not_tell(
        f"The bridge says neither in its log nor in its answer to a STUN check where it met {name} ({endpoint}); "
        f"with {jvb.SHOWS_ADDRESSES} its log does."
    )


def seen_at(logged: jvb.Remote | None, told: str) -> str:
    """Where the bridge meets somebody by its log, or where that hides the address by what it told them; "" for neither.

    What it told them counts only for the port that the log names.
    """
    if logged is None:
        return told
    if logged.host is not None:
        return f"{logged.host}:{logged.port}"
    return told if told.endswith(f":{logged.port}") else ""


def straight_from(vantage_address: str, answer: ParticipantAnswer) -> tuple[str, str]:
    """Where the bridge can see a participant who comes straight: the vantage's address, and the one that ICE chose.

    A machine may have several addresses, and a bridge takes the first of two equal pairs that it hears from.
    """
    chosen, _, _ = answer.path.local_address.rpartition(":")
    return vantage_address, chosen


def relayed_at(services: Services, answer: ParticipantAnswer) -> str:
    """Where the bridge sees a participant who comes through the relay: coturn's own address, and the relayed port."""
    _, _, port = answer.path.local_address.rpartition(":")
    return f"{services['turn'].state().address}:{port}"


def not_relayed(services: Services, gathering: Gathering, client: str) -> list[str]:
    """Return the guests whose bytes did not cross the relay for a client of that address.

    Decided by coturn's sums of its sessions; where coturn sums up fewer sessions than there are guests, by what those
    it lacks and the bridge say: media went both ways over a pair whose near end is the relay to either of them.

    Raises CouldNotTell when neither coturn nor the bridge said anything of somebody whose media went by a relay.
    """
    __tracebackhide__ = True

    def missing() -> list[str]:
        return unmatched(gathering.answers, summed_up(services, gathering, client))

    lacking = ask_until(missing, [], RELAY_FORGETS)
    if len(summed_up(services, gathering, client)) >= len(gathering.answers):
        return lacking
    relay = services["turn"].state().address
    return [name for name in lacking if not by_own_account(gathering.answers[name], relay)]


def summed_up(services: Services, gathering: Gathering, client: str) -> list[RelaySession]:
    """Return the sessions of a client's address that coturn has summed up since a meeting began."""
    log = services["turn"].log(gathering.began)
    return [each for each in coturn.sessions(log, gathering.began) if each.client == client]


def by_own_account(answer: ParticipantAnswer, relay: str) -> bool:
    """Whether guest and bridge agree that the media between them, which went both ways, crossed the relay.

    Raises CouldNotTell when the guest says so and the bridge says nothing.
    """
    __tracebackhide__ = True
    path = answer.path
    if not (answer.bytes_sent > 0 and answer.bytes_received > 0 and path.relay):
        return False
    if not path.mapped_address:
        could_not_tell(
            f"Neither coturn nor the bridge says what crossed the relay; with {coturn.TELLS_SESSIONS} coturn does."
        )
    return path.mapped_address.rpartition(":")[0] == relay


def carried(session: RelaySession, answer: ParticipantAnswer) -> bool:
    """Whether everything that a participant had sent and received by then fits through a session."""
    return session.received >= answer.bytes_sent > 0 and session.sent >= answer.bytes_received > 0


def unmatched(answers: Mapping[str, ParticipantAnswer], sessions: Iterable[RelaySession]) -> list[str]:
    """Give every guest a session of its own, the largest first; return who got none."""
    left = sorted(sessions, key=lambda session: session.received, reverse=True)
    missing = []
    for name, answer in sorted(answers.items(), key=lambda item: item[1].bytes_sent, reverse=True):
        fitting = next((session for session in left if carried(session, answer)), None)
        if fitting is None:
            missing.append(name)
        else:
            left.remove(fitting)
    return missing
