"""Ports that are tried from outside and from the LAN, and who must be behind them."""

from dataclasses import dataclass
from typing import Final

from fixtures.declared.features import TURN_OWN_PORT
from fixtures.expected import Expected, open_ports
from fixtures.probes.edge import PlainAnswer
from fixtures.probes.net import ScanAnswer
from fixtures.target.target import Target
from fixtures.vantage.vantage import Pending

OTHER_INNER_PORTS: Final = (
    *(2375, 2376),
    *(5222, 5269, 5280, 5281, 5347, 5582),
    *(8080, 8443, 8888, 9090),
    *(5766, 9641),
)
"""Docker's API; Prosody for clients, servers, web servers, components and its shell; jvb's reports, the web container's
HTTPS, jicofo's reports, colibri-ws; coturn's command line and figures. The rest is in the target."""


@dataclass(frozen=True, slots=True)
class PortScans:
    """Port scans from outside; a port that drops packets takes its time to time out."""

    public_ports: Pending[ScanAnswer]
    mmproxy: Pending[PlainAnswer]


def open_to_everybody(target: Target) -> Expected:
    """Return which ports must be open: the site's, and the relay's own unless it is not advertised."""
    site = target.ports.http, target.ports.https
    whole = open_ports(*site, target.ports.turn_tls)
    return whole if target.offers(TURN_OWN_PORT) else whole | open_ports(*site)
