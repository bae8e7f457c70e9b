"""A twin that is addressed as a live host, by a client that has nothing of the lab but the network, is judged alike."""

import json
import shlex
import subprocess
import sys
from ipaddress import ip_address, ip_network
from typing import Any, Final

import pytest

from fixtures.description.reading import parse_description
from fixtures.host.allowed import require_allowed
from fixtures.lab import plan
from fixtures.lab.options import FrontName
from fixtures.lab.plan import PROJECT
from fixtures.target.fronts import FRONTS
from selftest.twin.addressed_by_ssh import ADDRESS, URL
from selftest.twin.looking_twice import ROOT

KNOWN: Final = {plan.PUBLIC_ADDRESS, plan.RESOLVER, ADDRESS}
DECIDED: Final = ("holds", "broken")
AT_LEAST: Final = 100
"""Requirements that nothing but a URL decides."""
HOST_TELLS: Final = {
    *("suites/health/test_units.py", "suites/health/test_containers.py", "suites/health/test_endpoints.py"),
    *("suites/health/test_logs.py", "suites/address/test_inner_ports.py", "suites/address/test_client_addresses.py"),
}
"""Files of checks of which nothing can be decided without the host."""
ENOUGH_COMMANDS: Final = 100
ENOUGH: Final = 1800.0
"""Seconds; two runs took five minutes on two cores."""

pytestmark = pytest.mark.live_twin


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The reports of one twin: `twin`, `live`, `quick` of the ladder by its URL, `host` with access.

    `destinations`: where the client's packets went; `arrived`: what the host was sent; `description`: by what.
    """
    folder = tmp_path_factory.mktemp("looked-twice")
    subprocess.run(
        (sys.executable, "-m", "selftest.twin.looking_twice", str(folder)), cwd=ROOT, check=True, timeout=ENOUGH
    )
    folders = {"twin": "twin/latest", "live": "live/latest", "quick": "live/quick", "host": "host/latest"}
    found = {kind: json.loads((folder / each / "report.json").read_text()) for kind, each in folders.items()}
    noted = {name: json.loads((folder / f"{name}.json").read_text()) for name in ("destinations", "arrived")}
    return {**found, **noted, "description": (folder / "deployment.toml").read_bytes()}


def decided(report: Any) -> dict[str, str]:
    """Return the verdicts by check."""
    return {each["test"]: each["outcome"] for each in report["results"] if each["outcome"] in DECIDED}


def test_url_alone_decides(reports: dict[str, Any]) -> None:
    """Nothing but the URL decides a hundred requirements of a healthy deployment, and leaves none in doubt."""
    totals = reports["live"]["requirement_totals"]

    assert (totals["broken"], totals["could-not-tell"]) == (0, 0)
    assert totals["holds"] >= AT_LEAST


@pytest.mark.parametrize("way", ["live", "host"])
def test_same_verdicts(reports: dict[str, Any], way: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every check that both decide ends alike, by the URL alone and with access to the host."""
    twin, live = decided(reports["twin"]), decided(reports[way])
    both = twin.keys() & live.keys()

    differing = {test: (twin[test], live[test]) for test in sorted(both) if twin[test] != live[test]}

    with capsys.disabled():
        for test, (here, there) in differing.items():
            sys.stdout.write(f"\n{test}: {here} as a twin, {there} as a live host")
        sys.stdout.write(f"\n{len(both) - len(differing)} verdicts equal, {len(differing)} differ\n")
    assert differing == {}
    assert both == live.keys()


def test_host_decides_more(reports: dict[str, Any]) -> None:
    """With access to the host what only the host can tell is decided, and nothing is left in doubt."""
    more = decided(reports["host"]).keys() - decided(reports["live"]).keys()

    assert reports["host"]["requirement_totals"]["could-not-tell"] == 0
    assert {each.partition("::")[0] for each in more} >= HOST_TELLS


def test_host_is_only_read(reports: dict[str, Any]) -> None:
    """Every command that arrives at the host, by the word of its own sshd, is on the allow-list."""
    arrived = [tuple(shlex.split(line)) for line in reports["arrived"]]

    assert len(arrived) > ENOUGH_COMMANDS
    for words in arrived:
        require_allowed(words)


def test_vantage_by_ssh_looks(reports: dict[str, Any]) -> None:
    """A second vantage at another machine, by OpenSSH, decides what one vantage alone cannot."""
    asked = {each["test"]: each["outcome"] for each in reports["host"]["results"]}

    assert asked["suites/health/test_whole_run.py::test_place_sees_before_the_first_check[outside_too]"] == "holds"
    assert {
        each for test, each in asked.items() if "test_horizon.py::test_web_servers_distinguish_clients" in test
    } == {"holds"}


def test_vantage_is_measured(reports: dict[str, Any]) -> None:
    """A vantage called lan that is the host itself is refused: the deployment's relay says where it is."""
    said = {each["reason"] for each in reports["host"]["results"] if each["test"].endswith("test_ports_in_the_lan")}

    assert len(said) == 1
    assert "lan" in said.pop()


def test_description_over_ssh(reports: dict[str, Any]) -> None:
    """What is written down of a twin's host, asked over OpenSSH, is what the lab built it of."""
    said = parse_description(reports["description"], "deployment.toml")

    assert said.front == FRONTS[FrontName.SEED]
    assert (said.host, said.private_address, said.project) == (URL, plan.HOST_ADDRESS, PROJECT)


def test_every_requirement_ends(reports: dict[str, Any]) -> None:
    """Each requirement of the catalogue has one outcome, and each that does not apply a typed reason."""
    live = reports["live"]

    assert sum(live["requirement_totals"].values()) == len(
        {each["requirement"] for each in reports["twin"]["results"]} | {each["requirement"] for each in live["results"]}
    )
    assert sum(live["not_applicable_totals"].values()) == live["requirement_totals"]["not-applicable"]


def test_ladder_is_climbed_by_the_url(reports: dict[str, Any]) -> None:
    """By nothing but the URL every rung of the ladder is reached, up to two who see each other by relay and bridge."""
    rungs = {rung["name"]: rung["outcome"] for rung in reports["quick"]["rungs"]}

    assert set(rungs.values()) == {"reached"}
    assert {"relay to bridge", "bridge", "two participants"} < set(rungs)


def test_nobody_else_is_asked(reports: dict[str, Any]) -> None:
    """Every packet of the live run goes to the deployment, to the name server, or where the bridge offers to be."""
    packets, inner = reports["destinations"], ip_network(plan.COMPOSE_SUBNET)

    strangers = [each for each in packets["destinations"] if each not in KNOWN and ip_address(each) not in inner]

    assert (strangers, packets["lost"]) == ([], 0)
    assert set(packets["destinations"]) >= KNOWN
