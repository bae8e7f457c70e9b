"""What follows from a front: which hops there are, which features, and where an admin is sent."""

import re
from pathlib import Path
from typing import cast

import pytest

from fixtures.declared.features import FEATURES, RELAY_HTTPS_PORT, TURN_OWN_PORT, Expectation
from fixtures.declared.front import ClientAddress, Front, Splitter
from fixtures.hops.known import DAEMONS, SERVICES
from fixtures.host.command import HostShell
from fixtures.lab.options import FrontName
from fixtures.plugin.catalogue import Catalogue, load
from fixtures.report.model import Requirement
from fixtures.target.daemons import Daemons
from fixtures.target.fronts import FRONTS, layout, named, promises, without
from fixtures.target.layout import Layout
from fixtures.target.said import AbsentError, Missing

SUITES = Path(__file__).parents[2] / "suites"
PLAIN = FRONTS[FrontName.PLAIN]
WORDS = {"haproxy": r"haproxy|is_turn|is_local|inspect-delay", "go-mmproxy": r"mmproxy|table 123"}
"""How a remedy speaks of a daemon."""
each_front = pytest.mark.parametrize("front", list(FrontName))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """All requirements."""
    return load(SUITES)


def applicable(catalogue: Catalogue, front: FrontName) -> list[Requirement]:
    """The requirements whose feature a host with this front is not built without."""
    return [requirement for requirement in catalogue if requirement.feature not in without(FRONTS[front])]


def test_the_hops_of_a_front_without_a_splitter() -> None:
    """What the catalogue names and the host does not have is on no path, and no requirement is its doing."""
    built = layout(PLAIN)

    assert built.daemons == ("nginx",)
    assert built.path(["router", "haproxy", "go-mmproxy", "nginx", "web"]) == ("router", "nginx", "web")
    assert built.path(["haproxy"]) == ("nginx",)
    assert built.hop("haproxy", ["haproxy", "go-mmproxy", "nginx"]) == "nginx"
    assert built.hop("web", ["haproxy", "nginx", "web"]) == "web"


def test_the_hops_of_a_front_that_splits_in_nginx() -> None:
    """The stream block is a hop of its own, in the daemon that serves the site as well."""
    built = layout(FRONTS[FrontName.NGINX_STREAM])

    assert (built.daemons, built.splitter, built.owner) == (("nginx",), "nginx-stream", "nginx")
    assert built.path(["haproxy", "go-mmproxy", "nginx"]) == ("nginx-stream", "nginx")
    assert built.path(["haproxy", "turn"]) == ("nginx-stream", "turn")
    assert built.hop("haproxy", ["haproxy", "turn"]) == "nginx-stream"
    assert [hop.name for hop in built.hops][:2] == ["nginx-stream", "nginx"]


def test_the_hops_of_a_front_that_ends_tls() -> None:
    """HAProxy hands both the site and the relay over, and the site believes its PROXY line itself."""
    built = layout(FRONTS[FrontName.HAPROXY_TLS])

    assert (built.daemons, built.splitter, built.owner) == (("haproxy", "nginx"), "haproxy", "haproxy")
    assert built.path(["haproxy", "go-mmproxy", "nginx"]) == ("haproxy", "nginx")
    assert built.proxy_line == built.nginx


def test_the_hops_of_the_seed_are_those_of_the_catalogue() -> None:
    """Nothing is put in another's place."""
    assert layout(FRONTS[FrontName.SEED]) == Layout()
    assert Layout().path(["haproxy", "go-mmproxy"]) == ("haproxy", "go-mmproxy")


@each_front
def test_every_path_is_one_of_the_host(catalogue: Catalogue, front: FrontName) -> None:
    """A verdict names no hop that this host does not have."""
    built = layout(FRONTS[front])
    missing = {*DAEMONS} - {*built.daemons}

    hops = {
        hop for each in applicable(catalogue, front) for hop in (*built.path(each.path), built.hop(each.hop, each.path))
    }

    assert hops & missing == set()
    assert {*SERVICES} <= hops


@each_front
def test_nobody_is_sent_to_a_daemon_that_is_not_there(catalogue: Catalogue, front: FrontName) -> None:
    """Where the remedy speaks of what this front does not have, the requirement has one for this front."""
    missing = "|".join(WORDS[name] for name in DAEMONS if name not in layout(FRONTS[front]).daemons)
    remedies = {each.id: each.remedies.get(front, each.remedy) for each in applicable(catalogue, front)}

    wrong = [name for name, remedy in remedies.items() if missing and re.search(missing, remedy, re.IGNORECASE)]

    # Decided by a typed reason in the check itself, daemon by daemon.
    assert [name for name in wrong if name not in ("HEALTH-04", "TOMORROW-08")] == []


@each_front
def test_a_front_speaks_of_features_that_there_are(catalogue: Catalogue, front: FrontName) -> None:
    """What it promises and what it lacks are known features, and never the same."""
    promised, lacking = promises(FRONTS[front]), without(FRONTS[front])

    assert {*promised, *lacking} <= {*FEATURES}
    assert {*promised}.isdisjoint(lacking)
    assert all(why.endswith(".") for why in lacking.values())


def test_every_feature_of_a_requirement_is_known(catalogue: Catalogue) -> None:
    """A slip in the catalogue would make a requirement apply everywhere."""
    assert {each.feature for each in catalogue if each.feature} <= {*FEATURES}


def test_without_a_splitter_the_relays_own_port_must_work() -> None:
    """Nobody can come by 443, so everybody without UDP needs it."""
    assert promises(PLAIN) == {TURN_OWN_PORT: Expectation.MUST_WORK}
    assert RELAY_HTTPS_PORT in without(PLAIN)
    assert promises(FRONTS[FrontName.SEED]) == {RELAY_HTTPS_PORT: Expectation.MUST_WORK}
    assert without(FRONTS[FrontName.SEED]) == {}


def test_what_nobody_knows_of_a_front_excludes_nothing() -> None:
    """A live deployment of which nothing is said is asked everything."""
    assert without(Front()) == {}
    assert promises(Front()) == {}
    assert layout(Front()) == Layout()


@pytest.mark.parametrize(
    ("front", "name"),
    [
        (FRONTS[FrontName.SEED], "seed"),
        (Front(Splitter.NOTHING, "nginx", ClientAddress.DIRECT, idle_seconds=60.0), "plain"),
        (FRONTS[FrontName.NGINX_STREAM], "nginx-stream"),
        (FRONTS[FrontName.HAPROXY_TLS], "haproxy-tls"),
        (Front(Splitter.NGINX_SNI, "nginx", ClientAddress.LOST), "nginx-stream"),
        (Front(Splitter.SSLH, "nginx", ClientAddress.LOST), ""),
        (Front(), ""),
    ],
    ids=[
        "seed",
        "plain with other timeouts",
        "nginx-stream",
        "haproxy-tls",
        "but for the address",
        "none of ours",
        "unknown",
    ],
)
def test_a_described_front_is_recognised(front: Front, name: str) -> None:
    """Who is built like one of ours gets its remedies."""
    assert named(front) == name


def test_a_daemon_that_the_host_is_built_without_has_a_typed_reason() -> None:
    """Asking for it is no failure of the host, and going through the daemons does not meet it."""
    daemons = Daemons(cast(HostShell, None), layout(PLAIN))

    with pytest.raises(AbsentError, match="The host is built without haproxy") as absence:
        daemons["haproxy"]

    assert absence.value.missing is Missing.DESIGN
    assert [daemon.name for daemon in daemons] == ["nginx"]
