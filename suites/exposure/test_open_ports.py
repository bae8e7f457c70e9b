"""The UDP ports of the public address, in the language of those who may be behind them.

When these checks fail, strangers use a service that nobody watches: a second relay without the peer rules of the first,
or one whose certificate and secret nobody renews. The TCP ports are scanned in chapter address.
"""

from suites.exposure import scans
from suites.vocabulary import requirement


@requirement("EXPOSURE-01")
def test_undeclared_stun(stun_scan: scans.StunScan) -> None:
    """Nobody answers STUN at a UDP port of the public address that is not declared."""
    found = stun_scan.undeclared()

    assert found == []
