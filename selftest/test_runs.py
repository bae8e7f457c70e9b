"""What ends a campaign from outside ends its runs as well, once each."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.runs import OUTPUT, Runs

REPOSITORY = Path(__file__).resolve().parents[1]
RUN = """
import signal, sys, time
ends = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # what comes before somebody waits for it is not lost
print("begun", flush=True)
print(signal.Signals(signal.sigwait(ends)).name, flush=True)
time.sleep(0.3)
print("heard once more" if signal.sigpending() & ends else "taken down", flush=True)
"""
CAMPAIGN = """
import sys
from pathlib import Path
from fixtures.runs import ended_together
try:
    with ended_together() as runs, open(sys.argv[1], "w") as output:
        runs.run([sys.executable, "-c", sys.argv[2]], Path.cwd(), output)
except KeyboardInterrupt as interruption:
    print(interruption)
"""


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda each: each.name)
def test_a_signal_ends_the_runs_too(tmp_path: Path, ending: signal.Signals) -> None:
    """A run hears the signal that its campaign got, once, and is waited for."""
    output = tmp_path / "output.txt"
    words = [sys.executable, "-c", CAMPAIGN, str(output), RUN]
    with subprocess.Popen(words, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as campaign:
        while not output.exists() or "begun" not in output.read_text():
            assert campaign.poll() is None

        campaign.send_signal(ending)
        said, _ = campaign.communicate(timeout=30)

    assert said == f"{ending.name}\n"
    assert output.read_text() == f"begun\n{ending.name}\ntaken down\n"


def test_report_of_an_earlier_run_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    """A run that writes no report leaves none, although there was one of yesterday."""
    folder, tree = tmp_path / "reports", tmp_path / "tree"
    for each in (folder / "yesterday", tree):
        each.mkdir(parents=True)
    (folder / "latest").symlink_to("yesterday")

    Runs().report_into(folder, tree)

    assert not (folder / "latest").exists()
    assert "--reports" in (folder / OUTPUT).read_text()
