"""Networks of this machine's own that let less out: what gets out of them, and that nothing of them stays."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from fixtures.host.remote import UnusableHostError
from fixtures.target.fence import TOOLS, fenced

ROOT: Final = Path(__file__).resolve().parents[2]
ABLE: Final = os.geteuid() == 0 and not [tool for tool in (*TOOLS, "unshare") if shutil.which(tool) is None]


@pytest.mark.skipif(not ABLE, reason="a fence needs root, iproute2 and nftables")
@pytest.mark.parametrize(("name", "ports"), [("no_udp", [80, 443, 5349]), ("only_443", [443])])
def test_what_gets_out(name: str, ports: list[int]) -> None:
    """TCP gets out where the fence lets it, UDP from neither, and neither link nor rule is left."""
    apart = ("unshare", "--net", "--mount", "--propagation", "private", sys.executable)
    words = (*apart, "-m", "selftest.target.behind_a_fence", name)

    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)

    assert json.loads(ended.stdout) == {"open": ports, "udp": False, "left": []}


def test_without_nft(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without the tools is told which to install."""
    monkeypatch.setattr("fixtures.target.fence.os.geteuid", lambda: 0)
    monkeypatch.setattr("fixtures.target.fence.shutil.which", lambda tool: None if tool == "nft" else tool)

    with pytest.raises(UnusableHostError, match="no-udp at this machine needs nft"), fenced("no_udp"):
        pytest.fail("a fence was made")
