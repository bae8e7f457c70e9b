"""What a check is given: the types of its fixtures, of what it starts at a vantage, and of its controls."""

from fixtures.host.command import HostShell
from fixtures.patience import Patience
from fixtures.plugin.control import Control, Served
from fixtures.report.facts import Facts
from fixtures.site.configuration import SiteConfiguration
from fixtures.target.daemons import Daemons
from fixtures.target.deployment import Deployment
from fixtures.target.moments import moment
from fixtures.target.prosody import configuration_of
from fixtures.target.returns import returns
from fixtures.target.services import ContainerState, Services
from fixtures.target.target import Target
from fixtures.vantage.vantage import Held, Pending, Vantage

__all__ = [
    "ContainerState",
    "Control",
    "Daemons",
    "Deployment",
    "Facts",
    "Held",
    "HostShell",
    "Patience",
    "Pending",
    "Served",
    "Services",
    "SiteConfiguration",
    "Target",
    "Vantage",
    "configuration_of",
    "moment",
    "returns",
]
