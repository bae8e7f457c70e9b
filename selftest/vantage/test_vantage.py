"""A vantage runs probes, keeps things open, and says so when it is lost."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from fixtures.probes import http
from fixtures.probes.net import tape, witness
from fixtures.probes.net.answer import Ending
from fixtures.vantage import shell
from fixtures.vantage.errors import ProbeFailedError, VantageLostError
from fixtures.vantage.vantage import Vantage


@pytest.fixture(scope="module")
def here() -> Iterator[Vantage]:
    """A vantage in an interpreter of its own on this machine."""
    vantage = Vantage("here", "127.0.0.1", "this machine", sys.executable)
    yield vantage
    vantage.close()


def test_a_probe_answers_with_its_own_type(here: Vantage) -> None:
    """The answer of a probe that ran elsewhere is the dataclass it returned there."""
    answer = here.run(shell.command, ("printf", "seen"))

    assert (answer.status, answer.output) == (0, "seen")


def test_probes_run_side_by_side(here: Vantage) -> None:
    """A probe that waits does not keep another from answering."""
    waiting = here.begin(shell.command, ("sleep", "1"))

    started = time.monotonic()
    here.run(shell.command, ("true",))

    assert time.monotonic() - started < 0.5
    assert waiting.result().status == 0


def test_a_command_is_killed_at_its_deadline(here: Vantage) -> None:
    """A command that does not end is an answer without a status, given at the deadline."""
    answer = here.run(shell.command, ("sleep", "60"), within=0.2)

    assert answer.status is None
    assert answer.seconds < 5


def test_a_killed_command_leaves_no_child(here: Vantage) -> None:
    """What a command started ends with it, and so keeps nobody waiting for its output."""
    answer = here.run(shell.command, ("sh", "-c", "sleep 60 | cat"), within=0.5)

    assert answer.status is None
    assert answer.seconds < 10


def test_a_raising_probe_is_the_suites_own_fault(here: Vantage) -> None:
    """What a probe raises comes back as ProbeFailedError with the far traceback."""
    with pytest.raises(ProbeFailedError, match="FileNotFoundError"):
        here.run(shell.command, ("no-such-program",))


def test_something_held_open_is_asked_and_closed(here: Vantage) -> None:
    """A listener stays open for the length of its block and records who came."""
    with here.hold(witness.listen_tcp, port=0) as canary:
        port = canary.run(witness.Witness.port)
        here.run(shell.command, ("bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}; echo hello >&3"))
        visits = canary.run(witness.Witness.wait_for, 1)

    assert [visit.first_bytes for visit in visits] == [b"hello\n"]


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_vantage_keeps_no_file_however_it_ends(
    ending: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code runs from memory, so that a machine which is looked from has nothing of ours afterwards."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    vantage = Vantage("mortal", "127.0.0.1", "this machine", sys.executable)
    process = int(vantage.run(shell.command, ("sh", "-c", "echo $PPID")).output)

    os.kill(process, ending)

    with pytest.raises(VantageLostError):
        vantage.run(shell.command, ("sleep", "60"), within=60.0)
    assert list(tmp_path.iterdir()) == []


def test_the_far_traceback_shows_the_line(here: Vantage) -> None:
    """A fault of a probe can be found, wherever it ran."""
    with pytest.raises(ProbeFailedError, match=r"fixtures/vantage/shell\.py.*\n +process = await") as failed:
        here.run(shell.command, ("no-such-program",))

    assert "jitsi-conformance-" not in str(failed.value)


def test_a_vantage_before_a_deployment_looks_no_nearer() -> None:
    """What is nearer than the deployment is not asked from there."""
    vantage = Vantage("here", "127.0.0.1", "this machine", sys.executable)
    with reporting() as port:
        before = vantage.run(http.get, f"http://127.0.0.1:{port}/")
        vantage.look_no_nearer("198.51.100.1")
        after = vantage.run(http.get, f"http://127.0.0.1:{port}/")
    vantage.close()

    assert (before.ending, after.ending) == (Ending.ANSWERED, Ending.NOT_ASKED)


def test_a_vantage_that_dies_is_lost_for_every_waiting_probe() -> None:
    """When the interpreter dies, a waiting probe ends with VantageLostError instead of hanging."""
    vantage = Vantage("mortal", "127.0.0.1", "this machine", sys.executable)
    process = int(vantage.run(shell.command, ("sh", "-c", "echo $PPID")).output)
    waiting = vantage.begin(shell.command, ("sleep", "60"), within=60.0)

    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(waiting.result)
        os.kill(process, signal.SIGKILL)

        with pytest.raises(VantageLostError):
            result.result(timeout=10)


@contextmanager
def reporting() -> Iterator[int]:
    """A service that reports its version over HTTP, by its port."""

    class Reports(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b'{"name": "JVB", "version": "2.3"}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Reports) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_what_is_said_at_a_vantage_is_kept_there_and_fetched(here: Vantage) -> None:
    """As values with their own types; what is said before and after is not."""
    with reporting() as port:
        url = f"http://127.0.0.1:{port}/about/version"
        here.run(http.get, url)
        here.run(tape.start)
        here.run(http.get, url)
        (kept,) = here.run(tape.stop)
        here.run(http.get, url)

        assert here.run(tape.stop) == ()

    assert (kept.kind, kept.by, kept.name) == (tape.Kind.HTTP, tape.By.SERVER, "127.0.0.1-about-version")
    assert kept.text.endswith('\r\n\r\n{"name": "JVB", "version": "2.3"}')


def test_opened_again() -> None:
    """Where an interpreter was ended, by a reboot for example, another takes its place under the same handle.

    What the first one held open is gone with it, and nobody closes it.
    """
    vantage = Vantage("rebooted", "127.0.0.1", "this machine", sys.executable)
    try:
        before = vantage.run(shell.command, ("sh", "-c", "echo $PPID")).output
        with vantage.hold(witness.listen_tcp, port=0):
            lost = vantage.begin(shell.command, ("sleep", "60"))
            os.kill(int(before), signal.SIGKILL)
            with pytest.raises(VantageLostError):
                lost.result()

            vantage.reopen("127.0.0.2")

        assert vantage.run(shell.command, ("sh", "-c", "echo $PPID")).output != before
        assert vantage.address == "127.0.0.2"
    finally:
        vantage.close()
