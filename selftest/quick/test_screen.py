"""What the climb prints, where the output is no terminal."""

import io

from fixtures.quick.rung import Broken, LeftOut, Reached, Undecided
from fixtures.quick.screen import Screen

BROKEN = Broken("TLS", "EDGE-02", 5.0, "a handshake", "silence", "outside → haproxy ?", "Backend ssl in haproxy.cfg.")


class Lines(io.StringIO):
    """A stream that remembers what had been written at each flush."""

    def __init__(self) -> None:
        super().__init__()
        self.flushed: list[str] = []

    def flush(self) -> None:
        """Remember."""
        self.flushed.append(self.getvalue())


def test_rung_is_printed_at_once() -> None:
    """Every rung is one whole line with its milliseconds, and leaves the process before the next is asked."""
    stream = Lines()

    Screen(stream, str).show(Reached("DNS", "", 0.0042, "it is 192.0.2.1"))

    assert stream.flushed == ["     4 ms  DNS                                it is 192.0.2.1\n"]


def test_broken_rung_has_four_lines() -> None:
    """A broken rung is followed by what was expected, what came, the path, and where to look."""
    stream = io.StringIO()

    Screen(stream, str).show(BROKEN)

    head, *four = stream.getvalue().splitlines()
    assert head.split() == ["5000", "ms", "TLS", "BROKEN", "EDGE-02"]
    assert [line.partition(":")[0] for line in four] == ["expected", "actual", "path", "look at"]


def test_what_servers_say_is_printable_and_masked() -> None:
    """Nothing that a server says steers the terminal, and secrets are hidden."""
    stream = io.StringIO()

    Screen(stream, lambda text: text.replace("p4ss", "[redacted]")).show(Reached("site", "", 0.1, "p4ss \x1b[2J\r\nx"))

    assert stream.getvalue().count("\n") == 1
    assert "[redacted] \\x1b[2J x" in stream.getvalue()


def test_last_line_counts() -> None:
    """The last line says how far it went, and in how many seconds."""
    stream = io.StringIO()
    screen, reached = Screen(stream, str), Reached("DNS", "", 0.1, "")

    screen.end([reached, LeftOut("services", "", "none")], 1.0)
    screen.end([reached, BROKEN], 2.0)
    screen.end([reached, Undecided("site", "", "why")], 3.0)

    assert stream.getvalue().splitlines() == [
        "Everything was reached: 1 rung, in 1.00 s.",
        "TLS is broken; reached before it: 1 rung, in 2.00 s.",
        "Nothing beyond site can be decided; reached before it: 1 rung, in 3.00 s.",
    ]
