"""Whatever a host prints, reading it ends with facts of the right types, quickly, and without an exception."""

from hypothesis import example, given
from hypothesis import strategies as st

from fixtures.description.assembly import Findings
from fixtures.description.host import haproxy, nginx, sslh
from fixtures.description.host.containers import jitsi_among, read_containers
from fixtures.description.host.kernel import own_address, read_objects, reply_table
from fixtures.description.host.listeners import Listener, Process, port_of, read_listeners, read_processes
from fixtures.description.looking_on_host import look_on_host
from fixtures.description.reading import parse_description
from fixtures.description.writing import write
from fixtures.host.remote import ReadOnlyShell
from selftest.description.recorded_host import ANSWERS, HOSTS, Quiet, RecordedHost

VOCABULARY = (
    'frontend backend listen defaults bind server acl use_backend default_backend if :443 ssl "a b" \\ # { } ; map'
    " default stream http server_name location proxy_pass $x $ssl_preread_server_name upstream include /* ~ = ' \n :"
    " 99999 [ ] ( ) protocols name: port: tls timeout client 5m -f --tls=1:2 ${ % \t * 443 proxy_timeout"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))
TEXTS = st.lists(WORDS | st.text(max_size=5), max_size=60).map(" ".join) | st.text(max_size=200)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: (
        st.lists(each)
        | st.dictionaries(st.sampled_from(("table", "src", "srclen", "dst", "dev", "type", "fwmark", "prefsrc")), each)
    ),
    max_leaves=9,
)


@given(TEXTS)
@example("frontend f\n bind :443\n use_backend\n acl\n use_backend b if\n server\n timeout client 99999999999999h")
def test_haproxy(text: str) -> None:
    """Any text is read as haproxy.cfg."""
    way = haproxy.way_of(haproxy.read_sections(text), 443, "meet.lab.test")

    assert way is None or 0 <= way.port <= 65535


@given(TEXTS)
@example("# configuration file /a:\ninclude /a;")
@example("# configuration file /a:\n" + "stream{" * 50)
@example("# configuration file /a:\nstream { map a $x { default $x; } server { listen 443; proxy_pass $x; } }")
@example("# configuration file /a:\nhttp { server { listen 1 ssl; location { } location = ; } }")
def test_nginx(text: str) -> None:
    """Any text is read as the dump of nginx, also one whose files include themselves."""
    main = nginx.read_dump(f"# configuration file /etc/nginx/nginx.conf:\n{text}")
    way = nginx.stream_way(main, 443, "meet.lab.test")

    assert way is None or 0 <= way.port <= 65535
    assert all(0 <= site.web <= 65535 for site in nginx.web_sites(nginx.read_dump(text)))


def test_long_line_of_nginx() -> None:
    """A long text without a meaning takes no longer than its length."""
    assert nginx.read_dump("# configuration file /a:\n" + '"' * 200_000 + "{" * 100_000).name == "main"


@given(TEXTS, st.lists(st.text(max_size=9)).map(tuple))
def test_sslh(text: str, words: tuple[str, ...]) -> None:
    """Any text is read as sslh's file, any words as its options."""
    ways = (sslh.way_by_file(text, "meet.lab.test"), sslh.way_by_options(Process(1, words)))

    assert all(way is None or 0 <= way.port <= 65535 for way in ways)


@given(JSON, JSON, st.text(max_size=50))
def test_kernel(rules: object, routes: object, text: str) -> None:
    """Any JSON is read as rules and routes, any text as JSON."""
    both = (read_objects(str(rules).replace("'", '"')), read_objects(text))

    assert isinstance(reply_table(*both), str)
    assert isinstance(own_address(text), str)
    lists = [[each for each in found if isinstance(each, dict)] for found in (rules, routes) if isinstance(found, list)]
    assert all(isinstance(reply_table(each, each), str) for each in lists)


@given(st.text(max_size=300))
@example('{"service":"jvb","ports":{"1/udp":[{"HostPort":"x"},1],"2/udp":null},"settings":[1,"A=B=C"]}')
@example('{"service":1,"ports":[],"settings":{},"folder":null}')
@example("[" * 100_000)
def test_containers(text: str) -> None:
    """Any text is read as containers."""
    assert isinstance(jitsi_among(read_containers(text)), tuple)


@given(TEXTS)
def test_listeners(text: str) -> None:
    """Any text is read as what ss and ps print."""
    assert all(0 < each.port <= 65535 for each in read_listeners(text))
    assert all(each.words for each in read_processes(text))


def test_lines_of_ss() -> None:
    """Address, port and the first program are read, IPv6 and any-address in their forms."""
    text = (
        'tcp LISTEN 0 511 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=171,fd=9),("nginx",pid=170,fd=9))\n'
        "udp UNCONN 0 0 127.0.0.11:46415 0.0.0.0:*\n"
        'tcp LISTEN 0 4096 [::]:5349 [::]:* users:(("docker-proxy",pid=830,fd=4))\n'
        'tcp LISTEN 0 4096 *%lo:1 *:* users:(("x",pid=1,fd=4))\n'
    )

    assert read_listeners(text) == (
        Listener("tcp", "0.0.0.0", 80, "nginx", 171),
        Listener("udp", "127.0.0.11", 46415),
        Listener("tcp", "::", 5349, "docker-proxy", 830),
        Listener("tcp", "*%lo", 1, "x", 1),
    )


def test_ports() -> None:
    """A port is what stands behind the last colon, and a number that there is."""
    assert [port_of(text) for text in ("a:1", "[::]:443", "*:*", "1", ":65536", ":٣")] == [1, 443, 0, 0, 0, 0]


@given(st.sampled_from(sorted(path.name for path in HOSTS.iterdir() if path.is_dir())), st.data())
def test_host_with_one_strange_answer(host: str, data: st.DataObject) -> None:
    """Whatever one command prints, the host is described, and its description can be written and read."""
    strange = {data.draw(st.sampled_from(sorted(ANSWERS.values()))): data.draw(TEXTS)}
    findings = Findings("https://meet.lab.test", "given")

    look_on_host(ReadOnlyShell(RecordedHost(host, strange)), "local", "meet.lab.test", findings, Quiet())

    assert parse_description(write(findings.description()).encode(errors="replace"), "f").web_name == "meet.lab.test"
