"""The self-tests nearest to a change are found by imports, and what there is no time for is said."""

from pathlib import Path
from typing import Final

import pytest

from selftest.nearest import nearest

pytest_plugins = ["pytester"]

TREE: Final = {
    "conftest.py": 'pytest_plugins = ["fixtures.plugin"]',
    "fixtures/__init__.py": "",
    "fixtures/plugin.py": "from fixtures import far",
    "fixtures/far.py": 'WORDS = "page.html"',
    "fixtures/near.py": "from fixtures.far import WORDS",
    "fixtures/page.html": "",
    "selftest/conftest.py": "",
    "selftest/test_far.py": "import fixtures.far",
    "selftest/near/conftest.py": "import fixtures.near",
    "selftest/near/test_by_conftest.py": "",
    "selftest/plugin/test_run.py": 'pytest_plugins = ["pytester"]',
    "selftest/other/test_other.py": "",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small checkout."""
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        pytest.param("selftest/other/test_other.py", ["selftest/other/test_other.py"], id="the test itself"),
        pytest.param("fixtures/near.py", ["selftest/near/test_by_conftest.py"], id="by the conftest beside it"),
        pytest.param("fixtures/plugin.py", ["selftest/plugin/test_run.py"], id="by a plugin's name"),
        pytest.param(
            "fixtures/far.py",
            ["selftest/test_far.py", "selftest/near/test_by_conftest.py", "selftest/plugin/test_run.py"],
            id="the nearest first",
        ),
        pytest.param(
            "fixtures/page.html",
            ["selftest/test_far.py", "selftest/near/test_by_conftest.py", "selftest/plugin/test_run.py"],
            id="no module",
        ),
        pytest.param("README.md", [], id="nobody reads it"),
    ],
)
def test_who_may_notice(tree: Path, changed: str, found: list[str]) -> None:
    """Whoever imports or names what was changed, straight or by way of others."""
    assert nearest(tree, [changed]) == found


@pytest.mark.parametrize(("until", "passed", "skipped"), [("inf", 1, 0), ("0", 0, 1)])
def test_no_time_left(pytester: pytest.Pytester, until: str, passed: int, skipped: int) -> None:
    """A test that would begin too late is skipped with a word."""
    pytester.makepyfile("def test_it(): pass")

    ended = pytester.runpytest("-p", "selftest.nearest", f"--until={until}", "-rs")

    ended.assert_outcomes(passed=passed, skipped=skipped)
    assert ("no time left" in ended.stdout.str()) == bool(skipped)
