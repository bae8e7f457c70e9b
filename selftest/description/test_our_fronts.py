"""What is said of the twin's fronts is what their own files say, read as any host's are."""

import pytest

from fixtures.declared.front import Splitter
from fixtures.description.assembly import Findings
from fixtures.description.description import Description
from fixtures.description.host.facts import HostFacts
from fixtures.description.host.front import find_front
from fixtures.description.host.haproxy import read_sections
from fixtures.description.host.listeners import Listener, Process, read_processes
from fixtures.description.host.nginx import read_dump
from fixtures.description.host.units import find_units
from fixtures.lab import plan
from fixtures.lab.host import configuration_files
from fixtures.lab.options import FrontName, LabOptions
from fixtures.target.fronts import FRONTS, layout

MAIN = "include /etc/nginx/modules-enabled/*.conf; http { include conf.d/*.conf; include sites-available/*.conf; }"
"""Debian's nginx.conf, as far as it leads to files of ours."""
HAPROXY = "/etc/haproxy/haproxy.cfg"
MMPROXY = "/etc/systemd/system/go-mmproxy-ssl.service"
RULES = ({"src": "127.0.0.1", "srclen": 8, "iif": "lo", "table": "123"},)
ROUTES = ({"type": "local", "dst": "default", "dev": "lo", "table": "123"},)


def described(front: FrontName) -> Description:
    """Describe the site by the files of a front, and by who listens where on a host with them."""
    files = {file.path: file.content.decode() for file in configuration_files(LabOptions(front=front))}
    nginx = {"/etc/nginx/nginx.conf": MAIN} | {path: text for path, text in files.items() if "/nginx/" in path}
    start = next((line for line in files.get(MMPROXY, "").splitlines() if line.startswith("ExecStart=")), "")
    built = layout(FRONTS[front])
    facts = HostFacts(
        listeners=(
            Listener("tcp", "0.0.0.0", 443, built.owner, 1),
            *([Listener("tcp", "127.0.0.1", 4444, "go-mmproxy", 2)] if start else []),
            *([Listener("tcp", "127.0.0.1", built.nginx, "nginx", 3)] if built.nginx != 443 else []),
        ),
        processes=(Process(2, tuple(start.partition("=")[2].split())),) if start else (),
        haproxy=read_sections(files.get(HAPROXY, "")),
        nginx=read_dump("\n".join(f"# configuration file {path}:\n{text}" for path, text in nginx.items())),
        rules=RULES if start else (),
        routes=ROUTES if start else (),
        files={"haproxy": HAPROXY},
    )
    findings = Findings(f"https://{plan.WEB_NAME}", "given")
    find_front(facts, plan.WEB_NAME, findings)
    return findings.description()


@pytest.mark.parametrize("front", list(FrontName))
def test_a_front_is_what_its_files_say(front: FrontName) -> None:
    """Splitter, end of TLS, the client's address, the idle time and the port of nginx behind it."""
    found, said = described(front), FRONTS[front]

    assert (found.front.splitter, found.front.tls_ends_at) == (said.splitter, said.tls_ends_at)
    assert (found.front.client_address, found.front.idle_seconds) == (said.client_address, said.idle_seconds)
    # Where nothing splits, nginx has no port behind the splitter, and the description says nothing of one.
    assert said.splitter is Splitter.NOTHING or found.ports.nginx == layout(said).nginx
    assert found.other_name == plan.OTHER_NAME


PS = """
 71 haproxy.service          /usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg
 80 go-mmproxy-web.service   /usr/bin/go-mmproxy -l 127.0.0.1:4444 -4 127.0.0.1:4443
 81 go-mmproxy-mail.service  /usr/bin/go-mmproxy -l 127.0.0.1:2526 -4 127.0.0.1:2525
 90 web.service              nginx: master process /usr/sbin/nginx
 91 web.service              nginx: worker process
"""


def test_units_as_the_host_calls_them() -> None:
    """Of two go-mmproxys the one is meant that takes the site's clients; nginx names itself in its own words."""
    facts = HostFacts((Listener("tcp", "127.0.0.1", 4444, "go-mmproxy", 80),), read_processes(PS))
    findings = Findings("https://meet.lab.test", "given")
    findings.found("ports.mmproxy", 4444, "ss")

    find_units(facts, findings)

    own = {"haproxy": "haproxy.service", "go-mmproxy": "go-mmproxy-web.service", "nginx": "web.service"}
    assert findings.description().units == own


def test_units_that_cannot_be_told() -> None:
    """Which of two units is meant is not guessed; the reason stands in the description."""
    findings = Findings("https://meet.lab.test", "given")

    find_units(HostFacts(processes=read_processes(PS)), findings)

    why = "ps: several units run it: go-mmproxy-mail.service, go-mmproxy-web.service"
    assert findings.description().why_not_found("units.go-mmproxy") == why
