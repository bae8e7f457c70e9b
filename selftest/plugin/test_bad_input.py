"""What admins get wrong, or find in their way: a run ends in one line with status 2, and leaves nothing behind."""

import time
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any, Final

import pytest

from fixtures.probes.net.addresses import AddressesAnswer
from fixtures.probes.net.answer import Ending
from fixtures.target import live
from selftest.description.fake_ssh import CHANGED, UNKNOWN, put_in_the_place_of_ssh
from selftest.description.scripted_vantage import ADDRESS, LEAF, SITE, Healthy, ScriptedVantage, handshake, page
from selftest.plugin.conftest import Outcome, Suite
from selftest.plugin.test_live import URL, found, written
from selftest.plugin.test_refusals import one_line

pytest_plugins = ["pytester"]

HOST: Final = "ssh://admin@meet.example.org"
__all__ = ["found"]


def refused(ended: Outcome) -> str:
    """Return the one line in which a run was refused, of which nothing else is left."""
    assert (ended.status, ended.reports.exists()) == (2, False)
    return one_line(ended.errors)


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program in the place of ssh; return what it notes of how it was called."""
    return put_in_the_place_of_ssh(tmp_path, monkeypatch)


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"SAYS": "ssh: connect to host meet.example.org port 22: Connection timed out"}, "nothing came back: look at"),
        (
            {"SAYS": "ssh: connect to host meet.example.org port 22: No route to host"},
            "there is no way there from this",
        ),
        ({"SAYS": "admin@meet.example.org: Permission denied (publickey)."}, "it does not let us in with the keys"),
        ({"SAYS": CHANGED}, "its host key is not the one that this machine knows"),
        ({"SAYS": UNKNOWN}, "its host key is not known to this machine"),
        ({"USER_ID": "1000", "SUDO": "1"}, "we are not root, and sudo asks for a password"),
        ({"AHEAD": "3600"}, "is 3600 s ahead of this machine's, so that its logs cannot be read by time"),
        ({"AHEAD": "-3600"}, "is 3600 s behind this machine's"),
    ],
    ids=[
        "silent",
        "no way",
        "wrong key",
        "key changed",
        "key unknown",
        "password for sudo",
        "clock ahead",
        "clock behind",
    ],
)
def test_host_that_cannot_be_asked(
    suite: Suite, notes: Path, monkeypatch: pytest.MonkeyPatch, facts: dict[str, str], words: str
) -> None:
    """One line that names the host and what to look at, status 2, no report, and the connection is ended."""
    for name, value in facts.items():
        monkeypatch.setenv(name, value)
    written(suite, "outside")
    Path("deployment.toml").write_text(f'url = "{URL}"\nhost = "{HOST}"\n')

    ended = suite.run("suites", "--deployment", "deployment.toml")

    assert HOST in refused(ended)
    assert words in refused(ended)
    commands = [line.split("\x1f")[-1] for line in notes.read_text().splitlines()]
    assert set(commands) <= {"id -u", "sudo -n true", "date +%s.%N", "meet.example.org"}


def names(*ipv4: str) -> AddressesAnswer:
    """Return what DNS says of a site."""
    return AddressesAnswer(Ending.ANSWERED, 0.0, "", f"meet.example.org is {', '.join(ipv4)}", ipv4)


def looked_at_by_script(monkeypatch: pytest.MonkeyPatch, site: Healthy) -> list[bool]:
    """Let a script answer who looks from this machine; return a list that holds something once it was closed."""
    closed: list[bool] = []
    vantage: Any = ScriptedVantage(site)
    vantage.close, vantage.look_no_nearer = lambda: closed.append(True), lambda _: None
    monkeypatch.setattr(live, "here", lambda _: vantage)
    return closed


UNREACHABLE: Final = {ADDRESS: handshake(Ending.UNREACHABLE, detail="there is no route", chain=())}
AN_HOUR_AGO: Final = formatdate(time.time() - 3600, usegmt=True)


@pytest.mark.parametrize(
    ("site", "words"),
    [
        (Healthy(tls=UNREACHABLE), "Nobody answers on 443"),
        (Healthy(names=names(ADDRESS), tls=UNREACHABLE, own_address=""), "there is no way to IPv4 from outside"),
        (Healthy(names=names("192.168.1.5")), "192.168.1.5 is an address that nobody outside reaches"),
        (Healthy(names=names(ADDRESS, "192.0.2.8")), "a client takes any of these, and only one would be looked at"),
        (
            Healthy(tls={ADDRESS: handshake(Ending.UNTRUSTED, chain=(replace(LEAF, names=("www.example.net",)),))}),
            "shows a certificate for www.example.net",
        ),
        (
            Healthy(root=page(date=AN_HOUR_AGO)),
            "certificates and the relay's credentials cannot be judged; set the clock",
        ),
        (Healthy(config=page(b"not found", 404)), "No Jitsi answers at https://meet.example.org"),
        (Healthy(root=page(b"", 401)), "A login page or a filter stands before Jitsi"),
    ],
    ids=["nobody", "IPv6 alone here", "inner address", "two addresses", "another's", "clock", "no Jitsi", "login"],
)
def test_site_that_cannot_be_judged(suite: Suite, monkeypatch: pytest.MonkeyPatch, site: Healthy, words: str) -> None:
    """A run by URL alone says what is in its way, and whoever looked has gone."""
    closed = looked_at_by_script(monkeypatch, site)
    written(suite, "outside")

    assert words in refused(suite.run("suites", "--url", SITE))
    assert closed == [True]


@pytest.mark.parametrize(
    ("complaint", "status", "words"),
    [
        ("sh: docker: not found", "127", "there is no docker; look at whether Docker runs there"),
        ("Cannot connect to the Docker daemon", "1", "Cannot connect to the Docker daemon"),
        ("no containers", "0", "has no containers of the compose services"),
    ],
)
def test_host_without_docker(
    suite: Suite, notes: Path, monkeypatch: pytest.MonkeyPatch, complaint: str, status: str, words: str
) -> None:
    """A host of which nobody can ask the containers, or that has none of a Jitsi, is refused before the first check."""
    monkeypatch.setenv("DOCKER", complaint)
    monkeypatch.setenv("ENDS", status)
    looked_at_by_script(monkeypatch, Healthy())
    written(suite, "outside")
    described(Path("mine"), f'url = "{SITE}"\nhost = "{HOST}"\n')

    said = refused(suite.run("suites", "--deployment", "mine/deployment.toml"))

    assert HOST in said
    assert words in said
    assert "meet.example.org" in notes.read_text()


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ("ENABLE_LOBBY='1'\n", "puts ENABLE_LOBBY in quotes"),
        ("ENABLE_LOBBY=1\r\n", "has lines that end with CR LF"),
        ("export ENABLE_LOBBY=1\n", "begins with export, which is the shell's"),
        ("PUBLIC_URL=https://meet.example.org:8443\n", "must have no port"),
        ("PUBLIC_URL=https://meet.example.org/jitsi\n", "must have no path"),
        ("PUBLIC_URL=http://meet.example.org\n", "write https://meet.example.org"),
        ("TURN_DOMAIN=relay.example.org\n", "calls the relay relay.example.org"),
    ],
)
def test_env_file_of_a_folder(suite: Suite, variables: str, words: str) -> None:
    """An env file that readers take differently is refused by its name before anything is started."""
    written(suite, "outside")
    described(Path("mine"), f'url = "{SITE}"\nturn_name = "turn.example.org"\n')
    Path("mine/.env").write_text(variables)

    said = refused(suite.run("suites", "--config", "mine"))

    assert words in said
    assert "mine/.env" in said


@pytest.mark.parametrize(
    ("option", "text", "words"),
    [
        ("--config", f'url = "{SITE}"\n', "turn_name of "),
        ("--config", f'url = "{SITE}"\nturn_nam = "x"\n', "turn_nam is unknown; the nearest known key is turn_name."),
        ("--deployment", f'url = "{SITE}"\nturn_nam = "x"\n', "the nearest known key is turn_name."),
    ],
)
def test_description_that_is_wrong(suite: Suite, option: str, text: str, words: str) -> None:
    """A key that is missing or unknown is named, an unknown one with the nearest that is known."""
    written(suite, "outside")
    described(Path("mine"), text)

    ended = suite.run("suites", option, "mine" if option == "--config" else "mine/deployment.toml")

    assert words in refused(ended)


def described(folder: Path, text: str) -> None:
    """Write an admin's folder of one site."""
    (folder / "etc/nginx").mkdir(parents=True)
    (folder / "etc/nginx/site").write_text("server { listen 80; }\n")
    (folder / "deployment.toml").write_text(text)
