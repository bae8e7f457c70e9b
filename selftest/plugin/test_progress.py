"""Progress is told in lines where nobody watches, and live on a terminal."""

import io
from collections.abc import Callable

from rich.console import Console

from fixtures.lab.progress import LiveProgress, PlainProgress, progress_on


def clock(*moments: float) -> Callable[[], float]:
    """Return a clock that shows these moments one after the other."""
    return iter(moments).__next__


def test_line_for_each_step() -> None:
    """A step is a line with the time since the beginning; a long one has a line for its end."""
    stream = io.StringIO()
    progress = PlainProgress(stream, clock(0.0, 12.34, 12.34, 13.0, 20.0, 20.0, 60.0, 60.0))

    with progress.step("booting the host"):
        pass
    with progress.step("building the host image"):
        pass

    assert stream.getvalue().splitlines() == [
        "   12.3 s  booting the host",
        "   20.0 s  building the host image",
        "   60.0 s  building the host image: done in 40.0 s",
    ]


def test_live_steps_overlap_and_leave_nothing() -> None:
    """Steps that go on at once stand side by side; brackets in a sentence are text."""
    stream = io.StringIO()
    progress = LiveProgress(Console(file=stream, force_terminal=True, width=80))

    with progress.step("building [web]"), progress.step("booting the host"):
        pass
    with progress.step("again"):
        pass

    assert "building [web]" in stream.getvalue()
    assert "booting the host" in stream.getvalue()


def test_a_log_gets_lines() -> None:
    """Where the stream is no terminal, plain lines are written."""
    assert isinstance(progress_on(io.StringIO()), PlainProgress)
