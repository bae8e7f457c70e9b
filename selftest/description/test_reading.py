"""deployment.toml is read, and whatever is wrong with it is one sentence with the file, the key and the line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.declared.features import Expectation
from fixtures.declared.front import ClientAddress, Front, Splitter
from fixtures.declared.names import Xmpp
from fixtures.declared.ports import Ports
from fixtures.description.description import Description
from fixtures.description.errors import DescriptionError
from fixtures.description.keys import KNOWN
from fixtures.description.reading import parse_description, read_description

URL = 'url = "https://meet.example.org"\n'
FULL = """\
url = "https://Meet.Example.org/"   # with a slash, as browsers show it
turn_name = "turn.example.org"
public_addresses = ["192.0.2.1", "2001:DB8::1"]
host = "ssh://root@meet.example.org"
project = "/srv/jitsi"
participants = false

[front]
splitter = "haproxy by SNI"
client_address = "go-mmproxy"
idle_seconds = 300

[ports]
media = 10001

[xmpp]
domain = "meet.example.org"

[vantages]
outside = "ssh://probe@elsewhere.example.net:2222"
behind_nat = "docker://tcp/image:1"

[features]
colibri-ws = "must be absent"
"""


def refusal(text: str) -> str:
    """Return what is said of a description that is not taken."""
    with pytest.raises(DescriptionError) as refused:
        parse_description(text.encode(), "deployment.toml")
    return str(refused.value)


def complaint(content: bytes) -> str:
    """Return what is said of a description, "" where it is taken."""
    try:
        parse_description(content, "f")
    except DescriptionError as error:
        return str(error)
    return ""


def test_everything_that_is_said_is_taken() -> None:
    """A description holds what its file says, names and addresses in their usual spelling, and the defaults."""
    told = parse_description(FULL.encode(), "deployment.toml")

    assert told == Description(
        "https://meet.example.org",
        turn_name="turn.example.org",
        public_addresses=("192.0.2.1", "2001:db8::1"),
        host="ssh://root@meet.example.org",
        project="/srv/jitsi",
        vantages={"outside": "ssh://probe@elsewhere.example.net:2222", "behind_nat": "docker://tcp/image:1"},
        ports=Ports(media=10001),
        xmpp=Xmpp(domain="meet.example.org"),
        front=Front(Splitter.HAPROXY_SNI, client_address=ClientAddress.GO_MMPROXY, idle_seconds=300),
        features={"colibri-ws": Expectation.MUST_BE_ABSENT},
        participants=False,
        origins=told.origins,
    )
    assert told.web_name == "meet.example.org"


def test_origins_are_the_lines_of_the_file() -> None:
    """Each value's origin is the file and the line, and keys that are not said have none."""
    origins = parse_description(FULL.encode(), "deployment.toml").origins

    assert origins["front.splitter"] == "deployment.toml, line 9"
    assert origins["features.colibri-ws"] == "deployment.toml, line 24"
    assert "ports.https" not in origins


def test_url_alone_is_enough() -> None:
    """Every key but `url` may be left out."""
    told = parse_description(URL.encode(), "deployment.toml")

    assert told == Description("https://meet.example.org", origins={"url": "deployment.toml, line 1"})


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('turn_nam = "x"', "turn_nam is unknown; the nearest known key is turn_name."),
        ('splitter = "sslh"', "splitter is unknown; the nearest known key is front.splitter."),
        (
            '[units]\nnginx = "nginx"',
            "units.nginx is 'nginx', which is no name of a systemd service, such as nginx.service.",
        ),
        ('[units]\napache = "x"', "units.apache is unknown; the nearest known key is"),
        ("[front]\nspliter = 1", "front.spliter is unknown; the nearest known key is front.splitter."),
        ("feature.x = 1", "feature is unknown; the nearest known key is features."),
        (
            '[features]\ncolibri = "must work"',
            "features.colibri is unknown; the nearest known key is features.colibri-ws.",
        ),
        ("zzzz = 1", "zzzz is unknown; the nearest known key is "),
        ("turn_name = 5", "turn_name is a number, not text."),
        ('participants = "yes"', "participants is text, not true or false."),
        ("front = 3", "front is a number, and must be a table: [front]."),
        ("[ports]\nhttps = 0", "ports.https is 0, and there are no ports but 1 to 65535."),
        ("[ports]\nmedia = 70000", "ports.media is 70000, and there are no ports but 1 to 65535."),
        ("[ports]\nmedia = true", "ports.media is true or false, not a port."),
        ('[ports]\nmedia = "10000"', "ports.media is text, not a port."),
        (
            '[front]\nsplitter = "traefik"',
            "front.splitter is 'traefik'; it must be one of: haproxy by SNI, haproxy by ALPN, nginx stream by SNI,"
            " nginx stream by ALPN, sslh, nothing.",
        ),
        ("[front]\nidle_seconds = 0", "front.idle_seconds is 0, and must be more than no seconds."),
        ("[front]\nidle_seconds = nan", "front.idle_seconds is nan, and must be more than no seconds."),
        ('host = "root@meet"', "host is 'root@meet', and must be local or ssh://USER@NAME without a password."),
        ('host = "ssh://root:x@meet"', "is 'ssh://...@meet', and must be local or ssh://USER@NAME without a password."),
        ('host = "ssh://-oProxyCommand=x"', "and must be local or ssh://USER@NAME without a password."),
        ('host = "ssh://-x@meet"', "and must be local or ssh://USER@NAME without a password."),
        ('[vantages]\noutside = "telnet://x"', "must be local, docker://ENGINE/IMAGE or ssh://USER@NAME"),
        ('[vantages]\n"out side" = "local"', "vantages.out side is unknown"),
        ('public_addresses = "192.0.2.1"', "public_addresses is text, not a list of addresses."),
        (
            'public_addresses = ["192.0.2.1", "x"]',
            "public_addresses has an entry 2 that is 'x', which is no IP address.",
        ),
        ('project = "srv"', "project is 'srv', and must be an absolute path on the host."),
        ('room_prefix = "a b"', "room_prefix is 'a b'; room names begin with"),
        ("turn_name = 1979-05-27", "turn_name is a date or time, not text."),
    ],
)
def test_wrong_line(line: str, said: str) -> None:
    """A key that is unknown, or a value that cannot be, is said with file, line and key."""
    told = refusal(f"{URL}{line}\n")

    assert told.startswith(f"deployment.toml, line {2 + line.count(chr(10))}: ")
    assert said in told
    assert "\n" not in told


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://meet.example.org:8443", "must have no port, user or password: https://meet.example.org"),
        ("https://meet.example.org:443", "must have no port"),
        ("https://meet.example.org/room", "must have no path: write https://meet.example.org"),
        ("https://meet.example.org/?x", "must have no path"),
        ("http://meet.example.org", "write https://meet.example.org"),
        ("meet.example.org", "must be https:// and a name"),
        ("https://192.0.2.1", "its host must be a DNS name"),
        ("https://[2001:db8::1]", "its host must be a DNS name"),
        ("https://[meet", "is no URL"),
        ("https://meet.example.org:port", "is no URL"),
        ("https://", "its host must be a DNS name"),
        ("https://user:x@meet.example.org", "must have no port, user or password: https://meet.example.org"),
        ("", "is empty"),
        ("https://meet example.org", "its host must be a DNS name"),
    ],
)
def test_wrong_url(url: str, said: str) -> None:
    """A URL with more than https and a name is refused, with what to write instead."""
    told = refusal(f"url = '{url}'")

    assert told.startswith("deployment.toml, line 1: url is ")
    assert said in told
    assert "user:x" not in told


def test_international_name() -> None:
    """A name with letters beyond ASCII is taken in the form that DNS and TLS use."""
    told = parse_description('url = "https://treff.bücher.example"'.encode(), "f")

    assert told.url == "https://treff.xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "f has no url, which is all it must have"),
        (b"url = ", "f is not TOML: Invalid value (at end of document)."),
        (b"\xff", "f is not UTF-8."),
        (b'url = "https://a.example"\nurl = "https://b.example"', "f is not TOML: Cannot overwrite a value"),
        (b"url = " + b"[" * 100_000, "f is not TOML"),
        (b"x" * (2 << 20), "f is larger than 1 MiB"),
    ],
)
def test_no_description(content: bytes, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is no description at all is refused with its name."""
    monkeypatch.chdir(tmp_path)
    Path("f").write_bytes(content)

    with pytest.raises(DescriptionError) as refused:
        read_description(Path("f"))

    assert said in str(refused.value)


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is said as such."""
    with pytest.raises(DescriptionError, match="cannot be read: No such file or directory"):
        read_description(tmp_path / "none.toml")


@given(st.dictionaries(st.sampled_from(sorted(KNOWN)), st.text() | st.integers() | st.booleans() | st.none()))
def test_strange_values(found: dict[str, object]) -> None:
    """Whatever stands behind the keys, reading ends with a description or one printable sentence."""
    text = "".join(f"{key} = {value!r}\n" for key, value in found.items())
    refused = complaint(text.encode(errors="replace"))

    assert refused.isprintable()


@given(st.binary(max_size=200))
def test_strange_bytes(content: bytes) -> None:
    """Whatever a file holds, reading it ends with a description or one printable sentence."""
    assert complaint(content).isprintable()
