"""The tools that look after what monitoring reads."""

import shutil
import subprocess

import pytest


@pytest.fixture(scope="session")
def promtool(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Debian's promtool: the installed one, else unpacked from its package for this test alone."""
    found = shutil.which("promtool")
    if found:
        return found
    folder = tmp_path_factory.mktemp("promtool")
    subprocess.run(["apt-get", "download", "-qq", "prometheus"], cwd=folder, check=True, capture_output=True)
    (package,) = folder.glob("prometheus_*.deb")
    subprocess.run(["dpkg-deb", "--extract", str(package), str(folder)], check=True)
    return str(folder / "usr/bin/promtool")
