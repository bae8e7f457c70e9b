"""What the checks ask of config.js."""

from urllib.parse import urlsplit

from fixtures.plugin import could_not_tell
from fixtures.probes import http
from fixtures.probes.http import HttpAnswer
from fixtures.site.configuration import ConfigurationError, SiteConfiguration, read_configuration
from fixtures.site.script import LIMITS
from fixtures.vantage.vantage import Vantage


def script_of(vantage: Vantage, url: str) -> HttpAnswer:
    """Return a config.js, read as far as it is run: deployments with their own texts in it have hundreds of KiB."""
    return vantage.run(http.get, url, most=LIMITS.source)


def configuration_of(page: str, answer: HttpAnswer) -> SiteConfiguration | str:
    """Read what a config.js tells clients of a page; one sentence where they could make nothing of it."""
    if answer.body and not answer.complete:
        could_not_tell(
            f"The config.js of {page} is cut short, or longer than the {LIMITS.source >> 10} KiB that are read."
        )
    try:
        return read_configuration(page, answer.body)
    except ConfigurationError as error:
        return str(error)


def strays(configuration: SiteConfiguration) -> list[str]:
    """Return the addresses at which clients log in that are not encrypted, or not on the host and port of the page."""
    home = urlsplit(configuration.page).netloc
    split = {f"{name} {url}": urlsplit(url) for name, url in configuration.entrances.items()}
    return [words for words, url in split.items() if url.scheme not in ("https", "wss") or url.netloc != home]
