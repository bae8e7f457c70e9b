"""Moments as the engine prints them, and logs with them."""

from fixtures.target.moments import Dated, dated


def test_lines_of_both_streams_are_put_in_order() -> None:
    """A line has the engine's time in front; standard output and error come one after the other."""
    log = "2026-11-25T14:11:24.5Z second\n2026-11-25T14:11:23.000000001Z first line\n2026-11-25T14:11:25Z \n"

    assert dated(log) == (Dated(1795615883.0, "first line"), Dated(1795615884.5, "second"), Dated(1795615885.0, ""))
