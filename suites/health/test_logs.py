"""The logs: errors since the start that no check caused.

When this fails, a part logs errors while everything still works: a certificate that could not be read, a password that
was refused, a module that did not load. Accepted lines are listed with the format of each log in fixtures/hops/, with
reasons.
"""

from typing import Final

import pytest

from suites.vocabulary import given, hops, outcomes, requirement

LOGS: Final = {name: hop for hop in hops.EVERY_LOG for name in hop.complains_in}


@requirement("HEALTH-23")
@pytest.mark.parametrize("log", LOGS)
def test_log_holds_no_error(host: given.HostShell, target: given.Target, log: str) -> None:
    """A log holds no error line that nothing explains."""
    hop = LOGS[log]
    if hop in hops.HOPS and (hop.unit or hop.part_of):
        hop = target.layout.hop_named(hop.name)
    text = host.output(*hop.complains_in[log])
    if not text and log not in hop.may_be_empty:
        outcomes.could_not_tell(f"The log of {log} is empty: what goes wrong is written somewhere else, or not at all.")

    assert hop.complaints(text) == []
