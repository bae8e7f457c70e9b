"""Runs against a deployment that serves people: what is refused, what is left out, and that nothing else is lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.description.description import NOT_FOUND, Description
from fixtures.description.errors import DescriptionError
from fixtures.lab.progress import Progress
from fixtures.probes import http
from fixtures.target import live
from fixtures.vantage.vantage import Vantage
from selftest.plugin.conftest import Outcome, Suite, entry
from selftest.plugin.test_refusals import one_line

pytest_plugins = ["pytester"]

URL = "https://localhost"
CHECK = """
    @requirement("EDGE-01")
    {mark}
    def test_it({asks}):
        {act}
"""


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment is found at the URL, with no relay that anybody knows of."""

    def look(said: Description, _: Vantage, __: object, ___: Progress) -> Description:
        return replace(said, turn_name="turn.example.org", public_addresses=("192.0.2.1",))

    monkeypatch.setattr(live, "look", look)


def written(suite: Suite, asks: str, act: str = "pass", mark: str = "", **more: object) -> None:
    """Write a chapter of one check."""
    catalogue = entry("EDGE-01") + "".join(f"{key} = {value}\n" for key, value in more.items())
    suite.chapter("edge", catalogue, CHECK.format(asks=asks, act=act, mark=mark))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--url"], "The URL is empty"),
        (["--url", "meet.example.org"], "The URL is 'meet.example.org', and must be https:// and a name."),
        (["--url", "https://"], "The URL is 'https://', and its host must be a DNS name"),
        (["--url", "https://[::1"], "The URL is 'https://[::1'"),
        (["--url", "https://192.0.2.1"], "The URL is 'https://192.0.2.1', and its host must be a DNS name"),
        (["--url", "http://meet.example.org"], "no microphone to pages of http; write https://meet.example.org."),
        (["--url", "https://meet.example.org:8443"], "must have no port, user or password: https://meet.example.org."),
        (["--url", "https://meet.example.org/room"], "must have no path: write https://meet.example.org."),
        (["--url", "https://anna:pw@meet.example.org"], "The URL is 'https://...@meet.example.org', and must have no"),
        (["--deployment", "nowhere.toml"], "nowhere.toml cannot be read: No such file or directory."),
        (["--deployment", "pytest.ini"], "pytest.ini is not TOML: Invalid value"),
        (["--deployment", "a.toml", "--url", URL], "--url and --deployment do not go together"),
        (["--deployment", "a.toml", "--keep"], "--keep is for a twin; it does not go with --deployment"),
        (["--url", URL, "--flavour", "local"], "--flavour is for a twin; it does not go with --url"),
        (["--url", URL, "--front", "plain"], "--front is for a twin; it does not go with --url"),
        (["--url", URL, "--image", "jvb=a/b:c"], "--image is for a twin"),
        (["--url", URL, "--archive", "jitsi.tar"], "--archive is for a twin"),
        (["--url", URL, "--keep"], "--keep is for a twin"),
        (["--url", URL, "--without-mount", "/x"], "--without-mount is for a twin"),
        (["--url", URL, "--world", "intact"], "--world is for a twin"),
        (["--no-participants"], "--no-participants goes with --url"),
        (["--url", "https://nobody.invalid"], "nobody.invalid cannot be asked: "),
    ],
    ids=" ".join,
)
def test_refused(suite: Suite, arguments: list[str], words: str) -> None:
    """What cannot be looked at is refused in one line, and no report is written."""
    written(suite, "outside")

    ended = suite.run("suites", *arguments)

    assert words in one_line(ended.errors)
    assert ended.status == 2
    assert not ended.reports.exists()


def test_no_deployment_there(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first look finds wrong is the only line, and what looked is ended."""
    opened: list[Vantage] = []

    def look(said: Description, vantage: Vantage, _: object, __: Progress) -> Description:
        opened.append(vantage)
        raise DescriptionError(f"{said.url} is no Jitsi.")

    monkeypatch.setattr(live, "look", look)
    written(suite, "outside")

    ended = suite.run("suites", "--url", URL)

    assert one_line(ended.errors) == f"{URL} is no Jitsi."
    assert (ended.status, ended.reports.exists()) == (2, False)
    with pytest.raises(Exception, match="is gone"):
        opened[0].run(http.get, URL)


def not_applicable(ended: Outcome) -> str:
    """Return the reason of the only check, which does not apply."""
    [result] = ended.report["results"]
    assert result["outcome"] == "not-applicable", result
    assert ended.report["not_applicable_totals"] == {result["excuse"]: 1}
    assert f"Not applicable: 1 {result['excuse']}." in ended.output
    return str(result["reason"])


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize(
    ("asks", "act", "reason"),
    [
        ("services", "pass", "no access to the host: This run has no access to the host."),
        ("daemons", "pass", "no access to the host: This run has no access to the host."),
        ("host", "pass", "no access to the host: This run has no access to the host."),
        ("deployment", "deployment.hops", "no access to the host: This run has no access to the host."),
        ("lan", "pass", "no such vantage: This run has no vantage lan."),
        ("target", "target.compose_gateway", "no access to the host: Only the host can say which address the gateway"),
        ("target", "target.host_address", "not described: Nobody said the host's private address; the key private_ad"),
        ("target", "target.other_name", "not described: Nobody said a second name of this host; the key other_name of"),
    ],
)
def test_what_is_not_there(suite: Suite, asks: str, act: str, reason: str) -> None:
    """What this run has no way to is a typed reason, no error and no pass."""
    written(suite, asks, act)

    ended = suite.run("suites", "--url", URL)

    assert not_applicable(ended).startswith(reason)


@pytest.mark.usefixtures("found")
def test_address_behind_a_translator(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that compares what is seen of this machine does not apply where nobody here knows it."""
    monkeypatch.setattr(live, "as_seen", lambda *_: None)
    written(suite, "outside", "outside.address")

    ended = suite.run("suites", "--url", URL)

    assert "The vantage outside is behind an address translator" in not_applicable(ended)


def test_what_looking_should_have_found(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fact that was looked for and not found is missing evidence, which is no excuse."""
    why = {"turn_name": f"{NOT_FOUND}nobody could log in"}
    monkeypatch.setattr(live, "look", lambda said, *_: replace(said, public_addresses=("192.0.2.1",), origins=why))
    written(suite, "target", "target.turn_name")

    ended = suite.run("suites", "--url", URL)

    [result] = ended.report["results"]
    assert (result["outcome"], ended.status) == ("could-not-tell", 2)
    assert result["reason"].endswith("turn_name of deployment.toml is not said: nobody could log in.")


@pytest.mark.usefixtures("found")
def test_on_the_host_itself(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who would look from within is told so in one line."""
    monkeypatch.setattr(live, "as_seen", lambda _, public: public)
    written(suite, "outside")

    ended = suite.run("suites", "--url", URL)

    assert one_line(ended.errors) == (
        "This machine is localhost itself (192.0.2.1) and would see it from within; look from another one."
    )
    assert ended.status == 2


@pytest.mark.usefixtures("found")
def test_holds(suite: Suite) -> None:
    """What can be asked from outside is asked, of the deployment that was named."""
    written(suite, "outside, company, target", "assert (target.web_name, company) == ('localhost', outside)")

    ended = suite.run("suites", "--url", URL)

    assert ended.outcomes() == {"EDGE-01": "holds"}
    assert ended.report["run"]["target"]["kind"] == "live"
    assert ended.status == 0


@pytest.mark.usefixtures("found")
def test_broken(suite: Suite) -> None:
    """Without logs the verdict names the hop of the requirement, and no hop as the one that broke."""
    ask = "from fixtures.probes import http; assert outside.run(http.get, 'http://127.0.0.1:9/').status == 200"
    written(suite, "outside", ask)

    ended = suite.run("suites", "--url", URL)

    [result] = ended.report["results"]
    assert (result["outcome"], result["hop"], ended.status) == ("broken", "", 1)
    assert result["path"] == (
        "path: outside → haproxy ? → turn ?; no log was read, and the requirement is one of haproxy"
    )


@pytest.mark.usefixtures("found")
def test_disruptive(suite: Suite) -> None:
    """A check that would change something does not begin beside others, and says why."""
    written(suite, "outside", "raise RuntimeError('begun')", mark="@pytest.mark.disruptive")
    suite.chapter(
        "relay", entry("RELAY-01"), CHECK.replace("EDGE", "RELAY").format(asks="outside", act="pass", mark="")
    )

    ended = suite.run("suites", "--url", URL)

    assert ended.outcomes() == {"EDGE-01": "not-applicable", "RELAY-01": "holds"}
    assert ended.report["not_applicable_totals"] == {"would change it": 1}


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize("selection", [[], ["-m", "disruptive"], ["--require", "EDGE-01"]], ids=" ".join)
def test_nothing_but_disruptive(suite: Suite, selection: list[str]) -> None:
    """A selection of nothing but what would change the deployment is refused, however it is made."""
    written(suite, "outside", "raise RuntimeError('begun')", mark="@pytest.mark.disruptive")

    ended = suite.run("suites", "--url", URL, *selection)

    assert "nothing may begin here: The check stops, restarts or re-creates something" in one_line(ended.errors)
    assert (ended.status, ended.reports.exists()) == (2, False)


@pytest.mark.usefixtures("found")
def test_intrusive(suite: Suite) -> None:
    """What looks like an attack is tried, unless the caller asks that it be left out."""
    written(suite, "outside", intrusive="true")
    suite.chapter(
        "relay", entry("RELAY-01"), CHECK.replace("EDGE", "RELAY").format(asks="outside", act="pass", mark="")
    )

    tried = suite.run("suites", "--url", URL).outcomes()
    left_out = suite.run("suites", "--url", URL, "--no-intrusive").outcomes()

    assert tried == {"EDGE-01": "holds", "RELAY-01": "holds"}
    assert left_out == {"EDGE-01": "not-applicable", "RELAY-01": "holds"}


@pytest.mark.usefixtures("found")
def test_barred_between(suite: Suite) -> None:
    """A check that may not begin leaves nothing of the one before to the one behind it, whatever their files."""
    catalogue = entry("EDGE-01") + entry("EDGE-02")
    ordinary = CHECK.format(asks="outside", act="pass", mark="")
    disruptive = ordinary.replace("01", "02").replace("def test_it", "@pytest.mark.disruptive\n    def test_other")
    suite.chapter("edge", catalogue, ordinary + disruptive)
    suite.chapter("relay", entry("RELAY-01") + "intrusive = true\n", ordinary.replace("EDGE", "RELAY"))

    ended = suite.run("suites", "--url", URL)

    assert ended.outcomes() == {"EDGE-01": "holds", "EDGE-02": "not-applicable", "RELAY-01": "holds"}


@pytest.mark.usefixtures("found")
def test_participants(suite: Suite) -> None:
    """Who may join no room joins none; else its room begins as the admin wants it."""
    written(suite, "target", "assert target.new_room().startswith('conformance-')")

    joined = suite.run("suites", "--url", URL).outcomes()
    left_out = suite.run("suites", "--url", URL, "--no-participants")

    assert joined == {"EDGE-01": "holds"}
    assert not_applicable(left_out) == "left out: Synthetic participants were left out (--no-participants)."


@pytest.mark.usefixtures("found")
def test_early_fixture_without_its_vantage(suite: Suite, pytester: pytest.Pytester) -> None:
    """A fixture that is begun early and lacks a vantage takes away the checks that ask for it, and no other."""
    written(suite, "outside")
    suite.chapter(
        "edge",
        entry("EDGE-01") + entry("EDGE-02"),
        CHECK.replace("01", "02").format(asks="outside, knock", act="pass", mark=""),
        module="knock",
    )
    Path(pytester.path / "suites" / "edge" / "conftest.py").write_text(EARLY)

    ended = suite.run("suites", "--url", URL)

    assert ended.outcomes() == {"EDGE-01": "holds", "EDGE-02": "not-applicable"}


EARLY = """
import pytest

def pytest_asked_early():
    return ("knock",)

@pytest.fixture(scope="session")
def knock(only_443):
    return only_443
"""
