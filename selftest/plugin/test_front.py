"""A run against another front: what it is built without does not apply, and verdicts name the hops that are there."""

import pytest

from fixtures.declared.features import RELAY_HTTPS_PORT
from fixtures.lab.options import FrontName
from selftest.plugin import double
from selftest.plugin.conftest import Suite, entry

pytest_plugins = ["pytester"]

SITE = """
    @requirement("EDGE-02")
    def test_site(outside):
        assert outside.run(Answer(status=502)) == status(200)
"""


def site(**more: object) -> str:
    """Return the requirement of a site behind the seed's front."""
    text = entry("EDGE-02").replace('["haproxy", "turn"]', '["haproxy", "go-mmproxy", "nginx"]')
    return text + "".join(f"{key} = {value}\n" for key, value in more.items())


@pytest.fixture
def plain(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """A suite against a deployment whose nginx owns 443."""
    monkeypatch.setattr(double.double, "front", FrontName.PLAIN)
    monkeypatch.setattr(double.double, "evidence", (double.NGINX, double.TURN))
    return suite


def test_what_the_front_is_built_without_does_not_apply(plain: Suite) -> None:
    """The reason is typed and says why."""
    check = "\n@requirement('EDGE-01')\ndef test_it(outside): assert False\n"
    plain.chapter("edge", entry("EDGE-01", feature=RELAY_HTTPS_PORT), check)

    ended = plain.run()

    [result] = ended.report["results"]
    assert (result["outcome"], result["excuse"]) == ("not-applicable", "excluded by design")
    assert "Nobody splits 443 on this host" in result["reason"]
    assert ended.status == 0


def test_a_verdict_names_the_hops_that_are_there(plain: Suite) -> None:
    """Neither its hop nor its path is one that this host does not have, and the remedy is the front's own."""
    plain.chapter("edge", site(**{"remedies.plain": '"listen 443 in nginx"'}), SITE)

    ended = plain.run()

    [result] = ended.report["results"]
    assert (result["outcome"], result["hop"], result["remedy"]) == ("broken", "nginx", "listen 443 in nginx")
    assert result["path"].startswith("path: outside → nginx ✗")
    assert "haproxy" not in "".join(passage["heading"] for passage in result["evidence"])


def test_on_the_seeds_front_nothing_is_another(suite: Suite) -> None:
    """The same requirement goes by HAProxy there."""
    suite.chapter("edge", site(**{"remedies.plain": '"listen 443 in nginx"'}), SITE)

    ended = suite.run()

    [result] = ended.report["results"]
    assert result["path"].startswith("path: outside → haproxy ✓")
    assert result["remedy"] == "the is_turn ACL in haproxy.cfg"


def test_the_front_is_on_the_first_screen_and_in_the_report(plain: Suite) -> None:
    """Nobody takes the verdict on one front for one on another."""
    plain.chapter("edge", entry("EDGE-02"), "\n@requirement('EDGE-02')\ndef test_it(outside): pass\n")

    ended = plain.run("suites", "--front", "plain")

    assert ended.report["run"]["target"]["front"] == "plain"
    assert "Front: plain." in ended.output


@pytest.mark.parametrize(
    ("remedies", "words"),
    [
        ('remedies = "none"', "EDGE-02 has no table of fronts as 'remedies'."),
        ('remedies.sideways = "x"', "EDGE-02 has a remedy for the unknown front 'sideways'."),
        ("remedies.plain = 3", "EDGE-02, front plain, needs one line of text as 'plain'."),
    ],
)
def test_remedies_of_fronts_keep_the_rules_of_the_catalogue(suite: Suite, remedies: str, words: str) -> None:
    """A slip in them is refused in one line."""
    suite.chapter("edge", site() + remedies + "\n", SITE)

    ended = suite.run()

    assert words in ended.errors
    assert ended.status == 2
