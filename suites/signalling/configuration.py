"""What the checks ask of the addresses in config.js."""

from urllib.parse import urlsplit

from fixtures.site.configuration import SiteConfiguration


def strays(configuration: SiteConfiguration) -> list[str]:
    """Return the addresses at which clients log in that are not encrypted, or not on the host and port of the page."""
    home = urlsplit(configuration.page).netloc
    split = {f"{name} {url}": urlsplit(url) for name, url in configuration.entrances.items()}
    return [words for words, url in split.items() if url.scheme not in ("https", "wss") or url.netloc != home]
