"""To a host that is not ours nothing is sent but what one list of commands allows."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.description.assembly import Findings
from fixtures.description.looking_on_host import look_on_host
from fixtures.hops.hop import Hop, told
from fixtures.hops.known import EVERY_LOG
from fixtures.host.allowed import (
    ALLOWED,
    COMMAND_LINES,
    CONTAINER,
    FORMS,
    SECRETS,
    SETTINGS,
    SIZE,
    STATE,
    STATUS,
    ForbiddenCommandError,
    reads_a_log,
    require_allowed,
)
from fixtures.host.remote import ReadOnlyShell
from fixtures.vantage.shell import CommandResult
from selftest.description.recorded_host import HOSTS, Quiet, RecordedHost

ID = "0" * 64
FITTING = {
    "<ADDRESS>": "198.51.100.11",
    "<CONFIGURATION>": "/etc/haproxy/haproxy.cfg",
    "<COMPOSE>": "/srv/jitsi meet/docker-compose.yml",
    "<ENV>": "/srv/jitsi meet/.env_global",
    "<FAMILY>": "-6",
    "<FOLDER>": "/srv/jitsi meet",
    "<ID>": ID,
    "<PROGRAMS>": "haproxy,go-mmproxy",
    "<IMAGE>": f"sha256:{ID}",
    "<DATED>": "/etc/systemd/system/go-mmproxy-ssl.service",
    "<LIMITS>": "/proc/1/limits",
    "<NUMBER>": "1",
    "<HOOK>": "/usr/local/sbin/renew_turn_cert.sh",
    "<LINEAGE>": "/etc/letsencrypt/live/turn.example.org/cert.pem",
    "<RENEWAL>": "/etc/letsencrypt/renewal/turn.example.org.conf",
    "<TIMER>": "certbot.timer",
    "<LINES>": f"docker logs --timestamps {ID} 2>&1",
    "<LUA>": "/config/prosody.cfg.lua",
    "<OWN>": "/etc/nginx/sites-available/meet",
    "<PROCESSES>": COMMAND_LINES,
    "<PROPERTIES>": "ActiveState,MainPID",
    "<REPORT>": "http://localhost:8888/about/health",
    "<SECRETS>": SECRETS,
    "<SERVICE>": "label=com.docker.compose.service=web",
    "<SIZE>": SIZE,
    "<STATUS>": STATUS,
    "<TABLE>": "123",
    "<TEMPLATE>": CONTAINER,
    "<UNIT>": "go-mmproxy-ssl.service",
    "<VERSION>": "Docker {{.Server.Version}}",
}


class Remembering:
    """A transport that remembers what really arrives."""

    def __init__(self, host: str) -> None:
        self.arrived: list[tuple[str, ...]] = []
        self._host = RecordedHost(host)

    def run(self, *words: str, stdin: bytes = b"", within: float = 30.0) -> CommandResult:
        """Remember a command and answer it."""
        assert stdin == b""
        self.arrived.append(words)
        return self._host.run(*words, stdin=stdin, within=within)


def rows() -> Iterator[tuple[str, ...]]:
    """Every allowed command once, with a word that fits in the place of each form."""
    for row in ALLOWED:
        yield tuple(FITTING.get(word.removesuffix("..."), word) for word in row.words.split(" "))


@pytest.mark.parametrize("words", tuple(rows()), ids=lambda words: " ".join(words)[:40])
def test_allowed(words: tuple[str, ...]) -> None:
    """Every row lets its own command pass, and none with a word more, a word less, or in a shell."""
    require_allowed(words)
    for changed in ((*words, "x"), words[:-1], ("sh", "-c", " ".join(words)), (f"{words[0]};", *words[1:]), ()):
        with pytest.raises(ForbiddenCommandError):
            require_allowed(changed)


@pytest.mark.parametrize(
    "words",
    [
        ("systemctl", "restart", "nginx"),
        ("docker", "exec", ID, "id"),
        ("docker", "exec", ID, "sh", "-c", "id"),
        ("docker", "exec", ID, "curl", "--silent", "--write-out", STATUS, "http://localhost:8888/debug"),
        ("docker", "exec", ID, "curl", "--silent", "--write-out", STATUS, "http://169.254.169.254/stats"),
        ("docker", "inspect", "--format", STATE.replace(".State", ".Config.Env"), ID),
        ("docker", "logs", "--follow", ID),
        ("sh", "-c", f"docker logs --timestamps {ID} 2>&1; reboot"),
        ("sh", "-c", "docker logs --since 1.000 $(docker ps -aq --filter label=com.docker.compose.service=x) 2>&1"),
        ("journalctl", "--unit", "ssh.service", "--output", "cat", "--no-pager", "--quiet"),
        ("journalctl", "--vacuum-time=1s"),
        ("systemctl", "show", "--property", "ActiveState", "--force"),
        ("cat", "/proc/self/environ"),
        ("cat", "/srv/jitsi/.env"),
        ("cat", "/etc/nginx/ssl/private.key"),
        ("cat", "/etc/nginx/.htpasswd"),
        ("cat", "/etc/nginx/../shadow"),
        ("grep", "-Evi", "NOTHING", "/srv/jitsi/.env"),
        ("find", "/etc/nginx", "-delete"),
        ("docker", "inspect", ID),
        ("docker", "inspect", "--format", "{{json .Config.Env}}", ID),
        ("docker", "inspect", "--format", CONTAINER, "--size"),
        ("cat", "/etc/shadow"),
        ("cat", "/etc/../root/.ssh/id.conf"),
        ("cat", "/my_containers/jitsi/.env"),
        ("cat", "-"),
        ("ls", "-A1", "/srv", "/root"),
        ("ls", "-A1", "-R"),
        ("nginx", "-s", "stop"),
        ("haproxy", "-f", "/etc/haproxy/haproxy.cfg"),
        ("sudo", "-n", "reboot"),
        ("ip", "-j", "-4", "rule", "add"),
        ("id", "-u\nreboot"),
        ("ls", "-A1", "/srv\n/root"),
        ("ls", "-A1", "/srv;reboot"),
        ("ps", "-ww", "-o", "pid=,args=", "-C", "haproxy", "e"),
    ],
)
def test_forbidden(words: tuple[str, ...]) -> None:
    """What changes something, runs something, or reads more than meant is refused before it is sent."""
    host = Remembering("seed")

    with pytest.raises(ForbiddenCommandError, match="is not among the commands"):
        ReadOnlyShell(host).run(*words)

    assert host.arrived == []


@given(st.lists(st.text() | st.sampled_from([word for row in rows() for word in row]), max_size=9).map(tuple))
def test_nothing_else(words: tuple[str, ...]) -> None:
    """A command passes only if each of its words is one of a row's, or of the form that stands there."""
    fits = [
        all(FORMS[want.removesuffix("...")].fullmatch(word) if want[0] == "<" else want == word for want, word in pairs)
        for row in ALLOWED
        for wanted in [row.words.split(" ")]
        for pairs in [list(zip([*wanted, *wanted[-1:] * (len(words) - len(wanted))], words, strict=False))]
        if len(words) == len(wanted) or (wanted[-1].endswith("...") and len(words) > len(wanted))
    ]
    try:
        require_allowed(words)
    except ForbiddenCommandError:
        assert not any(fits)
    else:
        assert any(fits) or reads_a_log(words, EVERY_LOG)


@pytest.mark.parametrize("host", sorted(path.name for path in HOSTS.iterdir() if path.is_dir()))
def test_everything_that_a_description_sends(host: str) -> None:
    """Describing a host sends it allowed commands alone, and what was sent is what is remembered."""
    transport = Remembering(host)
    shell = ReadOnlyShell(transport)

    look_on_host(shell, "local", "meet.lab.test", Findings("https://meet.lab.test", "given"), Quiet())

    for words in transport.arrived:
        require_allowed(words)
    assert shell.sent == transport.arrived
    assert len(transport.arrived) > 5


@pytest.mark.parametrize("hop", EVERY_LOG, ids=lambda hop: hop.name)
def test_logs_are_read(hop: Hop) -> None:
    """What a hop's log is read with passes, whatever the moment since when, and nothing beside it."""
    asked = (hop.source.since(1700000000.123456), hop.source.latest, hop.source.whole, *hop.complains_in.values())
    known = tuple(told(words, {hop.service: "c0ffee" * 10 + "cafe"}) for words in asked)

    for words in (*asked, *known):
        require_allowed(words)
        for changed in ((*words, "x"), words[:-1], (*words[:-1], f"{words[-1]}; reboot")):
            with pytest.raises(ForbiddenCommandError):
                require_allowed(changed)


def test_variables_that_are_read() -> None:
    """Of a container's variables the host itself hands out a few that hold no secret."""
    assert not [name for name in SETTINGS if any(word in name for word in ("PASS", "SECRET", "KEY", "TOKEN", "CRED"))]
    assert CONTAINER.count(".Config.Env") == 1
    assert "{{json .Config.Env}}" not in CONTAINER
    assert "Env" not in STATE
