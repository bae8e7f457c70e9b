"""All packages of an image are told, on one line that two nights can be compared by."""

import subprocess

import pytest

from fixtures.report.redact import Redactor
from fixtures.target.packages import ASK, packages_in


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("installed zlib1g@1:1.3\ninstalled apt@3.0.3\n", "apt@3.0.3 zlib1g@1:1.3", id="sorted"),
        pytest.param("config-files old@1\ninstalled apt@3.0.3\n", "apt@3.0.3", id="removed ones are not there"),
        pytest.param("installed pypi:idna@3.20\ninstalled pypi:idna@3.20\n", "pypi:idna@3.20", id="a library twice"),
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


def test_the_command_names_debian_packages_and_libraries() -> None:
    """Asked of this machine itself, which has both."""
    printed = subprocess.run(ASK, capture_output=True, text=True, check=False).stdout

    names = [each.partition("@")[0] for each in packages_in(printed).split()]

    assert "dpkg" in names
    assert any(name.startswith("pypi:") for name in names)
