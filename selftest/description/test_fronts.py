"""The front of a host is what its own programs say, whichever of the known shapes it has."""

from dataclasses import dataclass

import pytest

from fixtures.declared.features import Expectation
from fixtures.declared.front import ClientAddress, Front, Splitter
from fixtures.declared.ports import Ports
from fixtures.description.assembly import Findings
from fixtures.description.description import Description
from fixtures.description.errors import DescriptionError
from fixtures.description.looking_on_host import look_on_host
from fixtures.host.remote import ReadOnlyShell
from fixtures.vantage.shell import CommandResult
from selftest.description.recorded_host import HOSTS, Quiet, RecordedHost

NAME = "meet.lab.test"


def described(host: str, **replaced: str) -> Description:
    """Describe the site by a recorded host alone; replaced: other answers, by the names of files."""
    findings = Findings(f"https://{NAME}", "given")
    findings.found("turn_name", "turn.lab.test", "told")
    transport = RecordedHost(host, {name.replace("_", "."): text for name, text in replaced.items()})
    look_on_host(ReadOnlyShell(transport), "ssh://root@host", NAME, findings, Quiet())
    return findings.description()


@pytest.mark.parametrize(
    ("host", "front"),
    [
        ("seed", Front(Splitter.HAPROXY_SNI, "nginx", ClientAddress.GO_MMPROXY, None, 300)),
        ("haproxy-alpn", Front(Splitter.HAPROXY_ALPN, "haproxy", ClientAddress.PROXY_V2, None, 3600)),
        ("haproxy-usesrc", Front(Splitter.HAPROXY_SNI, None, ClientAddress.USESRC, None, 600)),
        ("stream", Front(Splitter.NGINX_SNI, "nginx", ClientAddress.PROXY_V1, None, 900)),
        ("stream-alpn", Front(Splitter.NGINX_ALPN, "nginx", ClientAddress.USESRC, None, 600)),
        ("sslh", Front(Splitter.SSLH, "nginx", ClientAddress.USESRC, None, 3600)),
        ("sslh-options", Front(Splitter.SSLH, "nginx", ClientAddress.LOST, None, 3600)),
        ("plain", Front(Splitter.NOTHING, "nginx", ClientAddress.DIRECT, None, 120)),
        ("container", Front(Splitter.NOTHING, "web", ClientAddress.DIRECT, None, None)),
    ],
)
def test_front(host: str, front: Front) -> None:
    """Splitter, end of TLS, the client's address and the idle time are read off the running programs' own words."""
    assert described(host).front == front


def test_everything_else_of_the_seed() -> None:
    """Folder, addresses, ports, another name and jicofo's health check are found, each with where."""
    told = described("seed")

    assert told.project == "/my_containers/jitsi"
    assert told.private_address == "192.168.178.10"
    assert told.other_name == "cloud.lab.test"
    assert told.ports == Ports()
    assert told.features == {"jicofo-health": Expectation.MUST_WORK}
    assert told.origins["front.client_address"] == (
        "ss: 4444 belongs to go-mmproxy (go-mmproxy-ssl.service); ip rule: replies return by table 123"
    )
    assert "env files: .env, .env.sample, .env_global" in told.origins["project"]
    assert "jvb jitsi-conformance/jvb:local (sha256:bf9eb661980d)" in told.origins["project"]


def test_other_table() -> None:
    """The table of the replies is the kernel's, whatever its number."""
    rule = '[{"priority":1,"src":"127.0.0.0","srclen":8,"iif":"lo","table":"77"}]'
    route = '[{"type":"local","dst":"default","dev":"lo","table":"77","scope":"host","flags":[]}]'

    told = described("seed", rule_json=rule, route_json=route)

    assert "replies return by table 77" in told.origins["front.client_address"]


@pytest.mark.parametrize(
    ("rule", "route"),
    [
        ("[]", None),
        (None, "[]"),
        ('[{"priority":1,"src":"192.0.2.0","srclen":24,"table":"123"}]', None),
        ('[{"priority":1,"src":"127.0.0.1","srclen":8,"table":"124"}]', None),
    ],
    ids=["no rule", "no route", "a rule for others", "a rule for another table"],
)
def test_no_way_back(rule: str | None, route: str | None) -> None:
    """Where no rule leads replies back, the line about go-mmproxy says so."""
    replaced = {name: text for name, text in (("rule_json", rule), ("route_json", route)) if text is not None}

    told = described("seed", **replaced)

    assert told.front.client_address is ClientAddress.GO_MMPROXY
    assert "nothing brings replies back" in told.origins["front.client_address"]


@pytest.mark.parametrize(("listen", "refuses"), [("ssl proxy_protocol", False), ("ssl", True)])
def test_header_that_nobody_expects(listen: str, refuses: bool) -> None:
    """A PROXY header sent to a server that expects none is said, because that server refuses every client."""
    dump = (HOSTS / "stream" / "nginx.txt").read_text().replace("ssl proxy_protocol", listen)

    told = described("stream", nginx_txt=dump)

    assert ("expects none, and refuses clients" in told.origins["front.client_address"]) == refuses


def test_host_of_another_site() -> None:
    """A web server that does not have the site's name is said to be one, because the host may be another one's."""
    findings = Findings("https://other.example.org", "given")

    look_on_host(ReadOnlyShell(RecordedHost("seed")), "local", "other.example.org", findings, Quiet())

    assert findings.description().origins["ports.nginx"] == "nginx -T: no server there has the site's name"


def test_address_that_is_lost() -> None:
    """Without the PROXY header the client's address does not travel at all."""
    told = described(
        "haproxy-usesrc", **{"haproxy_cfg": "frontend f\nbind :443\ndefault_backend b\nbackend b\nserver s :1"}
    )

    assert told.front.client_address is ClientAddress.LOST


def test_file_that_haproxy_refuses() -> None:
    """What HAProxy would not take is not what runs, so nothing is read from it, and its words are the reason."""
    told = described("seed", **{"haproxy -c": "[ALERT] parsing [haproxy.cfg:4] : unknown keyword 'bnid'"})

    assert told.front.splitter is None
    assert "unknown keyword 'bnid'" in told.why_not_found("front.splitter")


def test_nginx_that_cannot_be_read() -> None:
    """Where nginx does not print its configuration, its words are the reason for what only it could tell."""
    told = described("haproxy-alpn", ss_txt=(HOSTS / "seed" / "ss.txt").read_text())

    assert told.front.splitter is Splitter.HAPROXY_ALPN
    assert "`nginx -T` ended with status 127" in told.why_not_found("other_name")


def test_unknown_owner() -> None:
    """A program that is not known owns 443: its name is the reason why nothing is said of the front."""
    told = described("plain", ss_txt='tcp LISTEN 0 511 *:443 *:* users:(("caddy",pid=7,fd=3))\n')

    assert told.front == Front()
    assert told.why_not_found("front.splitter") == "443 belongs to caddy, whose configuration is not read"


@pytest.mark.parametrize("host", ["haproxy-alpn", "stream"])
def test_secrets_of_files(host: str) -> None:
    """Passwords in the daemons' files do not come near a description."""
    assert "not-to-be-repeated" not in repr(described(host))


def test_switches_of_the_published_images() -> None:
    """Variables of the published images say which features must work and which must be absent."""
    lines = [
        '{"service":"jvb","folder":"/j","settings":["ENABLE_COLIBRI_WEBSOCKET=0","ENABLE_SCTP=true","JVB_PORT=10001",null],'
        '"network":"host"}',
        '{"service":"jicofo","folder":"/j","settings":["JICOFO_ENABLE_HEALTH_CHECKS=1",null]}',
    ]

    told = described("seed", containers_jsonl="\n".join(lines))

    assert told.features == {
        "jicofo-health": Expectation.MUST_WORK,
        "colibri-ws": Expectation.MUST_BE_ABSENT,
        "sctp-channel": Expectation.MUST_WORK,
    }
    assert told.ports.media == 10001


def test_two_deployments() -> None:
    """Where two projects have Jitsi's services, none is taken for the right one."""
    lines = [f'{{"service":"jvb","folder":"/{each}"}}' for each in "ab"]

    told = described("seed", containers_jsonl="\n".join(lines))

    assert told.project is None
    assert "several projects" in told.why_not_found("project")


@dataclass
class Refusing:
    """A host on which docker ends in one way."""

    status: int
    complaint: str

    def run(self, *words: str, stdin: bytes = b"", within: float = 30.0) -> CommandResult:
        """End every command so."""
        return CommandResult(words, self.status, "", self.complaint, 0.0)


@pytest.mark.parametrize(
    ("host", "said"),
    [
        (Refusing(127, "sh: docker: not found"), "there is no docker"),
        (Refusing(1, "Cannot connect to the Docker daemon"), "Cannot connect to the Docker daemon"),
    ],
)
def test_no_docker(host: Refusing, said: str) -> None:
    """A host without Docker, or whose Docker does not answer, is said in one sentence."""
    with pytest.raises(DescriptionError, match=said) as refused:
        look_on_host(ReadOnlyShell(host), "local", NAME, Findings("https://x.example", ""), Quiet())

    assert str(refused.value).startswith("On local the containers cannot be asked: ")
