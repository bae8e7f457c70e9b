"""A deployment that exists only in memory, for runs of tiny suites."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import cast

from fixtures.declared.features import Expectation
from fixtures.declared.front import Front
from fixtures.evidence.ledger import LEDGER, Trace
from fixtures.hops.hop import HopEvidence
from fixtures.hops.traffic import Traffic
from fixtures.lab.options import FrontName, LabOptions
from fixtures.lab.progress import Progress
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.flows import Flow
from fixtures.report.model import Identity
from fixtures.target import fronts
from fixtures.target.circumstances import Circumstances
from fixtures.target.deployment import Deployment
from fixtures.target.said import Absence, Missing
from fixtures.target.target import Kind, Target

SECRET = "s3cret/pass+word"
HOST = "192.168.178.10"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a probe would have answered."""

    status: int = 200
    ending: Ending = Ending.ANSWERED
    seconds: float = 0.041
    address: str = "198.51.100.1:443"
    detail: str = "HTTP 200 from nginx."
    origin: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FakeVantage:
    """A vantage whose probes answer what they are told to."""

    name: str
    address: str

    @property
    def known_address(self) -> str:
        """Return the same: nothing hides it."""
        return self.address

    def run(self, answer: Answer = Answer()) -> Answer:
        """Return the answer as that of a call, which the ledger has, from port 50000 and the number of its entry."""
        number = LEDGER.begin(self.name, "double.run")
        flow = Flow(number, "tcp", self.address, 50000 + number, "198.51.100.1", 443)
        LEDGER.end(number, Trace((flow,), answer.ending, answer.address))
        return replace(answer, origin=number)


@dataclass(frozen=True, slots=True)
class Logs:
    """Logs that say the same whatever happened."""

    evidence: dict[str, HopEvidence]
    unknown: Mapping[str, str] = field(default_factory=dict)
    searched: list[Traffic] = field(default_factory=list)
    """What was searched for."""

    def observe(self, traffic: Traffic) -> Mapping[str, HopEvidence]:
        """Return what the hops saw."""
        self.searched.append(traffic)
        return self.evidence


HAPROXY = HopEvidence("haproxy", True, "backend=ssl", (f"chose ssl, password={SECRET} <b>bold</b>",))
NGINX = HopEvidence("nginx", True, "status=502", ())
TURN = HopEvidence("turn", False, "", ())


@dataclass(slots=True)
class Double:
    """How the deployment is made; a suite's conftest changes what it needs."""

    vantages: tuple[FakeVantage, ...] = (
        FakeVantage("outside", "198.51.100.11"),
        FakeVantage("lan", "192.168.178.20"),
        FakeVantage("on_host", HOST),
    )
    evidence: tuple[HopEvidence, ...] = (HAPROXY, TURN)
    unknown: dict[str, str] = field(default_factory=dict)
    expectations: dict[str, Expectation] = field(default_factory=dict)
    has_ipv6: bool = False
    front: FrontName | None = None
    """What stands on 443; None where nobody knows, and all is as the catalogue has it."""
    seen: Circumstances = field(default_factory=Circumstances)
    """What a second look at it finds."""
    gone: tuple[str, ...] = ()
    """Containers of the lab that somebody removed meanwhile."""
    latecomers: dict[str, str] = field(default_factory=dict)
    """What is in the images of vantages that were started meanwhile."""

    def deployment(self) -> Deployment:
        """Return the deployment; its handles are what a tiny suite needs of them, nothing more."""
        front = Front() if self.front is None else fronts.FRONTS[self.front]
        target = Target(
            kind=Kind.TWIN,
            flavour="local",
            web_name="meet.lab.test",
            turn_name="turn.lab.test",
            other_name=Absence(Missing.SAYING, "There is no third name."),
            public_address="198.51.100.1",
            host_address=HOST,
            router_lan_address="192.168.178.1",
            compose_gateway="172.30.0.1",
            bridge_id="jvb.meet.jitsi",
            bridge_address="172.30.0.5",
            ordinary_public_address="192.175.48.11",
            has_ipv6=self.has_ipv6,
            local_vantages=("127.0.0.1", HOST),
            expectations=self.expectations,
            front=fronts.named(front),
            layout=fronts.layout(front),
            without=fronts.without(front),
            secrets={"TURN_PASSWORD": SECRET},
        )
        parts = SimpleNamespace(
            target=target,
            inside=None,
            vantages={vantage.name: vantage for vantage in self.vantages},
            services=None,
            daemons=None,
            shell=None,
            hops=Logs({found.hop: found for found in self.evidence}, self.unknown),
            identity=Identity(
                {"web": "sha256:1"}, {"host": "apt@3.0.3 haproxy@3.0"}, {"/etc/haproxy.cfg": "0a"}, ("jvb",), {}, {}, {}
            ),
            warm=False,
            no_vantage={},
            not_mirrored=(),
            vanished=lambda: self.gone,
            look_again=lambda _: self.seen,
            latecomers=lambda: self.latecomers,
            choice="",
            published=str,
        )
        return cast(Deployment, parts)


double = Double()


@contextmanager
def pytest_stand_up(options: LabOptions, progress: Progress) -> Iterator[Deployment]:
    """Provide the double."""
    with progress.step("making a double"):
        pass
    yield double.deployment()
