"""What the hops of a path saw, for verdicts about it."""

from fixtures.hops.hop import HopEvidence

PATH = ("haproxy", "go-mmproxy", "nginx", "web")


def said(
    hop: str,
    seen: bool | None,
    note: str = "",
    lines: tuple[str, ...] = (),
    sent_to: tuple[str, ...] = (),
    *,
    gave_up: bool = False,
    runs: bool | None = None,
    tells_clients: bool = True,
) -> HopEvidence:
    """Return the evidence of one hop, whose log tells the clients apart."""
    return HopEvidence(hop, seen, note, lines, sent_to, gave_up, runs, tells_clients)


def evidence(**hops: bool | None) -> dict[str, HopEvidence]:
    """Return evidence by hop; an underscore stands for a hyphen."""
    return {name.replace("_", "-"): said(name.replace("_", "-"), seen) for name, seen in hops.items()}
