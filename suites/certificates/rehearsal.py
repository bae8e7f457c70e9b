"""A renewal, one that fails, one that is only rehearsed, and the very first issue, each seen from outside."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from fixtures.expected import answered
from fixtures.patience import Patience, ask_until
from fixtures.probes.tls import TlsAnswer, handshake
from fixtures.probes.tls.watch import Watch, WatchAnswer, watch
from fixtures.probes.xmpp.crowd import Crowd, CrowdAnswer, crowd
from fixtures.target.certbot import Certbot
from fixtures.target.deployment import Deployment
from fixtures.target.endpoints import ENDPOINTS, Endpoint
from fixtures.vantage.shell import CommandResult
from fixtures.vantage.vantage import Held, Vantage
from suites.certificates.endpoints import complaint, latest_on


@dataclass(frozen=True, slots=True)
class Done:
    """What certbot came to, and what was left.

    complaint: "" where it succeeded, else its last words; before, shown: endpoint to the SHA-256 of the certificate
    that it showed before and shows by now, or why it shows none; latest: the same of what lies on the host.
    """

    complaint: str
    before: Mapping[str, str]
    shown: Mapping[str, str]
    latest: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Renewal:
    """A renewal while people are served. watched: each endpoint meanwhile; people: who was connected, at its end."""

    done: Done
    watched: Mapping[str, WatchAnswer]
    people: CrowdAnswer


class Rehearsing:
    """Certbot on one host, watched from one place."""

    def __init__(self, deployment: Deployment, outside: Vantage, patience: Patience) -> None:
        self._host = deployment.shell
        self._target = deployment.target
        self._outside = outside
        self._patience = patience
        self._endpoints = {label: of(deployment.target) for label, of in ENDPOINTS.items()}

    def renew(self, certbot: Certbot) -> Renewal:
        """Renew everything before its time while two people are there and every endpoint is watched."""
        where = self._target.websocket_url, self._target.xmpp.domain
        with ExitStack() as held:
            people = held.enter_context(self._outside.hold(crowd, *where, idle=1, active=1))
            watches = {
                label: held.enter_context(self._outside.hold(watch, each.name, each.port))
                for label, each in self._endpoints.items()
            }
            done = self.around(certbot.renew)
            watched = {label: self._seen_by(held_watch) for label, held_watch in watches.items()}
            return Renewal(done, watched, people.run(Crowd.state, within=self._patience.answer))

    def around(self, work: Callable[[], CommandResult]) -> Done:
        """Let certbot do something, and look at the endpoints before and after."""
        before, result = self.shown(), work()
        latest = {label: latest_on(self._host, each.name) for label, each in self._endpoints.items()}
        return Done(complaint(result), before, self.shown(), latest)

    def _seen_by(self, held: Held[Watch]) -> WatchAnswer:
        """Return what a watch saw, once the endpoint is served again, or after as long as coturn may need for that."""
        return ask_until(lambda: held.run(Watch.seen), answered(), self._patience.stop)

    def shown(self) -> dict[str, str]:
        """Return which certificate each endpoint shows now, or as soon as it shows one."""
        return {label: self._shown_at(each) for label, each in self._endpoints.items()}

    def _shown_at(self, endpoint: Endpoint) -> str:
        def ask() -> TlsAnswer:
            return self._outside.run(handshake, endpoint.name, endpoint.port, verify=False)

        answer = ask_until(ask, answered(), self._patience.answer)
        return answer.chain[0].fingerprint if answer.chain else answer.detail
