"""All packages of an image are told, on one line that two nights can be compared by."""

import subprocess

import pytest

from fixtures.report.redact import Redactor
from fixtures.target.packages import ASK, packages_in

LIBRARIES = "/usr/local/lib/python3.13/dist-packages"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("installed zlib1g@1:1.3\ninstalled apt@3.0.3\n", "apt@3.0.3 zlib1g@1:1.3", id="sorted"),
        pytest.param("config-files old@1\ninstalled apt@3.0.3\n", "apt@3.0.3", id="removed ones are not there"),
        pytest.param(f"{LIBRARIES}/idna-3.20.dist-info\n", "pypi:idna@3.20", id="a library"),
        pytest.param(
            f"{LIBRARIES}/typing_extensions-4.16.0.dist-info\n", "pypi:typing_extensions@4.16.0", id="another"
        ),
        pytest.param("sh: 1: dpkg-query: not found\n", "", id="an image of another kind"),
    ],
)
def test_what_is_installed_is_told(printed: str, expected: str) -> None:
    """Nothing is guessed."""
    assert packages_in(printed) == expected


def test_no_package_is_taken_for_a_secret() -> None:
    """The report's redaction leaves base-passwd its version."""
    installed = packages_in("installed base-passwd@3.6.7\ninstalled libsecret-1-0@0.21\n")

    assert Redactor().text(installed) == "base-passwd@3.6.7 libsecret-1-0@0.21"


def test_the_command_names_debian_packages() -> None:
    """Asked of this machine itself."""
    printed = subprocess.run(ASK, capture_output=True, text=True, check=False).stdout

    names = [each.partition("@")[0] for each in packages_in(printed).split()]

    assert "dpkg" in names
