"""Whoever looks at a live deployment needs no Docker: not even its library is loaded."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKED = """
import sys, pytest
status = pytest.main(["suites", "--url", "https://nobody.invalid", "-p", "no:cacheprovider"])
print("loaded:", sorted({name.partition(".")[0] for name in sys.modules} & {"docker", "requests"}), int(status))
"""


def test_url_loads_no_engine() -> None:
    """A run by URL, all of its checks collected, loads neither the Docker SDK nor what that speaks with."""
    ended = subprocess.run((sys.executable, "-c", ASKED), cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.stdout.splitlines()[-1] == "loaded: [] 2"
