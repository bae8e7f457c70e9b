"""What counts as exposed, and what does not."""

from collections.abc import Callable, Mapping

import pytest

from fixtures.host.command import HostShell
from fixtures.plugin.outcomes import CouldNotTell, NotApplicable
from fixtures.probes.edge import PlainAnswer
from fixtures.probes.http import HttpAnswer
from fixtures.probes.net import Ending
from fixtures.probes.stun import StunAnswer
from fixtures.vantage.shell import CommandResult
from suites.exposure import on_host, pages
from suites.exposure.scans import StunScan

STATS = b'{"bridge_selector":{"bridge_count":1},"conferences":0}'
HTML = ("text/html; charset=utf-8",)


def page(body: bytes = b"", **headers: tuple[str, ...]) -> HttpAnswer:
    """Return an answer of a web server."""
    fields = {name.replace("_", "-"): values for name, values in headers.items()}
    return HttpAnswer(Ending.ANSWERED, 0.1, "198.51.100.1:443", "nginx answered", headers=fields, body=body)


class Asked:
    """A request that ended in one way."""

    def __init__(self, ending: Ending) -> None:
        self._ending = ending

    def result(self) -> StunAnswer:
        """Return its answer."""
        return StunAnswer(self._ending, 0.1, "198.51.100.1", "it ended")


def scanned(**endings: Ending) -> StunScan:
    """Return a scan in which ports ended in these ways."""
    return StunScan(3478, {int(port[1:]): Asked(ending) for port, ending in endings.items()})  # type: ignore[misc]


def test_undeclared_ports_are_named() -> None:
    """Silence and refusals are nobody; an answer is somebody, a malformed one too."""
    scan = scanned(p3478=Ending.ANSWERED, p5349=Ending.ANSWERED, p443=Ending.SILENT, p3479=Ending.MALFORMED)

    assert scan.undeclared() == [5349, 3479]


def test_silence_everywhere_says_nothing() -> None:
    """Where the declared port is dead, the others may be behind the same closed gate."""
    with pytest.raises(CouldNotTell, match="not even the relay's own"):
        scanned(p3478=Ending.SILENT, p5349=Ending.SILENT).undeclared()


@pytest.mark.parametrize(
    ("answer", "report"),
    [
        pytest.param(page(STATS, content_type=("application/json",)), True, id="jicofo"),
        pytest.param(page(b'{"name":"JVB","version":"2.3"}'), True, id="version without a type"),
        pytest.param(page(b"jitsi_jvb_conferences 1.0\n", content_type=("text/plain",)), True, id="metrics"),
        pytest.param(page(b"<html>" + STATS, content_type=HTML), False, id="a page"),
        pytest.param(page(b'{"users":3}', content_type=("application/json",)), False, id="somebody else's"),
    ],
)
def test_reports(answer: HttpAnswer, report: bool) -> None:
    """A report is known by words that only ours have, whatever its type; a page is none."""
    assert pages.is_report(answer) is report


@pytest.mark.parametrize("answer", [page(b"https://stranger.example/"), page(location=("https://stranger.example/",))])
def test_a_named_host_is_found(answer: HttpAnswer) -> None:
    """In the body and in the header."""
    assert answer != pages.NOT_THE_STRANGER


def test_a_redirect_names_a_host() -> None:
    """The line that does is shown."""
    received = b"HTTP/1.1 301 Moved Permanently\r\nLocation: https://stranger.example/Weekly\r\n\r\n"
    answer = PlainAnswer(Ending.ANSWERED, 0.1, "198.51.100.1:80", "closed", received=received)

    assert pages.NOWHERE_THE_STRANGER.differences(answer) == ["it says 'Location: https://stranger.example/Weekly'"]


@pytest.mark.parametrize(
    ("policies", "enough"),
    [
        (("max-age=63072000; includeSubdomains;",), True),
        (('max-age="31536000"',), True),
        (("max-age=0",), False),
        (("includeSubDomains",), False),
        (("max-age=63072000", "max-age=63072000"), False),
        ((), False),
    ],
)
def test_https_only(policies: tuple[str, ...], enough: bool) -> None:
    """One policy that lasts; of two, browsers take the first (RFC 6797 section 8.1)."""
    assert (page(strict_transport_security=policies) == pages.HTTPS_ONLY) is enough


@pytest.mark.parametrize(("values", "said"), [(("nosniff", "nosniff"), True), ((), False), (("nosniff", "x"), False)])
def test_no_guessing(values: tuple[str, ...], said: bool) -> None:
    """Each proxy may add its own."""
    assert (page(x_content_type_options=values) == pages.NO_GUESSING) is said


def test_secrets_are_named_and_not_shown() -> None:
    """The variable and the program are told, the value is not."""
    lines = "/usr/bin/turnserver -c /run/x\n\n/usr/bin/turnutils_uclient -W c0ffee turn\n"

    found = on_host.named_in(lines, {"TURN_PASSWORD": "c0ffee", "JVB_AUTH_PASSWORD": "beef"})

    assert found == ["TURN_PASSWORD is on the command line of turnutils_uclient"]


class Host:
    """A host that knows some commands."""

    def __init__(self, printed: Mapping[str, str]) -> None:
        self._printed = printed

    def begin(self, words: tuple[str, ...], stdin: bytes, within: float) -> Callable[[], CommandResult]:
        """Answer a command, or say that there is no such file."""
        printed = self._printed.get(" ".join(words))
        return lambda: CommandResult(words, 1 if printed is None else 0, printed or "", "No such file", 0.0)


def test_env_files_and_their_copies() -> None:
    """Samples and the file without secrets are passed over; a copy is not."""
    host = HostShell(
        Host(
            {
                "ls -A1 /srv/jitsi": ".env\n.env.bak\n.env.sample\n.env_global\ndocker-compose.yml\n",
                "stat -Lc %a /srv/jitsi/.env": "600\n",
                "stat -Lc %a /srv/jitsi/.env.bak": "644\n",
            }
        )
    )

    files = on_host.env_files(host, "/srv/jitsi")

    assert [str(file) for file in files] == ["/srv/jitsi/.env has mode 0600", "/srv/jitsi/.env.bak has mode 0644"]
    assert [file.open_beyond_the_owner for file in files] == [False, True]


@pytest.mark.parametrize(("project", "why"), [("", "key project"), ("/srv/empty", "somewhere else")])
def test_no_env_file_to_judge(project: str, why: str) -> None:
    """What is not found is not said to be closed."""
    with pytest.raises(CouldNotTell, match=why):
        on_host.env_files(HostShell(Host({"ls -A1 /srv/empty": "docker-compose.yml\n"})), project)


@pytest.mark.parametrize(("mode", "open_to_others"), [("660\n", False), ("666\n", True), ("777\n", True)])
def test_the_engines_socket(mode: str, open_to_others: bool) -> None:
    """The engine's own group may use it."""
    host = HostShell(Host({f"stat -Lc %a {on_host.ENGINE_SOCKET}": mode}))

    assert on_host.mode_of(host, on_host.ENGINE_SOCKET).open_to_others is open_to_others


def test_an_engine_elsewhere() -> None:
    """A socket that is not there says nothing."""
    with pytest.raises(CouldNotTell, match="No such file"):
        on_host.mode_of(HostShell(Host({})), on_host.ENGINE_SOCKET)


def test_secrets_that_nobody_knows() -> None:
    """A run that was told no secrets looks for none."""
    with pytest.raises(NotApplicable):
        on_host.known({"AUTHORIZED_USER_PASS": ""})


@pytest.mark.parametrize(
    ("env_file", "words"),
    [
        pytest.param("A='0123456789abcdef0123'\nB=abcdef0123456789abcd\n", [], id="long and different"),
        pytest.param("A=0123456789abcdef0123\nB=passw0rd\n", ["B has fewer than 20 characters"], id="chosen by people"),
        pytest.param(
            "A=0123456789abcdef0123\n#B=abcdef0123456789abcd\n", ["B has fewer than 20 characters"], id="not set"
        ),
        pytest.param("A=0123456789abcdef0123\nB=0123456789abcdef0123\n", ["A is B too"], id="the same"),
    ],
)
def test_weak_secrets(env_file: str, words: list[str]) -> None:
    """A secret is weak that is short or missing, or that another part has; no value is named."""
    assert on_host.weak(env_file, ("A", "B")) == words
